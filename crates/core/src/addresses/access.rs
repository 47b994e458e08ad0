//! Whose addresses these are.

use super::model::Address;
use super::store;
use crate::accounts::Secret;
use crate::id::AddressId;
use crate::{Actor, Denied};
use atiende_db::{DbError, Tx};

/// The actor's further addresses, the oldest first.
pub async fn own(tx: &Tx, actor: &Actor) -> Result<Vec<Address>, DbError> {
    store::of_person(tx, actor.id).await
}

/// One of the actor's own.
#[derive(Debug)]
pub struct Owned<'a> {
    pub address: Address,
    pub(super) actor: &'a Actor,
}

/// Errors: `NotFound` for anybody else's.
pub async fn owned<'a>(tx: &Tx, actor: &'a Actor, id: AddressId) -> Result<Owned<'a>, Denied> {
    actor.oneself()?;
    let own = store::of_person(tx, actor.id).await?;
    let address = own.into_iter().find(|address| address.id == id).ok_or(Denied::NotFound)?;
    Ok(Owned { address, actor })
}

/// An address that was proved by its link, by the person who asked for it.
#[derive(Debug)]
pub struct Confirmable<'a> {
    pub email: String,
    pub(super) actor: &'a Actor,
}

/// Errors: `NotFound` for a link that is old, used, or was asked for by somebody else: the link alone adds the
/// address of whoever reads the mail to nobody's account but the one that they are signed in to.
pub async fn confirmable<'a>(tx: &Tx, actor: &'a Actor, link: &Secret) -> Result<Confirmable<'a>, Denied> {
    actor.oneself()?;
    let email = store::link(tx, &link.hash(), actor.id).await?.ok_or(Denied::NotFound)?;
    Ok(Confirmable { email, actor })
}
