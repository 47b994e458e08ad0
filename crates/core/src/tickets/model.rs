//! Tickets: their words, their limits, and the pure decisions about their states.

use super::body::Body;
use crate::error::{Check, Problem, Refused};
use crate::id::{AssetId, AttachmentId, CategoryId, LocationId, MessageId, OrganizationId, PersonId, TicketId};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

text_enum! {
    State {
        New = "new",
        Open = "open",
        /// For the requester, for parts or for a third party: see `WaitingFor`.
        Waiting = "waiting",
        /// A visit is planned.
        Planned = "planned",
        /// Awaits the requester's word.
        Solved = "solved",
        Closed = "closed",
        /// Its conversation goes on in another ticket.
        Merged = "merged",
    }
}

text_enum! {
    WaitingFor {
        Requester = "requester",
        Parts = "parts",
        ThirdParty = "third_party",
    }
}

text_enum! {
    /// How urgent it seems to the requester.
    Priority {
        Low = "low",
        Normal = "normal",
        High = "high",
        Urgent = "urgent",
    }
}

text_enum! {
    Visibility {
        Public = "public",
        /// Staff only: never in a mail, page, file or search of anybody else.
        Internal = "internal",
    }
}

text_enum! {
    Source {
        Web = "web",
        Mail = "mail",
        Api = "api",
    }
}

impl State {
    /// Somebody still has to do something: counted in the queue.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::New | Self::Open | Self::Waiting | Self::Planned)
    }
}

/// A ticket with the names of what it points at.
#[derive(Debug, Clone)]
pub struct Ticket {
    pub id: TicketId,
    pub subject: String,
    pub state: State,
    pub waiting_for: Option<WaitingFor>,
    pub priority: Priority,
    pub organization: OrganizationId,
    pub organization_name: String,
    pub requester: PersonId,
    pub requester_name: String,
    pub requester_email: String,
    pub assignee: Option<PersonId>,
    pub assignee_name: Option<String>,
    pub category: Option<CategoryId>,
    pub category_name: Option<String>,
    pub asset: Option<AssetId>,
    pub asset_tag: Option<String>,
    pub asset_text: String,
    pub location: Option<LocationId>,
    pub location_path: Option<String>,
    pub location_text: String,
    pub source: Source,
    pub routed_by: String,
    pub follow_up_of: Option<TicketId>,
    pub merged_into: Option<TicketId>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub first_response_at: Option<Timestamp>,
    pub solved_at: Option<Timestamp>,
    pub closed_at: Option<Timestamp>,
}
atiende_db::from_row!(Ticket {
    id,
    subject,
    state,
    waiting_for,
    priority,
    organization,
    organization_name,
    requester,
    requester_name,
    requester_email,
    assignee,
    assignee_name,
    category,
    category_name,
    asset,
    asset_tag,
    asset_text,
    location,
    location_path,
    location_text,
    source,
    routed_by,
    follow_up_of,
    merged_into,
    created_at,
    updated_at,
    first_response_at,
    solved_at,
    closed_at
});

