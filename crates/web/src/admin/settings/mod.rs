//! What an administrator sets while the desk runs.

pub(super) mod appearance;
pub(super) mod conversation;
pub(super) mod second_factor;
