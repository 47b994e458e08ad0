//! SQL of routing: rules, teams, categories, load.

use super::model::{Category, Rule, RuleChange};
use crate::id::{CategoryId, LocationId, OrganizationId, PersonId, RuleId, TeamId};
use atiende_db::{DbError, Tx, args, sql};

pub(super) async fn rules(tx: &Tx) -> Result<Vec<Rule>, DbError> {
    tx.all(
        sql!(
            "SELECT id, position, name, enabled, organization_id, category_id, location_id, words, priority,
                 technician_id, team_id FROM routing_rules ORDER BY position, id"
        ),
        args![],
    )
    .await
}

pub(super) async fn category_is_in_use(tx: &Tx, id: CategoryId) -> Result<bool, DbError> {
    let (found,) =
        tx.one(sql!("SELECT EXISTS (SELECT 1 FROM categories WHERE id = $1 AND NOT archived)"), args![id]).await?;
    Ok(found)
}

pub(super) async fn category_called(tx: &Tx, name: &str) -> Result<Option<CategoryId>, DbError> {
    let found: Option<(CategoryId,)> = tx
        .opt(sql!("SELECT id FROM categories WHERE name = $1 AND NOT archived ORDER BY id LIMIT 1"), args![name])
        .await?;
    Ok(found.map(|(id,)| id))
}

pub(super) async fn insert_rule(tx: &mut Tx, rule: &RuleChange) -> Result<RuleId, DbError> {
    let (id,) = tx
        .returning_one(
            sql!(
                "INSERT INTO routing_rules (position, name, enabled, organization_id, category_id, location_id, words,
                     priority, technician_id, team_id)
                 VALUES ((SELECT CAST(coalesce(max(position), 0) + 1 AS BIGINT) FROM routing_rules),
                     $1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id"
            ),
            args![
                rule.name.trim(),
                rule.enabled,
                rule.organization,
                rule.category,
                rule.location,
                rule.words,
                rule.priority,
                rule.technician,
                rule.team
            ],
        )
        .await?;
    Ok(id)
}

pub(super) async fn update_rule(tx: &mut Tx, id: RuleId, rule: &RuleChange) -> Result<u64, DbError> {
    tx.execute(
        sql!(
            "UPDATE routing_rules SET name = $2, enabled = $3, organization_id = $4, category_id = $5, location_id = $6,
                 words = $7, priority = $8, technician_id = $9, team_id = $10 WHERE id = $1"
        ),
        args![
            id,
            rule.name.trim(),
            rule.enabled,
            rule.organization,
            rule.category,
            rule.location,
            rule.words,
            rule.priority,
            rule.technician,
            rule.team
        ],
    )
    .await
}

pub(super) async fn set_position(tx: &mut Tx, id: RuleId, position: i64) -> Result<(), DbError> {
    tx.execute(sql!("UPDATE routing_rules SET position = $2 WHERE id = $1"), args![id, position]).await?;
    Ok(())
}

pub(super) async fn delete_rule(tx: &mut Tx, id: RuleId) -> Result<u64, DbError> {
    tx.execute(sql!("DELETE FROM routing_rules WHERE id = $1"), args![id]).await
}

pub(super) async fn teams(tx: &Tx) -> Result<Vec<(TeamId, String)>, DbError> {
    tx.all(sql!("SELECT id, name FROM teams ORDER BY name, id"), args![]).await
}

/// From `after` on, in the same order; 0: from the beginning.
pub(super) async fn teams_after(tx: &Tx, after: i64, limit: i64) -> Result<Vec<(TeamId, String)>, DbError> {
    tx.all(
        sql!(
            "SELECT id, name FROM teams
             WHERE $1 = 0 OR (name, id) > (SELECT name, id FROM teams WHERE id = $1) ORDER BY name, id LIMIT $2"
        ),
        args![after, limit],
    )
    .await
}

