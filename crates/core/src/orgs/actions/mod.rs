//! What can be done with an organization; one file a verb.

pub mod locations;
pub mod members;
pub mod save;
