//! The browsers in which somebody is signed in, those known from before, and those in which an administrator looks on
//! as somebody else. Signing in itself is a verb of `accounts`; who is behind a session tells `accounts::access`.

pub mod access;
pub mod actions;
mod agent;
mod devices;
mod model;
mod store;

pub use agent::{Agent, agent};
pub use model::{Impersonation, Listed, PROVED_FOR};

pub use actions::begin::device_key;
pub(crate) use model::Proof;
pub(crate) use store::{end_all, end_impersonations, renew_all};

use crate::Actor;
use crate::accounts::Secret;
use crate::id::{DeviceId, PersonId};
use atiende_db::{DbError, Tx};

/// The browser with this key, if the person with this address has signed in there before.
pub(crate) async fn known(tx: &Tx, device: &Secret, email: &str) -> Result<Option<DeviceId>, DbError> {
    devices::of_account(tx, &device.hash(), email).await
}

/// No browser is known any longer; that there have been some is.
pub(crate) async fn forget_devices(tx: &mut Tx, person: PersonId) -> Result<(), DbError> {
    devices::delete_of_person(tx, person).await?;
    devices::insert(tx, person, &devices::Shown { token_hash: "", user_agent: "", network: "" }).await
}

/// Ends all sessions of the actor but the one behind the request, which gets the key `token`.
pub(crate) async fn keep_only(tx: &mut Tx, actor: &Actor, token: &Secret) -> Result<(), DbError> {
    let Some(kept) = actor.session else {
        end_all(tx, actor.id).await?;
        return Ok(());
    };
    store::end_others(tx, actor.id, kept).await?;
    store::rekey_own(tx, actor.id, kept, &token.hash()).await?;
    // It took the old password.
    store::proved(tx, actor.id, kept).await
}
