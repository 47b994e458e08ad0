//! Who sees how mailboxes fare: administrators, and the worker that holds one.

use super::grants;
use super::model::{Holder, Leftover, LeftoverReason, State};
use super::{Grant, store};
use crate::actor::Admin;
use atiende_db::{DbError, Tx};

/// All that are fetched, by their addresses.
pub async fn list(tx: &Tx, _by: Admin<'_>) -> Result<Vec<State>, DbError> {
    store::all(tx).await
}

/// How many messages stay in which mailbox, and why.
pub async fn leftover_counts(tx: &Tx, _by: Admin<'_>) -> Result<Vec<(String, LeftoverReason, i64)>, DbError> {
    store::leftover_counts(tx).await
}

/// What leave was given, by account.
pub async fn grants(tx: &Tx, _by: Admin<'_>) -> Result<Vec<Grant>, DbError> {
    grants::all(tx).await
}

/// Whether any mailbox fails that the administrators were told of.
pub async fn any_alarm(tx: &Tx) -> Result<bool, DbError> {
    Ok(store::all(tx).await?.iter().any(|state| state.alarmed_at.is_some()))
}

/// What its worker knows of its mailbox.
pub async fn held(tx: &Tx, holder: &Holder) -> Result<Option<(State, Vec<Leftover>)>, DbError> {
    let Some(state) = store::state(tx, &holder.address).await? else { return Ok(None) };
    Ok(Some((state, store::leftovers(tx, &holder.address).await?)))
}
