//! SQL of API tokens: one function per statement.

use super::model::{ApiToken, TokenScope};
use crate::id::{ApiTokenId, PersonId};
use atiende_db::{DbError, Tx, args, sql};
use jiff::Timestamp;

pub(super) async fn insert(
    tx: &mut Tx,
    token_hash: &str,
    person: PersonId,
    (name, scope): (&str, TokenScope),
    expires_at: Option<Timestamp>,
) -> Result<ApiTokenId, DbError> {
    let (id,) = tx
        .returning_one(
            sql!(
                "INSERT INTO api_tokens (token_hash, person_id, name, scope, created_at, expires_at)
                 VALUES ($1, $2, $3, $4, $5, $6) RETURNING id"
            ),
            args![token_hash, person, name, scope, tx.now(), expires_at],
        )
        .await?;
    Ok(id)
}

/// The rows stay for the record.
pub(super) async fn end_all(tx: &mut Tx, person: PersonId) -> Result<(), DbError> {
    tx.execute(sql!("UPDATE api_tokens SET expires_at = $2 WHERE person_id = $1"), args![person, tx.now()]).await?;
    Ok(())
}

/// The newest first.
pub(super) async fn of_person(tx: &Tx, person: PersonId) -> Result<Vec<ApiToken>, DbError> {
    tx.all(
        sql!("SELECT id, name, scope, created_at, expires_at FROM api_tokens WHERE person_id = $1 ORDER BY id DESC"),
        args![person],
    )
    .await
}

/// The name of the token that is no more; `None`: it was not this person's.
pub(super) async fn delete(tx: &mut Tx, person: PersonId, id: ApiTokenId) -> Result<Option<String>, DbError> {
    let deleted: Vec<(String,)> = tx
        .returning(sql!("DELETE FROM api_tokens WHERE id = $1 AND person_id = $2 RETURNING name"), args![id, person])
        .await?;
    Ok(deleted.into_iter().next().map(|(name,)| name))
}
