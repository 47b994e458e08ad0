//! What is told live: names of what changed, never what it is.
//!
//! Actions announce a `Change`; it goes to all nodes with the commit. Pages ask for a `Topic`, with the proof that the page
//! itself asks for; `hears` says on which `Channel`s the changes for it come, and so keeps everybody from hearing that
//! anything happens where they may not look.

use crate::id::{OrganizationId, PersonId, TicketId};
use crate::tickets::access;
use crate::{Actor, Denied};
use atiende_db::{ANY, DbError, Tx};
use std::fmt;
use std::str::FromStr;

/// What a transaction changed, as it is announced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// A ticket's page, but no line of a list: `t:42`.
    Page(TicketId),
    /// A ticket, also in lists: `t:42:7:12`, of organization 7, opened for person 12.
    Ticket { ticket: TicketId, organization: OrganizationId, requester: PersonId },
    /// Who waits for approval: `accounts`.
    Accounts,
    /// Somebody's account, rights or sessions: `p:12`.
    Person(PersonId),
    /// `*`: perhaps anything. Who was cut off cannot know.
    Anything,
}

impl Change {
    /// What an announcement says; `None` for what only workers want to hear.
    pub fn parse(announced: &str) -> Option<Self> {
        if let Some(ids) = announced.strip_prefix("t:") {
            let mut ids = ids.split(':').map(str::parse);
            let ticket = TicketId(ids.next()?.ok()?);
            return Some(match (ids.next(), ids.next()) {
                (Some(organization), Some(requester)) => Self::Ticket {
                    ticket,
                    organization: OrganizationId(organization.ok()?),
                    requester: PersonId(requester.ok()?),
                },
                _ => Self::Page(ticket),
            });
        }
        match announced {
            ACCOUNTS => Some(Self::Accounts),
            ANY => Some(Self::Anything),
            _ => announced.strip_prefix("p:")?.parse().ok().map(Self::Person),
        }
    }

    /// Where it is heard. Nobody listens to people: their own streams are looked at anew.
    pub fn channels(self) -> impl Iterator<Item = Channel> {
        let channels = match self {
            Self::Page(ticket) => [Some(Channel::Ticket(ticket)), None, None, None],
            Self::Ticket { ticket, organization, requester } => [
                Some(Channel::Ticket(ticket)),
                Some(Channel::Organization(organization)),
                Some(Channel::Requester(requester)),
                Some(Channel::EveryTicket),
            ],
            Self::Accounts => [Some(Channel::Accounts), None, None, None],
            Self::Person(_) | Self::Anything => [None; 4],
        };
        channels.into_iter().flatten()
    }
}

const ACCOUNTS: &str = "accounts";

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Page(ticket) => write!(f, "t:{ticket}"),
            Self::Ticket { ticket, organization, requester } => write!(f, "t:{ticket}:{organization}:{requester}"),
            Self::Accounts => f.write_str(ACCOUNTS),
            Self::Person(person) => write!(f, "p:{person}"),
            Self::Anything => f.write_str(ANY),
        }
    }
}

/// Tells every node, once this transaction is committed.
pub(crate) fn announce(tx: &mut Tx, change: Change) {
    tx.announce(change.to_string());
}

/// A ticket's page changed, but nothing that lists show of it.
pub(crate) fn page(tx: &mut Tx, ticket: TicketId) {
    announce(tx, Change::Page(ticket));
}

/// A ticket changed, or there is a new one.
pub(crate) fn ticket(tx: &mut Tx, ticket: TicketId, organization: OrganizationId, requester: PersonId) {
    announce(tx, Change::Ticket { ticket, organization, requester });
}

/// Where changes are heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Channel {
    Ticket(TicketId),
    /// Any ticket of it.
    Organization(OrganizationId),
    /// Any ticket that was opened for this person.
    Requester(PersonId),
    EveryTicket,
    Accounts,
}

