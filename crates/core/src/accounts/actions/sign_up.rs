//! A newcomer asks for an account. The answer is the same whether the address is known or not.

use crate::accounts::{AccountState, NewAccount, Role, Secret, store};
use crate::events::{self, By, Object};
use crate::id::PersonId;
use crate::notify::{self, AccountMail};
use atiende_db::{DbError, Tx};
use jiff::SignedDuration;
use serde_json::json;

pub(in crate::accounts) const CONFIRM: &str = "confirm";
const LINK_LIFE: SignedDuration = SignedDuration::from_hours(48);

/// Makes an unconfirmed account and mails its link; for a known address, mails its owner that
/// the account exists already. `new` has passed `NewAccount::check`.
pub async fn sign_up(
    tx: &mut Tx,
    new: &NewAccount,
    password_hash: &str,
    link: &Secret,
    ip: &str,
) -> Result<(), DbError> {
    let known = store::person_by_email(tx, &new.email).await?;
    match known {
        None => {
            let person =
                store::insert(tx, new, Role::Requester, AccountState::Unconfirmed, Some(password_hash)).await?;
            send_link(tx, person, link, ip).await
        }
        // Signing up again before confirming: the newest password and link count.
        Some(person) if person.state == AccountState::Unconfirmed => {
            store::set_password(tx, person.id, password_hash).await?;
            store::delete_links(tx, person.id, CONFIRM).await?;
            send_link(tx, person.id, link, ip).await
        }
        Some(person) => {
            let by = By { person: None, ip: ip.to_owned() };
            let event = events::record(tx, &by, (Object::Person, person.id.0), "signed_up_again", &json!({})).await?;
            notify::account(tx, event, person.id, &AccountMail::AlreadyHasAccount).await
        }
    }
}

async fn send_link(tx: &mut Tx, person: PersonId, link: &Secret, ip: &str) -> Result<(), DbError> {
    let by = By { person: Some(person), ip: ip.to_owned() };
    let event = events::record(tx, &by, (Object::Person, person.0), "signed_up", &json!({})).await?;
    store::insert_link(tx, &link.hash(), person, CONFIRM, tx.now() + LINK_LIFE).await?;
    notify::account(tx, event, person, &AccountMail::ConfirmAddress { link: link.reveal().to_owned() }).await
}
