//! Moving a ticket from state to state. Every stretch of time is kept.

use crate::Actor;
use crate::error::Refused;
use crate::events::{self, By, Object};
use crate::id::EventId;
use crate::live;
use crate::notify::{self, TicketNews};
use crate::tickets::access::Replyable;
use crate::tickets::model::{Next, Ticket, may_move};
use crate::tickets::{open_counts, store};
use atiende_db::{DbError, Tx};
use serde_json::json;

/// Moves the ticket by hand: staff as they see fit, the client to "solved" and back.
pub async fn set_state(tx: &mut Tx, replyable: Replyable<'_>, next: Next) -> Result<(), Refused> {
    if !may_move(&replyable.ticket, replyable.side(), next) {
        return Err(Refused::invalid("state", "tickets-state-impossible"));
    }
    let ticket = &replyable.ticket;
    let event = move_to(tx, replyable.actor, ticket, next).await?;
    notify::ticket(tx, event, ticket.id, replyable.actor.id, &TicketNews::Moved { next }).await?;
    live::ticket(tx, ticket.id, ticket.organization, ticket.requester);
    Ok(())
}

/// Writes the move and its event; telling people is the caller's.
pub(super) async fn move_to(tx: &mut Tx, actor: &Actor, ticket: &Ticket, next: Next) -> Result<EventId, DbError> {
    write(tx, &By::from(actor), ticket, next).await
}

/// The same for the desk itself (closing what was solved long ago).
pub(super) async fn write(tx: &mut Tx, by: &By, ticket: &Ticket, next: Next) -> Result<EventId, DbError> {
    store::set_state(tx, ticket.id, next).await?;
    store::begin_stretch(tx, ticket.id, next, by.person).await?;
    let shift = i64::from(next.state.is_open()) - i64::from(ticket.state.is_open());
    if shift != 0 {
        open_counts::shift(tx, ticket.organization, ticket.assignee, shift).await?;
    }
    let data = json!({
        "from": ticket.state, "from_for": ticket.waiting_for, "to": next.state, "to_for": next.waiting_for
    });
    events::record(tx, by, (Object::Ticket, ticket.id.0), "moved", &data).await
}
