//! SQL of directories: one function per statement.

use super::model::{Group, GroupChange, Meaning, NewUser, User, folded};
use crate::accounts::Role;
use crate::id::{GroupId, OrganizationId, PersonId};
use atiende_db::{DbError, Tx, args, sql};

/// A user that the directory has. Who never confirmed an address is nobody yet; who was merged with somebody, no more.
pub(super) async fn user(tx: &Tx, id: PersonId) -> Result<Option<User>, DbError> {
    tx.opt(
        sql!(
            "SELECT p.id, coalesce(s.user_name, p.email), coalesce(s.external_id, ''), coalesce(s.given_name, ''),
                 coalesce(s.family_name, ''), p.name, p.email, p.phone, p.locale, p.state, p.created_at, p.updated_at
             FROM people p LEFT JOIN provisioned_people s ON s.person_id = p.id
             WHERE p.id = $1 AND p.state <> 'unconfirmed' AND NOT coalesce(s.deleted, FALSE)
                 AND p.email NOT LIKE '%@%.invalid'"
        ),
        args![id],
    )
    .await
}

/// Who is called so, and whether the directory has given them up.
pub(super) async fn by_user_name(tx: &Tx, name: &str) -> Result<Option<(PersonId, bool)>, DbError> {
    tx.opt(sql!("SELECT person_id, deleted FROM provisioned_people WHERE user_name_folded = $1"), args![folded(name)])
        .await
}

/// Whether the directory had this person and gave them up; `None` when it never had them.
pub(super) async fn is_deleted(tx: &Tx, id: PersonId) -> Result<Option<bool>, DbError> {
    let found: Option<(bool,)> =
        tx.opt(sql!("SELECT deleted FROM provisioned_people WHERE person_id = $1"), args![id]).await?;
    Ok(found.map(|(deleted,)| deleted))
}

pub(super) async fn put_user(tx: &mut Tx, id: PersonId, user: &NewUser) -> Result<(), DbError> {
    tx.execute(
        sql!(
            "INSERT INTO provisioned_people (person_id, user_name, user_name_folded, external_id, given_name,
                 family_name, deleted) VALUES ($1, $2, $3, $4, $5, $6, FALSE)
             ON CONFLICT (person_id) DO UPDATE SET user_name = excluded.user_name,
                 user_name_folded = excluded.user_name_folded, external_id = excluded.external_id,
                 given_name = excluded.given_name, family_name = excluded.family_name, deleted = FALSE"
        ),
        args![id, user.user_name, folded(&user.user_name), user.external_id, user.given_name, user.family_name],
    )
    .await?;
    Ok(())
}

pub(super) async fn delete_user(tx: &mut Tx, id: PersonId) -> Result<(), DbError> {
    tx.execute(sql!("UPDATE provisioned_people SET deleted = TRUE WHERE person_id = $1"), args![id]).await?;
    Ok(())
}

pub(super) async fn groups_of(tx: &Tx, person: PersonId) -> Result<Vec<(GroupId, String)>, DbError> {
    tx.all(
        sql!(
            "SELECT g.id, g.name FROM directory_members m JOIN directory_groups g ON g.id = m.group_id
             WHERE m.person_id = $1 ORDER BY g.id"
        ),
        args![person],
    )
    .await
}

/// What the groups of a person are here: role, organization in use, coordinator.
pub(super) async fn meanings_of(
    tx: &Tx,
    person: PersonId,
) -> Result<Vec<(String, Option<OrganizationId>, bool)>, DbError> {
    tx.all(
        sql!(
            "SELECT g.role, o.id, g.coordinator FROM directory_members m
                 JOIN directory_groups g ON g.id = m.group_id
                 LEFT JOIN organizations o ON o.id = g.organization_id AND NOT o.archived
             WHERE m.person_id = $1 ORDER BY g.id"
        ),
        args![person],
    )
    .await
}

pub(super) async fn group(tx: &Tx, id: GroupId) -> Result<Option<Group>, DbError> {
    tx.opt(
        sql!(
            "SELECT g.id, g.name, g.external_id, g.role, g.organization_id, o.name, g.coordinator,
                 (SELECT count(*) FROM directory_members m WHERE m.group_id = g.id), g.created_at, g.updated_at
             FROM directory_groups g LEFT JOIN organizations o ON o.id = g.organization_id WHERE g.id = $1"
        ),
        args![id],
    )
    .await
}

pub(super) async fn groups_after(tx: &Tx, after: i64, limit: i64) -> Result<Vec<Group>, DbError> {
    tx.all(
        sql!(
            "SELECT g.id, g.name, g.external_id, g.role, g.organization_id, o.name, g.coordinator,
                 (SELECT count(*) FROM directory_members m WHERE m.group_id = g.id), g.created_at, g.updated_at
             FROM directory_groups g LEFT JOIN organizations o ON o.id = g.organization_id
             WHERE g.id > $1 ORDER BY g.id LIMIT $2"
        ),
        args![after, limit],
    )
    .await
}

