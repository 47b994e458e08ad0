//! What an e-mail message says: its people, words and files, and whether a program sent it.
//!
//! A leaf: pure functions over bytes. It knows nothing of tickets, opens nothing, reads no clock, and no input makes it
//! panic or take memory or time out of proportion (see the properties and the fuzz targets). What cannot be understood
//! is kept as a file, never dropped.

mod body;
mod calendar;
mod charset;
pub mod classify;
mod digest;
mod head;
mod header;
mod line;
mod message;
mod read;
mod tnef;
mod trace;

pub use calendar::Invitation;
pub use digest::body_digest;
pub use head::{Head, head};
pub use message::{File, Headers, Mailbox, Message, Note};
pub use read::{is_message, read};
pub use trace::{Trace, trace};
