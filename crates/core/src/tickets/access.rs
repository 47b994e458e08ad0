//! The only way to a ticket. What an actor may not see does not exist.

use super::model::{Seat, Side, State, Ticket};
use super::store;
use crate::accounts::AccountState;
use crate::id::{MessageId, OrganizationId, PersonId, TicketId};
use crate::roles::Verb;
use crate::{Actor, Denied};
use atiende_db::{DbError, Tx};
use std::collections::HashMap;

/// Tickets merged one into the other, at the most.
const MERGED_MAX: usize = 20;

/// A ticket that the actor may read.
#[derive(Debug, Clone)]
pub struct Readable {
    ticket: Ticket,
    seat: Seat,
}

impl Readable {
    pub const fn ticket(&self) -> &Ticket {
        &self.ticket
    }

    pub const fn seat(&self) -> Seat {
        self.seat
    }

    /// Whether internal notes exist for this actor.
    pub fn sees_internal(&self) -> bool {
        Verb::ReadNotes.is_of(self.seat)
    }
}

/// A ticket that the actor may write in.
#[derive(Debug, Clone)]
pub struct Replyable<'a> {
    pub(super) ticket: Ticket,
    pub(super) seat: Seat,
    pub(super) actor: &'a Actor,
}

impl Replyable<'_> {
    pub const fn ticket(&self) -> &Ticket {
        &self.ticket
    }

    pub(super) fn writes_notes(&self) -> bool {
        Verb::WriteNotes.is_of(self.seat)
    }

    pub fn side(&self) -> Side {
        self.seat.side()
    }
}

/// A ticket whose fields the actor may change: staff who attend its organization.
#[derive(Debug, Clone)]
pub struct Workable<'a> {
    pub(super) ticket: Ticket,
    pub(super) actor: &'a Actor,
}

impl Workable<'_> {
    pub const fn ticket(&self) -> &Ticket {
        &self.ticket
    }
}

fn seat(actor: &Actor, ticket: &Ticket) -> Option<Seat> {
    if actor.state != AccountState::Active {
        None
    } else if actor.attends(ticket.organization) {
        Some(Seat::Staff)
    } else if ticket.requester == actor.id {
        Some(Seat::Requester)
    } else if actor.coordinates(ticket.organization) {
        Some(Seat::Coordinator)
    } else {
        None
    }
}

/// The ticket with this number, if the actor may read it.
pub async fn readable(tx: &Tx, actor: &Actor, number: TicketId) -> Result<Readable, Denied> {
    let ticket = store::find(tx, number).await?.ok_or(Denied::NotFound)?;
    let seat = seat(actor, &ticket).filter(|seat| Verb::ReadTickets.is_of(*seat)).ok_or(Denied::NotFound)?;
    Ok(Readable { ticket, seat })
}

/// Those of these tickets that the actor may read, in the order of the numbers given.
pub async fn readable_of(tx: &Tx, actor: &Actor, numbers: &[TicketId]) -> Result<Vec<Readable>, DbError> {
    let proved = store::find_all(tx, numbers).await?.into_iter().filter_map(|ticket| {
        let seat = seat(actor, &ticket).filter(|seat| Verb::ReadTickets.is_of(*seat))?;
        Some((ticket.id, Readable { ticket, seat }))
    });
    let mut proved: HashMap<TicketId, Readable> = proved.collect();
    Ok(numbers.iter().filter_map(|number| proved.remove(number)).collect())
}

/// The ticket with this number, if the actor may write in it. Who reads it may, unless it was merged.
pub async fn replyable<'a>(tx: &Tx, actor: &'a Actor, number: TicketId) -> Result<Replyable<'a>, Denied> {
    let Readable { ticket, seat } = readable(tx, actor, number).await?;
    if ticket.state == State::Merged {
        return Err(Denied::NotFound);
    }
    if !Verb::Reply.is_of(seat) {
        return Err(Denied::Forbidden);
    }
    Ok(Replyable { ticket, seat, actor })
}

/// The ticket with this number, for staff to work on.
pub async fn workable<'a>(tx: &Tx, actor: &'a Actor, number: TicketId) -> Result<Workable<'a>, Denied> {
    let Readable { ticket, seat } = readable(tx, actor, number).await?;
    if !Verb::WorkTickets.is_of(seat) {
        return Err(Denied::Forbidden);
    }
    if ticket.state == State::Merged { Err(Denied::NotFound) } else { Ok(Workable { ticket, actor }) }
}

/// The ticket in which the conversation of this one goes on: itself, or the one that it was merged into. For mail, which
/// names tickets of long ago; says nothing about who may read it.
pub(crate) async fn current(tx: &Tx, number: TicketId) -> Result<Option<TicketId>, DbError> {
    let mut at = number;
    for _ in 0..MERGED_MAX {
        match store::find(tx, at).await? {
            Some(Ticket { merged_into: Some(next), .. }) => at = next,
            found => return Ok(found.map(|ticket| ticket.id)),
        }
    }
    Ok(None)
}

/// The words that opened a ticket.
pub(crate) async fn first_message(tx: &Tx, ticket: TicketId) -> Result<Option<MessageId>, DbError> {
    store::first_message(tx, ticket).await
}

/// Whether the desk has ever had a ticket: what is in use is filled with no demo.
pub async fn has_tickets(tx: &Tx) -> Result<bool, DbError> {
    store::any(tx).await
}

/// Which tickets an actor's lists and searches may hold at all.
#[derive(Debug, Clone, Default)]
pub struct Scope {
    pub(crate) everything: bool,
    pub(crate) organizations: Vec<OrganizationId>,
    pub(crate) requester: Option<PersonId>,
    pub(crate) internal: bool,
}

impl Scope {
    pub(crate) fn is_nothing(&self) -> bool {
        !self.everything && self.organizations.is_empty() && self.requester.is_none()
    }

    /// Whether internal notes are searched.
    pub fn sees_internal(&self) -> bool {
        self.internal
    }
}

/// Everything that the actor may see.
pub fn scope(actor: &Actor) -> Scope {
    if !actor.is_active() {
        Scope::default()
    } else if actor.is_staff() {
        let (everything, organizations) = (actor.attends_all(), actor.attended.clone());
        Scope { everything, organizations, requester: None, internal: true }
    } else {
        let organizations = actor.coordinated().collect();
        Scope { everything: false, organizations, requester: Some(actor.id), internal: false }
    }
}

/// Only what the actor opened or was opened for.
pub fn own(actor: &Actor) -> Scope {
    if actor.is_active() { Scope { requester: Some(actor.id), ..Scope::default() } } else { Scope::default() }
}
