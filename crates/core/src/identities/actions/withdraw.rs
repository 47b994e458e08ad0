//! The provider tells, in somebody's name, that an account there opens nothing here any longer.

use crate::accounts::actions::invite;
use crate::accounts::ways::{self, InUse};
use crate::accounts::{AccountState, Secret, access};
use crate::events::{self, By, Object};
use crate::id::PersonId;
use crate::identities::model::Withdrawal;
use crate::identities::store;
use crate::notify::{self, AccountMail};
use atiende_db::{DbError, Tx};
use serde_json::json;

/// Removes the identity; whether there was one. An old message heard again removes nothing that was added since. Who
/// has no other way in is mailed `link`, to choose a password.
pub async fn withdraw(tx: &mut Tx, withdrawal: &Withdrawal, link: &Secret, in_use: &InUse) -> Result<bool, DbError> {
    let Some((id, person)) = store::owner_before(tx, withdrawal).await? else { return Ok(false) };
    store::delete(tx, id).await?;
    let data = json!({ "provider": withdrawal.provider, "asked_by": "provider" });
    let event = events::record(tx, &By::desk(), (Object::Person, person.0), "identity_removed", &data).await?;
    if has_account_without_a_way_in(tx, person, in_use).await? {
        invite::give_link(tx, person, link).await?;
        let (provider, link) = (withdrawal.label.clone(), link.reveal().to_owned());
        notify::account(tx, event, person, &AccountMail::LastWayRemoved { provider, link }).await?;
    }
    Ok(true)
}

async fn has_account_without_a_way_in(tx: &Tx, person: PersonId, in_use: &InUse) -> Result<bool, DbError> {
    let state = access::by_id(tx, person).await?.map(|person| person.state);
    let is_open = matches!(state, Some(AccountState::Pending | AccountState::Active));
    Ok(is_open && !ways::of(tx, person).await?.any(in_use))
}
