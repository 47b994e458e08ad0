//! The tree of places.

use crate::error::{Check, Refused};
use crate::events::{self, By, Object};
use crate::id::{LocationId, OrganizationId};
use crate::orgs::access::Manageable;
use crate::orgs::{Location, store};
use atiende_db::{DbError, Tx};
use serde_json::json;

/// Adds a place below `parent`, or at the root.
pub async fn add(
    tx: &mut Tx,
    manageable: &Manageable<'_>,
    parent: Option<&Location>,
    name: &str,
) -> Result<LocationId, Refused> {
    let name = checked(name)?;
    let id = add_to(tx, manageable.organization.id, parent, name).await?;
    record(tx, manageable, id, "added", name).await?;
    Ok(id)
}

/// Adds a place without an administrator (demo, imports).
pub async fn add_to(
    tx: &mut Tx,
    organization: OrganizationId,
    parent: Option<&Location>,
    name: &str,
) -> Result<LocationId, DbError> {
    let path = path_below(parent.map(|p| p.path.as_str()), name);
    store::insert_location(tx, organization, parent.map(|p| p.id), (name, &path)).await
}

pub async fn rename(tx: &mut Tx, manageable: &Manageable<'_>, location: &Location, name: &str) -> Result<(), Refused> {
    let name = checked(name)?;
    let path = path_below(location.path.rsplit_once(" / ").map(|(above, _)| above), name);
    store::rename_location(tx, location, (name, &path)).await?;
    record(tx, manageable, location.id, "renamed", name).await?;
    Ok(())
}

/// Takes a place and all below it out of the lists.
pub async fn archive(tx: &mut Tx, manageable: &Manageable<'_>, location: &Location) -> Result<(), DbError> {
    store::archive_location(tx, location).await?;
    record(tx, manageable, location.id, "archived", &location.name).await
}

fn path_below(parent: Option<&str>, name: &str) -> String {
    parent.map_or_else(|| name.to_owned(), |parent| format!("{parent} / {name}"))
}

fn checked(name: &str) -> Result<&str, Refused> {
    let mut check = Check::default();
    check.required(name, "location", "orgs-location-missing", 80);
    // " / " separates the levels of a path.
    check.that(!name.contains('/'), "location", "orgs-location-slash");
    check.finish()?;
    Ok(name.trim())
}

async fn record(
    tx: &mut Tx,
    manageable: &Manageable<'_>,
    id: LocationId,
    verb: &'static str,
    name: &str,
) -> Result<(), DbError> {
    let by = By::from(manageable.by.actor());
    events::record(tx, &by, (Object::Location, id.0), verb, &json!({ "name": name })).await?;
    Ok(())
}
