//! Accounts elsewhere that open an account here: the social buttons behind the pages.
//!
//! A provider's word that an address belongs to somebody never opens an account that exists: its owner signs in as
//! before, in the same browser, and thereby joins the two. The identity that was proved waits meanwhile.

pub mod access;
pub mod actions;
mod model;
mod store;

pub use model::{Claims, Deletion, Departure, Identity, Withdrawal};

use crate::id::PersonId;
use atiende_db::{DbError, Tx};
use jiff::Timestamp;

/// Whether an account elsewhere opens this one.
pub(crate) async fn any(tx: &Tx, person: PersonId) -> Result<bool, DbError> {
    Ok(!store::of_person(tx, person).await?.is_empty())
}

/// Nothing opens this account any longer that was added since then.
pub(crate) async fn forget_since(tx: &mut Tx, person: PersonId, since: Timestamp) -> Result<(), DbError> {
    store::delete_of_person_since(tx, person, since).await
}

/// Nothing elsewhere opens this account any longer.
pub(crate) async fn forget(tx: &mut Tx, person: PersonId) -> Result<(), DbError> {
    store::delete_of_person(tx, person).await
}
