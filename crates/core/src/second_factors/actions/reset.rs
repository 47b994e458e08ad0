//! Everything is taken from somebody who lost it: the first factor alone opens the account again.

use super::{News, tell};
use crate::Sudo;
use crate::accounts::access::Manageable;
use crate::accounts::actions::reset_password;
use crate::accounts::{Person, Secret, ways};
use crate::events::By;
use crate::id::PersonId;
use crate::notify::FactorChange;
use crate::second_factors::store;
use atiende_db::{DbError, Tx};

/// By an administrator who showed lately who they are. As `by`.
pub async fn reset(tx: &mut Tx, manageable: &Manageable<'_>, _sudo: Sudo<'_>, link: &Secret) -> Result<bool, DbError> {
    by(tx, &By::from(manageable.by().actor()), &manageable.person, link).await
}

/// From the command line. Whether there was anything to take. Whom nothing would let in now gets a mail with `link`, to
/// choose a password: passkeys may have been all they had.
pub async fn by(tx: &mut Tx, by: &By, person: &Person, link: &Secret) -> Result<bool, DbError> {
    let had = take(tx, by, person.id).await?;
    let is_shut_out = had && person.state.may_choose_password() && !ways::of(tx, person.id).await?.has_any();
    if is_shut_out {
        reset_password::help(tx, by, person.id, link).await?;
    }
    Ok(had)
}

/// Without a thought for how they get in. Whether there was anything to take.
pub(crate) async fn take(tx: &mut Tx, by: &By, person: PersonId) -> Result<bool, DbError> {
    let had = store::delete_passkeys_of(tx, person).await? + store::delete_app(tx, person).await?;
    store::delete_codes_of(tx, person).await?;
    store::delete_halves_of(tx, person).await?;
    store::delete_challenges_of(tx, person).await?;
    if had > 0 {
        tell(tx, by, News::of(person, FactorChange::Reset)).await?;
    }
    Ok(had > 0)
}
