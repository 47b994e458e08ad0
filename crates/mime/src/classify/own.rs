//! What is ours: the desk's addresses and the marks of its mails.

use super::Why;
use crate::Message;
use atiende_text::address::email_domain;

/// Every mail about a ticket bears it (`mail/outgoing/mime.rs`). Another desk's mails bear it too, so it counts only
/// beside our domain.
const MARK: &str = "x-atiende-ticket";

#[derive(Debug, Clone, Copy, Default)]
pub struct Own<'a> {
    /// The mailboxes and `mail_from`.
    pub addresses: &'a [String],
    /// The right side of our Message-IDs. Never enough alone: people's programs write the domain of their own address
    /// there, and that may be the same.
    pub message_id_domain: &'a str,
}

impl Own<'_> {
    /// Whether this is one of our addresses, with or without a `+token`.
    pub fn is(&self, address: &str) -> bool {
        let address = plain(address);
        !address.is_empty() && self.addresses.iter().any(|own| plain(own) == address)
    }

    /// Whether an answer would come back to us.
    pub(super) fn is_answered(&self, message: &Message) -> bool {
        message.reply_to.iter().any(|one| self.is(&one.address))
    }

    /// The envelope's sender does not count: servers that forward write their own address there (SRS).
    pub(super) fn wrote(&self, message: &Message) -> Option<Why> {
        let mut people = message.from.iter().chain(&message.sender);
        let id = message.message_id.as_deref().and_then(email_domain);
        let is_ours = id.is_some_and(|domain| domain.eq_ignore_ascii_case(self.message_id_domain));
        if people.any(|person| self.is(&person.address)) {
            return Some(Why::OwnAddress);
        }
        (is_ours && message.headers.has(MARK)).then_some(Why::OwnMark)
    }
}

/// In small letters and without what follows a `+`.
fn plain(address: &str) -> String {
    let address = address.trim().to_lowercase();
    match address.rsplit_once('@') {
        Some((local, domain)) => format!("{}@{domain}", local.split('+').next().unwrap_or(local)),
        None => address,
    }
}
