//! SQL of organizations: one function per statement.

use super::model::{Location, Member, Organization, OrganizationChange};
use crate::id::{LocationId, OrganizationId, PersonId};
use atiende_db::{DbError, Tx, args, sql};

pub(super) async fn find(tx: &Tx, id: OrganizationId) -> Result<Option<Organization>, DbError> {
    tx.opt(
        sql!("SELECT id, name, kind, phone, notes, default_technician_id, archived FROM organizations WHERE id = $1"),
        args![id],
    )
    .await
}

pub(super) async fn all(tx: &Tx) -> Result<Vec<Organization>, DbError> {
    tx.all(
        sql!(
            "SELECT id, name, kind, phone, notes, default_technician_id, archived FROM organizations
             ORDER BY archived, name, id"
        ),
        args![],
    )
    .await
}

pub(super) async fn names_in_use(tx: &Tx) -> Result<Vec<(OrganizationId, String)>, DbError> {
    tx.all(sql!("SELECT id, name FROM organizations WHERE NOT archived ORDER BY name, id"), args![]).await
}

/// The one in use that is called so; of several nobody knows which is meant.
pub(super) async fn by_name(tx: &Tx, name: &str) -> Result<Option<OrganizationId>, DbError> {
    let found: Vec<(OrganizationId,)> = tx
        .all(sql!("SELECT id FROM organizations WHERE name = $1 AND NOT archived ORDER BY id LIMIT 2"), args![name])
        .await?;
    Ok(if let [(id,)] = found.as_slice() { Some(*id) } else { None })
}

pub(super) async fn insert(tx: &mut Tx, new: &OrganizationChange) -> Result<OrganizationId, DbError> {
    let (id,) = tx
        .returning_one(
            sql!(
                "INSERT INTO organizations (name, kind, phone, notes, default_technician_id, archived, created_at, updated_at)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $7) RETURNING id"
            ),
            args![new.name, new.kind, new.phone, new.notes, new.default_technician, new.archived, tx.now()],
        )
        .await?;
    Ok(id)
}

pub(super) async fn update(tx: &mut Tx, id: OrganizationId, change: &OrganizationChange) -> Result<(), DbError> {
    tx.execute(
        sql!(
            "UPDATE organizations SET name = $2, kind = $3, phone = $4, notes = $5, default_technician_id = $6,
                 archived = $7, updated_at = $8 WHERE id = $1"
        ),
        args![
            id,
            change.name,
            change.kind,
            change.phone,
            change.notes,
            change.default_technician,
            change.archived,
            tx.now()
        ],
    )
    .await?;
    Ok(())
}

pub(super) async fn domains(tx: &Tx, id: OrganizationId) -> Result<Vec<String>, DbError> {
    let rows: Vec<(String,)> = tx
        .all(sql!("SELECT domain FROM organization_domains WHERE organization_id = $1 ORDER BY domain"), args![id])
        .await?;
    Ok(rows.into_iter().map(|(domain,)| domain).collect())
}

pub(super) async fn replace_domains(tx: &mut Tx, id: OrganizationId, domains: &[String]) -> Result<(), DbError> {
    tx.execute(sql!("DELETE FROM organization_domains WHERE organization_id = $1"), args![id]).await?;
    for domain in domains {
        tx.execute(
            sql!("INSERT INTO organization_domains (organization_id, domain) VALUES ($1, $2)"),
            args![id, domain],
        )
        .await?;
    }
    Ok(())
}

pub(super) async fn locations(tx: &Tx, organization: OrganizationId) -> Result<Vec<Location>, DbError> {
    tx.all(
        sql!(
            "SELECT id, organization_id, parent_id, name, path FROM locations
             WHERE organization_id = $1 AND NOT archived"
        ),
        args![organization],
    )
    .await
}

pub(super) async fn location(tx: &Tx, id: LocationId) -> Result<Option<Location>, DbError> {
    tx.opt(
        sql!("SELECT id, organization_id, parent_id, name, path FROM locations WHERE id = $1 AND NOT archived"),
        args![id],
    )
    .await
}

pub(super) async fn location_by_path(
    tx: &Tx,
    organization: OrganizationId,
    path: &str,
) -> Result<Option<Location>, DbError> {
    tx.opt(
        sql!(
            "SELECT id, organization_id, parent_id, name, path FROM locations
             WHERE organization_id = $1 AND path = $2 AND NOT archived ORDER BY id LIMIT 1"
        ),
        args![organization, path],
    )
    .await
}

