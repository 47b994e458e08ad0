//! "No he sido yo": somebody else signed in. Their sessions end, the password opens nothing any longer, and neither do
//! accounts elsewhere, keys, codes or addresses that were added since; the owner gets a link to choose another password.

use super::invite::{self, INVITATION};
use super::reset_password::{self, RESET};
use crate::accounts::access::Disowning;
use crate::accounts::{Secret, store};
use crate::events::{self, By, Object};
use crate::id::PersonId;
use crate::notify::{self, AccountMail};
use crate::{addresses, identities, second_factors, sessions};
use atiende_db::{DbError, Tx};
use serde_json::json;

pub(in crate::accounts) const NOT_ME: &str = "not_me";

/// Keeps the link of a mail about a sign-in. Earlier ones stay good: each tells of another.
pub(crate) async fn offer(tx: &mut Tx, person: PersonId, link: &Secret) -> Result<(), DbError> {
    store::insert_link(tx, &link.hash(), person, NOT_ME, tx.now() + invite::LINK_LIFE).await
}

/// Closes the account to everybody. `link` is mailed to choose another password, if there was one.
pub async fn disown(tx: &mut Tx, disowning: &Disowning, link: &Secret, ip: &str) -> Result<(), DbError> {
    let person = disowning.person.id;
    sessions::end_all(tx, person).await?;
    sessions::forget_devices(tx, person).await?;
    identities::forget_since(tx, person, disowning.since).await?;
    second_factors::forget_since(tx, person, disowning.since).await?;
    addresses::actions::take_back(tx, &disowning.person, disowning.since).await?;
    store::void_password(tx, person).await?;
    for purpose in [NOT_ME, RESET, INVITATION] {
        store::delete_links(tx, person, purpose).await?;
    }
    let by = By::person(person, ip);
    let event = events::record(tx, &by, (Object::Person, person.0), "disowned", &json!({})).await?;
    if disowning.has_password {
        store::insert_link(tx, &link.hash(), person, RESET, tx.now() + reset_password::LINK_LIFE).await?;
        notify::account(tx, event, person, &AccountMail::Disowned { link: link.reveal().to_owned() }).await?;
    }
    Ok(())
}
