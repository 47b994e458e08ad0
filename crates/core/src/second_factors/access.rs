//! Whose factors these are, and who stands half-way in.

use super::model::{Factors, Passkey};
use super::store;
use crate::accounts::Secret;
use crate::accounts::access::Manageable;
use crate::accounts::ways::{self, InUse};
use crate::id::{PasskeyId, PersonId};
use crate::{Actor, Denied};
use atiende_db::{DbError, Tx};

/// The actor's own factors.
pub async fn own(tx: &Tx, actor: &Actor) -> Result<Factors, DbError> {
    of(tx, actor.id).await
}

/// Whether the actor has a passkey or an app: for doors that demand one.
pub async fn has_any(tx: &Tx, actor: &Actor) -> Result<bool, DbError> {
    store::has(tx, actor.id).await
}

/// The factors of a person whom this administrator may change.
pub async fn of_managed(tx: &Tx, manageable: &Manageable<'_>) -> Result<Factors, DbError> {
    of(tx, manageable.person.id).await
}

async fn of(tx: &Tx, person: PersonId) -> Result<Factors, DbError> {
    Ok(Factors {
        passkeys: store::passkeys(tx, person).await?,
        app: store::app(tx, person).await?,
        codes_left: store::codes_left(tx, person).await?,
    })
}

/// One of the actor's own keys.
#[derive(Debug)]
pub struct OwnPasskey {
    pub passkey: Passkey,
    pub(super) person: PersonId,
}

/// Errors: `NotFound` for anybody else's.
pub async fn own_passkey(tx: &Tx, actor: &Actor, id: PasskeyId) -> Result<OwnPasskey, Denied> {
    let all = store::passkeys(tx, actor.id).await?;
    let passkey = all.into_iter().find(|passkey| passkey.id == id).ok_or(Denied::NotFound)?;
    Ok(OwnPasskey { passkey, person: actor.id })
}

/// One of the actor's own keys that is not the only way in.
#[derive(Debug)]
pub struct Removable(pub(super) OwnPasskey);

/// Errors: `NotFound` for anybody else's; `Forbidden` when without it nothing would open the account.
pub async fn removable(tx: &Tx, actor: &Actor, id: PasskeyId, in_use: &InUse) -> Result<Removable, Denied> {
    let own = own_passkey(tx, actor, id).await?;
    if !ways::of(tx, actor.id).await?.without_passkey(id).any(in_use) {
        return Err(Denied::Forbidden);
    }
    Ok(Removable(own))
}

/// Somebody who has proved the first factor in this browser, and what the second may be.
#[derive(Debug)]
pub struct Half {
    pub factors: Factors,
    pub(super) person: PersonId,
    pub(super) token_hash: String,
}

impl Half {
    /// Whose tries are counted: nothing that a visitor can choose.
    pub fn tries(&self) -> String {
        format!("second/{}", self.person)
    }
}

/// Who holds this token and still owes the second factor; `None` when it is late, was used, or is another browser's.
pub async fn half(tx: &Tx, token: &Secret) -> Result<Option<Half>, DbError> {
    let token_hash = token.hash();
    let Some(person) = store::half(tx, &token_hash).await? else { return Ok(None) };
    Ok(Some(Half { factors: of(tx, person).await?, person, token_hash }))
}