/// Text for one line: no control or bidirectional characters, no spaces around it.
pub(super) fn one_line(text: &str) -> String {
    let is_hidden = |c: char| {
        c.is_control() || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let plain: String = text.chars().map(|c| if is_hidden(c) { ' ' } else { c }).collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Characters of a subject: more does not fit a line of a mail client.
pub const SUBJECT_MAX: i64 = 200;
/// Characters of a description or reply: a long novel; logs belong into a file.
pub const BODY_MAX: i64 = 100_000;
/// The same for a mail: what is longer is cut, and whole in the ledger.
pub const MAIL_BODY_MAX: i64 = 1_000_000;
/// Files of one message.
pub const FILES_MAX: usize = 20;

/// A ticket to be opened, as the doors parsed it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct NewTicket {
    pub subject: String,
    /// `None` while the account waits for approval: then approval decides.
    pub organization: Option<OrganizationId>,
    /// Staff may open for somebody else.
    pub requester: Option<PersonId>,
    /// What was typed into "Pegatina o nombre de equipo".
    pub asset: String,
    pub location: Option<LocationId>,
    pub location_text: String,
    pub priority: Option<Priority>,
    pub category: Option<CategoryId>,
    pub body: Body,
    pub attachments: Vec<AttachmentId>,
    pub source: Source,
}

impl NewTicket {
    /// Problems that can be told without looking anything up, in the order of the form.
    pub fn check(&self) -> Check {
        let mut check = Check::default();
        check.required(&one_line(&self.subject), "subject", "tickets-subject-missing", SUBJECT_MAX);
        check.at_most(&self.asset, "asset", 120);
        check.at_most(&self.location_text, "location_text", 200);
        check.that(self.priority.is_some(), "priority", "tickets-priority-missing");
        check.required(&self.body.source, "body", "tickets-body-missing", body_max(self.source));
        check_files(&mut check, &self.attachments, self.source);
        check
    }
}

/// A reply or note to be written.
#[derive(Debug, Clone)]
pub struct NewReply {
    pub body: Body,
    pub visibility: Visibility,
    pub attachments: Vec<AttachmentId>,
    /// Staff: the state that goes with the reply.
    pub then: Option<Next>,
    /// The last message that the author had on the screen; news after it stop the reply once.
    pub seen: Option<MessageId>,
    pub source: Source,
    /// Whether the words may move the ticket: those of a program do not.
    pub wakes: bool,
}

/// A state to move to, and for whom when it is `Waiting`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Next {
    pub state: State,
    pub waiting_for: Option<WaitingFor>,
}

impl Next {
    pub const fn to(state: State) -> Self {
        Self { state, waiting_for: None }
    }

    pub const fn waiting(waiting_for: WaitingFor) -> Self {
        Self { state: State::Waiting, waiting_for: Some(waiting_for) }
    }
}

impl std::str::FromStr for Next {
    type Err = String;
    /// `open`, `solved`, `waiting:requester`, ..: one word for a form's button.
    fn from_str(text: &str) -> Result<Self, String> {
        match text.split_once(':') {
            Some(("waiting", reason)) => Ok(Self::waiting(reason.parse()?)),
            Some(_) => Err(format!("no state {text:?}")),
            None => match text.parse()? {
                State::Waiting => Err("waiting for whom?".into()),
                state => Ok(Self::to(state)),
            },
        }
    }
}

impl NewReply {
    pub fn check(&self) -> Result<(), Refused> {
        let mut check = Check::default();
        check.required(&self.body.source, "body", "tickets-reply-missing", body_max(self.source));
        check_files(&mut check, &self.attachments, self.source);
        check.finish()
    }
}

/// What was sent by mail is there already: whoever wrote it cannot be told to shorten it.
const fn body_max(source: Source) -> i64 {
    if matches!(source, Source::Mail) { MAIL_BODY_MAX } else { BODY_MAX }
}

fn check_files(check: &mut Check, files: &[AttachmentId], source: Source) {
    if files.len() > FILES_MAX && source != Source::Mail {
        let max = i64::try_from(FILES_MAX).unwrap_or(i64::MAX);
        check.push(Problem::over("attachments", "files-too-many", max));
    }
}

/// How the actor stands to a ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seat {
    Requester,
    Coordinator,
    Staff,
}

/// Who speaks: the client's people, or the desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    Client,
    Desk,
}

impl Seat {
    pub const fn side(self) -> Side {
        match self {
            Self::Requester | Self::Coordinator => Side::Client,
            Self::Staff => Side::Desk,
        }
    }
}

/// What a public reply does to its ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AfterReply {
    Stays,
    Moves(Next),
    /// Closed for too long: the words open a new ticket that points at this one.
    FollowUp,
}

/// The client's word reopens what waits or was solved; the desk's first word opens what was new.
pub fn after_reply(ticket: &Ticket, by: Side, reopen_for: SignedDuration, now: Timestamp) -> AfterReply {
    let reopen = AfterReply::Moves(Next::to(State::Open));
    match (by, ticket.state) {
        (Side::Client, State::Waiting | State::Solved) | (Side::Desk, State::New) => reopen,
        (Side::Client, State::Closed) => match ticket.closed_at {
            Some(closed) if now.duration_since(closed) > reopen_for => AfterReply::FollowUp,
            _ => reopen,
        },
        _ => AfterReply::Stays,
    }
}

