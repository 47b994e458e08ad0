//! What can be done with an account; one file a verb.

pub mod add;
pub mod confirm;
pub mod disown;
pub mod invite;
pub mod provision;
pub(crate) mod readdress;
pub mod reset_password;
pub mod sign_in;
pub mod sign_up;
pub mod tokens;
pub mod update;
