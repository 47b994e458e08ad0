//! A provider is offered to people, or no longer.

use crate::Sudo;
use crate::events::{self, By, Object};
use crate::providers::access::Manageable;
use crate::providers::store;
use atiende_db::{DbError, Tx};
use serde_json::json;

/// Switching it to what it is already records nothing.
pub async fn switch(tx: &mut Tx, manageable: &Manageable<'_>, enabled: bool, _sudo: Sudo<'_>) -> Result<(), DbError> {
    let provider = &manageable.provider;
    if provider.enabled == enabled {
        return Ok(());
    }
    store::set_enabled(tx, provider.id, enabled).await?;
    let verb = if enabled { "enabled" } else { "disabled" };
    let data = json!({ "name": provider.label });
    events::record(tx, &By::from(manageable.by.actor()), (Object::Provider, provider.id.0), verb, &data).await?;
    Ok(())
}
