//! What the configuration says about outgoing mail, checked before the first mail is due.

use super::dkim::{Dkim, Signer};
use super::server::Server;
use crate::oauth::TokenSource;
use atiende_core::accounts::sealed::Key;
use jiff::SignedDuration;
use jiff::tz::TimeZone;
use lettre::Address;
use lettre::message::Mailbox;
use std::sync::Arc;

/// The settings of outgoing mail. It has no `Debug`: `smtp_url` may hold a password.
#[derive(Clone)]
pub struct MailSettings {
    /// `smtp://[user:password@]host[:port][?tls=none|starttls|tls]`; `None`: mails are composed and wait.
    /// Without `tls`: `none` for this very machine, `starttls` for any other. Special characters of
    /// user and password are percent-encoded. Ports by default: 25, 587 (starttls), 465 (tls).
    pub smtp_url: Option<String>,
    /// Stands for the password in it.
    pub leave: Option<Leave>,
    /// `Atiende <soporte@x.es>`, or the address alone.
    pub from: String,
    /// The right side of own Message-IDs; also what the desk calls itself when it greets the server.
    pub mail_domain: String,
    /// The only source of links: `https://soporte.x.es`.
    pub public_url: String,
    /// How long after it was written a mail is tried again.
    pub retry_for: SignedDuration,
    /// Whose clock the times in mails show.
    pub time_zone: TimeZone,
    /// Where answers come in; `None`: to the address that mails come from.
    pub answers: Option<Answers>,
    /// `None`: mails go unsigned.
    pub dkim: Option<Dkim>,
    /// Bytes of files that travel with one mail; more are linked.
    pub attach_max: u64,
}

/// Leave to send by an account (XOAUTH2): its word, and where tokens for it come from.
#[derive(Clone)]
pub struct Leave {
    pub account: String,
    pub tokens: Arc<TokenSource>,
}

/// The mailbox that takes answers. Each reader of each ticket gets an address of it of their own.
#[derive(Clone)]
pub struct Answers {
    pub mailbox: String,
    pub key: Key,
}

/// Why mail cannot be set up. No variant repeats a password.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum SettingsError {
    #[error("smtp_url must read smtp://[user:password@]host[:port][?tls=none|starttls|tls]: {0}")]
    SmtpUrl(&'static str),
    #[error("mail_from must read `Name <address>` or `address`, not {0:?}")]
    From(String),
    #[error("mail_domain must be a domain, not {0:?}")]
    MailDomain(String),
    #[error("dkim.key must be a private key: {0}")]
    Dkim(&'static str),
}

/// What every mail carries.
#[derive(Clone)]
pub(super) struct Letterhead {
    pub(super) from: Mailbox,
    pub(super) domain: String,
    /// Without a slash at its end.
    pub(super) public_url: String,
    pub(super) time_zone: TimeZone,
    pub(super) answers: Option<Answers>,
    pub(super) signer: Option<Signer>,
    pub(super) attach_max: u64,
}

impl MailSettings {
    pub(super) fn letterhead(&self) -> Result<Letterhead, SettingsError> {
        Ok(Letterhead {
            from: mailbox(&self.from).ok_or_else(|| SettingsError::From(self.from.clone()))?,
            domain: self.domain()?.to_owned(),
            public_url: self.public_url.trim_end_matches('/').to_owned(),
            time_zone: self.time_zone.clone(),
            answers: self.answers.clone(),
            signer: self.dkim.as_ref().map(Signer::new).transpose()?,
            attach_max: self.attach_max,
        })
    }

    pub(super) fn server(&self) -> Result<Option<Server>, SettingsError> {
        let domain = self.domain()?;
        self.smtp_url.as_deref().map(|url| Server::parse(url, domain, self.leave.as_ref())).transpose()
    }

    /// The domain stands in headers and in a command, so it is letters, digits, dots and hyphens only.
    fn domain(&self) -> Result<&str, SettingsError> {
        let domain = self.mail_domain.as_str();
        let labels_fit = domain.split('.').all(|label| {
            !label.is_empty() && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') && !label.starts_with('-')
        });
        if labels_fit { Ok(domain) } else { Err(SettingsError::MailDomain(domain.to_owned())) }
    }
}

/// A name may hold commas and dots without quotes here: it is a setting, not a header.
fn mailbox(text: &str) -> Option<Mailbox> {
    let text = text.trim();
    let (name, address) = match text.strip_suffix('>') {
        Some(open) => open.rsplit_once('<')?,
        None => ("", text),
    };
    let name = name.trim().trim_matches('"').trim();
    let address: Address = address.trim().parse().ok()?;
    Some(Mailbox::new((!name.is_empty()).then(|| super::words::one_line(name)), address))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outgoing::tests::settings;

    #[test]
    fn the_sender_is_a_name_and_an_address() {
        let of = |text| mailbox(text).map(|mailbox| (mailbox.name, mailbox.email.to_string()));
        let address = "soporte@x.es".to_owned();
        assert_eq!(of("Atiende <soporte@x.es>"), Some((Some("Atiende".into()), address.clone())));
        assert_eq!(of("\"Atención, S.L.\" <soporte@x.es>"), Some((Some("Atención, S.L.".into()), address.clone())));
        assert_eq!(of(" soporte@x.es "), Some((None, address.clone())));
        assert_eq!(of("A\r\nBcc: b@x.es <soporte@x.es>"), Some((Some("A Bcc: b@x.es".into()), address)));
        assert_eq!((of("Atiende"), of("A <b>"), of(">")), (None, None, None));
    }

    #[test]
    fn a_domain_is_a_domain() {
        for domain in ["", "x..es", "-x.es", "x.es>", "x es", "x.es\r\n"] {
            let wrong = MailSettings { mail_domain: domain.into(), ..settings(None) };
            assert_eq!(wrong.letterhead().err(), Some(SettingsError::MailDomain(domain.into())));
        }
        assert!(settings(None).letterhead().is_ok());
    }
}
