//! The first ticket of somebody who waits for approval: kept, and opened when the account is.

use crate::accounts::AccountState;
use crate::admission::access::Decidable;
use crate::error::{Problem, Refused};
use crate::events::{self, By, Object};
use crate::id::{OrganizationId, PersonId, TicketId};
use crate::tickets::model::NewTicket;
use crate::tickets::{actions::open, store};
use crate::{Actor, Denied, files};
use atiende_db::{DbError, Tx};
use serde_json::json;

/// Keeps the ticket until the account is approved; writing again replaces it.
/// Errors: `Denied::Forbidden` for anybody who does not wait for approval.
pub async fn hold(tx: &mut Tx, actor: &Actor, new: &NewTicket) -> Result<(), Refused> {
    if actor.state != AccountState::Pending {
        return Err(Denied::Forbidden.into());
    }
    let mut check = new.check();
    if !files::own_unsent(tx, actor.id, &new.attachments).await? {
        check.push(Problem::new("attachments", "files-gone"));
    }
    check.finish()?;
    let payload = serde_json::to_string(new).map_err(|e| DbError::Statement(e.to_string()))?;
    store::put_held(tx, actor.id, &payload).await?;
    events::record(tx, &By::from(actor), (Object::Person, actor.id.0), "held_ticket", &json!({})).await?;
    Ok(())
}

/// The ticket that this person wrote while waiting.
pub async fn held(tx: &Tx, actor: &Actor) -> Result<Option<NewTicket>, DbError> {
    Ok(store::held(tx, actor.id).await?.and_then(|payload| serde_json::from_str(&payload).ok()))
}

/// The subject of the ticket that somebody wrote while waiting.
pub(crate) async fn subject(tx: &Tx, person: PersonId) -> Result<Option<String>, DbError> {
    let payload = store::held(tx, person).await?;
    Ok(payload.and_then(|payload| serde_json::from_str::<NewTicket>(&payload).ok()).map(|ticket| ticket.subject))
}

/// The same, for who decides about the applicant.
pub async fn subject_for(tx: &Tx, decidable: &Decidable<'_>) -> Result<Option<String>, DbError> {
    subject(tx, decidable.applicant.id).await
}

/// Opens the held ticket of who was just approved, in the organization that approval gave.
pub(crate) async fn release(
    tx: &mut Tx,
    newcomer: &Actor,
    organization: OrganizationId,
) -> Result<Option<TicketId>, Refused> {
    let Some(mut new) = held(tx, newcomer).await? else { return Ok(None) };
    new.organization = Some(organization);
    // Places of the form were nobody's while the organization was unknown.
    new.location = None;
    let ticket = open::open(tx, newcomer, &new).await?;
    store::delete_held(tx, newcomer.id).await?;
    Ok(Some(ticket))
}

/// Forgets the held ticket of who was turned away.
pub(crate) async fn discard(tx: &mut Tx, person: PersonId) -> Result<(), DbError> {
    store::delete_held(tx, person).await
}
