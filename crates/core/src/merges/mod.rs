//! Two accounts of one person become one; and apart again, if they were not.

pub mod access;
pub mod actions;
mod model;
mod store;

pub(crate) use store::{is_gone, settle};

pub use model::{Candidate, Merge, Moved, Moves};
