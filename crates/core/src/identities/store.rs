//! SQL of identities: one function per statement.

use super::model::{Claims, Deletion, Departure, Identity, Withdrawal};
use crate::id::{IdentityId, PersonId};
use atiende_db::{DbError, Tx, args, sql};
use jiff::Timestamp;

pub(super) async fn insert_sign_in(
    tx: &mut Tx,
    token_hash: &str,
    departure: &Departure,
    proved: bool,
    expires_at: Timestamp,
) -> Result<(), DbError> {
    tx.execute(
        sql!(
            "INSERT INTO sign_ins (token_hash, provider, proved, person_id, data, back_to, expires_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7)"
        ),
        args![token_hash, departure.provider, proved, departure.person, departure.data, departure.back_to, expires_at],
    )
    .await?;
    Ok(())
}

/// Takes the row away: what it allowed is allowed once.
pub(super) async fn take_sign_in(tx: &mut Tx, token_hash: &str, proved: bool) -> Result<Option<Departure>, DbError> {
    let taken = tx
        .returning(
            sql!(
                "DELETE FROM sign_ins WHERE token_hash = $1 AND proved = $2 AND expires_at > $3
                 RETURNING provider, person_id, data, back_to"
            ),
            args![token_hash, proved, tx.now()],
        )
        .await?;
    Ok(taken.into_iter().next())
}

pub(super) async fn sign_in(tx: &Tx, token_hash: &str) -> Result<Option<Departure>, DbError> {
    tx.opt(
        sql!(
            "SELECT provider, person_id, data, back_to FROM sign_ins
             WHERE token_hash = $1 AND proved AND expires_at > $2"
        ),
        args![token_hash, tx.now()],
    )
    .await
}

pub(super) async fn delete_old_sign_ins(tx: &mut Tx) -> Result<u64, DbError> {
    tx.execute(sql!("DELETE FROM sign_ins WHERE expires_at <= $1"), args![tx.now()]).await
}

pub(super) async fn owner(tx: &Tx, claims: &Claims) -> Result<Option<(IdentityId, PersonId)>, DbError> {
    tx.opt(
        sql!("SELECT id, person_id FROM identities WHERE issuer = $1 AND subject = $2"),
        args![claims.issuer, claims.subject],
    )
    .await
}

/// Whose it is, if it was there when that was asked.
pub(super) async fn owner_before(tx: &Tx, withdrawal: &Withdrawal) -> Result<Option<(IdentityId, PersonId)>, DbError> {
    tx.opt(
        sql!("SELECT id, person_id FROM identities WHERE issuer = $1 AND subject = $2 AND created_at <= $3"),
        args![withdrawal.issuer, withdrawal.subject, withdrawal.asked_at],
    )
    .await
}

pub(super) async fn insert_deletion(tx: &mut Tx, code: &str, provider: &str, found: bool) -> Result<(), DbError> {
    tx.execute(
        sql!("INSERT INTO deletion_requests (code, provider, found, at) VALUES ($1, $2, $3, $4)"),
        args![code, provider, found, tx.now()],
    )
    .await?;
    Ok(())
}

pub(super) async fn deletion(tx: &Tx, code: &str) -> Result<Option<Deletion>, DbError> {
    tx.opt(sql!("SELECT provider, found, at FROM deletion_requests WHERE code = $1"), args![code]).await
}

pub(super) async fn delete_old_deletions(tx: &mut Tx, before: Timestamp) -> Result<u64, DbError> {
    tx.execute(sql!("DELETE FROM deletion_requests WHERE at <= $1"), args![before]).await
}

pub(super) async fn insert(tx: &mut Tx, person: PersonId, claims: &Claims) -> Result<(), DbError> {
    tx.execute(
        sql!(
            "INSERT INTO identities (person_id, provider, issuer, subject, email, created_at, used_at)
             VALUES ($1, $2, $3, $4, $5, $6, $6)"
        ),
        args![
            person,
            claims.provider,
            claims.issuer,
            claims.subject,
            claims.email.as_deref().unwrap_or_default(),
            tx.now()
        ],
    )
    .await?;
    Ok(())
}

/// Notes the use, and the address as the provider says it today.
pub(super) async fn touch(tx: &mut Tx, id: IdentityId, email: &str) -> Result<(), DbError> {
    tx.execute(sql!("UPDATE identities SET used_at = $2, email = $3 WHERE id = $1"), args![id, tx.now(), email])
        .await?;
    Ok(())
}

/// Notes by what name the person was found in a directory.
pub(super) async fn set_login(tx: &mut Tx, claims: &Claims, login: &str) -> Result<(), DbError> {
    tx.execute(
        sql!("UPDATE identities SET login = $3 WHERE issuer = $1 AND subject = $2 AND login <> $3"),
        args![claims.issuer, claims.subject, login],
    )
    .await?;
    Ok(())
}

/// The addresses of whom directories know by this name.
pub(super) async fn emails_of_login(tx: &Tx, login: &str) -> Result<Vec<(String,)>, DbError> {
    tx.all(
        sql!("SELECT p.email FROM identities i JOIN people p ON p.id = i.person_id WHERE i.login = $1 LIMIT 2"),
        args![login],
    )
    .await
}

pub(super) async fn of_person(tx: &Tx, person: PersonId) -> Result<Vec<Identity>, DbError> {
    tx.all(sql!("SELECT id, provider, issuer, email FROM identities WHERE person_id = $1 ORDER BY id"), args![person])
        .await
}

pub(super) async fn delete(tx: &mut Tx, id: IdentityId) -> Result<(), DbError> {
    tx.execute(sql!("DELETE FROM identities WHERE id = $1"), args![id]).await?;
    Ok(())
}

pub(super) async fn delete_of_person(tx: &mut Tx, person: PersonId) -> Result<(), DbError> {
    tx.execute(sql!("DELETE FROM identities WHERE person_id = $1"), args![person]).await?;
    Ok(())
}

pub(super) async fn delete_of_person_since(tx: &mut Tx, person: PersonId, since: Timestamp) -> Result<(), DbError> {
    tx.execute(sql!("DELETE FROM identities WHERE person_id = $1 AND created_at >= $2"), args![person, since]).await?;
    Ok(())
}