/// Which moves a person may make by hand. The client may only say "solved" or "not solved".
pub fn may_move(ticket: &Ticket, by: Side, next: Next) -> bool {
    let waits_for_somebody = (next.state == State::Waiting) == next.waiting_for.is_some();
    let allowed = match (by, ticket.state, next.state) {
        (_, State::Merged, _) | (_, _, State::Merged | State::New) | (Side::Client, State::Closed, _) => false,
        (Side::Client, State::Solved, State::Open) | (Side::Desk, _, _) => true,
        (Side::Client, _, to) => to == State::Solved && ticket.state.is_open(),
    };
    allowed && waits_for_somebody && (ticket.state, ticket.waiting_for) != (next.state, next.waiting_for)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ticket(state: State) -> Ticket {
        let at = Timestamp::UNIX_EPOCH;
        Ticket {
            id: TicketId(1),
            subject: "No imprime".into(),
            state,
            waiting_for: (state == State::Waiting).then_some(WaitingFor::Requester),
            priority: Priority::Normal,
            organization: OrganizationId(1),
            organization_name: "CEIP La Paz".into(),
            requester: PersonId(1),
            requester_name: "María".into(),
            requester_email: "maria@ceiplapaz.es".into(),
            assignee: None,
            assignee_name: None,
            category: None,
            category_name: None,
            asset: None,
            asset_tag: None,
            asset_text: String::new(),
            location: None,
            location_path: None,
            location_text: String::new(),
            source: Source::Web,
            routed_by: String::new(),
            follow_up_of: None,
            merged_into: None,
            created_at: at,
            updated_at: at,
            first_response_at: None,
            solved_at: None,
            closed_at: (state == State::Closed).then_some(at),
        }
    }

    #[test]
    fn replies_move_tickets_as_the_product_says() {
        let period = SignedDuration::from_hours(24 * 14);
        let soon = Timestamp::UNIX_EPOCH + SignedDuration::from_hours(1);
        let late = Timestamp::UNIX_EPOCH + SignedDuration::from_hours(24 * 15);
        let reopened = AfterReply::Moves(Next::to(State::Open));
        let after = |state, side, now| after_reply(&ticket(state), side, period, now);

        assert_eq!(after(State::Waiting, Side::Client, soon), reopened);
        assert_eq!(after(State::Solved, Side::Client, late), reopened);
        assert_eq!(after(State::Closed, Side::Client, soon), reopened);
        assert_eq!(after(State::Closed, Side::Client, late), AfterReply::FollowUp);
        assert_eq!(after(State::New, Side::Client, soon), AfterReply::Stays);
        assert_eq!(after(State::New, Side::Desk, soon), reopened);
        assert_eq!(after(State::Waiting, Side::Desk, soon), AfterReply::Stays);
    }

    #[test]
    fn the_client_may_only_say_solved_or_not_solved() {
        let may = |state, next| may_move(&ticket(state), Side::Client, next);
        assert!(may(State::Open, Next::to(State::Solved)));
        assert!(may(State::Solved, Next::to(State::Open)));
        assert!(!may(State::New, Next::to(State::Open)));
        assert!(!may(State::Open, Next::to(State::Closed)));
        assert!(!may(State::Closed, Next::to(State::Open)), "a reply reopens, a button does not");
    }

    #[test]
    fn waiting_needs_somebody_to_wait_for() {
        let may = |next| may_move(&ticket(State::Open), Side::Desk, next);
        assert!(!may(Next::to(State::Waiting)));
        assert!(may(Next::waiting(WaitingFor::Parts)));
        assert!(!may(Next { state: State::Solved, waiting_for: Some(WaitingFor::Parts) }));
        assert!(!may(Next::to(State::Open)), "it is open already");
    }

    #[test]
    fn a_line_hides_nothing() {
        assert_eq!(one_line(" uno\0dos\u{1}\r\ntres\u{202e}x "), "uno dos tres x");
    }

    #[test]
    fn a_button_names_its_move() {
        assert_eq!("waiting:parts".parse(), Ok(Next::waiting(WaitingFor::Parts)));
        assert_eq!("solved".parse(), Ok(Next::to(State::Solved)));
        assert!("waiting".parse::<Next>().is_err());
        assert!("open:parts".parse::<Next>().is_err());
    }
}
