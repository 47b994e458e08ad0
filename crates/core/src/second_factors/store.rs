//! SQL of second factors: one function per statement.

use super::model::{App, Passkey};
use crate::id::{PasskeyId, PersonId};
use atiende_db::{DbError, Tx, args, sql};
use jiff::Timestamp;

pub(super) async fn has(tx: &Tx, person: PersonId) -> Result<bool, DbError> {
    let (has,) = tx
        .one(
            sql!(
                "SELECT EXISTS (SELECT 1 FROM passkeys WHERE person_id = $1)
                     OR EXISTS (SELECT 1 FROM authenticator_apps WHERE person_id = $1)"
            ),
            args![person],
        )
        .await?;
    Ok(has)
}

// --- halves

pub(super) async fn insert_half(
    tx: &mut Tx,
    token_hash: &str,
    person: PersonId,
    expires_at: Timestamp,
) -> Result<(), DbError> {
    tx.execute(
        sql!("INSERT INTO half_sign_ins (token_hash, person_id, wrong_codes, expires_at) VALUES ($1, $2, 0, $3)"),
        args![token_hash, person, expires_at],
    )
    .await?;
    Ok(())
}

pub(super) async fn half(tx: &Tx, token_hash: &str) -> Result<Option<PersonId>, DbError> {
    let found: Option<(PersonId,)> = tx
        .opt(
            sql!("SELECT person_id FROM half_sign_ins WHERE token_hash = $1 AND expires_at > $2"),
            args![token_hash, tx.now()],
        )
        .await?;
    Ok(found.map(|(person,)| person))
}

/// How many wrong codes it has had by now.
pub(super) async fn count_wrong(tx: &mut Tx, token_hash: &str) -> Result<i64, DbError> {
    let counted: Vec<(i64,)> = tx
        .returning(
            sql!("UPDATE half_sign_ins SET wrong_codes = wrong_codes + 1 WHERE token_hash = $1 RETURNING wrong_codes"),
            args![token_hash],
        )
        .await?;
    Ok(counted.first().map_or(i64::MAX, |(wrong,)| *wrong))
}

/// Whether it was there to be used.
pub(super) async fn delete_half(tx: &mut Tx, token_hash: &str) -> Result<bool, DbError> {
    Ok(tx.execute(sql!("DELETE FROM half_sign_ins WHERE token_hash = $1"), args![token_hash]).await? == 1)
}

pub(super) async fn delete_halves_of(tx: &mut Tx, person: PersonId) -> Result<u64, DbError> {
    tx.execute(sql!("DELETE FROM half_sign_ins WHERE person_id = $1"), args![person]).await
}

pub(super) async fn delete_old_halves(tx: &mut Tx) -> Result<u64, DbError> {
    tx.execute(sql!("DELETE FROM half_sign_ins WHERE expires_at <= $1"), args![tx.now()]).await
}

// --- challenges

pub(super) async fn insert_challenge(
    tx: &mut Tx,
    token_hash: &str,
    (purpose, person): (&str, Option<PersonId>),
    data: &str,
    expires_at: Timestamp,
) -> Result<(), DbError> {
    tx.execute(
        sql!("INSERT INTO challenges (token_hash, purpose, person_id, data, expires_at) VALUES ($1, $2, $3, $4, $5)"),
        args![token_hash, purpose, person, data, expires_at],
    )
    .await?;
    Ok(())
}

pub(super) async fn challenge(
    tx: &Tx,
    token_hash: &str,
    purpose: &str,
    person: PersonId,
) -> Result<Option<String>, DbError> {
    let found: Option<(String,)> = tx
        .opt(
            sql!(
                "SELECT data FROM challenges
                 WHERE token_hash = $1 AND purpose = $2 AND person_id = $3 AND expires_at > $4"
            ),
            args![token_hash, purpose, person, tx.now()],
        )
        .await?;
    Ok(found.map(|(data,)| data))
}

