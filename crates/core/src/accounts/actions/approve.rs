//! Letting an applicant in, into an organization; the ticket written meanwhile is sent.

use crate::accounts::access::{self, Decidable};
use crate::accounts::{AccountState, store};
use crate::events::{self, By, Object};
use crate::id::{OrganizationId, TicketId};
use crate::notify::{self, AccountMail};
use crate::{Denied, Refused, orgs, tickets};
use atiende_db::Tx;
use serde_json::json;

/// What came of an approval.
#[derive(Debug, PartialEq, Eq)]
pub struct Approved {
    /// The ticket that was held, now open.
    pub ticket: Option<TicketId>,
}

/// Approves the applicant as a member (and coordinator) of the organization.
/// Errors: `Denied::NotFound` when the organization is unknown, archived or not attended by this member of staff.
pub async fn approve(
    tx: &mut Tx,
    decidable: Decidable<'_>,
    organization: OrganizationId,
    coordinator: bool,
) -> Result<Approved, Refused> {
    let Decidable { applicant, by } = decidable;
    let actor = by.actor();
    if !actor.attends(organization) {
        return Err(Denied::NotFound.into());
    }
    let name = orgs::access::name(tx, organization).await?.ok_or(Denied::NotFound)?;
    store::decide(tx, applicant.id, AccountState::Active, actor.id, "").await?;
    let data = json!({ "organization": name, "coordinator": coordinator });
    let event = events::record(tx, &By::from(actor), (Object::Person, applicant.id.0), "approved", &data).await?;
    orgs::actions::members::put(tx, &By::from(actor), applicant.id, organization, coordinator).await?;
    notify::account(tx, event, applicant.id, &AccountMail::Approved { organization: name }).await?;
    tx.announce("accounts");
    let Some(person) = store::person(tx, applicant.id).await? else { return Err(Denied::NotFound.into()) };
    let newcomer = access::actor(tx, &person, &actor.ip).await?;
    let ticket = tickets::actions::hold::release(tx, &newcomer, organization).await?;
    Ok(Approved { ticket })
}
