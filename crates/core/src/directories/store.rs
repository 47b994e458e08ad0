//! SQL of directories: one function per statement.

use super::model::{Group, GroupChange, Meaning, NewUser, folded, shortened};
use super::standing::Place;
use crate::accounts::Role;
use crate::id::{GroupId, OrganizationId, PersonId};
use atiende_db::{DbError, Tx, args, sql};

/// The word for a directory that speaks by SCIM, among those that want something of somebody.
pub(crate) fn scim(source: PersonId) -> String {
    format!("scim:{source}")
}

/// Whom this directory calls so, and whether it has given them up.
pub(super) async fn by_user_name(tx: &Tx, source: PersonId, name: &str) -> Result<Option<(PersonId, bool)>, DbError> {
    tx.opt(
        sql!("SELECT person_id, deleted FROM provisioned_people WHERE source = $1 AND user_name_folded = $2"),
        args![source, folded(name)],
    )
    .await
}

/// What this directory kept of somebody, whether or not it gave them up: its own id for them.
pub(super) async fn external_id(tx: &Tx, source: PersonId, id: PersonId) -> Result<Option<(String, bool)>, DbError> {
    tx.opt(
        sql!("SELECT external_id, deleted FROM provisioned_people WHERE person_id = $2 AND source = $1"),
        args![source, id],
    )
    .await
}

/// Whose the person was before, nobody asks here: who is another directory's never comes this far.
pub(super) async fn put_user(tx: &mut Tx, source: PersonId, id: PersonId, user: &NewUser) -> Result<(), DbError> {
    tx.execute(
        sql!(
            "INSERT INTO provisioned_people (person_id, user_name, user_name_folded, external_id, given_name,
                 family_name, email_type, phone_type, formatted, display_name, deleted, source)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, FALSE, $11)
             ON CONFLICT (person_id) DO UPDATE SET source = excluded.source, user_name = excluded.user_name,
                 user_name_folded = excluded.user_name_folded, external_id = excluded.external_id,
                 given_name = excluded.given_name, family_name = excluded.family_name,
                 email_type = excluded.email_type, phone_type = excluded.phone_type, formatted = excluded.formatted,
                 display_name = excluded.display_name, deleted = FALSE"
        ),
        args![
            id,
            user.user_name,
            folded(&user.user_name),
            user.external_id,
            user.given_name,
            user.family_name,
            user.email_type,
            user.phone_type,
            user.formatted,
            if shortened(&user.name) == user.name { "" } else { &user.name },
            source
        ],
    )
    .await?;
    Ok(())
}

pub(super) async fn delete_user(tx: &mut Tx, id: PersonId) -> Result<(), DbError> {
    tx.execute(sql!("UPDATE provisioned_people SET deleted = TRUE WHERE person_id = $1"), args![id]).await?;
    Ok(())
}

pub(super) async fn undelete(tx: &mut Tx, id: PersonId) -> Result<(), DbError> {
    tx.execute(sql!("UPDATE provisioned_people SET deleted = FALSE WHERE person_id = $1 AND deleted"), args![id])
        .await?;
    Ok(())
}

/// The directory knows this person no more; the name is free for another.
pub(super) async fn forget_user(tx: &mut Tx, id: PersonId) -> Result<(), DbError> {
    tx.execute(sql!("DELETE FROM provisioned_people WHERE person_id = $1"), args![id]).await?;
    Ok(())
}

pub(super) async fn groups_of(tx: &Tx, person: PersonId, source: PersonId) -> Result<Vec<(GroupId, String)>, DbError> {
    tx.all(
        sql!(
            "SELECT g.id, g.name FROM directory_members m JOIN directory_groups g ON g.id = m.group_id
             WHERE m.person_id = $1 AND g.source = $2 ORDER BY g.id"
        ),
        args![person, source],
    )
    .await
}

/// What the groups of a person in this directory are here: role, organization, coordinator. An archived organization is
/// theirs still, and may come back.
pub(super) async fn meanings_of(
    tx: &Tx,
    person: PersonId,
    source: PersonId,
) -> Result<Vec<(String, Option<OrganizationId>, bool)>, DbError> {
    tx.all(
        sql!(
            "SELECT g.role, g.organization_id, g.coordinator FROM directory_members m
                 JOIN directory_groups g ON g.id = m.group_id
             WHERE m.person_id = $1 AND g.source = $2 ORDER BY g.id"
        ),
        args![person, source],
    )
    .await
}

pub(super) async fn group(tx: &Tx, id: GroupId) -> Result<Option<Group>, DbError> {
    tx.opt(
        sql!(
            "SELECT g.id, g.source, s.name, g.name, g.external_id, g.role, g.organization_id, o.name, g.coordinator,
                 (SELECT count(*) FROM directory_members m WHERE m.group_id = g.id), g.created_at, g.updated_at
             FROM directory_groups g LEFT JOIN organizations o ON o.id = g.organization_id
                 LEFT JOIN people s ON s.id = g.source WHERE g.id = $1"
        ),
        args![id],
    )
    .await
}

pub(super) async fn groups_after(tx: &Tx, after: i64, limit: i64) -> Result<Vec<Group>, DbError> {
    tx.all(
        sql!(
            "SELECT g.id, g.source, s.name, g.name, g.external_id, g.role, g.organization_id, o.name, g.coordinator,
                 (SELECT count(*) FROM directory_members m WHERE m.group_id = g.id), g.created_at, g.updated_at
             FROM directory_groups g LEFT JOIN organizations o ON o.id = g.organization_id
                 LEFT JOIN people s ON s.id = g.source
             WHERE g.id > $1 ORDER BY g.id LIMIT $2"
        ),
        args![after, limit],
    )
    .await
}

