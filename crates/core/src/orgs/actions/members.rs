//! Who belongs to an organization, who coordinates it, who attends it. Each change is an event of the person.

use crate::error::Refused;
use crate::events::{self, By, Object};
use crate::id::{OrganizationId, PersonId};
use crate::merges;
use crate::orgs::store;
use atiende_db::{DbError, Tx};
use serde_json::{Value, json};

/// Makes a member, or changes whether a member coordinates. A new coordinator sees old tickets at once: the right
/// is the membership, not a list of copies. Errors: `Invalid` when there is no such organization.
pub async fn put(
    tx: &mut Tx,
    by: &By,
    person: PersonId,
    organization: OrganizationId,
    coordinator: bool,
) -> Result<(), Refused> {
    let before = store::memberships(tx, person).await?;
    put_over(tx, by, person, &before, (organization, coordinator)).await
}

async fn put_over(
    tx: &mut Tx,
    by: &By,
    person: PersonId,
    before: &[store::Held],
    (organization, coordinator): (OrganizationId, bool),
) -> Result<(), Refused> {
    let before = before.iter().find(|held| held.organization == organization);
    let name = match before {
        Some(held) => held.name.clone(),
        None => name(tx, organization).await?,
    };
    let (verb, data) = match before.map(|held| held.coordinator) {
        Some(before) if before == coordinator => return Ok(()),
        Some(false) => ("became_coordinator", json!({ "organization": name })),
        Some(true) => ("stopped_coordinating", json!({ "organization": name })),
        None => ("joined", json!({ "organization": name, "coordinator": coordinator })),
    };
    store::put_member(tx, person, organization, coordinator).await?;
    merges::settle(tx, person, organization).await?;
    Ok(record(tx, by, person, verb, &data).await?)
}

/// Replaces a person's memberships, and the organizations that a technician attends, among those in use: who edits
/// a person does not see the archived ones.
pub(crate) async fn replace(
    tx: &mut Tx,
    by: &By,
    person: PersonId,
    memberships: &[(OrganizationId, bool)],
    attended: &[OrganizationId],
) -> Result<(), Refused> {
    let before = store::memberships(tx, person).await?;
    for held in &before {
        if !held.archived && memberships.iter().all(|&(named, _)| named != held.organization) {
            store::delete_member(tx, person, held.organization).await?;
            merges::settle(tx, person, held.organization).await?;
            record(tx, by, person, "left", &json!({ "organization": held.name })).await?;
        }
    }
    for &membership in memberships {
        put_over(tx, by, person, &before, membership).await?;
    }
    replace_attended(tx, by, person, attended).await
}

/// Ends a membership, if there is one.
pub(crate) async fn remove(
    tx: &mut Tx,
    by: &By,
    person: PersonId,
    organization: OrganizationId,
) -> Result<(), Refused> {
    let before = store::memberships(tx, person).await?;
    let Some(held) = before.iter().find(|held| held.organization == organization) else { return Ok(()) };
    store::delete_member(tx, person, organization).await?;
    merges::settle(tx, person, organization).await?;
    Ok(record(tx, by, person, "left", &json!({ "organization": held.name })).await?)
}

async fn replace_attended(tx: &mut Tx, by: &By, person: PersonId, attended: &[OrganizationId]) -> Result<(), Refused> {
    let before = store::attended(tx, person).await?;
    for (organization, name, archived) in &before {
        if !archived && !attended.contains(organization) {
            store::delete_attended(tx, person, *organization).await?;
            record(tx, by, person, "stopped_attending", &json!({ "organization": name })).await?;
        }
    }
    for &organization in attended {
        if before.iter().all(|&(known, ..)| known != organization) {
            let data = json!({ "organization": name(tx, organization).await? });
            store::insert_attended(tx, person, organization).await?;
            record(tx, by, person, "began_attending", &data).await?;
        }
    }
    Ok(())
}

async fn name(tx: &Tx, organization: OrganizationId) -> Result<String, Refused> {
    let found = store::find(tx, organization).await?;
    found.map(|found| found.name).ok_or_else(|| Refused::invalid("organization", "orgs-unknown"))
}

async fn record(tx: &mut Tx, by: &By, person: PersonId, verb: &'static str, data: &Value) -> Result<(), DbError> {
    events::record(tx, by, (Object::Person, person.0), verb, data).await?;
    Ok(())
}
