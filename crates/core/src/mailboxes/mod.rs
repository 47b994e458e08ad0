//! Mailboxes that the desk fetches (IMAP): how far each was read, how it fares, who is told when it does not.
//!
//! One worker at a time holds a mailbox (`lease`); what it takes moves the mark in the transaction that keeps the message
//! (`fetch`), so that a worker that is killed repeats nothing and forgets nothing. `grants` is the leave that a provider
//! gave (OAuth 2.0), sealed.

pub mod access;
pub mod actions;
mod grants;
mod mailroom;
mod model;
mod store;

pub use grants::{Consent, Grant};
pub use mailroom::{CurrentMailroom, Departure, Later, Mailroom, Redeemed, Says, Shown, Tried};
pub use model::{ALARM_AFTER, Holder, Leftover, LeftoverReason, Mark, Problem, State, Trouble, Watched};

/// The topic that is announced when somebody wants a mailbox looked at now.
pub const TOPIC: &str = "mailboxes";
