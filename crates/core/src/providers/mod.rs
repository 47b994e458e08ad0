//! Providers of accounts elsewhere, as an administrator sets them up. What they speak, the leaf `oidc` knows; those of
//! the configuration file are the executable's.

pub mod access;
pub mod actions;
mod model;
mod store;

pub use model::{Change, Kind, Provider, Settings, Users, purpose};
