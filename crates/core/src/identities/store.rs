//! SQL of identities: one function per statement.

use super::model::{Claims, Identity};
use crate::id::{IdentityId, PersonId};
use atiende_db::{DbError, Tx, args, sql};
use jiff::Timestamp;

/// A browser's way to a provider and back.
#[derive(Debug)]
pub(super) struct SignIn {
    pub(super) provider: String,
    pub(super) person: Option<PersonId>,
    pub(super) data: String,
    pub(super) back_to: String,
}
atiende_db::from_row!(SignIn { provider, person, data, back_to });

pub(super) async fn insert_sign_in(
    tx: &mut Tx,
    token_hash: &str,
    sign_in: &SignIn,
    proved: bool,
    expires_at: Timestamp,
) -> Result<(), DbError> {
    tx.execute(
        sql!(
            "INSERT INTO sign_ins (token_hash, provider, proved, person_id, data, back_to, expires_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7)"
        ),
        args![token_hash, sign_in.provider, proved, sign_in.person, sign_in.data, sign_in.back_to, expires_at],
    )
    .await?;
    Ok(())
}

/// Takes the row away: what it allowed is allowed once.
pub(super) async fn take_sign_in(tx: &mut Tx, token_hash: &str, proved: bool) -> Result<Option<SignIn>, DbError> {
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

pub(super) async fn sign_in(tx: &Tx, token_hash: &str) -> Result<Option<SignIn>, DbError> {
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

pub(super) async fn insert(tx: &mut Tx, person: PersonId, claims: &Claims) -> Result<IdentityId, DbError> {
    let (id,) = tx
        .returning_one(
            sql!(
                "INSERT INTO identities (person_id, provider, issuer, subject, email, created_at, used_at)
                 VALUES ($1, $2, $3, $4, $5, $6, $6) RETURNING id"
            ),
            args![
                person,
                claims.provider,
                claims.issuer,
                claims.subject,
                claims.email.as_deref().unwrap_or(""),
                tx.now()
            ],
        )
        .await?;
    Ok(id)
}

/// Notes the use, and the address as the provider says it today.
pub(super) async fn touch(tx: &mut Tx, id: IdentityId, email: &str) -> Result<(), DbError> {
    tx.execute(sql!("UPDATE identities SET used_at = $2, email = $3 WHERE id = $1"), args![id, tx.now(), email])
        .await?;
    Ok(())
}

pub(super) async fn of_person(tx: &Tx, person: PersonId) -> Result<Vec<Identity>, DbError> {
    tx.all(
        sql!("SELECT id, provider, email, created_at, used_at FROM identities WHERE person_id = $1 ORDER BY id"),
        args![person],
    )
    .await
}

pub(super) async fn has_password(tx: &Tx, person: PersonId) -> Result<bool, DbError> {
    let found: Option<(bool,)> =
        tx.opt(sql!("SELECT password_hash IS NOT NULL FROM people WHERE id = $1"), args![person]).await?;
    Ok(found.is_some_and(|(has,)| has))
}

pub(super) async fn delete(tx: &mut Tx, id: IdentityId) -> Result<(), DbError> {
    tx.execute(sql!("DELETE FROM identities WHERE id = $1"), args![id]).await?;
    Ok(())
}

pub(super) async fn delete_of_person(tx: &mut Tx, person: PersonId) -> Result<(), DbError> {
    tx.execute(sql!("DELETE FROM identities WHERE person_id = $1"), args![person]).await?;
    Ok(())
}
