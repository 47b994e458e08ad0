//! The directory's people: added, changed, given up.

use super::groups::regrant;
use crate::accounts::actions::{invite, provision};
use crate::accounts::{self, AccountState, NewAccount, Person, Role, Secret, access, ways};
use crate::directories::access::{Provisionable, Source};
use crate::directories::model::shortened;
use crate::directories::{NewUser, store};
use crate::error::Refused;
use crate::events::{self, By, Object};
use crate::id::PersonId;
use crate::{Denied, identities, merges};
use atiende_db::{DbError, Tx};
use serde_json::json;

const TAKEN: Refused = Refused::Conflict("accounts-email-taken");

/// Makes an active account and mails its owner once. Whom the directory gave up before and who is the same by its own id
/// gets the account again, and nothing that opened it before. Errors: `Conflict` when the name or the address is somebody
/// else's, also of somebody given up.
pub async fn add(tx: &mut Tx, source: &Source, new: NewUser, link: &Secret) -> Result<PersonId, Refused> {
    let new = new.check()?;
    let new = NewUser { active: Some(new.active.unwrap_or(true)), ..new };
    if let Some((before, external_id)) = given_up(tx, source, &new).await? {
        // Whom it took over here it may never have told its own id of.
        let is_same = external_id.is_empty() || external_id == new.external_id;
        let is_closed = before.state == AccountState::Disabled;
        if is_same && is_closed && before.role == Role::Requester && !merges::is_gone(tx, before.id).await? {
            return reopen(tx, source, (&before, &new), link).await;
        }
        if access::by_email(tx, &new.email).await?.is_some_and(|holder| holder.id == before.id) {
            return Err(Refused::Conflict("directories-address-of-closed"));
        }
        // The name has changed hands; the address of before is free, or somebody's by now.
        store::forget_user(tx, before.id).await?;
    }
    if is_taken(tx, source, &new, None).await? {
        return Err(TAKEN);
    }
    let account = NewAccount {
        name: shortened(&new.name),
        email: new.email.clone(),
        phone: new.phone.clone(),
        locale: if new.locale.is_empty() { locale(tx, source).await? } else { new.locale.clone() },
        ..NewAccount::default()
    };
    let by = source.by();
    let id = provision::add(tx, &by, &account).await?;
    put(tx, source, id, &new).await?;
    if new.active == Some(true) {
        invite::send(tx, &by, id, link).await?;
    } else if let Some(person) = access::by_id(tx, id).await? {
        change(tx, source, (&person, &new), link).await?;
    }
    Ok(id)
}

/// Opens the account of somebody who was given up, unless they are inactive, and invites them anew: nothing of before opens
/// it.
async fn reopen(
    tx: &mut Tx,
    source: &Source,
    (before, new): (&Person, &NewUser),
    link: &Secret,
) -> Result<PersonId, Refused> {
    if is_taken(tx, source, new, Some(before.id)).await? {
        return Err(TAKEN);
    }
    provision::void(tx, &source.by(), before.id).await?;
    change(tx, source, (before, new), link).await?;
    Ok(before.id)
}

/// Makes a user what the directory says now, all of it. Who is opened and has no way in is mailed `link`.
pub async fn replace(tx: &mut Tx, target: &Provisionable<'_>, new: NewUser, link: &Secret) -> Result<(), Refused> {
    let new = new.check()?;
    if is_taken(tx, target.source, &new, Some(target.person.id)).await? {
        return Err(TAKEN);
    }
    change(tx, target.source, (&target.person, &new), link).await
}

/// The directory has this user no more: the account is closed, what it did stays. Errors: `Invalid` on `role` for the
/// last administrator.
pub async fn remove(tx: &mut Tx, target: &Provisionable<'_>) -> Result<(), Refused> {
    let (id, source) = (target.person.id, target.source);
    let by = source.by();
    store::touch_groups_of(tx, id, source.id()).await?;
    store::leave_groups(tx, id, source.id()).await?;
    regrant(tx, &by, source.id(), id).await?;
    let Some(now) = access::by_id(tx, id).await? else { return Err(Denied::NotFound.into()) };
    let closed = Person { state: AccountState::Disabled, ..now.clone() };
    provision::change(tx, &by, source.sudo()?, &now, &closed).await?;
    if store::external_id(tx, source.id(), id).await?.is_none() {
        put(tx, source, id, &as_known(target)).await?;
    }
    store::delete_user(tx, id).await?;
    events::record(tx, &by, (Object::Person, id.0), "deprovisioned", &json!({})).await?;
    Ok(())
}

