//! A provider is set up. Nobody sees it before it is switched on.

use crate::Sudo;
use crate::actor::Admin;
use crate::error::Refused;
use crate::events::{self, By, Object};
use crate::providers::{Change, store};
use atiende_db::{DbError, Tx};
use serde_json::json;

/// Errors: `Invalid`, also when the word is in use; `taken` are the words of the configuration.
pub async fn add(tx: &mut Tx, by: Admin<'_>, new: &Change, taken: &[String], _sudo: Sudo<'_>) -> Result<(), Refused> {
    new.check(true)?;
    let is_taken = || Refused::invalid("word", "providers-word-taken");
    if taken.contains(&new.word) {
        return Err(is_taken());
    }
    let id = store::insert(tx, new).await.map_err(|error| match error {
        DbError::Unique => is_taken(),
        other => other.into(),
    })?;
    let data = json!({ "name": new.label.trim() });
    events::record(tx, &By::from(by.actor()), (Object::Provider, id.0), "added", &data).await?;
    Ok(())
}
