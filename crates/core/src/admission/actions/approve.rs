//! Letting an applicant in, into an organization; the ticket written meanwhile is sent.

use crate::accounts::{self, AccountState};
use crate::admission::access::Decidable;
use crate::admission::store;
use crate::events::{self, By, Object};
use crate::id::{OrganizationId, PersonId, TicketId};
use crate::live::{self, Change};
use crate::notify::{self, AccountMail};
use crate::{Denied, Refused, inbound, orgs, sessions, tickets};
use atiende_db::Tx;
use serde_json::{Value, json};

/// What came of an approval.
#[derive(Debug, PartialEq, Eq)]
pub struct Approved {
    /// The ticket that was held, now open.
    pub ticket: Option<TicketId>,
}

/// Approves the applicant as a member (and coordinator) of the organization.
/// Errors: `Denied::NotFound` when the organization is unknown, archived or not one that this person lets people into;
/// `Denied::Forbidden` when a coordinator would make another.
pub async fn approve(
    tx: &mut Tx,
    decidable: Decidable<'_>,
    organization: OrganizationId,
    coordinator: bool,
) -> Result<Approved, Refused> {
    let Decidable { applicant, by } = decidable;
    if !by.admits_to(organization) {
        return Err(Denied::NotFound.into());
    }
    if coordinator && !by.makes_coordinators() {
        return Err(Denied::Forbidden.into());
    }
    admit(tx, &By::from(by.actor()), applicant.id, (organization, coordinator), &json!({})).await
}

/// Lets in; `how` tells which rule decided, if no person did.
pub(crate) async fn admit(
    tx: &mut Tx,
    by: &By,
    newcomer: PersonId,
    (organization, coordinator): (OrganizationId, bool),
    how: &Value,
) -> Result<Approved, Refused> {
    let name = orgs::access::name(tx, organization).await?.ok_or(Denied::NotFound)?;
    store::decide(tx, newcomer, AccountState::Active, by.person, "").await?;
    sessions::renew_all(tx, newcomer).await?;
    let mut data = json!({ "organization": name, "coordinator": coordinator });
    if let (Some(data), Some(how)) = (data.as_object_mut(), how.as_object()) {
        data.extend(how.clone());
    }
    let event = events::record(tx, by, (Object::Person, newcomer.0), "approved", &data).await?;
    orgs::actions::members::put(tx, by, newcomer, organization, coordinator).await?;
    notify::account(tx, event, newcomer, &AccountMail::Approved { organization: name }).await?;
    live::announce(tx, Change::Accounts);
    let person = accounts::access::by_id(tx, newcomer).await?.ok_or(Denied::NotFound)?;
    let newcomer = accounts::access::actor(tx, &person, &by.ip).await?;
    let ticket = tickets::actions::hold::release(tx, &newcomer, organization).await?;
    inbound::actions::decide::resume(tx, newcomer.id).await?;
    Ok(Approved { ticket })
}
