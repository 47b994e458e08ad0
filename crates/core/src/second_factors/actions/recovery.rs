//! One's own recovery codes.

use super::{News, tell};
use crate::accounts::sealed::Key;
use crate::error::Refused;
use crate::events::By;
use crate::id::PersonId;
use crate::notify::FactorChange;
use crate::second_factors::recovery::RecoveryCode;
use crate::second_factors::store;
use crate::{Actor, Denied, Sudo};
use atiende_db::{DbError, Tx};

/// These codes instead of all earlier ones. Errors: `Forbidden` for who has nothing that they could stand in for.
pub async fn renew(
    tx: &mut Tx,
    actor: &Actor,
    key: &Key,
    codes: &[RecoveryCode],
    _sudo: Sudo<'_>,
) -> Result<(), Refused> {
    replace(tx, actor, key, codes).await
}

/// The codes of who has none left, with the factor that was just added. Errors: `Forbidden`, also for who has some.
pub async fn first(tx: &mut Tx, actor: &Actor, key: &Key, codes: &[RecoveryCode]) -> Result<(), Refused> {
    if store::codes_left(tx, actor.id).await? > 0 {
        return Err(Denied::Forbidden.into());
    }
    replace(tx, actor, key, codes).await
}

async fn replace(tx: &mut Tx, actor: &Actor, key: &Key, codes: &[RecoveryCode]) -> Result<(), Refused> {
    if !store::has(tx, actor.id).await? {
        return Err(Denied::Forbidden.into());
    }
    store::delete_codes_of(tx, actor.id).await?;
    for code in codes {
        store::insert_code(tx, actor.id, &code.hash(actor.id, key)).await?;
    }
    tell(tx, &By::from(actor), News::of(actor.id, FactorChange::CodesMade)).await?;
    Ok(())
}

/// Whether it was one of the person's, and unused; its owner is told how many are left.
pub(super) async fn take(
    tx: &mut Tx,
    person: PersonId,
    key: &Key,
    code: &RecoveryCode,
    ip: &str,
) -> Result<bool, DbError> {
    if !store::use_code(tx, person, &code.hash(person, key)).await? {
        return Ok(false);
    }
    let left = store::codes_left(tx, person).await?;
    tell(tx, &By::person(person, ip), News { left, ..News::of(person, FactorChange::CodeUsed) }).await?;
    Ok(true)
}
