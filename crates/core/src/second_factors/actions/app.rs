//! One's own authenticator app: shown, confirmed by a code of it, removed.

use super::{News, forget_idle_codes, tell};
use crate::accounts::Secret;
use crate::accounts::sealed::{Key, Unreadable};
use crate::events::By;
use crate::id::PersonId;
use crate::notify::FactorChange;
use crate::second_factors::app::AppSecret;
use crate::second_factors::store;
use crate::{Actor, Sudo};
use atiende_db::{DbError, Tx};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::SignedDuration;

const NEW: &str = "app_new";
/// For installing an app first.
const CONFIRMED_WITHIN: SignedDuration = SignedDuration::from_mins(30);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Confirmed {
    Added,
    /// The app shows other codes: the clock of the telephone, or another entry in its list.
    Wrong,
    /// It was shown too long ago, or to another browser.
    Gone,
}

/// Keeps what was shown until a code confirms it; the app that there is stays meanwhile.
pub async fn offer(
    tx: &mut Tx,
    (actor, _sudo): (&Actor, Sudo<'_>),
    key: &Key,
    token: &Secret,
    secret: &AppSecret,
) -> Result<(), DbError> {
    let sealed = STANDARD.encode(seal(key, actor.id, secret)?);
    let until = tx.now() + CONFIRMED_WITHIN;
    store::insert_challenge(tx, &token.hash(), (NEW, Some(actor.id)), &sealed, until).await
}

/// What was shown to this browser, to be shown again.
pub async fn offered(tx: &Tx, actor: &Actor, key: &Key, token: &Secret) -> Result<Option<AppSecret>, DbError> {
    let found = store::challenge(tx, &token.hash(), NEW, actor.id).await?;
    let sealed = found.and_then(|data| STANDARD.decode(data).ok());
    Ok(sealed.and_then(|sealed| unseal(key, actor.id, &sealed)))
}

/// From the first right code on it counts.
pub async fn confirm(tx: &mut Tx, actor: &Actor, key: &Key, token: &Secret, code: &str) -> Result<Confirmed, DbError> {
    let Some(secret) = offered(tx, actor, key, token).await? else { return Ok(Confirmed::Gone) };
    let Some(step) = secret.step_of(code, tx.now(), 0) else { return Ok(Confirmed::Wrong) };
    if store::take_challenge(tx, &token.hash(), NEW).await?.is_none() {
        return Ok(Confirmed::Gone);
    }
    store::put_app(tx, actor.id, &seal(key, actor.id, &secret)?, step).await?;
    tell(tx, &By::from(actor), News::of(actor.id, FactorChange::AppAdded)).await?;
    Ok(Confirmed::Added)
}

/// Nothing happens when there is none.
pub async fn remove(tx: &mut Tx, actor: &Actor, _sudo: Sudo<'_>) -> Result<(), DbError> {
    if store::delete_app(tx, actor.id).await? == 0 {
        return Ok(());
    }
    forget_idle_codes(tx, actor.id).await?;
    tell(tx, &By::from(actor), News::of(actor.id, FactorChange::AppRemoved)).await
}

/// Whether the code is the app's, and unused; it is used now. An app whose secret does not open takes none.
pub(super) async fn take(tx: &mut Tx, person: PersonId, key: &Key, code: &str) -> Result<bool, DbError> {
    let Some((sealed, last)) = store::app_secret(tx, person).await? else { return Ok(false) };
    let Some(secret) = unseal(key, person, &sealed) else { return Ok(false) };
    let Some(step) = secret.step_of(code, tx.now(), last) else { return Ok(false) };
    store::use_app(tx, person, step).await
}

/// The row's owner is part of the purpose: a secret that is moved to another row opens there no more.
fn purpose(person: PersonId) -> String {
    format!("authenticator_app/{person}")
}

fn seal(key: &Key, person: PersonId, secret: &AppSecret) -> Result<Vec<u8>, DbError> {
    key.seal(&purpose(person), secret.bytes()).map_err(|error: Unreadable| DbError::Statement(error.to_string()))
}

fn unseal(key: &Key, person: PersonId, sealed: &[u8]) -> Option<AppSecret> {
    match key.open(&purpose(person), sealed) {
        Ok(bytes) => AppSecret::from_bytes(&bytes),
        Err(error) => {
            tracing::error!(%person, %error, "the app's secret: was secret_key changed?");
            None
        }
    }
}