/// Takes it away: what it asked is answered once, rightly or wrongly.
pub(super) async fn take_challenge(
    tx: &mut Tx,
    token_hash: &str,
    purpose: &str,
) -> Result<Option<(Option<PersonId>, String)>, DbError> {
    let taken: Vec<(Option<PersonId>, String)> = tx
        .returning(
            sql!(
                "DELETE FROM challenges WHERE token_hash = $1 AND purpose = $2 AND expires_at > $3
                 RETURNING person_id, data"
            ),
            args![token_hash, purpose, tx.now()],
        )
        .await?;
    Ok(taken.into_iter().next())
}

pub(super) async fn delete_challenges_of(tx: &mut Tx, person: PersonId) -> Result<u64, DbError> {
    tx.execute(sql!("DELETE FROM challenges WHERE person_id = $1"), args![person]).await
}

pub(super) async fn delete_old_challenges(tx: &mut Tx) -> Result<u64, DbError> {
    tx.execute(sql!("DELETE FROM challenges WHERE expires_at <= $1"), args![tx.now()]).await
}

// --- passkeys

pub(super) async fn passkeys(tx: &Tx, person: PersonId) -> Result<Vec<Passkey>, DbError> {
    tx.all(sql!("SELECT id, name, created_at, used_at FROM passkeys WHERE person_id = $1 ORDER BY id"), args![person])
        .await
}

/// Ids towards authenticators, and the person's handle there.
pub(super) async fn credentials(tx: &Tx, person: PersonId) -> Result<Vec<(String, String)>, DbError> {
    tx.all(sql!("SELECT credential_id, user_handle FROM passkeys WHERE person_id = $1 ORDER BY id"), args![person])
        .await
}

/// A stored key, to hold an answer against.
#[derive(Debug)]
pub(super) struct StoredKey {
    pub(super) id: PasskeyId,
    pub(super) person: PersonId,
    pub(super) handle: String,
    pub(super) name: String,
    pub(super) data: String,
}
atiende_db::from_row!(StoredKey { id, person, handle, name, data });

pub(super) async fn passkey_by_credential(tx: &Tx, credential_id: &str) -> Result<Option<StoredKey>, DbError> {
    tx.opt(
        sql!("SELECT id, person_id, user_handle, name, data FROM passkeys WHERE credential_id = $1"),
        args![credential_id],
    )
    .await
}

pub(super) async fn insert_passkey(
    tx: &mut Tx,
    person: PersonId,
    (credential_id, handle): (&str, &str),
    (name, data): (&str, &str),
) -> Result<(), DbError> {
    tx.execute(
        sql!(
            "INSERT INTO passkeys (person_id, credential_id, user_handle, name, data, created_at)
             VALUES ($1, $2, $3, $4, $5, $6)"
        ),
        args![person, credential_id, handle, name, data, tx.now()],
    )
    .await?;
    Ok(())
}

pub(super) async fn use_passkey(tx: &mut Tx, id: PasskeyId, data: &str) -> Result<(), DbError> {
    tx.execute(sql!("UPDATE passkeys SET data = $2, used_at = $3 WHERE id = $1"), args![id, data, tx.now()]).await?;
    Ok(())
}

pub(super) async fn rename_passkey(tx: &mut Tx, id: PasskeyId, name: &str) -> Result<(), DbError> {
    tx.execute(sql!("UPDATE passkeys SET name = $2 WHERE id = $1"), args![id, name]).await?;
    Ok(())
}

pub(super) async fn delete_passkey(tx: &mut Tx, id: PasskeyId) -> Result<(), DbError> {
    tx.execute(sql!("DELETE FROM passkeys WHERE id = $1"), args![id]).await?;
    Ok(())
}

pub(super) async fn delete_passkeys_of(tx: &mut Tx, person: PersonId) -> Result<u64, DbError> {
    tx.execute(sql!("DELETE FROM passkeys WHERE person_id = $1"), args![person]).await
}

