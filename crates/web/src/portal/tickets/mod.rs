//! Opening tickets, following them, talking in them.

pub(crate) mod attachments;
pub(crate) mod completion;
pub(crate) mod images;
pub(crate) mod mine;
pub(crate) mod open;
pub(crate) mod open_page;
pub(crate) mod received;
pub(crate) mod reply;
pub(crate) mod show;
pub(crate) mod state;
pub(crate) mod undo;
pub(crate) mod unfollow;
