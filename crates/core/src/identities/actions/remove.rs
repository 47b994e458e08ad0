//! An account elsewhere opens this one no longer.

use crate::Actor;
use crate::events::{self, By, Object};
use crate::identities::access::Removable;
use crate::identities::store;
use atiende_db::{DbError, Tx};
use serde_json::json;

pub async fn remove(tx: &mut Tx, by: &Actor, removable: &Removable) -> Result<(), DbError> {
    store::delete(tx, removable.id).await?;
    let data = json!({ "provider": removable.provider });
    events::record(tx, &By::from(by), (Object::Person, removable.person.0), "identity_removed", &data).await?;
    Ok(())
}
