//! Beginning and ending a session.

use crate::accounts::password::Verified;
use crate::accounts::{AccountState, Role, Secret, SessionLimits, store};
use crate::id::PersonId;
use crate::sessions;
use atiende_db::{DbError, Tx};

/// Why the right password still does not open the door. Told only to who knew it.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    #[error("the address is not confirmed")]
    Unconfirmed,
    #[error("the account was rejected or disabled")]
    Closed,
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Where a request came from.
#[derive(Debug, Clone, Default)]
pub struct Client {
    pub ip: String,
    pub user_agent: String,
    /// The session that the browser has: a new one takes its place.
    pub session: Option<Secret>,
    /// What the browser is known by from an earlier sign-in.
    pub device: Option<Secret>,
}

/// Opens a session for who proved the password. People who wait for approval get one too:
/// they may read where they stand and write their first ticket. Returns the role: where to begin.
pub async fn sign_in(
    tx: &mut Tx,
    verified: Verified,
    token: &Secret,
    limits: SessionLimits,
    client: &Client,
) -> Result<Role, SignInError> {
    proved(tx, verified.0, token, limits, client).await
}

/// The same for who was proved by a provider.
pub(crate) async fn proved(
    tx: &mut Tx,
    person: PersonId,
    token: &Secret,
    limits: SessionLimits,
    client: &Client,
) -> Result<Role, SignInError> {
    let person = store::person(tx, person).await?.ok_or(SignInError::Closed)?;
    match person.state {
        AccountState::Unconfirmed => Err(SignInError::Unconfirmed),
        AccountState::Rejected | AccountState::Disabled => Err(SignInError::Closed),
        AccountState::Pending | AccountState::Active => {
            begin(tx, person.id, token, limits, client).await?;
            Ok(person.role)
        }
    }
}

/// Opens a session for a person proved by other means (a mailed link).
pub async fn begin(
    tx: &mut Tx,
    person: PersonId,
    token: &Secret,
    limits: SessionLimits,
    client: &Client,
) -> Result<(), DbError> {
    sessions::actions::begin::begin(tx, person, token, limits, client).await
}

/// Ends every session of a person.
pub(crate) async fn end_sessions(tx: &mut Tx, person: PersonId) -> Result<(), DbError> {
    sessions::end_all(tx, person).await?;
    Ok(())
}

/// Ends the session of this token. An administrator who looks on as somebody else is out altogether.
pub async fn sign_out(tx: &mut Tx, token: &Secret) -> Result<(), DbError> {
    sessions::actions::end::of_browser(tx, token).await
}

/// Notes that the session is in use; the door calls it once in a few minutes, not at each request.
pub async fn keep_alive(tx: &mut Tx, token: &Secret) -> Result<(), DbError> {
    store::touch_session(tx, &token.hash()).await?;
    Ok(())
}

/// Deletes sessions that no longer open anything.
pub async fn forget_old_sessions(tx: &mut Tx, limits: SessionLimits) -> Result<u64, DbError> {
    store::delete_old_sessions(tx, tx.now() - limits.idle).await
}
