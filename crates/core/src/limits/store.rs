//! SQL of tries and known browsers: one function per statement.

use super::model::{Kind, Tries};
use crate::id::PersonId;
use atiende_db::{DbError, Tx, args, sql};
use jiff::{SignedDuration, Timestamp};

pub(super) async fn tries(tx: &Tx, kind: Kind, subject: &str) -> Result<Option<Tries>, DbError> {
    tx.opt(sql!("SELECT tries, at, free_at FROM tries WHERE kind = $1 AND subject = $2"), args![kind, subject]).await
}

pub(super) async fn put(tx: &mut Tx, kind: Kind, subject: &str, tries: &Tries) -> Result<(), DbError> {
    tx.execute(
        sql!(
            "INSERT INTO tries (kind, subject, tries, at, free_at) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (kind, subject) DO UPDATE
             SET tries = excluded.tries, at = excluded.at, free_at = excluded.free_at"
        ),
        args![kind, subject, tries.number, tries.at, tries.free_at],
    )
    .await?;
    Ok(())
}

pub(super) async fn forget(tx: &mut Tx, kind: Kind, subject: &str) -> Result<(), DbError> {
    tx.execute(sql!("DELETE FROM tries WHERE kind = $1 AND subject = $2"), args![kind, subject]).await?;
    Ok(())
}

pub(super) async fn give_back(tx: &mut Tx, kind: Kind, subject: &str, time: SignedDuration) -> Result<(), DbError> {
    let time = i64::try_from(time.as_micros()).unwrap_or(i64::MAX);
    tx.execute(
        sql!("UPDATE tries SET tries = tries - 1, free_at = free_at - $3 WHERE kind = $1 AND subject = $2"),
        args![kind, subject, time],
    )
    .await?;
    Ok(())
}

pub(super) async fn delete_old(tx: &mut Tx, before: Timestamp) -> Result<u64, DbError> {
    tx.execute(sql!("DELETE FROM tries WHERE at < $1 AND free_at < $1"), args![before]).await
}

pub(super) async fn knows(tx: &Tx, token_hash: &str, account: &str) -> Result<bool, DbError> {
    let (known,) = tx
        .one(
            sql!(
                "SELECT EXISTS (SELECT 1 FROM known_browsers b JOIN people p ON p.id = b.person_id
                     WHERE b.token_hash = $1 AND (p.email = $2 OR EXISTS (
                         SELECT 1 FROM addresses a WHERE a.person_id = p.id AND a.email = $2)))"
            ),
            args![token_hash, account],
        )
        .await?;
    Ok(known)
}

pub(super) async fn is_known(tx: &Tx, token_hash: &str) -> Result<bool, DbError> {
    let (known,) =
        tx.one(sql!("SELECT EXISTS (SELECT 1 FROM known_browsers WHERE token_hash = $1)"), args![token_hash]).await?;
    Ok(known)
}

pub(super) async fn remember(tx: &mut Tx, token_hash: &str, person: PersonId) -> Result<(), DbError> {
    tx.execute(
        sql!(
            "INSERT INTO known_browsers (token_hash, person_id, used_at) VALUES ($1, $2, $3)
             ON CONFLICT (token_hash, person_id) DO UPDATE SET used_at = excluded.used_at"
        ),
        args![token_hash, person, tx.now()],
    )
    .await?;
    Ok(())
}

pub(super) async fn keep_newest_browsers(tx: &mut Tx, person: PersonId, keep: i64) -> Result<u64, DbError> {
    tx.execute(
        sql!(
            "DELETE FROM known_browsers WHERE person_id = $1 AND token_hash NOT IN (
                 SELECT token_hash FROM known_browsers WHERE person_id = $1 ORDER BY used_at DESC LIMIT $2)"
        ),
        args![person, keep],
    )
    .await
}

pub(super) async fn delete_old_browsers(tx: &mut Tx, before: Timestamp) -> Result<u64, DbError> {
    tx.execute(sql!("DELETE FROM known_browsers WHERE used_at < $1"), args![before]).await
}
