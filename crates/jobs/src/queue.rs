//! The rows of the queue.

use atiende_db::{DbError, Tx, args, from_row, sql};
use jiff::{SignedDuration, Timestamp};
use serde::{Serialize, de::DeserializeOwned};

/// Something to be done after the commit. Must be harmless when done twice.
pub trait Job: Serialize + DeserializeOwned {
    const KIND: &'static str;
}

/// Asks for a job, now; it exists if and only if the transaction commits.
pub async fn enqueue<J: Job>(tx: &mut Tx, job: &J) -> Result<(), DbError> {
    let now = tx.now();
    enqueue_at(tx, job, now).await
}

/// Asks for a job at a later instant.
pub async fn enqueue_at<J: Job>(tx: &mut Tx, job: &J, run_at: Timestamp) -> Result<(), DbError> {
    let payload = serde_json::to_string(job).map_err(|e| DbError::Statement(e.to_string()))?;
    tx.execute(
        sql!(
            "INSERT INTO jobs (kind, payload, state, run_at, attempts, last_error, created_at)
             VALUES ($1, $2, 'due', $3, 0, '', $4)"
        ),
        args![J::KIND, payload, run_at, tx.now()],
    )
    .await?;
    tx.announce("jobs");
    Ok(())
}

/// A job taken by a worker until its lease ends.
#[derive(Debug, Clone)]
pub(crate) struct Taken {
    pub(crate) id: i64,
    pub(crate) kind: String,
    pub(crate) payload: String,
    pub(crate) attempts: i64,
}
from_row!(Taken { id, kind, payload, attempts });

/// Takes due jobs, the oldest first; those of a worker that died come back when their lease ends.
pub(crate) async fn claim(tx: &mut Tx, limit: i64, lease: SignedDuration) -> Result<Vec<Taken>, DbError> {
    let mut taken: Vec<Taken> = tx
        .returning(
            sql!(
                sqlite: "UPDATE jobs SET leased_until = $2, attempts = attempts + 1
                         WHERE id IN (SELECT id FROM jobs WHERE state = 'due' AND run_at <= $1
                                      AND (leased_until IS NULL OR leased_until <= $1) ORDER BY run_at, id LIMIT $3)
                         RETURNING id, kind, payload, attempts",
                postgres: "UPDATE jobs SET leased_until = $2, attempts = attempts + 1
                           WHERE id IN (SELECT id FROM jobs WHERE state = 'due' AND run_at <= $1
                                        AND (leased_until IS NULL OR leased_until <= $1) ORDER BY run_at, id LIMIT $3
                                        FOR UPDATE SKIP LOCKED)
                           RETURNING id, kind, payload, attempts"
            ),
            args![tx.now(), tx.now() + lease, limit],
        )
        .await?;
    taken.sort_by_key(|job| job.id);
    Ok(taken)
}

/// Goes on holding jobs that take long.
pub(crate) async fn renew(tx: &mut Tx, ids: &[i64], lease: SignedDuration) -> Result<(), DbError> {
    for id in ids {
        tx.execute(
            sql!("UPDATE jobs SET leased_until = $2 WHERE id = $1 AND leased_until IS NOT NULL"),
            args![*id, tx.now() + lease],
        )
        .await?;
    }
    Ok(())
}

pub(crate) async fn done(tx: &mut Tx, id: i64) -> Result<(), DbError> {
    tx.execute(sql!("DELETE FROM jobs WHERE id = $1"), args![id]).await?;
    Ok(())
}

pub(crate) async fn retry(tx: &mut Tx, id: i64, error: &str, run_at: Timestamp) -> Result<(), DbError> {
    tx.execute(
        sql!("UPDATE jobs SET run_at = $2, leased_until = NULL, last_error = $3 WHERE id = $1"),
        args![id, run_at, error],
    )
    .await?;
    Ok(())
}

pub(crate) async fn give_up(tx: &mut Tx, id: i64, error: &str) -> Result<(), DbError> {
    tx.execute(
        sql!("UPDATE jobs SET state = 'failed', leased_until = NULL, last_error = $2 WHERE id = $1"),
        args![id, error],
    )
    .await?;
    Ok(())
}

/// How much waits: for `/metrics` and for tests that leave nothing queued.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    /// To be run now.
    pub due: i64,
    /// Given up.
    pub failed: i64,
}
from_row!(Counts { due, failed });

pub async fn counts(tx: &Tx) -> Result<Counts, DbError> {
    tx.one(
        sql!(
            "SELECT (SELECT count(*) FROM jobs WHERE state = 'due' AND run_at <= $1),
                 (SELECT count(*) FROM jobs WHERE state = 'failed')"
        ),
        args![tx.now()],
    )
    .await
}

/// A job as operators see it.
#[derive(Debug, Clone)]
pub struct Listed {
    pub id: i64,
    pub kind: String,
    /// `due` (waits for `run_at`), `running` or `failed` (given up).
    pub state: String,
    pub attempts: i64,
    pub last_error: String,
    pub run_at: Timestamp,
    pub created_at: Timestamp,
}
from_row!(Listed { id, kind, state, attempts, last_error, run_at, created_at });

/// Jobs, the newest first, in one state or (empty) all; those before `before`. Asks for `limit` + 1 so that the
/// caller sees whether there are more.
pub async fn list(tx: &Tx, state: &str, before: Option<i64>, limit: i64) -> Result<Vec<Listed>, DbError> {
    tx.all(
        sql!(
            "SELECT id, kind, state_now, attempts, last_error, run_at, created_at FROM (
                 SELECT id, kind, attempts, last_error, run_at, created_at,
                     CASE WHEN state = 'due' AND leased_until > $1 THEN 'running' ELSE state END AS state_now
                 FROM jobs WHERE id < $2) j
             WHERE CAST($3 AS TEXT) = '' OR state_now = $3 ORDER BY id DESC LIMIT $4"
        ),
        args![tx.now(), before.unwrap_or(i64::MAX), state, limit + 1],
    )
    .await
}
