//! An identity begins to open an account that exists.

use super::arrive;
use crate::accounts::Secret;
use crate::accounts::access;
use crate::events::{self, By, Object};
use crate::id::PersonId;
use crate::identities::model::Claims;
use crate::identities::store;
use crate::notify::{self, AccountMail};
use atiende_db::{DbError, Tx};
use serde_json::json;

/// After signing in as before: joins what this browser proved, if its proved address is the account's. Anything else
/// stays apart: on a shared computer somebody else may have proved it. Whether they were joined.
pub async fn waiting(tx: &mut Tx, person: PersonId, token: &Secret, ip: &str) -> Result<bool, DbError> {
    let Some(claims) = arrive::take(tx, token).await? else { return Ok(false) };
    let owner = match claims.proved_email() {
        Some(email) => access::by_email(tx, email).await?,
        None => None,
    };
    let same = owner.is_some_and(|owner| owner.id == person);
    if same {
        add(tx, person, &claims, ip).await?;
    }
    Ok(same)
}

/// Adds the identity and tells the person by mail: whoever it was, they should know.
pub(super) async fn add(tx: &mut Tx, person: PersonId, claims: &Claims, ip: &str) -> Result<(), DbError> {
    store::insert(tx, person, claims).await?;
    let data = json!({ "provider": claims.provider, "email": claims.email });
    let event =
        events::record(tx, &By::person(person, ip), (Object::Person, person.0), "identity_added", &data).await?;
    let mail = AccountMail::IdentityAdded { provider: claims.label.clone() };
    notify::account(tx, event, person, &mail).await
}
