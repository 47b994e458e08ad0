//! What a person decides about a message: to read it again, to keep its sender out.

use super::arrive::TOPIC;
use crate::actor::Admin;
use crate::error::Refused;
use crate::events::{self, By, Object};
use crate::id::{InboundId, OrganizationId, PersonId, TicketId};
use crate::inbound::model::{Decision, Entry};
use crate::inbound::{access, store};
use crate::{Actor, Denied, Problem, orgs, tickets};
use atiende_db::{DbError, Tx};
use atiende_text::address;
use serde_json::json;

/// Reads the message once more, as if it had just come; what it brought about before stays. Errors: `Conflict` for one
/// that is in a ticket: it would be there twice.
pub async fn again(tx: &mut Tx, by: Admin<'_>, id: InboundId) -> Result<(), Refused> {
    let entry = access::entry(tx, by, id).await?;
    if entry.message.is_some() || entry.duplicate_of.is_some() {
        return Err(Refused::Conflict("inbound-in-ticket"));
    }
    store::reopen(tx, id, ("", None)).await?;
    events::record(tx, &By::from(by.actor()), (Object::Inbound, id.0), "read_again", &json!({})).await?;
    tx.announce(TOPIC);
    Ok(())
}

/// A ticket of it, in an organization that this person attends. Errors: as `again`; `NotFound` for another organization.
pub async fn open(tx: &mut Tx, actor: &Actor, id: InboundId, organization: OrganizationId) -> Result<(), Refused> {
    let entry = access::entry(tx, actor.admin()?, id).await?;
    if !actor.attends(organization) || orgs::access::name(tx, organization).await?.is_none() {
        return Err(Denied::NotFound.into());
    }
    decide(tx, actor, &entry, Decision::Open { organization }).await
}

/// Words in the ticket beside which it waits. Errors: as `again`; `NotFound` where it waits beside another.
pub async fn append(tx: &mut Tx, actor: &Actor, ticket: TicketId, id: InboundId) -> Result<(), Refused> {
    let workable = tickets::access::workable(tx, actor, ticket).await?;
    let entry = store::entry(tx, id).await?.filter(|entry| entry.ticket == Some(workable.ticket().id));
    decide(tx, actor, &entry.ok_or(Denied::NotFound)?, Decision::Append { ticket }).await
}

async fn decide(tx: &mut Tx, actor: &Actor, entry: &Entry, decision: Decision) -> Result<(), Refused> {
    if entry.message.is_some() || entry.duplicate_of.is_some() {
        return Err(Refused::Conflict("inbound-in-ticket"));
    }
    let wanted = serde_json::to_string(&decision).map_err(|error| DbError::Statement(error.to_string()))?;
    store::reopen(tx, entry.id, (&wanted, Some(actor.id))).await?;
    events::record(tx, &By::from(actor), (Object::Inbound, entry.id.0), "taken_in", &json!(decision)).await?;
    tx.announce(TOPIC);
    Ok(())
}

/// Keeps an address, or with `@domain` all of a domain, out of the desk. Errors: `Invalid` on `address`.
pub async fn block(tx: &mut Tx, by: Admin<'_>, sender: &str) -> Result<(), Refused> {
    let sender = sender.trim().to_lowercase();
    let is_domain = sender.strip_prefix('@').is_some_and(|domain| domain.contains('.') && !domain.contains('@'));
    let Some(sender) = address::normalise_email(&sender).or(is_domain.then_some(sender)) else {
        return Err(Refused::Invalid(vec![Problem::new("address", "inbound-block-wrong")]));
    };
    store::block(tx, &sender, by.actor().id).await?;
    events::record(tx, &By::from(by.actor()), (Object::Inbound, 0), "blocked", &json!({ "name": sender })).await?;
    Ok(())
}

/// Lets them in again, if they are kept out.
pub async fn unblock(tx: &mut Tx, by: Admin<'_>, sender: &str) -> Result<(), Refused> {
    if store::unblock(tx, sender).await? == 0 {
        return Ok(());
    }
    events::record(tx, &By::from(by.actor()), (Object::Inbound, 0), "unblocked", &json!({ "name": sender })).await?;
    Ok(())
}

/// The account was opened: what came meanwhile is read now.
pub(crate) async fn resume(tx: &mut Tx, person: PersonId) -> Result<(), DbError> {
    for id in access::waiting_for(tx, person).await? {
        store::reopen(tx, id, ("", None)).await?;
        tx.announce(TOPIC);
    }
    Ok(())
}
