//! How numbers and sizes are written.

use crate::{Locale, Whole, key};

/// Each is 1024 of the one before it, as file managers count.
const UNITS: [&str; 4] =
    [key!("size-kilobytes"), key!("size-megabytes"), key!("size-gigabytes"), key!("size-terabytes")];

impl Locale {
    /// "9876", "12.345" in Spanish; "9,876", "12,345" in English.
    pub fn number(self, number: impl Into<Whole>) -> String {
        let mut out = String::new();
        push(&mut out, self, number.into().0);
        out
    }

    /// A size in bytes, as "512 B", "1,5 MB", "25 MB": one decimal below ten, units of 1024.
    pub fn bytes(self, bytes: impl Into<Whole>) -> String {
        let bytes = bytes.into().0.max(0);
        let mut tenths = i128::from(bytes) * 10;
        let mut unit = key!("size-bytes");
        for bigger in UNITS {
            // What would be rounded to 1024 is written in the next unit.
            if tenths < 10_235 {
                break;
            }
            (tenths, unit) = ((tenths + 512) / 1024, bigger);
        }
        self.with(unit, "size", self.tenths(tenths))
    }

    fn tenths(self, tenths: i128) -> String {
        let decimal = if tenths < 100 { tenths % 10 } else { 0 };
        match decimal {
            0 => ((tenths + 5) / 10).to_string(),
            _ => mark(self, &format!("{}.{decimal}", tenths / 10)),
        }
    }

    const fn marks(self) -> Marks {
        match self {
            // Four digits stand together in Spanish (Ortografía de la lengua española, 2010, VIII 2.1.1.1).
            Self::Es => Marks { thousands: '.', decimal: ',', grouped_from: 5 },
            Self::En => Marks { thousands: ',', decimal: '.', grouped_from: 4 },
        }
    }
}

struct Marks {
    thousands: char,
    decimal: char,
    /// Digits before the decimal mark from which thousands are marked.
    grouped_from: usize,
}

/// Writes a whole number at the end of `out`.
pub(crate) fn push(out: &mut String, locale: Locale, number: i64) {
    out.push_str(&mark(locale, &number.to_string()));
}

/// Puts the language's marks into a number as Rust writes it ("-12345.6").
pub(crate) fn mark(locale: Locale, number: &str) -> String {
    let marks = locale.marks();
    let (whole, decimals) = number.split_once('.').unwrap_or((number, ""));
    let digits = whole.trim_start_matches('-').len();
    if digits < marks.grouped_from && decimals.is_empty() {
        return whole.to_owned();
    }
    let mut out = String::with_capacity(number.len() * 2);
    for (place, character) in (0..whole.len()).rev().zip(whole.chars()) {
        out.push(character);
        if character != '-' && digits >= marks.grouped_from && place > 0 && place % 3 == 0 {
            out.push(marks.thousands);
        }
    }
    if !decimals.is_empty() {
        out.push(marks.decimal);
        out.push_str(decimals);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_marked() {
        let spanish = [0, -7, 999, 1234, 12_345, -123_456, 1_234_567].map(|number| Locale::Es.number(number));
        assert_eq!(spanish, ["0", "-7", "999", "1234", "12.345", "-123.456", "1.234.567"]);
        let english = [999, 1234, 12_345, -123_456].map(|number| Locale::En.number(number));
        assert_eq!(english, ["999", "1,234", "12,345", "-123,456"]);
        assert_eq!([40_000_usize].each_ref().map(|number| Locale::Es.number(number)), ["40.000"]);
    }

    #[test]
    fn decimals_are_marked() {
        assert_eq!(["1.5", "-0.25", "12345.6"].map(|number| mark(Locale::Es, number)), ["1,5", "-0,25", "12.345,6"]);
        assert_eq!(["1.5", "12345.6"].map(|number| mark(Locale::En, number)), ["1.5", "12,345.6"]);
    }

    #[test]
    fn sizes_have_two_figures_or_their_whole_number() {
        const MB: u64 = 1024 * 1024;
        let sizes = [0, 1, 1023, 1024, 1536, 10 * 1024 + 300, MB - 1, MB * 3 / 2, 25 * MB, 1023 * MB, 5 * MB * MB / 4];
        let spanish =
            ["0 B", "1 B", "1023 B", "1 KB", "1,5 KB", "10 KB", "1 MB", "1,5 MB", "25 MB", "1023 MB", "1,3 TB"];
        assert_eq!(sizes.map(|size| Locale::Es.bytes(size)), spanish);
        assert_eq!(Locale::En.bytes(MB * 3 / 2), "1.5 MB");
        assert_eq!(Locale::Es.bytes(-1), "0 B");
        assert_eq!(Locale::Es.bytes(u64::MAX), "8388608 TB");
    }
}
