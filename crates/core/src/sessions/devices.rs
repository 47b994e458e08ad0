//! SQL of the browsers known from before: one function per statement.

use crate::id::{DeviceId, PersonId};
use atiende_db::{DbError, Tx, args, sql};
use jiff::Timestamp;

/// How a browser shows itself: its key, what it calls itself, and its network.
pub(super) struct Shown<'a> {
    pub(super) token_hash: &'a str,
    pub(super) user_agent: &'a str,
    pub(super) network: &'a str,
}

/// Whether anybody has signed in to this account from any browser before.
pub(super) async fn any(tx: &Tx, person: PersonId) -> Result<bool, DbError> {
    let (any,) = tx.one(sql!("SELECT EXISTS (SELECT 1 FROM devices WHERE person_id = $1)"), args![person]).await?;
    Ok(any)
}

/// Whose browser has this key.
pub(super) async fn is_keyed(tx: &Tx, person: PersonId, token_hash: &str) -> Result<bool, DbError> {
    let (any,) = tx
        .one(
            sql!("SELECT EXISTS (SELECT 1 FROM devices WHERE token_hash = $2 AND person_id = $1)"),
            args![person, token_hash],
        )
        .await?;
    Ok(any)
}

/// Whether the browser with this key is known, whoever has signed in there.
pub(super) async fn is_anybodys(tx: &Tx, token_hash: &str) -> Result<bool, DbError> {
    let (any,) = tx.one(sql!("SELECT EXISTS (SELECT 1 FROM devices WHERE token_hash = $1)"), args![token_hash]).await?;
    Ok(any)
}

/// Whether this person's browser loses what it is given to be known by (a computer that is wiped each evening): twice
/// before, one that calls itself the same came from the same network, and none of these ever came back.
pub(super) async fn is_wiped(tx: &Tx, person: PersonId, (user_agent, network): (&str, &str)) -> Result<bool, DbError> {
    let (any,) = tx
        .one(
            sql!(
                "SELECT COUNT(*) >= 2 AND COALESCE(MAX(seen_at - created_at), 0) = 0 FROM devices
                 WHERE person_id = $1 AND user_agent = $2 AND network = $3 AND token_hash <> ''"
            ),
            args![person, user_agent, network],
        )
        .await?;
    Ok(any)
}

/// The browser with this key, if the person with this address has signed in there.
pub(super) async fn of_account(tx: &Tx, token_hash: &str, email: &str) -> Result<Option<DeviceId>, DbError> {
    let found: Option<(DeviceId,)> = tx
        .opt(
            sql!(
                "SELECT d.id FROM devices d JOIN people p ON p.id = d.person_id
                 WHERE d.token_hash = $1 AND (p.email = $2 OR EXISTS (
                     SELECT 1 FROM addresses a WHERE a.person_id = p.id AND a.email = $2))
                 ORDER BY d.id LIMIT 1"
            ),
            args![token_hash, email],
        )
        .await?;
    Ok(found.map(|(id,)| id))
}

/// Another key for a browser, whoever has signed in there.
pub(super) async fn rekey(tx: &mut Tx, old_hash: &str, new_hash: &str) -> Result<(), DbError> {
    tx.execute(sql!("UPDATE devices SET token_hash = $2 WHERE token_hash = $1"), args![old_hash, new_hash]).await?;
    Ok(())
}

pub(super) async fn insert(tx: &mut Tx, person: PersonId, shown: &Shown<'_>) -> Result<(), DbError> {
    tx.execute(
        sql!(
            "INSERT INTO devices (person_id, token_hash, user_agent, network, created_at, seen_at)
             VALUES ($1, $2, $3, $4, $5, $5)"
        ),
        args![person, shown.token_hash, shown.user_agent, shown.network, tx.now()],
    )
    .await?;
    Ok(())
}

/// Notes where a known browser is today.
pub(super) async fn touch(tx: &mut Tx, person: PersonId, shown: &Shown<'_>) -> Result<(), DbError> {
    tx.execute(
        sql!("UPDATE devices SET user_agent = $3, network = $4, seen_at = $5 WHERE token_hash = $2 AND person_id = $1"),
        args![person, shown.token_hash, shown.user_agent, shown.network, tx.now()],
    )
    .await?;
    Ok(())
}

pub(super) async fn keep_newest(tx: &mut Tx, person: PersonId, keep: i64) -> Result<u64, DbError> {
    tx.execute(
        sql!(
            "DELETE FROM devices WHERE person_id = $1 AND token_hash <> '' AND id NOT IN (
                 SELECT id FROM devices WHERE person_id = $1 AND token_hash <> '' ORDER BY seen_at DESC, id DESC LIMIT $2)"
        ),
        args![person, keep],
    )
    .await
}

pub(super) async fn delete_of_person(tx: &mut Tx, person: PersonId) -> Result<(), DbError> {
    tx.execute(sql!("DELETE FROM devices WHERE person_id = $1"), args![person]).await?;
    Ok(())
}

pub(super) async fn delete_old(tx: &mut Tx, unused_since: Timestamp) -> Result<u64, DbError> {
    tx.execute(sql!("DELETE FROM devices WHERE seen_at < $1"), args![unused_since]).await
}
