//! With whose accounts people enter: set up, tried out, offered, taken away.

pub(super) mod edit;
mod form;
pub(super) mod list;
pub(super) mod new;
pub(super) mod remove;
pub(crate) mod trial;
mod words;
