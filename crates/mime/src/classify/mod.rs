//! Who sent a message: a person, a program, a list, a mail server that could not deliver, or we ourselves.
//!
//! Three questions hang on it. May a program answer (contract 7.5)? May it reopen a ticket? Does it open one? Doubt costs
//! an answer, never a ticket: what only looks automatic is not answered but still opens a ticket.
//!
//! `sender` looks at addresses, `automatic`, `lists` and `loops` at header fields, `subjects` at how absence notices
//! begin, and `report` reads what mail servers and readers' programs tell of a mail of ours.

mod automatic;
mod fields;
mod lists;
mod loops;
mod own;
mod report;
mod sender;
mod subjects;

#[cfg(test)]
mod tests;

pub use loops::{MOST_HOPS, loops};
pub use own::Own;
pub use report::{Action, Complaint, Original, Receipt, Recipient, Report, Status};

use crate::Message;
use sender::Sender;

/// What a message is, with what follows from it:
///
/// | kind         | answered | reopens | opens a ticket |
/// |--------------|----------|---------|----------------|
/// | `Person`     | yes      | yes     | yes            |
/// | `Quiet`      | no       | yes     | yes            |
/// | `Bulk`       | no       | no      | yes            |
/// | `Automatic`  | no       | no      | yes            |
/// | all others   | no       | no      | no             |
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    Person,
    /// A person's, as far as can be told, but no program should answer it.
    Quiet(Why),
    /// Through a list or to many.
    Bulk(Why),
    /// A program wrote it of its own accord: an alarm, a scanner, a web form.
    Automatic(Why),
    /// A program answered a mail: an absence notice, a confirmation.
    AutoReply(Why),
    /// What became of a mail of ours (RFC 3464): not delivered, as a rule, but see each recipient's action.
    Bounce(Report),
    /// A mail of ours was shown or deleted (RFC 8098).
    Receipt(Receipt),
    /// Somebody called a mail of ours spam (RFC 5965).
    Complaint(Complaint),
    /// Our own mail came back.
    Loop(Why),
}

impl Kind {
    /// Whether a program may answer its sender.
    pub fn is_answerable(&self) -> bool {
        matches!(self, Self::Person)
    }

    /// Whether it may open a solved or closed ticket again.
    pub fn reopens(&self) -> bool {
        matches!(self, Self::Person | Self::Quiet(_))
    }

    /// Whether it opens a ticket when it belongs to none; if not, the ledger alone keeps it.
    pub fn opens_ticket(&self) -> bool {
        matches!(self, Self::Person | Self::Quiet(_) | Self::Bulk(_) | Self::Automatic(_))
    }
}

/// What gave it away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// `Auto-Submitted` (RFC 3834 5).
    AutoSubmitted,
    /// A header field that only programs write: `X-Autoreply`, `X-Cron-Env` and their like.
    ProgramField,
    /// `Precedence` (RFC 2076).
    Precedence,
    /// `List-Id` and its like (RFC 2369, RFC 2919).
    ListField,
    /// What Exchange writes on mails that a rule or the server itself made.
    Exchange,
    /// `X-Auto-Response-Suppress` (MS-OXCMAIL 2.1.3.2.20).
    Suppressed,
    /// The null envelope sender (RFC 5321 4.5.5).
    NullSender,
    /// An address like `no-reply@`, `postmaster@` or `owner-list@`.
    SenderName,
    /// It begins as absence notices do.
    Subject,
    /// A `multipart/report` about something else (RFC 6522).
    OtherReport,
    /// `X-Loop`: a program passed it on.
    PassedOn,
    /// It came from one of our addresses, or wants its answers there.
    OwnAddress,
    /// It bears our mark, or names our address in `X-Loop`.
    OwnMark,
    /// It went through too many servers.
    Hops,
}

impl Why {
    /// As ledgers keep it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AutoSubmitted => "auto_submitted",
            Self::ProgramField => "program_field",
            Self::Precedence => "precedence",
            Self::ListField => "list_field",
            Self::Exchange => "exchange",
            Self::Suppressed => "suppressed",
            Self::NullSender => "null_sender",
            Self::SenderName => "sender_name",
            Self::Subject => "subject",
            Self::OtherReport => "other_report",
            Self::PassedOn => "passed_on",
            Self::OwnAddress => "own_address",
            Self::OwnMark => "own_mark",
            Self::Hops => "hops",
        }
    }
}

/// What `message` is. `envelope_from` is what the sending server said in `MAIL FROM`, empty for the null sender; where the
/// transport did not tell (`None`), the topmost `Return-Path` does.
///
/// Reports come first, for a bounce is automatic too and may come from an own address; then our own mail; then the
/// strongest of the rest.
pub fn classify(message: &Message, envelope_from: Option<&str>, own: &Own) -> Kind {
    let sender = Sender::of(message, envelope_from);
    report::of(message, sender, own)
        .or_else(|| loops(&message.headers, own).or_else(|| own.wrote(message)).map(Kind::Loop))
        .or_else(|| automatic::replied(message, sender).map(Kind::AutoReply))
        .or_else(|| automatic::generated(message, sender).map(Kind::Automatic))
        .or_else(|| lists::bulk(message, sender, own).map(Kind::Bulk))
        .or_else(|| automatic::quiet(message, sender, own).map(Kind::Quiet))
        .unwrap_or(Kind::Person)
}
