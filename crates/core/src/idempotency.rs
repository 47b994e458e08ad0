//! The same request twice makes one thing: a double click, a retry after a lost answer.

use crate::id::PersonId;
use atiende_db::{DbError, Tx, args, sql};

/// What is known of a key that a client sent.
#[derive(Debug, PartialEq, Eq)]
pub enum Seen {
    /// Never: do it, and `remember` the answer in the same transaction.
    New,
    /// Done already: repeat this answer.
    Answered(String),
    /// The key was used for another request.
    OtherRequest,
}

/// Looks a key up; `request_hash` identifies method, path and body.
pub async fn seen(tx: &Tx, person: PersonId, key: &str, request_hash: &str) -> Result<Seen, DbError> {
    let found: Option<(String, String)> = tx
        .opt(
            sql!("SELECT request_hash, answer FROM idempotency WHERE person_id = $1 AND once = $2"),
            args![person, key],
        )
        .await?;
    Ok(match found {
        None => Seen::New,
        Some((hash, answer)) if hash == request_hash => Seen::Answered(answer),
        Some(_) => Seen::OtherRequest,
    })
}

/// Keeps the answer for a day. Errors: `Unique` when a twin request was faster; the caller's
/// transaction then makes nothing, and asking `seen` again finds the twin's answer.
pub async fn remember(
    tx: &mut Tx,
    person: PersonId,
    key: &str,
    request_hash: &str,
    answer: &str,
) -> Result<(), DbError> {
    tx.execute(
        sql!("INSERT INTO idempotency (person_id, once, request_hash, answer, created_at) VALUES ($1, $2, $3, $4, $5)"),
        args![person, key, request_hash, answer, tx.now()],
    )
    .await?;
    Ok(())
}

/// Forgets keys older than a day.
pub async fn forget_old(tx: &mut Tx) -> Result<u64, DbError> {
    let day = jiff::SignedDuration::from_hours(24);
    tx.execute(sql!("DELETE FROM idempotency WHERE created_at < $1"), args![tx.now() - day]).await
}
