//! Frequent questions and guides, as staff write them.

pub(super) mod edit;
mod form;
pub(super) mod list;
pub(super) mod new;
pub(super) mod words;