pub(super) async fn insert_location(
    tx: &mut Tx,
    organization: OrganizationId,
    parent: Option<LocationId>,
    (name, path): (&str, &str),
) -> Result<LocationId, DbError> {
    let (id,) = tx
        .returning_one(
            sql!(
                "INSERT INTO locations (organization_id, parent_id, name, path, archived)
                 VALUES ($1, $2, $3, $4, FALSE) RETURNING id"
            ),
            args![organization, parent, name, path],
        )
        .await?;
    Ok(id)
}

/// Gives a location its new name, and everything below it the new beginning of its path.
pub(super) async fn rename_location(
    tx: &mut Tx,
    location: &Location,
    (name, path): (&str, &str),
) -> Result<(), DbError> {
    tx.execute(
        sql!(
            "UPDATE locations SET path = $3 || substr(path, length($2) + 1)
             WHERE organization_id = $1 AND (path = $2 OR substr(path, 1, length($2) + 3) = $2 || ' / ')"
        ),
        args![location.organization, location.path, path],
    )
    .await?;
    tx.execute(sql!("UPDATE locations SET name = $2 WHERE id = $1"), args![location.id, name]).await?;
    Ok(())
}

/// Takes a location and everything below it out of use; tickets keep pointing at it.
pub(super) async fn archive_location(tx: &mut Tx, location: &Location) -> Result<(), DbError> {
    tx.execute(
        sql!(
            "UPDATE locations SET archived = TRUE
             WHERE organization_id = $1 AND (id = $3 OR substr(path, 1, length($2) + 3) = $2 || ' / ')"
        ),
        args![location.organization, location.path, location.id],
    )
    .await?;
    Ok(())
}

pub(super) async fn members(tx: &Tx, organization: OrganizationId) -> Result<Vec<Member>, DbError> {
    tx.all(
        sql!(
            "SELECT p.id, p.name, p.email, m.coordinator FROM memberships m JOIN people p ON p.id = m.person_id
             WHERE m.organization_id = $1 AND p.state = 'active' ORDER BY m.coordinator DESC, p.name, p.id"
        ),
        args![organization],
    )
    .await
}

pub(super) async fn put_member(
    tx: &mut Tx,
    person: PersonId,
    organization: OrganizationId,
    coordinator: bool,
) -> Result<(), DbError> {
    tx.execute(
        sql!(
            "INSERT INTO memberships (person_id, organization_id, coordinator) VALUES ($1, $2, $3)
             ON CONFLICT (person_id, organization_id) DO UPDATE SET coordinator = excluded.coordinator"
        ),
        args![person, organization, coordinator],
    )
    .await?;
    Ok(())
}

/// A membership, of an organization in use or archived.
#[derive(Debug)]
pub(super) struct Held {
    pub(super) organization: OrganizationId,
    pub(super) name: String,
    pub(super) coordinator: bool,
    pub(super) archived: bool,
}
atiende_db::from_row!(Held { organization, name, coordinator, archived });

pub(super) async fn memberships(tx: &Tx, person: PersonId) -> Result<Vec<Held>, DbError> {
    tx.all(
        sql!(
            "SELECT o.id, o.name, m.coordinator, o.archived FROM memberships m
                 JOIN organizations o ON o.id = m.organization_id
             WHERE m.person_id = $1 ORDER BY o.name, o.id"
        ),
        args![person],
    )
    .await
}

pub(super) async fn delete_member(tx: &mut Tx, person: PersonId, organization: OrganizationId) -> Result<(), DbError> {
    tx.execute(
        sql!("DELETE FROM memberships WHERE person_id = $1 AND organization_id = $2"),
        args![person, organization],
    )
    .await?;
    Ok(())
}

/// The organizations that a technician attends by name, and whether each is archived.
pub(super) async fn attended(tx: &Tx, person: PersonId) -> Result<Vec<(OrganizationId, String, bool)>, DbError> {
    tx.all(
        sql!(
            "SELECT o.id, o.name, o.archived FROM attended_organizations a
                 JOIN organizations o ON o.id = a.organization_id
             WHERE a.person_id = $1 ORDER BY o.name, o.id"
        ),
        args![person],
    )
    .await
}

pub(super) async fn delete_attended(
    tx: &mut Tx,
    person: PersonId,
    organization: OrganizationId,
) -> Result<(), DbError> {
    tx.execute(
        sql!("DELETE FROM attended_organizations WHERE person_id = $1 AND organization_id = $2"),
        args![person, organization],
    )
    .await?;
    Ok(())
}

pub(super) async fn insert_attended(
    tx: &mut Tx,
    person: PersonId,
    organization: OrganizationId,
) -> Result<(), DbError> {
    tx.execute(
        sql!("INSERT INTO attended_organizations (person_id, organization_id) VALUES ($1, $2)"),
        args![person, organization],
    )
    .await?;
    Ok(())
}
