//! People and how they get in: sign up, confirm the address, be approved, sign in.

pub mod access;
pub mod actions;
pub mod directory;
mod model;
pub mod password;
pub mod sealed;
mod secret;
mod store;
mod token_store;
pub mod ways;

pub use model::{
    AccountState, ApiToken, NewAccount, Person, Role, Session, SessionLimits, Theme, TokenScope, check_password,
};
pub use secret::Secret;

/// What an account is said to come by whose owner wrote a mail.
pub(crate) const VIA_MAIL: &str = "mail";
