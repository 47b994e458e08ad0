//! Leave to act for an account of mail (OAuth 2.0, RFC 6749): a refresh token, sealed, until it is withdrawn.

use crate::id::SessionId;
use atiende_db::{DbError, Tx, args, sql};
use jiff::Timestamp;

/// The leave that a provider gave for one account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    pub account: String,
    /// The word of `mail_oauth`.
    pub provider: String,
    /// Sealed for this account.
    pub refresh_token: Vec<u8>,
    pub granted_at: Timestamp,
    pub used_at: Timestamp,
    /// `None`: nobody knows.
    pub ends_at: Option<Timestamp>,
    pub warned_for: Option<Timestamp>,
}
atiende_db::from_row!(Grant { account, provider, refresh_token, granted_at, used_at, ends_at, warned_for });

/// Who was sent to a provider to give leave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consent {
    pub account: String,
    /// Sealed (RFC 7636).
    pub verifier: Vec<u8>,
    pub at: Timestamp,
}
atiende_db::from_row!(Consent { account, verifier, at });

pub(super) async fn all(tx: &Tx) -> Result<Vec<Grant>, DbError> {
    tx.all(
        sql!(
            "SELECT account, provider, refresh_token, granted_at, used_at, ends_at, warned_for FROM mail_grants
             ORDER BY account"
        ),
        args![],
    )
    .await
}

pub(super) async fn of(tx: &Tx, account: &str) -> Result<Option<Grant>, DbError> {
    tx.opt(
        sql!(
            "SELECT account, provider, refresh_token, granted_at, used_at, ends_at, warned_for FROM mail_grants
             WHERE account = $1"
        ),
        args![account],
    )
    .await
}

pub(super) async fn put(
    tx: &mut Tx,
    (account, provider): (&str, &str),
    refresh_token: &[u8],
    ends_at: Option<Timestamp>,
) -> Result<(), DbError> {
    tx.execute(
        sql!(
            "INSERT INTO mail_grants (account, provider, refresh_token, granted_at, used_at, ends_at, warned_for)
             VALUES ($1, $2, $3, $4, $4, $5, NULL)
             ON CONFLICT (account) DO UPDATE SET provider = excluded.provider,
                 refresh_token = excluded.refresh_token, granted_at = excluded.granted_at,
                 used_at = excluded.used_at, ends_at = excluded.ends_at, warned_for = NULL"
        ),
        args![account, provider, refresh_token, tx.now(), ends_at],
    )
    .await?;
    Ok(())
}

/// It was used: another token takes its place, if one was given.
pub(super) async fn rotate(
    tx: &mut Tx,
    account: &str,
    refresh_token: &[u8],
    ends_at: Option<Timestamp>,
) -> Result<(), DbError> {
    tx.execute(
        sql!("UPDATE mail_grants SET refresh_token = $2, used_at = $3, ends_at = $4 WHERE account = $1"),
        args![account, refresh_token, tx.now(), ends_at],
    )
    .await?;
    Ok(())
}

pub(super) async fn warned(tx: &mut Tx, account: &str, ends_at: Timestamp) -> Result<(), DbError> {
    tx.execute(sql!("UPDATE mail_grants SET warned_for = $2 WHERE account = $1"), args![account, ends_at]).await?;
    Ok(())
}

pub(super) async fn secret_warning(tx: &Tx, provider: &str) -> Result<Option<(Timestamp,)>, DbError> {
    tx.opt(sql!("SELECT ends_at FROM mail_secret_warnings WHERE provider = $1"), args![provider]).await
}

pub(super) async fn warned_of_secret(tx: &mut Tx, provider: &str, ends_at: Timestamp) -> Result<(), DbError> {
    tx.execute(
        sql!(
            "INSERT INTO mail_secret_warnings (provider, ends_at) VALUES ($1, $2)
             ON CONFLICT (provider) DO UPDATE SET ends_at = excluded.ends_at"
        ),
        args![provider, ends_at],
    )
    .await?;
    Ok(())
}

pub(super) async fn insert_consent(
    tx: &mut Tx,
    (state, session): (&str, SessionId),
    (account, verifier): (&str, &[u8]),
) -> Result<(), DbError> {
    tx.execute(
        sql!("INSERT INTO mail_consents (state, account, session_id, verifier, at) VALUES ($1, $2, $3, $4, $5)"),
        args![state, account, session, verifier, tx.now()],
    )
    .await?;
    Ok(())
}

/// Takes it, so that it is good once.
pub(super) async fn take_consent(tx: &mut Tx, state: &str, session: SessionId) -> Result<Option<Consent>, DbError> {
    let taken = tx
        .returning(
            sql!("DELETE FROM mail_consents WHERE state = $1 AND session_id = $2 RETURNING account, verifier, at"),
            args![state, session],
        )
        .await?;
    Ok(taken.into_iter().next())
}

pub(super) async fn forget_consents(tx: &mut Tx, before: Timestamp) -> Result<u64, DbError> {
    tx.execute(sql!("DELETE FROM mail_consents WHERE at < $1"), args![before]).await
}
