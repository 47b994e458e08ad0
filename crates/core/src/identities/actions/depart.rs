//! A browser is sent to a provider.

use crate::accounts::Secret;
use crate::id::PersonId;
use crate::identities::store::{self, SignIn};
use atiende_db::{DbError, Tx};
use jiff::SignedDuration;

/// As long as the relying party takes an answer.
const ON_THE_WAY: SignedDuration = SignedDuration::from_mins(10);

/// Where the browser goes, and what for.
#[derive(Debug, Clone)]
pub struct Departure {
    /// The provider's word in the configuration.
    pub provider: String,
    /// Who is signed in and adds the account to the own one; `None` to sign in.
    pub person: Option<PersonId>,
    /// What the relying party needs at the return (JSON).
    pub pending: String,
    /// A path of this site.
    pub back_to: String,
}

/// Keeps what the return needs, for the holder of `token` alone.
pub async fn depart(tx: &mut Tx, token: &Secret, departure: &Departure) -> Result<(), DbError> {
    let Departure { provider, person, pending, back_to } = departure.clone();
    let row = SignIn { provider, person, data: pending, back_to };
    store::insert_sign_in(tx, &token.hash(), &row, false, tx.now() + ON_THE_WAY).await
}

/// What was kept, once; `None` when this browser was not sent, is late, or came back before.
pub async fn back(tx: &mut Tx, token: &Secret) -> Result<Option<Departure>, DbError> {
    let found = store::take_sign_in(tx, &token.hash(), false).await?;
    Ok(found.map(|SignIn { provider, person, data, back_to }| Departure { provider, person, pending: data, back_to }))
}

/// Deletes what nobody came back for.
pub async fn forget_old(tx: &mut Tx) -> Result<u64, DbError> {
    store::delete_old_sign_ins(tx).await
}