pub(super) async fn insert_group(tx: &mut Tx, new: &GroupChange) -> Result<GroupId, DbError> {
    let (id,) = tx
        .returning_one(
            sql!(
                "INSERT INTO directory_groups (name, name_folded, external_id, role, coordinator, created_at, updated_at)
                 VALUES ($1, $2, $3, '', FALSE, $4, $4) RETURNING id"
            ),
            args![new.name, folded(&new.name), new.external_id, tx.now()],
        )
        .await?;
    Ok(id)
}

pub(super) async fn update_group(tx: &mut Tx, id: GroupId, change: &GroupChange) -> Result<(), DbError> {
    tx.execute(
        sql!(
            "UPDATE directory_groups SET name = $2, name_folded = $3, external_id = $4, updated_at = $5 WHERE id = $1"
        ),
        args![id, change.name, folded(&change.name), change.external_id, tx.now()],
    )
    .await?;
    Ok(())
}

pub(super) async fn set_meaning(tx: &mut Tx, id: GroupId, meaning: Meaning) -> Result<(), DbError> {
    tx.execute(
        sql!(
            "UPDATE directory_groups SET role = $2, organization_id = $3, coordinator = $4, updated_at = $5
             WHERE id = $1"
        ),
        args![id, meaning.role.map_or("", Role::as_str), meaning.organization, meaning.coordinator, tx.now()],
    )
    .await?;
    Ok(())
}

pub(super) async fn delete_group(tx: &mut Tx, id: GroupId) -> Result<(), DbError> {
    tx.execute(sql!("DELETE FROM directory_members WHERE group_id = $1"), args![id]).await?;
    tx.execute(sql!("DELETE FROM directory_groups WHERE id = $1"), args![id]).await?;
    Ok(())
}

pub(super) async fn members(tx: &Tx, id: GroupId) -> Result<Vec<(PersonId, String)>, DbError> {
    tx.all(
        sql!(
            "SELECT p.id, p.name FROM directory_members m JOIN people p ON p.id = m.person_id
             WHERE m.group_id = $1 ORDER BY p.id"
        ),
        args![id],
    )
    .await
}

pub(super) async fn put_member(tx: &mut Tx, group: GroupId, person: PersonId) -> Result<(), DbError> {
    tx.execute(
        sql!("INSERT INTO directory_members (group_id, person_id) VALUES ($1, $2) ON CONFLICT DO NOTHING"),
        args![group, person],
    )
    .await?;
    Ok(())
}

pub(super) async fn delete_member(tx: &mut Tx, group: GroupId, person: PersonId) -> Result<(), DbError> {
    tx.execute(sql!("DELETE FROM directory_members WHERE group_id = $1 AND person_id = $2"), args![group, person])
        .await?;
    Ok(())
}

pub(super) async fn leave_groups(tx: &mut Tx, person: PersonId) -> Result<(), DbError> {
    tx.execute(sql!("DELETE FROM directory_members WHERE person_id = $1"), args![person]).await?;
    Ok(())
}

pub(super) async fn given_role(tx: &Tx, person: PersonId, source: &str) -> Result<Option<Role>, DbError> {
    let found: Option<(Role,)> = tx
        .opt(sql!("SELECT role FROM directory_roles WHERE person_id = $1 AND source = $2"), args![person, source])
        .await?;
    Ok(found.map(|(role,)| role))
}

pub(super) async fn put_given_role(
    tx: &mut Tx,
    person: PersonId,
    source: &str,
    role: Option<Role>,
) -> Result<(), DbError> {
    tx.execute(sql!("DELETE FROM directory_roles WHERE person_id = $1 AND source = $2"), args![person, source]).await?;
    if let Some(role) = role {
        tx.execute(
            sql!("INSERT INTO directory_roles (person_id, source, role) VALUES ($1, $2, $3)"),
            args![person, source, role],
        )
        .await?;
    }
    Ok(())
}

pub(super) async fn given_memberships(tx: &Tx, person: PersonId, source: &str) -> Result<Vec<OrganizationId>, DbError> {
    let rows: Vec<(OrganizationId,)> = tx
        .all(
            sql!(
                "SELECT organization_id FROM directory_memberships WHERE person_id = $1 AND source = $2
                 ORDER BY organization_id"
            ),
            args![person, source],
        )
        .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

pub(super) async fn put_given_membership(
    tx: &mut Tx,
    person: PersonId,
    source: &str,
    organization: OrganizationId,
) -> Result<(), DbError> {
    tx.execute(
        sql!(
            "INSERT INTO directory_memberships (person_id, source, organization_id) VALUES ($1, $2, $3)
             ON CONFLICT DO NOTHING"
        ),
        args![person, source, organization],
    )
    .await?;
    Ok(())
}

pub(super) async fn delete_given_membership(
    tx: &mut Tx,
    person: PersonId,
    source: &str,
    organization: OrganizationId,
) -> Result<(), DbError> {
    tx.execute(
        sql!("DELETE FROM directory_memberships WHERE person_id = $1 AND source = $2 AND organization_id = $3"),
        args![person, source, organization],
    )
    .await?;
    Ok(())
}
