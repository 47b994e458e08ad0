//! What came by mail, and what becomes of it: types and pure decisions.

use super::verification::Verification;
use crate::id::{CategoryId, InboundId, MessageId, OrganizationId, PersonId, TicketId};
use atiende_text::address::normalise_email;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

text_enum! {
    /// How a message reached the desk.
    Via {
        Pipe = "pipe",
        Lmtp = "lmtp",
        Imap = "imap",
    }
}

text_enum! {
    /// What became of a message. All but the first and the last are for good, until somebody decides otherwise.
    Outcome {
        /// Kept, and not read yet.
        Received = "received",
        Created = "created",
        Appended = "appended",
        Duplicate = "duplicate",
        /// A program wrote it: it opens and answers nothing.
        Ignored = "ignored",
        /// A mail of the desk did not arrive.
        Bounce = "bounce",
        /// A person must look at it.
        Quarantined = "quarantined",
        /// It could not be read or written down; it is tried again.
        Stuck = "stuck",
    }
}

impl Outcome {
    /// Whether the desk has still to do something about it by itself.
    pub const fn is_due(self) -> bool {
        matches!(self, Self::Received | Self::Stuck)
    }
}

text_enum! {
    /// Why it became that, where the outcome alone does not say.
    Why {
        /// An absence notice or another answer of a program.
        AutoReply = "auto_reply",
        /// A program's own mail: a report, an alarm.
        Automatic = "automatic",
        /// To many: a newsletter, a mailing list.
        Bulk = "bulk",
        /// Somebody calls a mail of the desk spam.
        Complaint = "complaint",
        /// It was read there, says the reader's program.
        Receipt = "receipt",
        /// The desk wrote it itself.
        Own = "own",
        /// It has been round too often.
        Loop = "loop",
        /// Of a mail that the desk does not know.
        UnknownMail = "unknown_mail",
        NoSender = "no_sender",
        /// The domain of the sender says that it is not from there.
        Forged = "forged",
        Blocked = "blocked",
        /// Names a ticket in which the sender takes no part.
        Stranger = "stranger",
        /// The account waits for approval.
        Pending = "pending",
        /// The account was closed or turned away.
        Closed = "closed",
        /// The mailbox takes no mail from people without an account.
        Unknown = "unknown",
        /// Nobody can tell whose ticket it would be.
        NoOrganization = "no_organization",
        /// From a technician's address, and nothing proves that it is them.
        Unproved = "unproved",
        /// An attachment holds a virus.
        Infected = "infected",
    }
}

text_enum! {
    /// Whether the domain of the claimed sender answers for the message (DMARC, RFC 7489).
    Trust {
        Pass = "pass",
        /// Nothing can be told.
        None = "none",
        Fail = "fail",
    }
}

text_enum! {
    /// What a mailbox does with a new message of somebody without an account.
    #[derive(Default)]
    Unknown {
        /// An account that waits for approval; the ticket waits with it.
        #[default]
        Hold = "hold",
        /// An open account in the mailbox's organization.
        Open = "open",
        /// A kind answer that an account is needed.
        Refuse = "refuse",
    }
}

/// A message as it was taken, before anything of it was understood.
#[derive(Debug, Clone)]
pub struct Arrival {
    pub mailbox: String,
    pub via: Via,
    /// Empty: the null sender; `None`: nobody told.
    pub envelope_from: Option<String>,
    /// With what follows the plus sign; empty: nobody told.
    pub envelope_to: String,
    pub message_id: String,
    /// Of Message-ID and body: the same message comes once.
    pub digest: String,
    pub sha256: String,
    pub size: i64,
    /// `None`: in the file store.
    pub raw: Option<Vec<u8>>,
}

/// What was taken: its number, and the one that came before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Arrived {
    pub id: InboundId,
    pub duplicate_of: Option<InboundId>,
}

/// A message that is to be read, taken by this worker until its lease ends.
#[derive(Debug, Clone)]
pub struct Due {
    pub id: InboundId,
    pub mailbox: String,
    pub envelope_from: Option<String>,
    pub envelope_to: String,
    pub sha256: String,
    pub raw: Option<Vec<u8>>,
    pub attempts: i64,
    pub received_at: Timestamp,
}
atiende_db::from_row!(Due { id, mailbox, envelope_from, envelope_to, sha256, raw, attempts, received_at });

