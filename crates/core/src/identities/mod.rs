//! Accounts elsewhere that open an account here: the social buttons behind the pages.
//!
//! A provider's word that an address belongs to somebody never opens an account that exists: its owner signs in as
//! before, in the same browser, and thereby joins the two. The identity that was proved waits meanwhile.

pub mod access;
pub mod actions;
mod model;
mod store;

pub use model::{Claims, Departure, Identity};

use crate::id::PersonId;
use atiende_db::{DbError, Tx};

/// Nothing elsewhere opens this account any longer.
pub(crate) async fn forget(tx: &mut Tx, person: PersonId) -> Result<(), DbError> {
    store::delete_of_person(tx, person).await
}
