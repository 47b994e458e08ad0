//! Who should hear of which news, and why: pure.

use crate::id::{MessageId, PersonId};
use crate::tickets::{Next, Side, State, WaitingFor};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

text_enum! {
    /// The mails that the desk writes; each has its template.
    MailKind {
        ConfirmAddress = "confirm_address",
        AlreadyHasAccount = "already_has_account",
        WaitsForApproval = "waits_for_approval",
        /// The same to who wrote a mail.
        HeldByMail = "held_by_mail",
        Approved = "approved",
        Rejected = "rejected",
        ResetPassword = "reset_password",
        PasswordElsewhere = "password_elsewhere",
        Invited = "invited",
        PasswordChanged = "password_changed",
        IdentityAdded = "identity_added",
        ConfirmAddition = "confirm_addition",
        AddressAdded = "address_added",
        AddressPreferred = "address_preferred",
        AddressRemoved = "address_removed",
        AddressReplaced = "address_replaced",
        Merged = "merged",
        Unmerged = "unmerged",
        NewDevice = "new_device",
        Disowned = "disowned",
        Impersonated = "impersonated",
        SecondFactor = "second_factor",
        LastWayRemoved = "last_way_removed",
        MailboxFails = "mailbox_fails",
        MailboxWell = "mailbox_well",
        MailConsentEnds = "mail_consent_ends",
        NewAccount = "new_account",
        ApplicantWaits = "applicant_waits",
        Asked = "asked",
        ApplicantAnswered = "applicant_answered",
        TicketReceived = "ticket_received",
        TicketOpened = "ticket_opened",
        TicketReplied = "ticket_replied",
        TicketNoted = "ticket_noted",
        TicketMoved = "ticket_moved",
        TicketAssigned = "ticket_assigned",
        /// A mail about a ticket did not arrive.
        MailReturned = "mail_returned",
        /// To who wrote from an address that the desk does not know.
        UnknownSender = "unknown_sender",
        /// A file of it is malware: for staff.
        TicketInfected = "ticket_infected",
        Test = "test",
    }
}

impl MailKind {
    /// Whether the desk speaks by itself (RFC 3834). Only a reply is a person's own word to its
    /// readers; why a note to a colleague is none, `mail/outgoing/mime.rs` tells.
    pub const fn is_automatic(self) -> bool {
        !matches!(self, Self::TicketReplied)
    }

    /// Whether it is news of a ticket that its reader knows: several within a minute are one mail.
    pub(super) const fn is_news(self) -> bool {
        matches!(self, Self::TicketReplied | Self::TicketNoted | Self::TicketMoved | Self::TicketAssigned)
    }

    /// Whether the mail brings its reader a link that is as good as a password.
    pub const fn brings_a_link(self) -> bool {
        matches!(
            self,
            Self::ConfirmAddress
                | Self::ConfirmAddition
                | Self::ResetPassword
                | Self::Invited
                | Self::NewDevice
                | Self::Disowned
                | Self::LastWayRemoved
        )
    }
}

text_enum! {
    /// Why somebody gets a mail; shown beside the copy.
    Reason {
        Requester = "requester",
        Coordinator = "coordinator",
        Technician = "technician",
        Watcher = "watcher",
        Admin = "admin",
        /// A coordinator who lets people into the own organization.
        Decider = "decider",
        /// An address of the configuration.
        Copy = "copy",
        /// It is about one's own account.
        Account = "account",
    }
}

/// A state that a ticket moved to, as mails tell it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    pub state: State,
    pub waiting_for: Option<WaitingFor>,
}

/// What happened in a ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TicketNews {
    Opened {
        message: MessageId,
    },
    Replied {
        message: MessageId,
        by: Side,
        moved: Option<Next>,
        /// Its author may take it back so long.
        revocable_until: Option<Timestamp>,
    },
    /// Internal: for staff alone.
    Noted {
        message: MessageId,
        revocable_until: Option<Timestamp>,
    },
    Moved {
        next: Next,
    },
    Assigned,
}

impl TicketNews {
    pub(super) fn message(&self) -> Option<MessageId> {
        match *self {
            Self::Opened { message } | Self::Replied { message, .. } | Self::Noted { message, .. } => Some(message),
            Self::Moved { .. } | Self::Assigned => None,
        }
    }

    pub(super) fn revocable_until(&self) -> Option<Timestamp> {
        match *self {
            Self::Replied { revocable_until, .. } | Self::Noted { revocable_until, .. } => revocable_until,
            Self::Opened { .. } | Self::Moved { .. } | Self::Assigned => None,
        }
    }

    pub(super) fn moved(&self) -> Option<Moved> {
        let next = match *self {
            Self::Replied { moved, .. } => moved?,
            Self::Moved { next } => next,
            _ => return None,
        };
        Some(Moved { state: next.state, waiting_for: next.waiting_for })
    }
}

