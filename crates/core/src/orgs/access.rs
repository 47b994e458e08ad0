//! Who sees and changes which organization.

use super::model::{Location, LocationNode, Member, Organization, tree};
use super::store;
use crate::actor::{Admin, Staff};
use crate::id::{LocationId, OrganizationId, PersonId};
use crate::{Actor, Denied};
use atiende_db::{DbError, Tx};
use std::sync::Arc;

/// An organization that this administrator may change.
#[derive(Debug)]
pub struct Manageable<'a> {
    pub organization: Organization,
    pub domains: Vec<String>,
    pub(super) by: Admin<'a>,
}

pub async fn manageable<'a>(tx: &Tx, actor: &'a Actor, id: OrganizationId) -> Result<Manageable<'a>, Denied> {
    let by = actor.admin()?;
    let organization = store::find(tx, id).await?.ok_or(Denied::NotFound)?;
    let domains = store::domains(tx, id).await?;
    Ok(Manageable { organization, domains, by })
}

impl Manageable<'_> {
    pub async fn locations(&self, tx: &Tx) -> Result<Vec<LocationNode>, DbError> {
        Ok(tree(store::locations(tx, self.organization.id).await?))
    }

    pub async fn members(&self, tx: &Tx) -> Result<Vec<Member>, DbError> {
        store::members(tx, self.organization.id).await
    }

    /// A location of this organization, to be changed.
    pub async fn location(&self, tx: &Tx, id: LocationId) -> Result<Location, Denied> {
        let location = store::location(tx, id).await?.ok_or(Denied::NotFound)?;
        if location.organization == self.organization.id { Ok(location) } else { Err(Denied::NotFound) }
    }
}

/// Every organization, for administrators.
pub async fn all(tx: &Tx, _by: Admin<'_>) -> Result<Vec<Organization>, DbError> {
    store::all(tx).await
}

/// The organizations in use that this member of staff attends, by name.
pub async fn attended(tx: &Tx, by: Staff<'_>) -> Result<Vec<Organization>, DbError> {
    let mut organizations = store::all(tx).await?;
    organizations.retain(|o| !o.archived && by.actor().attends(o.id));
    Ok(organizations)
}

/// Id and name of those, for lists to choose from.
pub async fn attended_names(tx: &Tx, by: Staff<'_>) -> Result<Arc<Vec<(OrganizationId, String)>>, DbError> {
    let all =
        tx.shared::<_, DbError>(("organizations in use", 0), async |tx: &Tx| store::names_in_use(tx).await).await?;
    if by.actor().attends_all() {
        return Ok(all);
    }
    Ok(Arc::new(all.iter().filter(|(id, _)| by.actor().attends(*id)).cloned().collect()))
}

/// One organization: one's own, or one that staff attend.
pub async fn readable(tx: &Tx, actor: &Actor, id: OrganizationId) -> Result<Organization, Denied> {
    if !(actor.belongs_to(id) || actor.attends(id)) {
        return Err(Denied::NotFound);
    }
    store::find(tx, id).await?.ok_or(Denied::NotFound)
}

/// Where a person may open tickets: one's own organizations; staff, those they attend.
pub async fn usable(tx: &Tx, actor: &Actor) -> Result<Vec<(OrganizationId, String)>, DbError> {
    let mut usable: Vec<_> = actor.memberships.iter().map(|m| (m.organization, m.name.clone())).collect();
    if let Ok(staff) = actor.staff() {
        let others = attended_names(tx, staff).await?;
        usable.extend(others.iter().filter(|(id, _)| !actor.belongs_to(*id)).cloned());
    }
    Ok(usable)
}

/// The places of an organization, for who may open tickets there.
pub async fn locations(tx: &Tx, actor: &Actor, organization: OrganizationId) -> Result<Arc<Vec<LocationNode>>, Denied> {
    if !(actor.belongs_to(organization) || actor.attends(organization)) {
        return Err(Denied::NotFound);
    }
    let places = async |tx: &Tx| store::locations(tx, organization).await.map(tree);
    Ok(tx.shared::<_, DbError>(("places", organization.0), places).await?)
}

/// A place, if it is the organization's.
pub(crate) async fn location_of(
    tx: &Tx,
    organization: OrganizationId,
    id: LocationId,
) -> Result<Option<Location>, DbError> {
    Ok(store::location(tx, id).await?.filter(|location| location.organization == organization))
}

/// The place that is spelled exactly so: what the form's completion writes.
pub(crate) async fn location_by_path(
    tx: &Tx,
    organization: OrganizationId,
    path: &str,
) -> Result<Option<Location>, DbError> {
    store::location_by_path(tx, organization, path).await
}

/// The organization in use with exactly this name, for the command line.
pub async fn by_name(tx: &Tx, name: &str) -> Result<Option<OrganizationId>, DbError> {
    store::by_name(tx, name).await
}

/// The name of an organization in use.
pub(crate) async fn name(tx: &Tx, id: OrganizationId) -> Result<Option<String>, DbError> {
    Ok(store::find(tx, id).await?.filter(|o| !o.archived).map(|o| o.name))
}

pub(crate) async fn find(tx: &Tx, id: OrganizationId) -> Result<Option<Organization>, DbError> {
    store::find(tx, id).await
}

/// Whether an active person belongs to the organization.
pub(crate) async fn is_member(tx: &Tx, person: PersonId, organization: OrganizationId) -> Result<bool, DbError> {
    Ok(store::members(tx, organization).await?.iter().any(|member| member.id == person))
}

/// Whether the person coordinates the organization; `None` when they do not belong to it.
pub(crate) async fn membership(
    tx: &Tx,
    person: PersonId,
    organization: OrganizationId,
) -> Result<Option<bool>, DbError> {
    let all = store::memberships(tx, person).await?;
    Ok(all.iter().find(|held| held.organization == organization).map(|held| held.coordinator))
}

/// The people of an organization that this member of staff attends, coordinators first.
pub async fn members(tx: &Tx, by: Staff<'_>, organization: OrganizationId) -> Result<Vec<Member>, Denied> {
    if !by.actor().attends(organization) {
        return Err(Denied::NotFound);
    }
    Ok(store::members(tx, organization).await?)
}
