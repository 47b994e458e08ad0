//! People: who waits to be let in, and, for administrators, everybody.

pub(super) mod add;
pub(super) mod change;
pub(super) mod decide;
pub(super) mod list;
mod model;

pub(super) use decide::Nothing;
pub(super) use model::User;
