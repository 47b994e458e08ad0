//! The few statements of the command line that belong to no noun of the core.

use atiende_core::id::OrganizationId;
use atiende_db::{DbError, Tx, args, sql};
use jiff::Timestamp;

/// The number of the last schema step, 0 for an empty database.
pub(super) async fn schema(db: &atiende_db::Db) -> Result<i64, DbError> {
    let found: Result<(i64,), DbError> = db
        .read(async move |tx| {
            tx.one(sql!("SELECT CAST(coalesce(max(version), 0) AS BIGINT) FROM refinery_schema_history"), args![]).await
        })
        .await;
    match found {
        Ok((version,)) => Ok(version),
        // There is no such table yet.
        Err(DbError::Statement(_)) => Ok(0),
        Err(error) => Err(error),
    }
}

/// The organization in use with exactly this name.
pub(super) async fn organization(tx: &Tx, name: &str) -> Result<Option<OrganizationId>, DbError> {
    let found: Option<(OrganizationId,)> = tx
        .opt(sql!("SELECT id FROM organizations WHERE name = $1 AND NOT archived ORDER BY id LIMIT 1"), args![name])
        .await?;
    Ok(found.map(|(id,)| id))
}

/// Whether nobody has used the desk yet: neither people nor tickets.
pub(super) async fn is_empty(tx: &Tx) -> Result<bool, DbError> {
    let (people,): (bool,) = tx.one(sql!("SELECT EXISTS (SELECT 1 FROM people)"), args![]).await?;
    Ok(!people && !has_tickets(tx).await?)
}

pub(super) async fn has_tickets(tx: &Tx) -> Result<bool, DbError> {
    let (tickets,): (bool,) = tx.one(sql!("SELECT EXISTS (SELECT 1 FROM tickets)"), args![]).await?;
    Ok(tickets)
}

/// When the newest event was recorded.
pub(super) async fn newest_event(tx: &Tx) -> Result<Option<Timestamp>, DbError> {
    let found: Option<(Timestamp,)> = tx.opt(sql!("SELECT at FROM events ORDER BY id DESC LIMIT 1"), args![]).await?;
    Ok(found.map(|(at,)| at))
}

/// Keeps the mails that this very transaction wrote from ever being sent.
pub(super) async fn suppress_mails(tx: &mut Tx) -> Result<(), DbError> {
    tx.execute(
        sql!("UPDATE outbox SET state = 'suppressed' WHERE state = 'queued' AND next_at = $1 AND created_at = $1"),
        args![tx.now()],
    )
    .await?;
    Ok(())
}
