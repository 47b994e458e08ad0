//! To a provider and back: each verb is its own file.

pub mod arrive;
pub mod depart;
pub mod directory;
pub mod erase;
pub mod join;
pub mod remove;
pub mod sign_up;
pub mod withdraw;
