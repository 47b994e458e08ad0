//! The directory's people: added, changed, given up.

use super::groups::regrant;
use crate::accounts::actions::{invite, provision};
use crate::accounts::{self, AccountState, NewAccount, Person, Secret, access};
use crate::directories::access::Provisionable;
use crate::directories::{NewUser, store};
use crate::error::Refused;
use crate::events::{self, By, Object};
use crate::id::PersonId;
use crate::{Actor, Denied, Sudo};
use atiende_db::{DbError, Tx};
use serde_json::json;

/// Makes an active account and mails its owner once. Who the directory gave up before comes back as they were.
/// Errors: `Conflict` when the name or the address is somebody else's.
pub async fn add(tx: &mut Tx, actor: &Actor, new: NewUser, link: &Secret) -> Result<PersonId, Refused> {
    actor.admin()?;
    let new = new.check()?;
    let by = By::from(actor);
    if let Some(before) = given_up(tx, &new).await? {
        change(tx, &by, actor.sudo()?, &before, &new).await?;
        return Ok(before.id);
    }
    if is_taken(tx, &new, None).await? {
        return Err(Refused::Conflict("accounts-email-taken"));
    }
    let account = NewAccount {
        name: new.name.clone(),
        email: new.email.clone(),
        phone: new.phone.clone(),
        locale: if new.locale.is_empty() { actor_locale(tx, actor).await? } else { new.locale.clone() },
        ..NewAccount::default()
    };
    let id = provision::add(tx, &by, &account).await?;
    put(tx, id, &new).await?;
    if new.active {
        invite::invite(tx, &access::manageable(tx, actor, id).await?, link).await?;
    } else if let Some(person) = access::by_id(tx, id).await? {
        change(tx, &by, actor.sudo()?, &person, &new).await?;
    }
    Ok(id)
}

/// Makes a user what the directory says now, all of it.
pub async fn replace(tx: &mut Tx, target: &Provisionable<'_>, new: NewUser) -> Result<(), Refused> {
    let new = new.check()?;
    if is_taken(tx, &new, Some(target.person.id)).await? {
        return Err(Refused::Conflict("accounts-email-taken"));
    }
    let actor = target.by.actor();
    change(tx, &By::from(actor), actor.sudo()?, &target.person, &new).await
}

/// The directory has this user no more: the account is closed, what it did stays. Errors: `Invalid` on `role` for the
/// last administrator.
pub async fn remove(tx: &mut Tx, target: &Provisionable<'_>) -> Result<(), Refused> {
    let (person, by) = (&target.person, By::from(target.by.actor()));
    let closed = Person { state: AccountState::Disabled, ..person.clone() };
    store::leave_groups(tx, person.id).await?;
    regrant(tx, &by, person.id).await?;
    let Some(now) = access::by_id(tx, person.id).await? else { return Err(Denied::NotFound.into()) };
    provision::change(
        tx,
        &by,
        target.by.actor().sudo()?,
        &now,
        &Person { role: now.role, all_organizations: now.all_organizations, ..closed },
    )
    .await?;
    if store::is_deleted(tx, person.id).await?.is_none() {
        put(tx, person.id, &as_known(target)).await?;
    }
    store::delete_user(tx, person.id).await?;
    events::record(tx, &by, (Object::Person, person.id.0), "deprovisioned", &json!({})).await?;
    Ok(())
}

fn as_known(target: &Provisionable<'_>) -> NewUser {
    let user = target.user.clone();
    NewUser {
        user_name: user.user_name,
        external_id: user.external_id,
        given_name: user.given_name,
        family_name: user.family_name,
        ..NewUser::default()
    }
}

async fn change(tx: &mut Tx, by: &By, sudo: Sudo<'_>, before: &Person, new: &NewUser) -> Result<(), Refused> {
    let after = Person {
        name: new.name.clone(),
        email: new.email.clone(),
        phone: new.phone.clone(),
        locale: if new.locale.is_empty() { before.locale.clone() } else { new.locale.clone() },
        state: state_after(before.state, new.active),
        ..before.clone()
    };
    provision::change(tx, by, sudo, before, &after).await?;
    put(tx, before.id, new).await
}

fn state_after(state: AccountState, active: bool) -> AccountState {
    match (state, active) {
        (_, true) => AccountState::Active,
        (AccountState::Active, false) => AccountState::Disabled,
        (state, false) => state,
    }
}

async fn put(tx: &mut Tx, id: PersonId, user: &NewUser) -> Result<(), Refused> {
    store::put_user(tx, id, user).await.map_err(|error| match error {
        DbError::Unique => Refused::Conflict("accounts-email-taken"),
        other => other.into(),
    })
}

/// Somebody of this name or address whom the directory gave up.
async fn given_up(tx: &Tx, new: &NewUser) -> Result<Option<Person>, DbError> {
    let by_name = store::by_user_name(tx, &new.user_name).await?;
    if let Some((id, true)) = by_name {
        return access::by_id(tx, id).await;
    }
    let Some(person) = access::by_email(tx, &new.email).await? else { return Ok(None) };
    Ok(if store::is_deleted(tx, person.id).await? == Some(true) && by_name.is_none() { Some(person) } else { None })
}

/// Whether the name or the address is another's. A user name may be an address, and is then that address's.
async fn is_taken(tx: &Tx, new: &NewUser, own: Option<PersonId>) -> Result<bool, DbError> {
    let by_name = store::by_user_name(tx, &new.user_name).await?.map(|(id, _)| id);
    let mut holders = vec![by_name];
    for address in [&new.email, &new.user_name.to_lowercase()] {
        let holder = access::by_email(tx, address).await?;
        let is_somebody = |person: &Person| person.state != AccountState::Unconfirmed;
        holders.push(holder.filter(is_somebody).map(|person| person.id));
    }
    Ok(holders.into_iter().flatten().any(|holder| Some(holder) != own))
}

async fn actor_locale(tx: &Tx, actor: &Actor) -> Result<String, DbError> {
    let own = accounts::access::by_id(tx, actor.id).await?;
    Ok(own.map_or_else(String::new, |person| person.locale))
}
