//! A browser is sent to a provider.

use crate::accounts::Secret;
use crate::identities::{Departure, store};
use atiende_db::{DbError, Tx};
use jiff::SignedDuration;

/// As long as the relying party takes an answer.
const ON_THE_WAY: SignedDuration = SignedDuration::from_mins(10);

/// Keeps what the return needs, for the holder of `token` alone.
pub async fn depart(tx: &mut Tx, token: &Secret, departure: &Departure) -> Result<(), DbError> {
    store::insert_sign_in(tx, &token.hash(), departure, false, tx.now() + ON_THE_WAY).await
}

/// What was kept, once; `None` when this browser was not sent, is late, or came back before.
pub async fn back(tx: &mut Tx, token: &Secret) -> Result<Option<Departure>, DbError> {
    store::take_sign_in(tx, &token.hash(), false).await
}

/// How long it can be looked up what became of a request to be forgotten.
const REQUESTS: SignedDuration = SignedDuration::from_hours(366 * 24);

/// Deletes what nobody came back for, and old requests to be forgotten.
pub async fn forget_old(tx: &mut Tx) -> Result<u64, DbError> {
    store::delete_old_deletions(tx, tx.now() - REQUESTS).await?;
    store::delete_old_sign_ins(tx).await
}