/// What a page shows, by the word that stands in its `data-topic`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Topic {
    /// `t:42`: a ticket's page.
    Ticket(TicketId),
    /// `queue`: the lists of staff.
    Queue,
    /// `mine`: one's own tickets, and those of the organizations that one coordinates.
    Mine,
    /// `accounts`: who waits for approval.
    Accounts,
}

impl FromStr for Topic {
    type Err = ();

    fn from_str(word: &str) -> Result<Self, ()> {
        match word {
            "queue" => Ok(Self::Queue),
            "mine" => Ok(Self::Mine),
            ACCOUNTS => Ok(Self::Accounts),
            _ => word.strip_prefix("t:").and_then(|id| id.parse().ok()).map(Self::Ticket).ok_or(()),
        }
    }
}

impl fmt::Display for Topic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ticket(ticket) => write!(f, "t:{ticket}"),
            Self::Queue => f.write_str("queue"),
            Self::Mine => f.write_str("mine"),
            Self::Accounts => f.write_str(ACCOUNTS),
        }
    }
}

/// On which channels the actor hears of a topic; none, when it is not theirs or does not exist.
pub async fn hears(tx: &Tx, actor: &Actor, topic: Topic) -> Result<Vec<Channel>, DbError> {
    Ok(match topic {
        _ if !actor.is_active() => Vec::new(),
        Topic::Ticket(number) => match access::readable(tx, actor, number).await {
            Ok(readable) => vec![Channel::Ticket(readable.ticket().id)],
            Err(Denied::Db(error)) => return Err(error),
            Err(_) => Vec::new(),
        },
        Topic::Queue if actor.attends_all() => vec![Channel::EveryTicket],
        Topic::Queue if actor.is_staff() => actor.attended.iter().copied().map(Channel::Organization).collect(),
        Topic::Mine if actor.is_staff() => vec![Channel::Requester(actor.id)],
        Topic::Mine => {
            let coordinated = actor.coordinated().map(Channel::Organization);
            std::iter::once(Channel::Requester(actor.id)).chain(coordinated).collect()
        }
        Topic::Accounts if actor.is_staff() => vec![Channel::Accounts],
        Topic::Queue | Topic::Accounts => Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_announcement_is_read_as_it_was_written() {
        let (ticket, organization, requester) = (TicketId(42), OrganizationId(7), PersonId(12));
        for change in [
            Change::Page(ticket),
            Change::Ticket { ticket, organization, requester },
            Change::Accounts,
            Change::Person(requester),
            Change::Anything,
        ] {
            assert_eq!(Change::parse(&change.to_string()), Some(change));
        }
        for other in ["jobs", "outbox", "settings", "", "t:", "t:x", "t:4:x:2", "p:", "p:x", "queue"] {
            assert_eq!(Change::parse(other), None, "{other}");
        }
    }

    #[test]
    fn a_topic_is_the_word_of_the_page() {
        for word in ["t:42", "queue", "mine", "accounts"] {
            assert_eq!(word.parse::<Topic>().map(|topic| topic.to_string()), Ok(word.to_owned()));
        }
        for other in ["", "t:", "t:42:7:12", "*", "p:12", "jobs", "t: 42"] {
            assert_eq!(other.parse::<Topic>(), Err(()), "{other}");
        }
    }

    #[test]
    fn a_new_line_is_heard_in_all_lists_that_have_it() {
        let change = Change::parse("t:42:7:12").unwrap();
        let heard: Vec<Channel> = change.channels().collect();
        assert_eq!(
            heard,
            [
                Channel::Ticket(TicketId(42)),
                Channel::Organization(OrganizationId(7)),
                Channel::Requester(PersonId(12)),
                Channel::EveryTicket
            ]
        );
        assert_eq!(Change::Page(TicketId(42)).channels().count(), 1);
        assert_eq!(Change::Person(PersonId(12)).channels().count(), 0);
    }
}
