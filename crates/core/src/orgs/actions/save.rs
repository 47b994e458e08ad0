//! Making and changing organizations.

use crate::actor::Admin;
use crate::error::Refused;
use crate::events::{self, By, Object};
use crate::id::OrganizationId;
use crate::orgs::access::Manageable;
use crate::orgs::{OrganizationChange, store};
use atiende_db::Tx;
use serde_json::json;

/// Makes an organization.
pub async fn add(tx: &mut Tx, by: Admin<'_>, new: OrganizationChange) -> Result<OrganizationId, Refused> {
    add_by(tx, &By::from(by.actor()), new).await
}

/// Makes an organization without an administrator: first run, command line, demo.
pub async fn add_by(tx: &mut Tx, by: &By, new: OrganizationChange) -> Result<OrganizationId, Refused> {
    let new = new.check()?;
    let id = store::insert(tx, &new).await?;
    store::replace_domains(tx, id, &new.domains).await?;
    events::record(tx, by, (Object::Organization, id.0), "added", &json!({ "name": new.name })).await?;
    Ok(id)
}

pub async fn change(tx: &mut Tx, manageable: Manageable<'_>, change: OrganizationChange) -> Result<(), Refused> {
    let change = change.check()?;
    let Manageable { organization, by, .. } = manageable;
    store::update(tx, organization.id, &change).await?;
    store::replace_domains(tx, organization.id, &change.domains).await?;
    let data = json!({ "name": change.name, "domains": change.domains, "archived": change.archived });
    events::record(tx, &By::from(by.actor()), (Object::Organization, organization.id.0), "changed", &data).await?;
    Ok(())
}
