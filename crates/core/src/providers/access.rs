//! Who may see and change the providers: administrators. The doors know those that are in use.

use super::model::{Provider, Users};
use super::store;
use crate::accounts::ways::{self, InUse};
use crate::actor::Admin;
use crate::{Actor, Denied};
use atiende_db::{DbError, Tx};
use std::sync::Arc;

/// Those that are set up, in use or not, with their secrets sealed: for the doors, which let nobody see them. They are
/// remembered by the reader until anybody writes (decision 0007).
pub async fn known(tx: &Tx) -> Result<Arc<Vec<Provider>>, DbError> {
    tx.shared(("providers", 0), store::all).await
}

/// All of them, by their words.
pub async fn list(tx: &Tx, _by: Admin<'_>) -> Result<Vec<Provider>, DbError> {
    store::all(tx).await
}

/// How many people enter with each, by its word; also with those of the configuration.
pub async fn counts(tx: &Tx, _by: Admin<'_>) -> Result<Vec<(String, i64)>, DbError> {
    store::counts(tx).await
}

/// A provider that its holder may change.
#[derive(Debug)]
pub struct Manageable<'a> {
    pub provider: Provider,
    pub(super) by: Admin<'a>,
}

/// Errors: `Forbidden` for who is no administrator, `NotFound` for a word that no provider here has.
pub async fn manageable<'a>(tx: &Tx, actor: &'a Actor, word: &str) -> Result<Manageable<'a>, Denied> {
    let by = actor.admin()?;
    let provider = store::all(tx).await?.into_iter().find(|provider| provider.word == word);
    Ok(Manageable { provider: provider.ok_or(Denied::NotFound)?, by })
}

/// Who would lose this way in.
pub async fn users(tx: &Tx, manageable: &Manageable<'_>, in_use: &InUse) -> Result<Users, DbError> {
    let word = manageable.provider.word.as_str();
    let all = ways::of_users(tx, word).await?;
    let count = i64::try_from(all.len()).unwrap_or(i64::MAX);
    let stranded = all.into_iter().filter(|ways| !ways.clone().without_provider(word).any(in_use)).count();
    Ok(Users { all: count, without_another_way: i64::try_from(stranded).unwrap_or(i64::MAX) })
}
