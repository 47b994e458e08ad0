//! Door 2: e-mail. What goes out is told by rows of the outbox, which the actions wrote in their
//! transactions (`atiende_core::notify`); this crate turns them into mails and hands these over. What comes in is kept in
//! the ledger (`atiende_core::inbound`) before anything else; this crate reads it.

pub mod hints;
pub mod incoming;
pub mod oauth;
pub mod outgoing;
