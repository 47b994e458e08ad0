//! What an administrator sets while the desk runs: its name, colour, logo, rules of thumb.

pub mod mail_setup;

pub use mail_setup::MailSetup;

use crate::actor::Admin;
use crate::error::{Check, Refused};
use crate::events::{self, By, Object};
use crate::files;
use atiende_db::{DbError, Tx, args, sql};
use jiff::SignedDuration;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::json;

/// The name, colour and logo of the provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Appearance {
    pub name: String,
    /// One sentence under the name on the home page; empty for the built-in one.
    pub tagline: String,
    pub phone: String,
    /// `#rrggbb`; empty for the built-in one.
    pub color: String,
    /// SHA-256 of the logo in the file store; empty for none.
    pub logo: String,
}

impl Default for Appearance {
    fn default() -> Self {
        Self {
            name: "Atiende".into(),
            tagline: String::new(),
            phone: String::new(),
            color: String::new(),
            logo: String::new(),
        }
    }
}

/// How conversations behave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Conversation {
    /// Days after which a solved ticket that nobody answered is closed.
    pub close_after_days: u16,
    /// Days after closing during which a reply reopens; later it opens a linked ticket.
    pub reopen_for_days: u16,
    /// Seconds in which a reply written on the web can be taken back; its mails wait so long.
    pub undo_seconds: u16,
    /// Seconds within which all changes of a ticket for one reader, but the first, are one mail; replies do not wait.
    pub digest_seconds: u16,
}

impl Default for Conversation {
    fn default() -> Self {
        Self { close_after_days: 7, reopen_for_days: 14, undo_seconds: 10, digest_seconds: 60 }
    }
}

impl Conversation {
    pub fn undo(&self) -> SignedDuration {
        SignedDuration::from_secs(i64::from(self.undo_seconds))
    }

    pub fn digest(&self) -> SignedDuration {
        SignedDuration::from_secs(i64::from(self.digest_seconds))
    }
}

/// A group of settings kept as one row.
pub trait Setting: Serialize + DeserializeOwned + Default {
    const NAME: &'static str;
}
impl Setting for Appearance {
    const NAME: &'static str = "appearance";
}
impl Setting for Conversation {
    const NAME: &'static str = "conversation";
}

/// The group as set, or as built in. A row that no longer parses counts as not set.
pub async fn get<S: Setting>(tx: &Tx) -> Result<S, DbError> {
    let row: Option<(String,)> = tx.opt(sql!("SELECT value FROM settings WHERE name = $1"), args![S::NAME]).await?;
    Ok(row.and_then(|(value,)| serde_json::from_str(&value).ok()).unwrap_or_default())
}

/// Sets the group, records it and tells all nodes (topic `settings`).
pub async fn set<S: Setting>(tx: &mut Tx, by: &By, setting: &S) -> Result<(), DbError> {
    note(tx, setting).await?;
    events::record(tx, by, (Object::Setting, 0), "changed", &json!({ "name": S::NAME, "to": setting })).await?;
    tx.announce("settings");
    Ok(())
}

/// Keeps a mark of the desk's own (what was run when): nobody's decision, so no event.
pub async fn note<S: Setting>(tx: &mut Tx, setting: &S) -> Result<(), DbError> {
    let value = serde_json::to_string(setting).map_err(|e| DbError::Statement(e.to_string()))?;
    tx.execute(
        sql!(
            "INSERT INTO settings (name, value) VALUES ($1, $2)
             ON CONFLICT (name) DO UPDATE SET value = excluded.value"
        ),
        args![S::NAME, value],
    )
    .await?;
    Ok(())
}

/// Checks and sets the appearance; the colour must be readable on the pages' background.
pub async fn set_appearance(tx: &mut Tx, by: Admin<'_>, appearance: &Appearance) -> Result<(), Refused> {
    let mut check = Check::default();
    check.required(&appearance.name, "name", "admin-name-missing", 60);
    check.at_most(&appearance.tagline, "tagline", 200);
    check.at_most(&appearance.phone, "phone", 40);
    let color = &appearance.color;
    if !color.is_empty() {
        match Rgb::parse(color) {
            None => check.that(false, "color", "admin-color-wrong"),
            // WCAG 2.2 1.4.3, against white: links and button labels are text.
            Some(rgb) => check.that(rgb.contrast(Rgb(255, 255, 255)) >= 4.5, "color", "admin-color-pale"),
        }
    }
    check.finish()?;
    let before: Appearance = get(tx).await?;
    if !before.logo.is_empty() && before.logo != appearance.logo {
        files::leave(tx, &before.logo).await?;
    }
    set(tx, &By::from(by.actor()), appearance).await?;
    Ok(())
}

/// A colour, for the arithmetic of contrast.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rgb(pub u8, pub u8, pub u8);

impl Rgb {
    /// `#rrggbb`.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#').filter(|d| d.len() == 6 && d.is_ascii())?;
        let channel = |at: usize| digits.get(at..at + 2).and_then(|d| u8::from_str_radix(d, 16).ok());
        Some(Self(channel(0)?, channel(2)?, channel(4)?))
    }

    /// WCAG 2.2 relative luminance, 0 to 1.
    fn luminance(self) -> f64 {
        let linear = |channel: u8| {
            let c = f64::from(channel) / 255.0;
            if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        };
        0.0722f64.mul_add(linear(self.2), 0.2126f64.mul_add(linear(self.0), 0.7152 * linear(self.1)))
    }

    /// WCAG 2.2 contrast ratio, 1 to 21.
    pub fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrast_is_wcags() {
        let (black, white) = (Rgb(0, 0, 0), Rgb(255, 255, 255));
        assert!((black.contrast(white) - 21.0).abs() < 1e-9);
        let primary = Rgb::parse("#0B5CAD").unwrap();
        assert!((6.6..6.8).contains(&primary.contrast(white)));
        assert_eq!(Rgb::parse("#12345"), None);
        assert_eq!(Rgb::parse("#12345é"), None);
    }
}
