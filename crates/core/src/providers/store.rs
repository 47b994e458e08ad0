//! SQL of providers: one function per statement.

use super::model::{Change, Provider};
use crate::id::ProviderId;
use atiende_db::{DbError, Tx, args, sql};

pub(super) async fn all(tx: &Tx) -> Result<Vec<Provider>, DbError> {
    tx.all(
        sql!(
            "SELECT id, word, kind, label, settings, secret, link_verified_email, enabled FROM providers
             ORDER BY word"
        ),
        args![],
    )
    .await
}

pub(super) async fn insert(tx: &mut Tx, new: &Change) -> Result<ProviderId, DbError> {
    let (id,) = tx
        .returning_one(
            sql!(
                "INSERT INTO providers (word, kind, label, settings, secret, link_verified_email, enabled, created_at,
                     updated_at)
                 VALUES ($1, $2, $3, $4, $5, $6, FALSE, $7, $7) RETURNING id"
            ),
            args![
                new.word,
                new.kind,
                new.label.trim(),
                json(new)?,
                new.sealed_secret.as_deref().unwrap_or_default(),
                new.link_verified_email,
                tx.now()
            ],
        )
        .await?;
    Ok(id)
}

/// An empty secret leaves the one that is there.
pub(super) async fn update(tx: &mut Tx, id: ProviderId, change: &Change) -> Result<(), DbError> {
    tx.execute(
        sql!("UPDATE providers SET label = $2, settings = $3, link_verified_email = $4, updated_at = $5 WHERE id = $1"),
        args![id, change.label.trim(), json(change)?, change.link_verified_email, tx.now()],
    )
    .await?;
    if let Some(secret) = &change.sealed_secret {
        set_secret(tx, id, secret).await?;
    }
    Ok(())
}

async fn set_secret(tx: &mut Tx, id: ProviderId, secret: &[u8]) -> Result<(), DbError> {
    tx.execute(sql!("UPDATE providers SET secret = $2 WHERE id = $1"), args![id, secret]).await?;
    Ok(())
}

pub(super) async fn set_enabled(tx: &mut Tx, id: ProviderId, enabled: bool) -> Result<(), DbError> {
    tx.execute(sql!("UPDATE providers SET enabled = $2, updated_at = $3 WHERE id = $1"), args![id, enabled, tx.now()])
        .await?;
    Ok(())
}

pub(super) async fn delete(tx: &mut Tx, id: ProviderId) -> Result<(), DbError> {
    tx.execute(sql!("DELETE FROM providers WHERE id = $1"), args![id]).await?;
    Ok(())
}

/// Whether anybody enters with it as it is.
pub(super) async fn is_used(tx: &Tx, word: &str, issuer: &str) -> Result<bool, DbError> {
    let (any,) = tx
        .one(sql!("SELECT EXISTS (SELECT 1 FROM identities WHERE provider = $1 AND issuer = $2)"), args![word, issuer])
        .await?;
    Ok(any)
}

/// How many people each provider has, by its word.
pub(super) async fn counts(tx: &Tx) -> Result<Vec<(String, i64)>, DbError> {
    tx.all(sql!("SELECT provider, count(DISTINCT person_id) FROM identities GROUP BY provider"), args![]).await
}

fn json(change: &Change) -> Result<String, DbError> {
    serde_json::to_string(&change.settings).map_err(|error| DbError::Statement(error.to_string()))
}
