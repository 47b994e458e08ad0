//! The second factor after the first: only then does the session begin.

use super::{app, recovery, sign_in as by_key};
use crate::accounts::Role;
use crate::accounts::Secret;
use crate::accounts::actions::sign_in::{self, NewSession, SignInError};
use crate::accounts::sealed::Key;
use crate::events::{self, By, Object};
use crate::id::PersonId;
use crate::second_factors::access::{self, Half};
use crate::second_factors::recovery::RecoveryCode;
use crate::second_factors::relying_party::RelyingParty;
use crate::second_factors::store;
use crate::second_factors::{Means, Passed};
use atiende_db::{DbError, Tx};
use jiff::SignedDuration;
use serde_json::json;

const SECOND: &str = "passkey_second";
const ANSWERED_WITHIN: SignedDuration = SignedDuration::from_mins(10);
/// After so many wrong codes the first factor is asked for again.
const WRONG_MAX: i64 = 5;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    In {
        person: PersonId,
        role: Role,
    },
    /// Not this one; another may be tried.
    Wrong,
    /// The first factor has to be proved again: too late, used before, too many tries, another browser.
    Gone,
}

/// What somebody types.
#[derive(Debug, Clone, Copy)]
pub enum Code<'a> {
    App(&'a str),
    Recovery(&'a str),
}

impl Code<'_> {
    const fn means(self) -> Means {
        match self {
            Self::App(_) => Means::App,
            Self::Recovery(_) => Means::RecoveryCode,
        }
    }
}

/// A code of the app, or one of the printed ones. Errors: as signing in, for an account that is not open.
pub async fn by_code(
    tx: &mut Tx,
    token: &Secret,
    key: &Key,
    code: Code<'_>,
    session: &NewSession,
) -> Result<Step, SignInError> {
    let Some(half) = access::half(tx, token).await? else { return Ok(Step::Gone) };
    let by = By { ip: session.client.ip.clone(), ..By::desk() };
    if take(tx, half.person, key, code, &by.ip).await? {
        pass(tx, &half, code.means(), session).await
    } else {
        Ok(wrong(tx, &half, &by).await?)
    }
}

/// Whether the code is the person's, and unused; it is used now.
pub(super) async fn take(tx: &mut Tx, person: PersonId, key: &Key, code: Code<'_>, ip: &str) -> Result<bool, DbError> {
    match code {
        Code::App(typed) => app::take(tx, person, key, typed).await,
        Code::Recovery(typed) => match RecoveryCode::typed(typed) {
            Some(code) => recovery::take(tx, person, key, &code, ip).await,
            None => Ok(false),
        },
    }
}

/// Asks for one of the person's keys; the options for the browser.
pub async fn ask(tx: &mut Tx, half: &Half, site: &RelyingParty, token: &Secret) -> Result<String, DbError> {
    let keys: Vec<String> = store::credentials(tx, half.person).await?.into_iter().map(|(id, _)| id).collect();
    let asked = site.ask(&keys).map_err(|error| DbError::Statement(error.to_string()))?;
    let until = tx.now() + ANSWERED_WITHIN;
    store::insert_challenge(tx, &token.hash(), (SECOND, Some(half.person)), &asked.state, until).await?;
    Ok(asked.options)
}

/// The two tokens of a browser that was asked for a key: of the half sign-in, and of the question.
#[derive(Debug, Clone)]
pub struct Tokens {
    pub half: Secret,
    pub asked: Secret,
}

/// The answer of a key.
pub async fn by_passkey(
    tx: &mut Tx,
    tokens: &Tokens,
    site: &RelyingParty,
    answer: &str,
    session: &NewSession,
) -> Result<Step, SignInError> {
    let Some(half) = access::half(tx, &tokens.half).await? else { return Ok(Step::Gone) };
    let by = By { ip: session.client.ip.clone(), ..By::desk() };
    let asked = store::take_challenge(tx, &tokens.asked.hash(), SECOND).await?;
    let Some((Some(person), state)) = asked.filter(|(person, _)| *person == Some(half.person)) else {
        return Ok(wrong(tx, &half, &by).await?);
    };
    match by_key::take(tx, site, (&state, answer), Some(person), &by).await? {
        Ok(_) => pass(tx, &half, Means::Passkey, session).await,
        Err(unproved) => {
            tracing::warn!(%person, ip = by.ip, %unproved, "second factor refused");
            Ok(wrong(tx, &half, &by).await?)
        }
    }
}

async fn pass(tx: &mut Tx, half: &Half, means: Means, session: &NewSession) -> Result<Step, SignInError> {
    if !store::delete_half(tx, &half.token_hash).await? {
        return Ok(Step::Gone);
    }
    let role = sign_in::begin_whole(tx, &Passed::new(half.person, means), session).await?;
    Ok(Step::In { person: half.person, role })
}

async fn wrong(tx: &mut Tx, half: &Half, by: &By) -> Result<Step, DbError> {
    events::record(tx, by, (Object::Person, half.person.0), "second_step_failed", &json!({})).await?;
    if store::count_wrong(tx, &half.token_hash).await? < WRONG_MAX {
        return Ok(Step::Wrong);
    }
    store::delete_half(tx, &half.token_hash).await?;
    Ok(Step::Gone)
}