/// Another group that this directory knows by the same id; by the same name, if it gives no ids.
pub(super) async fn twin(
    tx: &Tx,
    source: PersonId,
    change: &GroupChange,
    own: Option<GroupId>,
) -> Result<Option<GroupId>, DbError> {
    let found: Option<(GroupId,)> = tx
        .opt(
            sql!(
                "SELECT id FROM directory_groups
                 WHERE source = $4 AND external_id = $1 AND ($1 <> '' OR name_folded = $2) AND id <> $3 LIMIT 1"
            ),
            args![change.external_id, folded(&change.name), own.map_or(0, |id| id.0), source],
        )
        .await?;
    Ok(found.map(|(id,)| id))
}

pub(super) async fn insert_group(tx: &mut Tx, source: PersonId, new: &GroupChange) -> Result<GroupId, DbError> {
    let (id,) = tx
        .returning_one(
            sql!(
                "INSERT INTO directory_groups (name, name_folded, external_id, role, coordinator, created_at, updated_at,
                     source) VALUES ($1, $2, $3, '', FALSE, $4, $4, $5) RETURNING id"
            ),
            args![new.name, folded(&new.name), new.external_id, tx.now(), source],
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

pub(super) async fn members_of(tx: &Tx, id: GroupId, source: PersonId) -> Result<Vec<(PersonId, String)>, DbError> {
    tx.all(
        sql!(
            "SELECT p.id, p.name FROM directory_members m JOIN people p ON p.id = m.person_id
                 JOIN directory_groups g ON g.id = m.group_id
             WHERE m.group_id = $1 AND g.source = $2 ORDER BY p.id"
        ),
        args![id, source],
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

/// What is kept of the groups of a person is another thing now: their versions change.
pub(super) async fn touch_groups_of(tx: &mut Tx, person: PersonId, source: PersonId) -> Result<(), DbError> {
    tx.execute(
        sql!(
            "UPDATE directory_groups SET updated_at = $3
             WHERE source = $2 AND id IN (SELECT m.group_id FROM directory_members m WHERE m.person_id = $1)"
        ),
        args![person, source, tx.now()],
    )
    .await?;
    Ok(())
}

pub(super) async fn leave_groups(tx: &mut Tx, person: PersonId, source: PersonId) -> Result<(), DbError> {
    tx.execute(
        sql!(
            "DELETE FROM directory_members
             WHERE person_id = $1 AND group_id IN (SELECT g.id FROM directory_groups g WHERE g.source = $2)"
        ),
        args![person, source],
    )
    .await?;
    Ok(())
}

/// The role that each source wants of somebody.
pub(super) async fn said_roles(tx: &Tx, person: PersonId) -> Result<Vec<(String, Role)>, DbError> {
    tx.all(sql!("SELECT source, role FROM directory_roles WHERE person_id = $1 ORDER BY source"), args![person]).await
}

pub(super) async fn put_said_role(
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

/// Where each source wants somebody to belong.
pub(super) async fn said_places(tx: &Tx, person: PersonId) -> Result<Vec<Place>, DbError> {
    tx.all(
        sql!(
            "SELECT source, organization_id, coordinator FROM directory_memberships WHERE person_id = $1
             ORDER BY organization_id, source"
        ),
        args![person],
    )
    .await
}

pub(super) async fn put_said_place(
    tx: &mut Tx,
    person: PersonId,
    (source, organization): (&str, OrganizationId),
    wanted: Option<bool>,
) -> Result<(), DbError> {
    tx.execute(
        sql!("DELETE FROM directory_memberships WHERE person_id = $1 AND source = $2 AND organization_id = $3"),
        args![person, source, organization],
    )
    .await?;
    if let Some(coordinator) = wanted {
        tx.execute(
            sql!(
                "INSERT INTO directory_memberships (person_id, source, organization_id, coordinator)
                 VALUES ($1, $2, $3, $4)"
            ),
            args![person, source, organization, coordinator],
        )
        .await?;
    }
    Ok(())
}

pub(super) async fn keeps(tx: &Tx, person: PersonId) -> Result<bool, DbError> {
    let (kept,) = tx
        .one(
            sql!("SELECT EXISTS (SELECT 1 FROM provisioned_people WHERE person_id = $1 AND NOT deleted)"),
            args![person],
        )
        .await?;
    Ok(kept)
}

pub(super) async fn give_roles(tx: &mut Tx, source: &str, from: PersonId, to: PersonId) -> Result<(), DbError> {
    tx.execute(
        sql!(
            "UPDATE directory_roles SET person_id = $3 WHERE source = $1 AND person_id = $2 AND NOT EXISTS
                 (SELECT 1 FROM directory_roles o WHERE o.source = $1 AND o.person_id = $3)"
        ),
        args![source, from, to],
    )
    .await?;
    Ok(())
}

pub(super) async fn give_places(tx: &mut Tx, source: &str, from: PersonId, to: PersonId) -> Result<(), DbError> {
    tx.execute(
        sql!(
            "UPDATE directory_memberships SET person_id = $3 WHERE source = $1 AND person_id = $2
                 AND organization_id NOT IN
                     (SELECT o.organization_id FROM directory_memberships o WHERE o.source = $1 AND o.person_id = $3)"
        ),
        args![source, from, to],
    )
    .await?;
    Ok(())
}
