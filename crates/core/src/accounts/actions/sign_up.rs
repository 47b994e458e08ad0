//! A newcomer asks for an account. The answer is the same whether the address is known or not.

use super::readdress;
use crate::accounts::{AccountState, NewAccount, Role, Secret, store};
use crate::admission::Admission;
use crate::admission::actions::begin;
use crate::events::{self, By, Object};
use crate::id::PersonId;
use crate::identities;
use crate::notify::{self, AccountMail};
use atiende_db::{DbError, Tx};
use jiff::SignedDuration;
use serde_json::json;

pub(in crate::accounts) const CONFIRM: &str = "confirm";
const LINK_LIFE: SignedDuration = SignedDuration::from_hours(48);
/// Longer than any link to it.
const UNCONFIRMED_LIFE: SignedDuration = SignedDuration::from_hours(7 * 24);
/// Forgotten in one go; the rest the next night.
const AT_ONCE: i64 = 1000;

/// Makes an unconfirmed account and mails its link; for a known address, mails its owner that the account exists
/// already. `new` has passed its check. The account that now waits for its link, `None` if there was one before:
/// callers must not let anybody see the difference.
pub async fn sign_up(
    tx: &mut Tx,
    new: &NewAccount,
    password_hash: Option<&str>,
    link: &Secret,
    ip: &str,
) -> Result<Option<PersonId>, DbError> {
    match unconfirmed(tx, new, password_hash).await? {
        Begun::Unconfirmed(person) => {
            send_link(tx, person, link, ip).await?;
            Ok(Some(person))
        }
        Begun::HasAccount(person) => {
            let by = By { ip: ip.to_owned(), ..By::desk() };
            let event = events::record(tx, &by, (Object::Person, person.0), "signed_up_again", &json!({})).await?;
            notify::account(tx, event, person, &AccountMail::AlreadyHasAccount).await?;
            Ok(None)
        }
    }
}

/// Makes an account for who has proved the address elsewhere; no link is needed. `None` when the address has one.
pub(crate) async fn proved(
    tx: &mut Tx,
    new: &NewAccount,
    admission: Admission,
    ip: &str,
) -> Result<Option<PersonId>, DbError> {
    let Begun::Unconfirmed(id) = unconfirmed(tx, new, None).await? else { return Ok(None) };
    let by = By::person(id, ip);
    events::record(tx, &by, (Object::Person, id.0), "signed_up", &json!({})).await?;
    if let Some(person) = store::person(tx, id).await? {
        begin::begin(tx, &person, admission, &by).await?;
    }
    Ok(Some(id))
}

/// An account for who wrote a mail, to be opened by who decided about it: nobody is told before. `None` when the address
/// has one.
pub(crate) async fn quietly(tx: &mut Tx, new: &NewAccount) -> Result<Option<PersonId>, DbError> {
    let Begun::Unconfirmed(id) = unconfirmed(tx, new, None).await? else { return Ok(None) };
    events::record(tx, &By::desk(), (Object::Person, id.0), "signed_up", &json!({})).await?;
    Ok(Some(id))
}

/// An account for a directory, which answers for the address, still to be opened. `None` when the address has one.
pub(super) async fn claim(tx: &mut Tx, new: &NewAccount) -> Result<Option<PersonId>, DbError> {
    match unconfirmed(tx, new, None).await? {
        Begun::Unconfirmed(id) => Ok(Some(id)),
        Begun::HasAccount(_) => Ok(None),
    }
}

/// Whose the address is, once somebody signs up with it.
enum Begun {
    Unconfirmed(PersonId),
    HasAccount(PersonId),
}

/// An account that is not confirmed yet. Whoever signed up with this address before and never confirmed it leaves
/// nothing behind: neither words, nor password, nor link, nor an account elsewhere would be the owner's.
async fn unconfirmed(tx: &mut Tx, new: &NewAccount, password_hash: Option<&str>) -> Result<Begun, DbError> {
    match store::person_by_email(tx, &new.email).await? {
        None => {
            let person = store::insert(tx, new, Role::Requester, AccountState::Unconfirmed, password_hash).await?;
            Ok(Begun::Unconfirmed(person))
        }
        Some(person) if person.state == AccountState::Unconfirmed => {
            store::sign_up_again(tx, person.id, new, password_hash).await?;
            store::delete_links(tx, person.id, CONFIRM).await?;
            identities::forget(tx, person.id).await?;
            Ok(Begun::Unconfirmed(person.id))
        }
        Some(person) => Ok(Begun::HasAccount(person.id)),
    }
}

/// Takes the address from who signed up with it and never proved it. Whether it is free now, or is `own` already.
pub(crate) async fn make_way(tx: &mut Tx, email: &str, own: Option<PersonId>) -> Result<bool, DbError> {
    match store::person_by_email(tx, email).await? {
        Some(held) if Some(held.id) == own => Ok(true),
        Some(held) if held.state == AccountState::Unconfirmed => void(tx, held.id).await.map(|()| true),
        held => Ok(held.is_none()),
    }
}

/// Forgets who signed up and never proved the address; somebody else may have typed it. How many.
pub async fn forget_old(tx: &mut Tx) -> Result<u64, DbError> {
    let old = store::unconfirmed_since(tx, tx.now() - UNCONFIRMED_LIFE, AT_ONCE).await?;
    for &person in &old {
        void(tx, person).await?;
    }
    Ok(old.len() as u64)
}

/// Takes the address from an account that never proved it; nothing opens it any more.
async fn void(tx: &mut Tx, person: PersonId) -> Result<(), DbError> {
    readdress::void_links(tx, person).await?;
    identities::forget(tx, person).await?;
    store::void(tx, person).await
}

async fn send_link(tx: &mut Tx, person: PersonId, link: &Secret, ip: &str) -> Result<(), DbError> {
    let by = By::person(person, ip);
    let event = events::record(tx, &by, (Object::Person, person.0), "signed_up", &json!({})).await?;
    store::insert_link(tx, &link.hash(), person, CONFIRM, tx.now() + LINK_LIFE).await?;
    notify::account(tx, event, person, &AccountMail::ConfirmAddress { link: link.reveal().to_owned() }).await
}
