//! Tickets as programs see them.

pub(super) mod change;
pub(super) mod list;
mod model;
pub(super) mod open;
pub(super) mod show;

pub(super) use model::{BodyFormat, check_category};