pub(super) async fn delete_passkeys_since(tx: &mut Tx, person: PersonId, since: Timestamp) -> Result<(), DbError> {
    tx.execute(sql!("DELETE FROM passkeys WHERE person_id = $1 AND created_at >= $2"), args![person, since]).await?;
    Ok(())
}

// --- the app

pub(super) async fn app(tx: &Tx, person: PersonId) -> Result<Option<App>, DbError> {
    tx.opt(sql!("SELECT created_at, used_at FROM authenticator_apps WHERE person_id = $1"), args![person]).await
}

pub(super) async fn app_secret(tx: &Tx, person: PersonId) -> Result<Option<(Vec<u8>, i64)>, DbError> {
    tx.opt(sql!("SELECT secret, last_step FROM authenticator_apps WHERE person_id = $1"), args![person]).await
}

/// The new app takes the place of an older one.
pub(super) async fn put_app(tx: &mut Tx, person: PersonId, secret: &[u8], step: i64) -> Result<(), DbError> {
    tx.execute(
        sql!(
            "INSERT INTO authenticator_apps (person_id, secret, last_step, created_at) VALUES ($1, $2, $3, $4)
             ON CONFLICT (person_id) DO UPDATE SET secret = excluded.secret, last_step = excluded.last_step,
                 created_at = excluded.created_at, used_at = NULL"
        ),
        args![person, secret, step, tx.now()],
    )
    .await?;
    Ok(())
}

/// Whether the step was still free: two requests with one code are one.
pub(super) async fn use_app(tx: &mut Tx, person: PersonId, step: i64) -> Result<bool, DbError> {
    let used = tx
        .execute(
            sql!("UPDATE authenticator_apps SET last_step = $2, used_at = $3 WHERE person_id = $1 AND last_step < $2"),
            args![person, step, tx.now()],
        )
        .await?;
    Ok(used == 1)
}

pub(super) async fn delete_app(tx: &mut Tx, person: PersonId) -> Result<u64, DbError> {
    tx.execute(sql!("DELETE FROM authenticator_apps WHERE person_id = $1"), args![person]).await
}

pub(super) async fn delete_app_since(tx: &mut Tx, person: PersonId, since: Timestamp) -> Result<(), DbError> {
    let statement = sql!("DELETE FROM authenticator_apps WHERE person_id = $1 AND created_at >= $2");
    tx.execute(statement, args![person, since]).await?;
    Ok(())
}

// --- recovery codes

pub(super) async fn codes_left(tx: &Tx, person: PersonId) -> Result<i64, DbError> {
    let (left,) = tx
        .one(sql!("SELECT count(*) FROM recovery_codes WHERE person_id = $1 AND used_at IS NULL"), args![person])
        .await?;
    Ok(left)
}

pub(super) async fn insert_code(tx: &mut Tx, person: PersonId, hash: &str) -> Result<(), DbError> {
    tx.execute(
        sql!("INSERT INTO recovery_codes (code_hash, person_id, created_at) VALUES ($1, $2, $3)"),
        args![hash, person, tx.now()],
    )
    .await?;
    Ok(())
}

pub(super) async fn delete_codes_since(tx: &mut Tx, person: PersonId, since: Timestamp) -> Result<(), DbError> {
    let statement = sql!("DELETE FROM recovery_codes WHERE person_id = $1 AND created_at >= $2");
    tx.execute(statement, args![person, since]).await?;
    Ok(())
}

/// Whether it was the person's, and unused.
pub(super) async fn use_code(tx: &mut Tx, person: PersonId, hash: &str) -> Result<bool, DbError> {
    let used = tx
        .execute(
            sql!("UPDATE recovery_codes SET used_at = $3 WHERE code_hash = $2 AND person_id = $1 AND used_at IS NULL"),
            args![person, hash, tx.now()],
        )
        .await?;
    Ok(used == 1)
}

pub(super) async fn delete_codes_of(tx: &mut Tx, person: PersonId) -> Result<u64, DbError> {
    tx.execute(sql!("DELETE FROM recovery_codes WHERE person_id = $1"), args![person]).await
}
