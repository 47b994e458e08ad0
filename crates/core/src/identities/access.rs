//! Whose accounts elsewhere these are, and which may be parted from.

use super::model::{Claims, Deletion, Identity};
use super::store;
use crate::accounts::Secret;
use crate::accounts::ways::{self, InUse};
use crate::id::{IdentityId, PersonId};
use crate::{Actor, Denied};
use atiende_db::{DbError, Tx};

/// The actor's accounts elsewhere, the oldest first.
pub async fn own(tx: &Tx, actor: &Actor) -> Result<Vec<Identity>, DbError> {
    store::of_person(tx, actor.id).await
}

/// An identity that this browser has proved and that opens no account yet.
#[derive(Debug, Clone)]
pub struct Proved {
    pub claims: Claims,
    /// Where the person wanted to go.
    pub back_to: String,
}

/// What the holder of this token has proved at a provider, if it still waits to be used.
pub async fn proved(tx: &Tx, token: &Secret) -> Result<Option<Proved>, DbError> {
    let found = store::sign_in(tx, &token.hash()).await?;
    Ok(found.and_then(|row| Some(Proved { claims: serde_json::from_str(&row.data).ok()?, back_to: row.back_to })))
}

/// What became of the request of this code, for whoever was given it.
pub async fn deletion(tx: &Tx, code: &str) -> Result<Option<Deletion>, DbError> {
    store::deletion(tx, code).await
}

/// The address of whom this name signed in by a directory, if it is one person's: tries of the name are tries of the
/// account, and a browser is known to it whatever was typed there.
pub async fn email_of_login(tx: &Tx, login: &str) -> Result<Option<String>, DbError> {
    let mut found = store::emails_of_login(tx, login).await?;
    Ok(found.pop().filter(|_| found.is_empty()).map(|(email,)| email))
}

/// One of the actor's own accounts elsewhere that is not the only way in.
#[derive(Debug)]
pub struct Removable {
    pub(super) id: IdentityId,
    pub(super) provider: String,
    pub(super) person: PersonId,
}

/// Errors: `NotFound` for anybody else's; `Forbidden` when without it nothing would open the account.
/// Who looks on as somebody else removes nothing (`Forbidden`).
pub async fn removable(tx: &Tx, actor: &Actor, id: IdentityId, in_use: &InUse) -> Result<Removable, Denied> {
    actor.oneself()?;
    let all = store::of_person(tx, actor.id).await?;
    let found = all.iter().find(|identity| identity.id == id).ok_or(Denied::NotFound)?;
    if !ways::of(tx, actor.id).await?.without_identity(id).any(in_use) {
        return Err(Denied::Forbidden);
    }
    Ok(Removable { id, provider: found.provider.clone(), person: actor.id })
}
