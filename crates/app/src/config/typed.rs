//! How mail goes and comes, as typed in the administration: under what the file and the environment say.

use super::sources::Value;
use super::{Config, ConfigError};
use atiende_core::accounts::sealed::{Key, Unreadable};
use atiende_core::settings::MailSetup;
use atiende_core::settings::mail_setup::TypedMailbox;
use serde_json::{Value as Json, json};

const ORIGIN: &str = "the administration's pages";

impl Config {
    /// The same with what was typed, where nothing else is said. Errors: a password that was sealed with another key, or
    /// what cannot be a setting.
    pub(crate) fn with_typed(&self, setup: &MailSetup, key: &Key) -> Result<Self, ConfigError> {
        let mut values = self.values.clone();
        if let Some(server) = setup.outgoing.as_ref().filter(|_| values.is_default("smtp_url")) {
            let url = server.url(key).map_err(|why| unreadable(&server.host, why))?;
            values.put_default("smtp_url", Value::Text(url), ORIGIN);
            values.put_default("mail_from", Value::Text(setup.from.clone()), ORIGIN);
        }
        if !setup.mailboxes.is_empty() && values.mailboxes.are_unsaid() {
            let all = setup.mailboxes.iter().map(|mailbox| document(mailbox, key)).collect::<Result<_, _>>()?;
            values.mailboxes.read_document(&Json::Array(all), ORIGIN)?;
        }
        Self::build(values)
    }

    /// Whether the file or the environment say how mail goes out, and which mailboxes there are: nobody types it then.
    pub(crate) fn says_mail(&self) -> (bool, bool) {
        let smtp = self.values.said("smtp_url").is_some_and(|said| said.origin != ORIGIN);
        (smtp && !self.values.is_default("smtp_url"), self.values.mailboxes.are_said_but_by(ORIGIN))
    }
}

fn unreadable(what: &str, why: Unreadable) -> ConfigError {
    ConfigError(format!("{ORIGIN}: the password of {what} {why}: type it again"))
}

/// As an item of `mailboxes` in the file.
fn document(mailbox: &TypedMailbox, key: &Key) -> Result<Json, ConfigError> {
    let url = mailbox.url(key).map_err(|why| unreadable(&mailbox.address, why))?;
    Ok(json!({
        "address": mailbox.address, "organization": mailbox.organization, "queue": mailbox.queue,
        "unknown": mailbox.unknown, "imap_done": url.as_ref().map(|_| mailbox.done.as_str()), "imap_url": url,
    }))
}
