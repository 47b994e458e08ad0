//! How many tickets are open, by organization and technician: kept by the actions, verified by night.
//!
//! The view `technician_loads` has a technician's total. On SQLite it stands in a row of its own (organization 0);
//! on PostgreSQL it is added up, because a row that every opening changes would make them repeat each other.

use crate::id::{OrganizationId, PersonId};
use atiende_db::{DbError, Engine, Tx, args, sql};

/// The organization whose rows are totals, on SQLite.
const ALL: OrganizationId = OrganizationId(0);

/// Adds to the number of open tickets of an organization and technician (0: nobody).
pub(super) async fn shift(
    tx: &mut Tx,
    organization: OrganizationId,
    assignee: Option<PersonId>,
    by: i64,
) -> Result<(), DbError> {
    add(tx, organization, assignee, by).await?;
    match tx.engine() {
        Engine::Sqlite => add(tx, ALL, assignee, by).await,
        Engine::Postgres => Ok(()),
    }
}

async fn add(tx: &mut Tx, organization: OrganizationId, assignee: Option<PersonId>, by: i64) -> Result<(), DbError> {
    tx.execute(
        sql!(
            "INSERT INTO open_counts (organization_id, assignee_id, n) VALUES ($1, $2, $3)
             ON CONFLICT (organization_id, assignee_id) DO UPDATE SET n = open_counts.n + excluded.n"
        ),
        args![organization, assignee.map_or(0, |id| id.0), by],
    )
    .await?;
    Ok(())
}

/// Counts open tickets again and corrects what the actions kept; how many rows were wrong.
pub(super) async fn verify(tx: &mut Tx) -> Result<u64, DbError> {
    let wrong = tx
        .execute(
            sql!(
                "UPDATE open_counts SET n = (SELECT count(*) FROM tickets t WHERE t.is_open
                     AND t.organization_id = open_counts.organization_id
                     AND t.assignee_id IS NOT DISTINCT FROM nullif(open_counts.assignee_id, 0))
                 WHERE organization_id <> 0 AND n <> (SELECT count(*) FROM tickets t WHERE t.is_open
                     AND t.organization_id = open_counts.organization_id
                     AND t.assignee_id IS NOT DISTINCT FROM nullif(open_counts.assignee_id, 0))"
            ),
            args![],
        )
        .await?;
    let missing = tx
        .execute(
            sql!(
                "INSERT INTO open_counts (organization_id, assignee_id, n)
                 SELECT organization_id, coalesce(assignee_id, 0), count(*) FROM tickets t
                 WHERE is_open AND NOT EXISTS (SELECT 1 FROM open_counts c
                     WHERE c.organization_id = t.organization_id AND c.assignee_id = coalesce(t.assignee_id, 0))
                 GROUP BY 1, 2"
            ),
            args![],
        )
        .await?;
    let totals = match tx.engine() {
        Engine::Sqlite => verify_totals(tx).await?,
        Engine::Postgres => 0,
    };
    Ok(wrong + missing + totals)
}

async fn verify_totals(tx: &mut Tx) -> Result<u64, DbError> {
    tx.execute(
        sql!(
            "INSERT INTO open_counts (organization_id, assignee_id, n)
             SELECT 0, c.assignee_id, CAST(sum(c.n) AS BIGINT) FROM open_counts c WHERE c.organization_id <> 0
             GROUP BY c.assignee_id HAVING sum(c.n) <> coalesce((SELECT t.n FROM open_counts t
                 WHERE t.organization_id = 0 AND t.assignee_id = c.assignee_id), 0)
             ON CONFLICT (organization_id, assignee_id) DO UPDATE SET n = excluded.n"
        ),
        args![],
    )
    .await
}
