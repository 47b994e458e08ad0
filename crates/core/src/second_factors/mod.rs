//! What proves somebody beside the password or the account elsewhere: passkeys, codes of an app, recovery codes.
//!
//! A passkey that has verified its user counts as both factors; anything else comes after a first one. Sessions begin
//! in one place (`accounts::actions::sign_in`), which asks here whether a second factor is owed, and takes a `Passed`
//! from here as the only proof that it was given.

pub mod access;
pub mod actions;
pub mod app;
mod model;
pub mod recovery;
pub mod relying_party;
mod store;

pub use model::{App, Factors, Means, Passed, Passkey, Requirement};
pub use relying_party::RelyingParty;

use crate::accounts::Secret;
use crate::id::PersonId;
use atiende_db::{DbError, Tx};
use jiff::{SignedDuration, Timestamp};

/// For fetching the telephone, not for going away.
const HALF_LIFE: SignedDuration = SignedDuration::from_mins(10);

/// Whether the person has a passkey or an app: then nothing else opens a session alone.
pub(crate) async fn has(tx: &Tx, person: PersonId) -> Result<bool, DbError> {
    store::has(tx, person).await
}

/// Nothing opens or guards this account any longer that was added since then; nor does what was half done.
pub(crate) async fn forget_since(tx: &mut Tx, person: PersonId, since: Timestamp) -> Result<(), DbError> {
    store::delete_passkeys_since(tx, person, since).await?;
    store::delete_app_since(tx, person, since).await?;
    store::delete_codes_since(tx, person, since).await?;
    store::delete_halves_of(tx, person).await?;
    store::delete_challenges_of(tx, person).await?;
    actions::forget_idle_codes(tx, person).await
}

/// Keeps that the holder of `token` has proved the first factor.
pub(crate) async fn owe(tx: &mut Tx, person: PersonId, token: &Secret) -> Result<(), DbError> {
    store::insert_half(tx, &token.hash(), person, tx.now() + HALF_LIFE).await
}
