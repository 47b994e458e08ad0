//! What somebody does with the own addresses.

use super::access::{Confirmable, Owned};
use super::model::{LINK_LIFE, MOST};
use super::store;
use crate::accounts::actions::readdress;
use crate::accounts::{self, AccountState, Person, Secret};
use crate::error::{Check, Refused};
use crate::events::{self, By, Object};
use crate::notify::{self, AccountMail};
use crate::{Actor, Denied};
use atiende_db::{DbError, Tx};
use atiende_text::address;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

/// No transaction lasts so long.
const GUARDED: SignedDuration = SignedDuration::from_hours(24);

/// Mails a link to the address; for one that has an account, mails its owner instead. The answer is the same.
/// Errors: `Invalid` on `email` for what is no address, is the actor's already, or is one too many; `Denied::Unproved` when
/// a proof is wanted: it is a way in.
pub async fn ask(tx: &mut Tx, actor: &Actor, typed: &str, link: &Secret) -> Result<String, Refused> {
    proved(actor)?;
    let own = store::of_person(tx, actor.id).await?;
    let email = address::normalise_email(typed).ok_or(Refused::invalid("email", "accounts-email-wrong"))?;
    let mut check = Check::default();
    check.that(own.len() < MOST, "email", "addresses-enough");
    check.that(email != actor.email && own.iter().all(|held| held.email != email), "email", "addresses-held");
    check.finish()?;
    let by = By::from(actor);
    let data = json!({ "email": email });
    let other = accounts::access::by_email(tx, &email).await?;
    if let Some(other) = other.filter(|other| other.state != AccountState::Unconfirmed) {
        let event = events::record(tx, &by, (Object::Person, actor.id.0), "asked_address", &data).await?;
        notify::account(tx, event, other.id, &AccountMail::AlreadyHasAccount).await?;
    } else {
        store::delete_links(tx, actor.id, &email).await?;
        store::insert_link(tx, &link.hash(), actor.id, &email, tx.now() + LINK_LIFE).await?;
        let event = events::record(tx, &by, (Object::Person, actor.id.0), "asked_address", &data).await?;
        let mail = AccountMail::ConfirmAddition { link: link.reveal().to_owned(), account: actor.email.clone() };
        notify::account_at(tx, event, actor.id, &email, &mail).await?;
    }
    Ok(email)
}

fn proved(actor: &Actor) -> Result<(), Denied> {
    actor.oneself()?;
    if actor.sees_others() { actor.sudo().map(drop) } else { Ok(()) }
}

/// Adds the address; the one that mails went to so far is told. Errors: `Invalid` when it has an account by now.
pub async fn confirm(tx: &mut Tx, confirmable: &Confirmable<'_>) -> Result<(), Refused> {
    let Confirmable { email, actor } = confirmable;
    if !accounts::actions::sign_up::make_way(tx, email, None).await? {
        return Err(Refused::invalid("email", "addresses-taken"));
    }
    store::insert(tx, actor.id, email).await.map_err(|error| match error {
        DbError::Unique => Refused::invalid("email", "addresses-taken"),
        other => other.into(),
    })?;
    store::delete_links(tx, actor.id, email).await?;
    store::fold(tx, actor.id).await?;
    let data = json!({ "email": email });
    let event = events::record(tx, &By::from(*actor), (Object::Person, actor.id.0), "address_added", &data).await?;
    Ok(notify::account(tx, event, actor.id, &AccountMail::AddressAdded { email: email.clone() }).await?)
}

/// Mails go to this one from now on; the one before stays a further address, and is told. Errors: `Denied::Unproved` when
/// a proof is wanted.
pub async fn prefer(tx: &mut Tx, owned: &Owned<'_>) -> Result<(), Refused> {
    let (actor, new) = (owned.actor, &owned.address.email);
    proved(actor)?;
    let person = accounts::access::by_id(tx, actor.id).await?.ok_or(Denied::NotFound)?;
    store::replace(tx, owned.address.id, &person.email).await?;
    store::set_email(tx, person.id, new).await?;
    readdress::void_links(tx, person.id).await?;
    store::fold(tx, person.id).await?;
    let data = json!({ "from": person.email, "to": new });
    let event = events::record(tx, &By::from(actor), (Object::Person, person.id.0), "address_preferred", &data).await?;
    let mail = AccountMail::AddressPreferred { email: new.clone() };
    Ok(notify::account_at(tx, event, person.id, &person.email, &mail).await?)
}

/// The address opens the account no longer; whoever reads it is told.
pub async fn remove(tx: &mut Tx, owned: &Owned<'_>) -> Result<(), DbError> {
    let (actor, email) = (owned.actor, &owned.address.email);
    store::delete(tx, owned.address.id).await?;
    readdress::void_links(tx, actor.id).await?;
    store::fold(tx, actor.id).await?;
    let data = json!({ "email": email });
    let event = events::record(tx, &By::from(actor), (Object::Person, actor.id.0), "address_removed", &data).await?;
    notify::account_at(tx, event, actor.id, email, &AccountMail::AddressRemoved { email: email.clone() }).await
}

/// Forgets links that nobody used, and which addresses were given lately.
pub async fn forget_old(tx: &mut Tx) -> Result<u64, DbError> {
    store::delete_old_guards(tx, tx.now() - GUARDED).await?;
    store::delete_old_links(tx).await
}

/// Takes back what somebody else did since then: what they added opens the account no longer, and mails go to where they
/// went before. An address that they removed stays removed.
pub(crate) async fn take_back(tx: &mut Tx, person: &Person, since: Timestamp) -> Result<(), DbError> {
    store::delete_links_of_person(tx, person.id).await?;
    let added = store::added_since(tx, person.id, since).await?;
    let before = store::email_before(tx, person.id, since).await?;
    let current = before.as_deref().unwrap_or(&person.email);
    let mut swapped_out = (before.is_some() && !added.contains(&person.email)).then(|| person.email.clone());
    for address in store::of_person(tx, person.id).await? {
        let own_place = if address.email == current { swapped_out.take() } else { Some(address.email.clone()) };
        match own_place {
            Some(email) if !added.contains(&email) => {
                store::replace(tx, address.id, &email).await?;
            }
            _ => {
                store::delete(tx, address.id).await?;
            }
        }
    }
    store::set_email(tx, person.id, current).await?;
    readdress::void_links(tx, person.id).await?;
    store::fold(tx, person.id).await
}
