//! What a company's directory changes in an account. Its groups were given their meaning by an administrator.

use crate::accounts::actions::readdress;
use crate::accounts::{AccountState, NewAccount, Person, Role, access, store, token_store};
use crate::error::Refused;
use crate::events::{self, By, Object};
use crate::id::{OrganizationId, PersonId};
use crate::live::{self, Change};
use crate::{Denied, Sudo, addresses, identities, inbound, second_factors, sessions, tickets};
use atiende_db::{DbError, Tx};
use serde_json::json;

/// Gives the role that `source` says. The last administrator stays one, whatever a directory says: `false`.
pub(crate) async fn set_role(
    tx: &mut Tx,
    by: &By,
    mut person: Person,
    role: Role,
    source: &str,
) -> Result<bool, DbError> {
    if person.role == Role::Admin && !super::update::another_admin(tx, &person).await? {
        tracing::warn!(person = person.id.0, source, "a directory would take the last administrator away");
        return Ok(false);
    }
    let told = |person: &Person| json!({ "role": person.role, "all_organizations": person.all_organizations });
    let before = person.clone();
    person.role = role;
    // Whom somebody gave some organizations to attend keeps these alone through every role.
    person.all_organizations = match before.role {
        Role::Requester => true,
        _ => before.all_organizations && role != Role::Requester,
    };
    let data = json!({ "from": told(&before), "to": told(&person), "directory": source });
    store::update(tx, &person).await?;
    super::update::follow(tx, &before, &person).await?;
    addresses::store::fold(tx, person.id).await?;
    events::record(tx, by, (Object::Person, person.id.0), "changed", &data).await?;
    Ok(true)
}

/// Opens the account of somebody who waited and is staff now.
pub(crate) async fn open(tx: &mut Tx, by: &By, person: PersonId) -> Result<(), DbError> {
    let Some(before) = store::person(tx, person).await? else { return Ok(()) };
    store::set_state(tx, person, AccountState::Active).await?;
    super::update::follow(tx, &before, &Person { state: AccountState::Active, ..before.clone() }).await?;
    events::record(tx, by, (Object::Person, person.0), "approved", &json!({})).await?;
    live::announce(tx, Change::Accounts);
    Ok(())
}

/// Whatever opened the account of somebody whom a directory gave up opens it no more: the address may be another's now.
pub(crate) async fn void(tx: &mut Tx, by: &By, person: PersonId) -> Result<(), DbError> {
    sessions::end_all(tx, person).await?;
    sessions::forget_devices(tx, person).await?;
    identities::forget(tx, person).await?;
    second_factors::actions::reset::take(tx, by, person).await?;
    store::void_password(tx, person).await?;
    readdress::void_all_links(tx, person).await?;
    token_store::end_all(tx, person).await
}

/// Sends the ticket that was written while waiting, if there is one.
pub(crate) async fn release(
    tx: &mut Tx,
    by: &By,
    person: PersonId,
    organization: OrganizationId,
) -> Result<(), Refused> {
    let found = store::person(tx, person).await?.ok_or(Denied::NotFound)?;
    let newcomer = access::actor(tx, &found, &by.ip).await?;
    tickets::actions::hold::release(tx, &newcomer, organization).await?;
    inbound::actions::decide::resume(tx, newcomer.id).await?;
    Ok(())
}

/// Makes an active account for a directory. Somebody who signed up with the address and never confirmed it leaves
/// nothing behind. Errors: `Conflict` when the address has an account.
pub(crate) async fn add(tx: &mut Tx, by: &By, new: &NewAccount) -> Result<PersonId, Refused> {
    let Some(id) = super::sign_up::claim(tx, new).await? else {
        return Err(Refused::Conflict("accounts-email-taken"));
    };
    store::set_state(tx, id, AccountState::Active).await?;
    events::record(tx, by, (Object::Person, id.0), "added", &json!({ "role": Role::Requester })).await?;
    Ok(id)
}

/// Changes name, address, telephone, language and whether the account is open. Errors: `Conflict` when the address is
/// somebody else's; `Invalid` on `role` when the last administrator would go.
pub(crate) async fn change(
    tx: &mut Tx,
    by: &By,
    sudo: Sudo<'_>,
    before: &Person,
    after: &Person,
) -> Result<(), Refused> {
    if after.state == AccountState::Disabled && before.state != AccountState::Disabled {
        super::update::disable(tx, by, sudo, before).await?;
    }
    if !super::sign_up::make_way(tx, &after.email, Some(after.id)).await? {
        return Err(Refused::Conflict("accounts-email-taken"));
    }
    if after.state == AccountState::Active && store::closed_from(tx, after.id).await? == Some(AccountState::Unconfirmed)
    {
        // The directory answers for the address, not for the password of who typed it.
        store::void_password(tx, after.id).await?;
        identities::forget(tx, after.id).await?;
    }
    let told = |person: &Person| json!({ "name": person.name, "email": person.email, "state": person.state });
    let data = json!({ "from": told(before), "to": told(after) });
    store::update(tx, after).await.map_err(|error| match error {
        DbError::Unique => Refused::Conflict("accounts-email-taken"),
        other => other.into(),
    })?;
    super::update::follow(tx, before, after).await?;
    addresses::store::fold(tx, after.id).await?;
    if after.email != before.email {
        super::readdress::void_links(tx, after.id).await?;
    }
    if told(before) != told(after) {
        let event = events::record(tx, by, (Object::Person, after.id.0), "changed", &data).await?;
        if after.email != before.email {
            super::readdress::tell(tx, event, before).await?;
        }
    }
    if before.state == AccountState::Pending && after.state == AccountState::Active {
        live::announce(tx, Change::Accounts);
    }
    Ok(())
}
