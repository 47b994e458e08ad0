//! Somebody asks the provider that we forget what it told us of them.

use super::withdraw;
use crate::accounts::Secret;
use crate::accounts::ways::InUse;
use crate::identities::model::Withdrawal;
use crate::identities::store;
use atiende_db::{DbError, Tx};

/// Letters of a code: enough that nobody guesses one.
const CODE: usize = 24;

/// A new code to follow a request by, of letters and digits alone; made at the door, before the transaction.
pub fn code() -> String {
    let chance = [Secret::generate(), Secret::generate()].map(|secret| secret.reveal().to_owned()).concat();
    chance.chars().filter(char::is_ascii_alphanumeric).take(CODE).collect()
}

/// Removes the identity, which is all that is kept of what the provider told, and notes under `code` that it was done.
/// The account here, with the name and the address that its owner entered, is not the provider's.
pub async fn erase(
    tx: &mut Tx,
    withdrawal: &Withdrawal,
    link: &Secret,
    code: &str,
    in_use: &InUse,
) -> Result<(), DbError> {
    let found = withdraw::withdraw(tx, withdrawal, link, in_use).await?;
    store::insert_deletion(tx, code, &withdrawal.provider, found).await
}
