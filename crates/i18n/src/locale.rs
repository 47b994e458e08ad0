//! Which languages there are, and which of them a browser asks for.

use std::str::FromStr;

/// A language of the interface.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Locale {
    #[default]
    Es,
    En,
}

/// A code that is none of `Locale::ALL`.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("unknown language: {0}")]
pub struct UnknownLocale(String);

impl Locale {
    pub const ALL: [Self; 2] = [Self::Es, Self::En];

    /// The code for `<html lang>`, cookies and the configuration (BCP 47).
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Es => "es",
            Self::En => "en",
        }
    }

    /// The language's name in itself, for menus.
    pub const fn native_name(self) -> &'static str {
        match self {
            Self::Es => "Español",
            Self::En => "English",
        }
    }

    /// The best language for an `Accept-Language` header (RFC 9110 12.5.4): the greatest
    /// weight wins, the first of equals; regions are ignored; Spanish if nothing fits.
    pub fn negotiate(accept_language: &str) -> Self {
        let wishes = accept_language.split(',').filter_map(wish);
        // `max_by` keeps the last of equals, so it goes backwards.
        wishes.rev().max_by_key(|(_, weight)| *weight).map_or_else(Self::default, |(locale, _)| locale)
    }
}

/// One item of the header, with its weight in thousandths; `None` for unknown or refused languages.
fn wish(item: &str) -> Option<(Locale, u16)> {
    let (range, parameters) = item.split_once(';').unwrap_or((item, ""));
    let weight = parameters.trim().strip_prefix("q=").map_or(Some(1000), thousandths)?;
    let primary = range.trim().split('-').next()?.to_ascii_lowercase();
    let locale = if primary == "*" { Locale::default() } else { primary.parse().ok()? };
    (weight > 0).then_some((locale, weight))
}

fn thousandths(weight: &str) -> Option<u16> {
    let weight = weight.trim();
    let (whole, decimals) = weight.split_once('.').unwrap_or((weight, ""));
    let whole: u16 = whole.parse().ok().filter(|whole| *whole <= 1)?;
    let decimals: u16 = format!("{decimals:0<3}").get(..3)?.parse().ok()?;
    Some((whole * 1000 + decimals).min(1000))
}

impl FromStr for Locale {
    type Err = UnknownLocale;

    fn from_str(code: &str) -> Result<Self, UnknownLocale> {
        let found = Self::ALL.into_iter().find(|locale| locale.as_str() == code);
        found.ok_or_else(|| UnknownLocale(code.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_round_trip() {
        for locale in Locale::ALL {
            assert_eq!(locale.as_str().parse(), Ok(locale));
        }
        assert_eq!("fr".parse::<Locale>().unwrap_err().to_string(), "unknown language: fr");
        assert_eq!(Locale::default().native_name(), "Español");
    }

    #[test]
    fn the_header_decides() {
        let cases = [
            ("", Locale::Es),
            ("fr, de", Locale::Es),
            ("en", Locale::En),
            ("EN-gb,es;q=0.9", Locale::En),
            ("es;q=0.8, en;q=0.9", Locale::En),
            ("ca, es;q=0.9, en;q=0.9", Locale::Es),
            ("ca, en;q=0.7, es;q=0.5", Locale::En),
            ("en;q=0, *", Locale::Es),
            ("en;q=0", Locale::Es),
            ("*;q=0.1, en;q=0.25", Locale::En),
            ("en;q=nonsense, es;q=0.001", Locale::Es),
            ("en;q=9", Locale::Es),
            (";;,,en;q=0.5é", Locale::Es),
        ];
        for (header, expected) in cases {
            assert_eq!(Locale::negotiate(header), expected, "{header}");
        }
    }
}
