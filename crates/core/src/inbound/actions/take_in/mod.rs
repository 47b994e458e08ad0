//! What was read becomes a ticket, words in one, or something for a person to look at: all in one transaction.

mod bounce;
mod brake;
mod decided;
mod refusal;
pub(super) mod sender;
mod thread;
mod write;

pub use thread::Clue;

use super::settle;
use crate::Refused;
use crate::files::StoredFile;
use crate::id::{InboundId, PersonId, TicketId};
use crate::inbound::model::{Decision, Outcome, Rules, Settled, Trust, Why};
use crate::inbound::passed_on::Author;
use crate::inbound::store;
use crate::limits::{Rate, actions as limits};
use crate::notify;
use crate::tickets::Body;
use atiende_db::{DbError, Tx};
use sender::Sender;

/// Characters of the words that stand in the ledger.
const EXCERPT: usize = 600;

/// A file of the message, in the file store already.
#[derive(Debug, Clone)]
pub struct Part {
    pub file: StoredFile,
    pub name: String,
    /// Where the HTML shows it, without the angle brackets.
    pub content_id: Option<String>,
}

/// Who wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// Somebody, or something, that has words for a ticket.
    Written(Manner),
    /// An answer of a program to a mail: it is kept, and does nothing.
    Program(Why),
    /// Nobody can tell what it is: a person has to.
    Held(Why),
    /// A mail did not arrive.
    Bounce(Returned),
}

/// By whom words were written, as far as that changes what they do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    Person,
    /// A person who wants no program's answer.
    Quiet,
    /// To many, or by a program of its own accord: opens a ticket of somebody known, reopens none, is never answered.
    Program(Why),
}

impl Manner {
    /// Whether the desk may say by itself that it has the message (contract, promise 5).
    const fn is_answered(self) -> bool {
        matches!(self, Self::Person)
    }

    const fn reopens(self) -> bool {
        matches!(self, Self::Person | Self::Quiet)
    }
}

/// What a mail server says of a mail of ours.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Returned {
    /// The Message-ID of the mail, without the angle brackets.
    pub message_id: Option<String>,
    /// To whom it did not go.
    pub address: Option<String>,
    /// The server's sentence.
    pub diagnostic: String,
    /// It is given up; else it may still arrive, or has.
    pub is_final: bool,
}

/// A message, read.
#[derive(Debug, Clone)]
pub struct Incoming {
    pub id: InboundId,
    pub rules: Rules,
    pub kind: Kind,
    /// The claimed name and normalised address; `None`: there is none.
    pub from: Option<(String, String)>,
    /// What stands there instead, for the ledger alone: a name, or no address that mail could be sent to.
    pub unreachable: (String, String),
    pub trust: Trust,
    /// One line; what stands for a missing one.
    pub subject: String,
    pub body: Body,
    pub files: Vec<Part>,
    /// Which tickets it names, the surest first.
    pub clues: Vec<Clue>,
    /// What the first lines order, if they are a technician's.
    pub orders: Vec<Order>,
    /// Who wrote the mail that this one passes on.
    pub passed_on: Option<Author>,
    pub locale: String,
    /// How many automatic answers one sender gets.
    pub answers: Rate,
}

/// What a technician orders in the first lines of a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Order {
    /// For staff alone.
    Note,
    Move(crate::tickets::Next),
    /// To whose name or address begins like this.
    Assign(String),
    Priority(crate::tickets::Priority),
}

/// Does what the message wants, and writes down what became of it. `None`, and nothing is done: another worker was faster.
/// Errors: of the database; all else is an outcome.
pub async fn take_in(tx: &mut Tx, incoming: &Incoming) -> Result<Option<Settled>, DbError> {
    if !store::outcome(tx, incoming.id).await?.is_some_and(Outcome::is_due) {
        return Ok(None);
    }
    let (name, address) = incoming.from.as_ref().unwrap_or(&incoming.unreachable);
    let said = incoming.body.stripped.as_ref().unwrap_or(&incoming.body.source);
    let excerpt: String = said.trim().chars().take(EXCERPT).collect();
    store::describe(tx, incoming.id, (name, address), (&incoming.subject, &excerpt), incoming.trust).await?;
    let author = incoming.passed_on.as_ref().and_then(Author::to_json);
    store::note(tx, incoming.id, author, (brake::digest(incoming), brake::is_program(incoming))).await?;
    let settled = match outcome(tx, incoming).await {
        Ok(settled) => settled,
        Err(Refused::Db(error)) => return Err(error),
        // Nothing that people may not do by a form is done by mail: somebody looks at it.
        Err(refused) => Settled { detail: refused.to_string(), ..Settled::of(Outcome::Quarantined) },
    };
    settle::settle(tx, incoming.id, &settled).await?;
    Ok(Some(settled))
}

