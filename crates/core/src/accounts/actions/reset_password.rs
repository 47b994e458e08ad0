//! A forgotten password: a link by mail, then a new password.

use super::confirm;
use super::invite::INVITATION;
use super::sign_up::CONFIRM;
use crate::Denied;
use crate::accounts::access::{LinkHolder, Manageable};
use crate::accounts::{AccountState, Person, Secret, store};
use crate::actor::Oneself;
use crate::admission::Admission;
use crate::events::{self, By, Object};
use crate::id::PersonId;
use crate::notify::{self, AccountMail};
use crate::{directories, sessions};
use atiende_db::{DbError, Tx};
use jiff::SignedDuration;
use serde_json::json;

pub(in crate::accounts) const RESET: &str = "reset";
pub(super) const LINK_LIFE: SignedDuration = SignedDuration::from_hours(2);

/// Mails a link if the address has an account that may be used, or says that the password is in a directory; tells the
/// caller nothing.
pub async fn request(tx: &mut Tx, email: &str, link: &Secret, ip: &str) -> Result<(), DbError> {
    let found = store::person_by_email(tx, email).await?;
    // Also when it is nobody's: a commit for each answer, or the time that it takes would tell.
    let (by, asked) = (By { ip: ip.to_owned(), ..By::desk() }, found.as_ref().map_or(0, |person| person.id.0));
    let event = events::record(tx, &by, (Object::Person, asked), "asked_new_password", &json!({})).await?;
    let may = |person: &Person| person.state.may_choose_password();
    let Some(person) = found.filter(may) else { return mail_nobody(tx).await };
    if directories::makes_staff(tx, &person).await? {
        store::delete_links(tx, person.id, RESET).await?;
        // The role ends when the directory says so, and it is asked at its own sign-in alone.
        return notify::account(tx, event, person.id, &AccountMail::PasswordElsewhere).await;
    }
    give_link(tx, person.id, link).await?;
    notify::account(tx, event, person.id, &AccountMail::ResetPassword { link: link.reveal().to_owned() }).await
}

/// As many statements as a link and its mail take, which touch nothing: the time of the answer would tell, too.
async fn mail_nobody(tx: &mut Tx) -> Result<(), DbError> {
    let nobody = PersonId(0);
    for _ in ["older links", "the link", "the mail"] {
        store::delete_links(tx, nobody, RESET).await?;
    }
    for _ in ["what directories say", "the reader"] {
        store::person(tx, nobody).await?;
    }
    tx.announce("outbox");
    Ok(())
}

/// Mails a link to somebody whom an administrator helps. Errors: `Forbidden` for an account that is closed.
pub async fn send(tx: &mut Tx, manageable: &Manageable<'_>, link: &Secret) -> Result<(), Denied> {
    let person = &manageable.person;
    if !person.state.may_choose_password() {
        return Err(Denied::Forbidden);
    }
    Ok(help(tx, &By::from(manageable.by().actor()), person.id, link).await?)
}

/// The same for who is helped by other means.
pub(crate) async fn help(tx: &mut Tx, by: &By, person: PersonId, link: &Secret) -> Result<(), DbError> {
    let event = events::record(tx, by, (Object::Person, person.0), "asked_new_password", &json!({})).await?;
    give_link(tx, person, link).await?;
    notify::account(tx, event, person, &AccountMail::ResetPassword { link: link.reveal().to_owned() }).await
}

/// A link to choose a password, in place of an earlier one.
pub(super) async fn give_link(tx: &mut Tx, person: PersonId, link: &Secret) -> Result<(), DbError> {
    store::delete_links(tx, person, RESET).await?;
    store::insert_link(tx, &link.hash(), person, RESET, tx.now() + LINK_LIFE).await
}

/// Sets the password of who holds the link, and ends all their sessions. Who had not confirmed the address has by this.
pub async fn reset(
    tx: &mut Tx,
    holder: &LinkHolder,
    password_hash: &str,
    admission: Admission,
    ip: &str,
) -> Result<(), DbError> {
    let person = holder.person.id;
    if holder.person.state == AccountState::Unconfirmed {
        confirm::by_mailbox(tx, &holder.person, admission, ip).await?;
        store::delete_links(tx, person, CONFIRM).await?;
    }
    store::set_password(tx, person, password_hash).await?;
    store::delete_links(tx, person, RESET).await?;
    store::delete_links(tx, person, INVITATION).await?;
    sessions::end_all(tx, person).await?;
    changed(tx, &By::person(person, ip), person).await
}

/// Sets somebody's password from the command line or the admin pages.
pub async fn set(tx: &mut Tx, by: &By, person: PersonId, password_hash: &str) -> Result<(), DbError> {
    store::set_password(tx, person, password_hash).await?;
    sessions::end_all(tx, person).await?;
    changed(tx, by, person).await
}

/// The actor chooses another password and goes on in this session alone, under a new token.
pub async fn change_own(tx: &mut Tx, by: Oneself<'_>, password_hash: &str, token: &Secret) -> Result<(), DbError> {
    let actor = by.actor();
    store::set_password(tx, actor.id, password_hash).await?;
    store::delete_links(tx, actor.id, RESET).await?;
    sessions::keep_only(tx, actor, token).await?;
    changed(tx, &By::from(actor), actor.id).await
}

async fn changed(tx: &mut Tx, by: &By, person: PersonId) -> Result<(), DbError> {
    let event = events::record(tx, by, (Object::Person, person.0), "changed_password", &json!({})).await?;
    notify::account(tx, event, person, &AccountMail::PasswordChanged).await
}
