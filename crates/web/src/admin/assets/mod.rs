//! The inventory: devices that carry a sticker.

pub(super) mod edit;
mod form;
pub(super) mod list;
pub(super) mod new;
