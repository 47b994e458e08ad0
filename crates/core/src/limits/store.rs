//! SQL of tries: one function per statement.

use super::model::{Kind, Tries};
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
