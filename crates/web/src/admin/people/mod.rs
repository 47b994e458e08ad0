//! People: find them, make accounts for them, change what they are and where they belong.

pub(super) mod edit;
mod form;
pub(super) mod list;
pub(super) mod merge;
pub(super) mod new;
pub(super) mod second_factor;
pub(super) mod sessions;
pub(super) mod words;
