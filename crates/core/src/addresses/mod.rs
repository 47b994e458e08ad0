//! Further addresses of a person: each opens the account as the first does; mails go to the one that was chosen.

pub mod access;
pub mod actions;
mod model;
pub(crate) mod store;

pub use model::Address;
