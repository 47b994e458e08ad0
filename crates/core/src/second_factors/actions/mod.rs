//! What can be done with second factors; one file a verb or a kind.

pub mod app;
pub mod passkeys;
pub mod proof;
pub mod recovery;
pub mod reset;
pub mod second_step;
pub mod sign_in;

use super::store;
use crate::events::{self, By, Object};
use crate::id::PersonId;
use crate::notify::{self, AccountMail, FactorChange};
use atiende_db::{DbError, Tx};
use serde_json::json;

/// Forgets what nobody came back for.
pub async fn forget_old(tx: &mut Tx) -> Result<u64, DbError> {
    Ok(store::delete_old_halves(tx).await? + store::delete_old_challenges(tx).await?)
}

/// What changed, for whom: `name` of the key that it is about, `left` recovery codes.
struct News<'a> {
    person: PersonId,
    change: FactorChange,
    name: &'a str,
    left: i64,
}

impl<'a> News<'a> {
    const fn of(person: PersonId, change: FactorChange) -> Self {
        Self { person, change, name: "", left: 0 }
    }

    const fn key(person: PersonId, change: FactorChange, name: &'a str) -> Self {
        Self { person, change, name, left: 0 }
    }
}

/// Records it and mails its owner: whoever did it, they should know.
async fn tell(tx: &mut Tx, by: &By, news: News<'_>) -> Result<(), DbError> {
    let News { person, change, name, left } = news;
    let data = if name.is_empty() { json!({}) } else { json!({ "key": name }) };
    let event = events::record(tx, by, (Object::Person, person.0), change.as_str(), &data).await?;
    let mail = AccountMail::SecondFactor { change, key: name.to_owned(), left };
    notify::account(tx, event, person, &mail).await
}

/// Without a factor that they stand in for, recovery codes open nothing: they go too.
pub(super) async fn forget_idle_codes(tx: &mut Tx, person: PersonId) -> Result<(), DbError> {
    if !store::has(tx, person).await? {
        store::delete_codes_of(tx, person).await?;
    }
    Ok(())
}
