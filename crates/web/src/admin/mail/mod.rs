//! Outgoing mail: what was sent, what waits, what failed.

pub(super) mod outbox;
pub(super) mod resend;
mod words;
