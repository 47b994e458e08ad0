//! An account elsewhere opens this one no longer.

use crate::events::{self, By, Object};
use crate::identities::access::Removable;
use crate::identities::store;
use crate::{Actor, Sudo};
use atiende_db::{DbError, Tx};
use serde_json::json;

/// By who showed lately who they are: the own computer left open for a minute shuts nobody out.
pub async fn remove(tx: &mut Tx, (by, _sudo): (&Actor, Sudo<'_>), removable: &Removable) -> Result<(), DbError> {
    store::delete(tx, removable.id).await?;
    let data = json!({ "provider": removable.provider });
    events::record(tx, &By::from(by), (Object::Person, removable.person.0), "identity_removed", &data).await?;
    Ok(())
}