pub(super) async fn team_members(tx: &Tx, team: TeamId) -> Result<Vec<PersonId>, DbError> {
    let rows: Vec<(PersonId,)> =
        tx.all(sql!("SELECT person_id FROM team_members WHERE team_id = $1 ORDER BY person_id"), args![team]).await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

pub(super) async fn insert_team(tx: &mut Tx, name: &str) -> Result<TeamId, DbError> {
    let (id,) = tx.returning_one(sql!("INSERT INTO teams (name) VALUES ($1) RETURNING id"), args![name]).await?;
    Ok(id)
}

pub(super) async fn update_team(tx: &mut Tx, id: TeamId, name: &str) -> Result<u64, DbError> {
    tx.execute(sql!("UPDATE teams SET name = $2 WHERE id = $1"), args![id, name]).await
}

pub(super) async fn replace_team_members(tx: &mut Tx, team: TeamId, members: &[PersonId]) -> Result<(), DbError> {
    tx.execute(sql!("DELETE FROM team_members WHERE team_id = $1"), args![team]).await?;
    for member in members {
        tx.execute(sql!("INSERT INTO team_members (team_id, person_id) VALUES ($1, $2)"), args![team, member]).await?;
    }
    Ok(())
}

/// The member of a team with the fewest open tickets, of those who attend the organization.
pub(super) async fn least_loaded(
    tx: &Tx,
    team: TeamId,
    organization: OrganizationId,
) -> Result<Option<(PersonId, i64)>, DbError> {
    tx.opt(
        sql!(
            "SELECT p.id, coalesce((SELECT l.n FROM technician_loads l WHERE l.assignee_id = p.id), 0) AS load
             FROM team_members t JOIN people p ON p.id = t.person_id
             WHERE t.team_id = $1 AND p.state = 'active' AND p.role IN ('technician', 'admin')
                 AND (p.role = 'admin' OR p.all_organizations OR EXISTS (
                     SELECT 1 FROM attended_organizations a WHERE a.person_id = p.id AND a.organization_id = $2))
             ORDER BY 2, 1 LIMIT 1"
        ),
        args![team, organization],
    )
    .await
}

/// The technician who attends the organization with the fewest open tickets.
pub(super) async fn least_loaded_attending(
    tx: &Tx,
    organization: OrganizationId,
) -> Result<Option<(PersonId, i64)>, DbError> {
    tx.opt(
        sql!(
            "SELECT p.id, coalesce((SELECT l.n FROM technician_loads l WHERE l.assignee_id = p.id), 0) AS load
             FROM people p
             WHERE p.state = 'active' AND p.role = 'technician' AND (p.all_organizations OR EXISTS (
                 SELECT 1 FROM attended_organizations a WHERE a.person_id = p.id AND a.organization_id = $1))
             ORDER BY 2, 1 LIMIT 1"
        ),
        args![organization],
    )
    .await
}

/// Whether a person can be given tickets of the organization.
pub(super) async fn attends(tx: &Tx, person: PersonId, organization: OrganizationId) -> Result<bool, DbError> {
    let (attends,) = tx
        .one(
            sql!(
                "SELECT EXISTS (SELECT 1 FROM people p
                 WHERE p.id = $1 AND p.state = 'active' AND p.role IN ('technician', 'admin')
                     AND (p.role = 'admin' OR p.all_organizations OR EXISTS (
                         SELECT 1 FROM attended_organizations a WHERE a.person_id = p.id AND a.organization_id = $2)))"
            ),
            args![person, organization],
        )
        .await?;
    Ok(attends)
}

/// A place and those above it.
pub(super) async fn places_above(tx: &Tx, location: LocationId) -> Result<Vec<LocationId>, DbError> {
    let rows: Vec<(LocationId,)> = tx
        .all(
            sql!(
                "WITH RECURSIVE up (id, parent_id) AS (
                     SELECT id, parent_id FROM locations WHERE id = $1
                     UNION SELECT l.id, l.parent_id FROM locations l JOIN up ON l.id = up.parent_id)
                 SELECT id FROM up"
            ),
            args![location],
        )
        .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

pub(super) async fn categories(tx: &Tx) -> Result<Vec<Category>, DbError> {
    tx.all(sql!("SELECT id, name, archived FROM categories ORDER BY archived, position, name, id"), args![]).await
}

/// From `after` on, in the same order; 0: from the beginning.
pub(super) async fn categories_after(tx: &Tx, after: i64, limit: i64) -> Result<Vec<Category>, DbError> {
    tx.all(
        sql!(
            "SELECT id, name, archived FROM categories
             WHERE $1 = 0 OR (archived, position, name, id) >
                 (SELECT archived, position, name, id FROM categories WHERE id = $1)
             ORDER BY archived, position, name, id LIMIT $2"
        ),
        args![after, limit],
    )
    .await
}

pub(super) async fn insert_category(tx: &mut Tx, name: &str) -> Result<CategoryId, DbError> {
    let (id,) = tx
        .returning_one(
            sql!(
                "INSERT INTO categories (name, position, archived)
                 VALUES ($1, (SELECT CAST(coalesce(max(position), 0) + 1 AS BIGINT) FROM categories), FALSE) RETURNING id"
            ),
            args![name],
        )
        .await?;
    Ok(id)
}

pub(super) async fn update_category(tx: &mut Tx, id: CategoryId, name: &str, archived: bool) -> Result<u64, DbError> {
    tx.execute(sql!("UPDATE categories SET name = $2, archived = $3 WHERE id = $1"), args![id, name, archived]).await
}
