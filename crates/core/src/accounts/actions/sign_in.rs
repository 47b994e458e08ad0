//! Beginning and ending a session.

use crate::accounts::password::Verified;
use crate::accounts::{AccountState, Person, Role, Secret, SessionLimits, store};
use crate::events::{self, By, Object};
use crate::id::PersonId;
use crate::second_factors::{self, Passed};
use crate::sessions::{self, Proof};
use atiende_db::{DbError, Tx};
use serde_json::{Value, json};

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
    /// How the person proves who they are, for the record.
    pub way: Option<Way>,
}

/// By what somebody was let in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Way {
    Password,
    /// A mailed link.
    Link,
    /// The word in the configuration of the provider who answered for them.
    Provider(String),
    /// The same, but the provider asked them nothing: it had them signed in, maybe since long ago.
    SilentProvider(String),
    /// Made the desk's first administrator.
    FirstRun,
}

impl Client {
    #[must_use]
    pub fn by(self, way: Way) -> Self {
        Self { way: Some(way), ..self }
    }

    const fn is_silent(&self) -> bool {
        matches!(self.way, Some(Way::SilentProvider(_)))
    }
}

impl Way {
    fn data(way: Option<&Self>) -> serde_json::Value {
        match way {
            Some(Self::Password) => json!({ "way": "password" }),
            Some(Self::Link) => json!({ "way": "link" }),
            Some(Self::Provider(provider)) => json!({ "way": "provider", "provider": provider }),
            Some(Self::SilentProvider(provider)) => json!({ "way": "silent_provider", "provider": provider }),
            Some(Self::FirstRun) => json!({ "way": "first_run" }),
            None => json!({}),
        }
    }
}

/// What the first factor has opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Begun {
    /// A session, of somebody with this role: where to begin.
    Session(Role),
    /// Nothing yet: the token holds that the first factor was proved, until the second is.
    NeedsSecond,
}

/// A session that may begin: made at the door, before the transaction.
#[derive(Debug, Clone)]
pub struct NewSession {
    pub token: Secret,
    pub limits: SessionLimits,
    pub client: Client,
}

impl NewSession {
    #[must_use]
    pub fn by(self, way: Way) -> Self {
        Self { client: self.client.by(way), ..self }
    }
}

/// Opens a session for who proved the password, or asks for the second factor. People who wait for approval get a
/// session too: they may read where they stand and write their first ticket.
pub async fn sign_in(tx: &mut Tx, verified: Verified, session: &NewSession) -> Result<Begun, SignInError> {
    proved(tx, verified.0, session).await
}

/// The same for who was proved by a provider.
pub(crate) async fn proved(tx: &mut Tx, person: PersonId, session: &NewSession) -> Result<Begun, SignInError> {
    let person = open_account(tx, person).await?;
    Ok(begin(tx, person.id, session).await?)
}

/// The same for a person proved by other means (a mailed link).
pub async fn begin(tx: &mut Tx, person: PersonId, session: &NewSession) -> Result<Begun, DbError> {
    if second_factors::has(tx, person).await? {
        second_factors::owe(tx, person, &session.token).await?;
        return Ok(Begun::NeedsSecond);
    }
    let role = store::person(tx, person).await?.map_or(Role::Requester, |person| person.role);
    let proof = if session.client.is_silent() { Proof::Owed } else { Proof::Given };
    open(tx, person, (session, proof), &json!({})).await?;
    Ok(Begun::Session(role))
}

/// Opens the session of who gave both factors.
pub(crate) async fn begin_whole(tx: &mut Tx, passed: &Passed, session: &NewSession) -> Result<Role, SignInError> {
    let person = open_account(tx, passed.person).await?;
    open(tx, person.id, (session, Proof::Given), &json!({ "second_factor": passed.means })).await?;
    Ok(person.role)
}

async fn open_account(tx: &Tx, person: PersonId) -> Result<Person, SignInError> {
    let person = store::person(tx, person).await?.ok_or(SignInError::Closed)?;
    match person.state {
        AccountState::Unconfirmed => Err(SignInError::Unconfirmed),
        AccountState::Rejected | AccountState::Disabled => Err(SignInError::Closed),
        AccountState::Pending | AccountState::Active => Ok(person),
    }
}

/// The one place where sessions begin; nobody comes here around the second factor.
async fn open(
    tx: &mut Tx,
    person: PersonId,
    (session, proof): (&NewSession, Proof),
    data: &Value,
) -> Result<(), DbError> {
    let mut how = Way::data(session.client.way.as_ref());
    if let (Some(how), Some(data)) = (how.as_object_mut(), data.as_object()) {
        how.extend(data.clone());
    }
    sessions::actions::begin::begin(tx, person, (session, proof), &how).await
}

/// Ends the session of this token. An administrator who looks on as somebody else is out altogether.
pub async fn sign_out(tx: &mut Tx, token: &Secret, ip: &str) -> Result<(), DbError> {
    if let Some(person) = sessions::actions::end::of_browser(tx, token).await? {
        events::record(tx, &By::person(person, ip), (Object::Person, person.0), "signed_out", &json!({})).await?;
    }
    Ok(())
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
