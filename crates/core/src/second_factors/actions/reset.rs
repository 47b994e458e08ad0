//! Everything is taken from somebody who lost it: the password alone opens the account again.

use super::{News, tell};
use crate::Sudo;
use crate::accounts::access::Manageable;
use crate::events::By;
use crate::id::PersonId;
use crate::notify::FactorChange;
use crate::second_factors::store;
use atiende_db::{DbError, Tx};

/// By an administrator who showed lately who they are.
pub async fn reset(tx: &mut Tx, manageable: &Manageable<'_>, _sudo: Sudo<'_>) -> Result<bool, DbError> {
    by(tx, &By::from(manageable.by().actor()), manageable.person.id).await
}

/// From the command line. Whether there was anything to take.
pub async fn by(tx: &mut Tx, by: &By, person: PersonId) -> Result<bool, DbError> {
    let had = store::delete_passkeys_of(tx, person).await? + store::delete_app(tx, person).await?;
    store::delete_codes_of(tx, person).await?;
    store::delete_halves_of(tx, person).await?;
    store::delete_challenges_of(tx, person).await?;
    if had > 0 {
        tell(tx, by, News::of(person, FactorChange::Reset)).await?;
    }
    Ok(had > 0)
}