/// Somebody who can be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reader {
    pub(super) person: Option<PersonId>,
    pub(super) name: String,
    pub(super) email: String,
    pub(super) locale: String,
    pub(super) reason: Reason,
}
atiende_db::from_row!(Reader { person, name, email, locale, reason });

impl Reader {
    pub(super) fn address(address: &str) -> Self {
        Self { person: None, name: String::new(), email: address.to_owned(), locale: "es".into(), reason: Reason::Copy }
    }
}

/// The people around a ticket, each once for every way in which they stand to it.
#[derive(Debug, Default)]
pub(super) struct Around(pub(super) Vec<Reader>);

/// Everybody who hears of the news, once each, with the mail that they get. Who made the news
/// does not, but who opens a ticket gets the receipt: it proves that the desk has it.
pub(super) fn hear(around: Around, news: &TicketNews, author: PersonId) -> Vec<(Reader, MailKind)> {
    let mut told: Vec<PersonId> = Vec::new();
    let mut heard = Vec::new();
    for reader in around.0 {
        let Some(kind) = mail_for(reader.reason, news) else { continue };
        let own = reader.person == Some(author) && kind != MailKind::TicketReceived;
        let again = reader.person.is_some_and(|person| told.contains(&person));
        if !own && !again {
            told.extend(reader.person);
            heard.push((reader, kind));
        }
    }
    heard
}

/// The mail that somebody gets for a reason, if any.
fn mail_for(reason: Reason, news: &TicketNews) -> Option<MailKind> {
    match (news, reason) {
        (TicketNews::Opened { .. }, Reason::Requester) => Some(MailKind::TicketReceived),
        (TicketNews::Opened { .. }, _) => Some(MailKind::TicketOpened),
        (TicketNews::Replied { .. }, _) => Some(MailKind::TicketReplied),
        (TicketNews::Noted { .. }, Reason::Technician) => Some(MailKind::TicketNoted),
        (TicketNews::Moved { .. }, _) => Some(MailKind::TicketMoved),
        (TicketNews::Assigned, Reason::Technician) => Some(MailKind::TicketAssigned),
        (TicketNews::Noted { .. } | TicketNews::Assigned, _) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reader(id: i64, reason: Reason) -> Reader {
        Reader { person: Some(PersonId(id)), reason, ..Reader::address("x@y.es") }
    }

    const MARIA: i64 = 1;
    const LUIS: i64 = 2;
    const CARMEN: i64 = 3;

    fn school() -> Around {
        Around(vec![
            reader(MARIA, Reason::Requester),
            reader(LUIS, Reason::Technician),
            reader(CARMEN, Reason::Coordinator),
        ])
    }

    fn heard(around: Around, news: TicketNews, author: i64) -> Vec<(i64, MailKind)> {
        hear(around, &news, PersonId(author)).into_iter().map(|(r, kind)| (r.person.unwrap().0, kind)).collect()
    }

    #[test]
    fn a_new_ticket_reaches_requester_technician_and_coordinator() {
        let opened = TicketNews::Opened { message: MessageId(1) };
        assert_eq!(
            heard(school(), opened, MARIA),
            [(MARIA, MailKind::TicketReceived), (LUIS, MailKind::TicketOpened), (CARMEN, MailKind::TicketOpened)]
        );
    }

    #[test]
    fn a_reply_reaches_all_but_its_author() {
        let replied = TicketNews::Replied { message: MessageId(2), by: Side::Desk, moved: None, revocable_until: None };
        assert_eq!(
            heard(school(), replied, LUIS),
            [(MARIA, MailKind::TicketReplied), (CARMEN, MailKind::TicketReplied)]
        );
    }

    #[test]
    fn a_note_reaches_the_technician_alone() {
        let noted = TicketNews::Noted { message: MessageId(3), revocable_until: None };
        assert_eq!(heard(school(), noted, 9), [(LUIS, MailKind::TicketNoted)]);
        assert_eq!(heard(school(), noted, LUIS), []);
    }

    #[test]
    fn a_coordinator_who_asks_gets_one_mail() {
        let around = Around(vec![reader(CARMEN, Reason::Requester), reader(CARMEN, Reason::Coordinator)]);
        let opened = TicketNews::Opened { message: MessageId(1) };
        assert_eq!(heard(around, opened, CARMEN), [(CARMEN, MailKind::TicketReceived)]);
    }

    #[test]
    fn only_the_technician_hears_of_an_assignment() {
        assert_eq!(heard(school(), TicketNews::Assigned, 9), [(LUIS, MailKind::TicketAssigned)]);
    }
}
