//! IMAP (RFC 9051, and RFC 3501 for who speaks no other): mailboxes that the desk looks into by itself. A message is put
//! aside on its server only after it is in the ledger (contract, promise 1).
//!
//! `account` is what the configuration says; `wire` gets there, `client` asks; `round` takes what is new and `aside` puts
//! it away; `fetcher` drives, one worker a mailbox; `check` tries an account and `words` tells how that went;
//! `room` is what pages are told.

mod account;
mod aside;
mod check;
mod client;
mod fetcher;
mod room;
mod round;
mod utf7;
mod wire;
mod words;

pub use account::{Done, ImapAccount, ImapMailbox, Security};
pub use check::{Checked, Step, check};
pub use fetcher::{Fetched, Fetcher};
pub use room::Room;
pub use words::{problem_words, step_words, trouble_words};