async fn outcome(tx: &mut Tx, incoming: &Incoming) -> Result<Settled, Refused> {
    if let Some((decision, by)) = decided(tx, incoming.id).await? {
        return decided::follow(tx, incoming, (decision, by)).await;
    }
    let manner = match &incoming.kind {
        Kind::Bounce(returned) => return Ok(bounce::bounce(tx, returned).await?),
        Kind::Program(why) => {
            let ticket = thread::named(tx, &incoming.clues).await?;
            return Ok(Settled::because(Outcome::Ignored, *why).about(ticket.map(|named| named.ticket)));
        }
        Kind::Held(why) => return Ok(Settled::because(Outcome::Quarantined, *why)),
        Kind::Written(manner) => *manner,
    };
    let Some((name, address)) = &incoming.from else {
        return Ok(Settled::because(Outcome::Quarantined, Why::NoSender));
    };
    let named = thread::named(tx, &incoming.clues).await?;
    let ticket = named.map(|named| named.ticket);
    if let Some(why) = kept_out(tx, incoming, address).await? {
        return Ok(Settled::because(Outcome::Quarantined, why).about(ticket));
    }
    let sender = sender::find(tx, address).await?;
    if let Some(named) = named {
        match &sender {
            Sender::Active(actor) if sender::takes_part(tx, actor, named.ticket).await? => {
                if brake::holds(tx, incoming, (address, named.ticket)).await? {
                    let round = Settled::because(Outcome::Ignored, Why::Loop);
                    return Ok(round.about(Some(named.ticket)).by(Some(actor.id)));
                }
                return write::append(tx, incoming, actor, named).await;
            }
            // Whoever has the desk's own mail before them was given it by somebody.
            _ if named.is_sure => {
                return Ok(Settled::because(Outcome::Quarantined, Why::Stranger).about(ticket).by(sender.person()));
            }
            _ => {}
        }
    }
    match sender {
        Sender::Active(actor) => write::open(tx, incoming, &actor).await,
        Sender::Pending(person) => Ok(Settled::because(Outcome::Quarantined, Why::Pending).by(Some(person))),
        Sender::Closed(person) => Ok(Settled::because(Outcome::Quarantined, Why::Closed).by(Some(person))),
        Sender::Nobody => match manner {
            // Newsletters and machines want no account.
            Manner::Program(why) => Ok(Settled::because(Outcome::Quarantined, why)),
            Manner::Person | Manner::Quiet => sender::newcomer(tx, incoming, (name, address)).await,
        },
    }
}

async fn decided(tx: &Tx, id: InboundId) -> Result<Option<(Decision, PersonId)>, DbError> {
    let Some((wanted, Some(by))) = store::decision(tx, id).await? else { return Ok(None) };
    Ok(serde_json::from_str(&wanted).ok().map(|decision| (decision, by)))
}

async fn kept_out(tx: &Tx, incoming: &Incoming, address: &str) -> Result<Option<Why>, DbError> {
    if incoming.trust == Trust::Fail {
        return Ok(Some(Why::Forged));
    }
    let domain = address.rfind('@').map_or("", |at| address.get(at..).unwrap_or_default());
    Ok(store::is_blocked(tx, address, domain).await?.then_some(Why::Blocked))
}

/// The desk's own word about this message goes to its sender if they got few of late: no more than anybody wants to read,
/// and no loop lasts (contract, promise 5).
async fn answer_at_most(
    tx: &mut Tx,
    incoming: &Incoming,
    address: &str,
    ticket: Option<TicketId>,
) -> Result<(), DbError> {
    let is_answered = !matches!(&incoming.kind, Kind::Written(manner) if !manner.is_answered());
    if is_answered && limits::may_auto_reply(tx, address, incoming.answers).await? {
        return Ok(());
    }
    notify::suppress_automatic_to(tx, address, ticket).await
}