/// A row of the ledger.
#[derive(Debug, Clone)]
pub struct Entry {
    pub id: InboundId,
    pub mailbox: String,
    pub via: Via,
    pub envelope_to: String,
    pub message_id: String,
    pub from_address: String,
    pub from_name: String,
    pub subject: String,
    /// The beginning of its words.
    pub excerpt: String,
    pub sha256: String,
    pub size: i64,
    pub received_at: Timestamp,
    pub outcome: Outcome,
    /// One of `Why`, or empty.
    pub reason: String,
    pub detail: String,
    pub trust: Trust,
    /// `Verification` as it is kept.
    pub verification: Option<String>,
    pub duplicate_of: Option<InboundId>,
    pub ticket: Option<TicketId>,
    pub message: Option<MessageId>,
    pub person: Option<PersonId>,
    pub attempts: i64,
    pub next_at: Timestamp,
    pub settled_at: Option<Timestamp>,
}
atiende_db::from_row!(Entry {
    id,
    mailbox,
    via,
    envelope_to,
    message_id,
    from_address,
    from_name,
    subject,
    excerpt,
    sha256,
    size,
    received_at,
    outcome,
    reason,
    detail,
    trust,
    verification,
    duplicate_of,
    ticket,
    message,
    person,
    attempts,
    next_at,
    settled_at
});

impl Entry {
    /// Who it claims to be from.
    pub fn sender(&self) -> String {
        match (self.from_name.as_str(), self.from_address.as_str()) {
            ("", address) => address.to_owned(),
            (name, address) => format!("{name} <{address}>"),
        }
    }

    /// Whether mail could be sent there; if not, it is shown as it stands in the message.
    pub fn has_address(&self) -> bool {
        normalise_email(&self.from_address).is_some()
    }

    pub fn why(&self) -> Option<Why> {
        self.reason.parse().ok()
    }

    /// What was found out about its sender; `None`: nobody asked.
    pub fn verified(&self) -> Option<Verification> {
        self.verification.as_deref().and_then(|kept| serde_json::from_str(kept).ok())
    }
}

/// What a person wants done with a message that waited for one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// A ticket of whoever wrote it, in this organization; who has no account gets one there.
    Open { organization: OrganizationId },
    /// Words in this ticket.
    Append { ticket: TicketId },
}

/// What the configuration says of a mailbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rules {
    pub organization: Option<OrganizationId>,
    pub category: Option<CategoryId>,
    pub unknown: Unknown,
}

impl Default for Rules {
    fn default() -> Self {
        Self { organization: None, category: None, unknown: Unknown::Hold }
    }
}

/// How a message became what it is; written down once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settled {
    pub outcome: Outcome,
    pub why: Option<Why>,
    pub detail: String,
    pub ticket: Option<TicketId>,
    pub message: Option<MessageId>,
    pub person: Option<PersonId>,
}

impl Settled {
    pub const fn of(outcome: Outcome) -> Self {
        Self { outcome, why: None, detail: String::new(), ticket: None, message: None, person: None }
    }

    pub fn because(outcome: Outcome, why: Why) -> Self {
        Self { why: Some(why), ..Self::of(outcome) }
    }

    #[must_use]
    pub fn about(self, ticket: Option<TicketId>) -> Self {
        Self { ticket, ..self }
    }

    #[must_use]
    pub fn by(self, person: Option<PersonId>) -> Self {
        Self { person, ..self }
    }
}

/// When something that failed so often is tried again: a minute, two, four .. up to six hours.
pub(super) fn next_try(attempts: i64, now: Timestamp) -> Timestamp {
    let doubled = u32::try_from(attempts.clamp(1, 10) - 1).unwrap_or(0);
    now + SignedDuration::from_mins(1_i64 << doubled).min(SignedDuration::from_hours(6))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_up_to_six_hours() {
        let now: Timestamp = "2026-11-23T08:00:00Z".parse().unwrap();
        let pause = |attempts| next_try(attempts, now).duration_since(now).as_mins();
        assert_eq!([1, 2, 3, 9, 10, 11, 1_000_000].map(pause), [1, 2, 4, 256, 360, 360, 360]);
    }
}