fn as_known(target: &Provisionable<'_>) -> NewUser {
    let user = target.user.clone();
    NewUser {
        user_name: user.user_name,
        external_id: user.external_id,
        given_name: user.given_name,
        family_name: user.family_name,
        email_type: user.email_type,
        phone_type: user.phone_type,
        formatted: user.formatted,
        ..NewUser::default()
    }
}

async fn change(
    tx: &mut Tx,
    source: &Source,
    (before, new): (&Person, &NewUser),
    link: &Secret,
) -> Result<(), Refused> {
    let by = source.by();
    let after = Person {
        name: shortened(&new.name),
        email: new.email.clone(),
        phone: new.phone.clone(),
        locale: if new.locale.is_empty() { before.locale.clone() } else { new.locale.clone() },
        state: state_after(before.state, new.active),
        ..before.clone()
    };
    provision::change(tx, &by, source.sudo()?, before, &after).await?;
    put(tx, source, before.id, new).await?;
    match (before.state, after.state) {
        // Their groups may say where they belong; if none does, they wait as before.
        (AccountState::Pending, _) if new.active == Some(true) => regrant(tx, &by, source.id(), before.id).await,
        (AccountState::Disabled, AccountState::Active) => Ok(invite_without_way_in(tx, &by, before.id, link).await?),
        _ => Ok(()),
    }
}

/// Made inactive and opened now, or closed before the first password was chosen.
async fn invite_without_way_in(tx: &mut Tx, by: &By, id: PersonId, link: &Secret) -> Result<(), DbError> {
    if !identities::any(tx, id).await? && !ways::of(tx, id).await?.has_password {
        invite::send(tx, by, id, link).await?;
    }
    Ok(())
}

/// Who waits is let in by approval, or by a group that says where they belong; who was rejected, by an administrator.
fn state_after(state: AccountState, active: Option<bool>) -> AccountState {
    match (state, active) {
        (AccountState::Disabled, Some(true)) => AccountState::Active,
        (AccountState::Active, Some(false)) => AccountState::Disabled,
        (state, _) => state,
    }
}

async fn put(tx: &mut Tx, source: &Source, id: PersonId, user: &NewUser) -> Result<(), Refused> {
    store::put_user(tx, source.id(), id, user).await.map_err(|error| match error {
        DbError::Unique => TAKEN,
        other => other.into(),
    })
}

/// Somebody of this name or address whom this directory gave up, with its own id for them.
async fn given_up(tx: &Tx, source: &Source, new: &NewUser) -> Result<Option<(Person, String)>, DbError> {
    let found = match store::by_user_name(tx, source.id(), &new.user_name).await? {
        Some((id, true)) => access::by_id(tx, id).await?,
        Some(_) => None,
        None => access::by_email(tx, &new.email).await?,
    };
    let Some(person) = found else { return Ok(None) };
    let kept = store::external_id(tx, source.id(), person.id).await?;
    Ok(kept.filter(|(_, deleted)| *deleted).map(|(external_id, _)| (person, external_id)))
}

/// Whether the name is another's in this directory, or the address anybody else's. A user name may be an address, and is
/// then that address's.
async fn is_taken(tx: &Tx, source: &Source, new: &NewUser, own: Option<PersonId>) -> Result<bool, DbError> {
    let by_name = store::by_user_name(tx, source.id(), &new.user_name).await?.map(|(id, _)| id);
    let mut holders = vec![by_name];
    for address in [&new.email, &new.user_name.to_lowercase()] {
        let holder = access::by_email(tx, address).await?;
        let is_somebody = |person: &Person| person.state != AccountState::Unconfirmed;
        holders.push(holder.filter(is_somebody).map(|person| person.id));
    }
    Ok(holders.into_iter().flatten().any(|holder| Some(holder) != own))
}

async fn locale(tx: &Tx, source: &Source) -> Result<String, DbError> {
    let own = accounts::access::by_id(tx, source.id()).await?;
    Ok(own.map_or_else(String::new, |person| person.locale))
}
