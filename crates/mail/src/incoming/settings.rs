//! What the configuration says about incoming mail.

use super::verify::NameServers;
use atiende_core::accounts::sealed::Key;
use atiende_core::inbound::Unknown;
use atiende_core::limits::Rate;

/// An address of the desk that takes mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mailbox {
    /// Normalised.
    pub address: String,
    /// The name of the organization to which its tickets belong, where the sender is of it.
    pub organization: Option<String>,
    /// The name of the category that its tickets get.
    pub queue: Option<String>,
    /// What becomes of mail from people without an account.
    pub unknown: Unknown,
    /// The name by which the server of this mailbox says what it found out about a message (RFC 8601 2.5), if it is believed.
    pub authserv_id: Option<String>,
}

/// The settings of incoming mail.
#[derive(Clone)]
pub struct IncomingSettings {
    /// The first takes what names none of them. Never empty: the desk's own address is the last resort.
    pub mailboxes: Vec<Mailbox>,
    /// Larger messages are refused (552).
    pub max_bytes: u64,
    /// The right side of own Message-IDs.
    pub mail_domain: String,
    /// Signs reply addresses.
    pub key: Key,
    /// How many automatic answers one sender gets.
    pub auto_replies: Rate,
    /// Who is asked whether a message is from whom it says.
    pub name_servers: NameServers,
    /// The language of people whom nobody knows.
    pub locale: String,
}
