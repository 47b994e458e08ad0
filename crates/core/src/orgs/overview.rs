//! The clients as the administration lists them: with who coordinates, how many people, how much work.

use super::model::Kind;
use crate::actor::Admin;
use crate::id::OrganizationId;
use atiende_db::{DbError, Tx, args, sql};

/// One row of the list.
#[derive(Debug, Clone)]
pub struct Row {
    pub id: OrganizationId,
    pub name: String,
    pub kind: Kind,
    pub archived: bool,
    /// Names of the coordinators, with commas; `None` without any.
    pub coordinators: Option<String>,
    pub people: i64,
    pub open_tickets: i64,
}
atiende_db::from_row!(Row { id, name, kind, archived, coordinators, people, open_tickets });

/// Clients by name, those out of use last; asks for `limit` + 1 so that the caller sees whether there are more.
pub async fn rows(tx: &Tx, _by: Admin<'_>, after: Option<OrganizationId>, limit: i64) -> Result<Vec<Row>, DbError> {
    tx.all(
        sql!(
            "SELECT o.id, o.name, o.kind, o.archived,
                 (SELECT string_agg(p.name, ', ' ORDER BY p.name) FROM memberships m JOIN people p ON p.id = m.person_id
                  WHERE m.organization_id = o.id AND m.coordinator AND p.state = 'active'),
                 (SELECT count(*) FROM memberships m JOIN people p ON p.id = m.person_id
                  WHERE m.organization_id = o.id AND p.state = 'active'),
                 (SELECT CAST(coalesce(sum(c.n), 0) AS BIGINT) FROM open_counts c WHERE c.organization_id = o.id)
             FROM organizations o
             WHERE $1 = 0 OR (o.archived, o.name, o.id) > (SELECT archived, name, id FROM organizations WHERE id = $1)
             ORDER BY o.archived, o.name, o.id LIMIT $2"
        ),
        args![after.map_or(0, |id| id.0), limit + 1],
    )
    .await
}
