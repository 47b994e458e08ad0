//! Inviting somebody whose account staff made: a link by mail to choose the first password.

use crate::accounts::access::Manageable;
use crate::accounts::{Secret, store};
use crate::events::{self, By, Object};
use crate::id::PersonId;
use crate::notify::{self, AccountMail};
use atiende_db::{DbError, Tx};
use jiff::SignedDuration;
use serde_json::json;

pub(in crate::accounts) const INVITATION: &str = "invitation";
/// Nobody waits for it: it may arrive on the eve of a holiday. No link of any mail is good for longer.
pub(crate) const LINK_LIFE: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Mails the person a link; an earlier invitation is good no more.
pub async fn invite(tx: &mut Tx, manageable: &Manageable<'_>, link: &Secret) -> Result<(), DbError> {
    send(tx, &By::from(manageable.by.actor()), manageable.person.id, link).await
}

/// The same for whom a directory keeps.
pub(crate) async fn send(tx: &mut Tx, by: &By, person: PersonId, link: &Secret) -> Result<(), DbError> {
    give_link(tx, person, link).await?;
    let event = events::record(tx, by, (Object::Person, person.0), "invited", &json!({})).await?;
    notify::account(tx, event, person, &AccountMail::Invited { link: link.reveal().to_owned() }).await
}

/// A link to choose a password, in place of an earlier one.
pub(crate) async fn give_link(tx: &mut Tx, person: PersonId, link: &Secret) -> Result<(), DbError> {
    store::delete_links(tx, person, INVITATION).await?;
    store::insert_link(tx, &link.hash(), person, INVITATION, tx.now() + LINK_LIFE).await
}
