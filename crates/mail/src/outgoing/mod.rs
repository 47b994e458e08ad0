//! Outgoing mail: a claimed row is composed once, its bytes are stored, then they are sent until
//! the next server has them or has refused them for good.
//!
//! `deliver` drives; `compose` reads what a mail tells and writes it, with the words of `words`
//! and `view` in the templates of `templates/mail/`; `threading` ties it to the mails before it;
//! `mime` gives it headers, `enclosed` says which files go with it, `dkim` signs it; `server` speaks SMTP; `retry` says when to try again.

mod compose;
mod deliver;
mod dkim;
mod enclosed;
mod mime;
mod retry;
mod server;
mod settings;
mod threading;
mod view;
mod words;

#[cfg(test)]
mod tests;

pub use deliver::{CheckError, Delivered, Deliverer};
pub use dkim::Dkim;
pub use server::{smtp_host, smtp_user, try_server};
pub use settings::{Answers, Leave, MailSettings, SettingsError};
