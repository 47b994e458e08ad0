//! A provider is removed. What people had there stays known: set up again, it opens their accounts as before.

use crate::Sudo;
use crate::accounts::ways;
use crate::events::{self, By, Object};
use crate::providers::access::Manageable;
use crate::providers::store;
use atiende_db::{DbError, Tx};
use serde_json::json;

pub async fn remove(tx: &mut Tx, manageable: &Manageable<'_>, _sudo: Sudo<'_>) -> Result<(), DbError> {
    let provider = &manageable.provider;
    let users = ways::of_users(tx, &provider.word).await?.len();
    store::delete(tx, provider.id).await?;
    let data = json!({ "name": provider.label, "people": users });
    events::record(tx, &By::from(manageable.by.actor()), (Object::Provider, provider.id.0), "deleted", &data).await?;
    Ok(())
}
