//! API tokens.

use crate::accounts::{Secret, TokenScope, store};
use crate::events::{self, By, Object};
use crate::id::{ApiTokenId, PersonId};
use atiende_db::{DbError, Tx};
use jiff::Timestamp;
use serde_json::json;

/// Stores a token for a person; the secret is shown once by the caller and kept nowhere.
pub async fn add(
    tx: &mut Tx,
    by: &By,
    person: PersonId,
    (token, name, scope): (&Secret, &str, TokenScope),
    expires_at: Option<Timestamp>,
) -> Result<ApiTokenId, DbError> {
    let id = store::insert_api_token(tx, &token.hash(), person, (name, scope), expires_at).await?;
    events::record(tx, by, (Object::Token, id.0), "added", &json!({ "name": name, "scope": scope })).await?;
    Ok(id)
}
