//! Incoming mail: kept as it came before anybody is told that it was taken (`intake`), then read (`read`) and made a
//! ticket, words in one, or something to look at (`reader`, which drives). `verify` finds out whose word it is.
//!
//! `address` knows the desk's own addresses and what they carry after the plus sign; `lmtp` and `imap` are where messages
//! come from, beside the pipe of the command line.

mod address;
mod carried;
mod clues;
pub mod imap;
mod intake;
mod kind;
mod language;
mod lmtp;
mod passed_on;
mod read;
mod reader;
mod settings;
mod verify;

pub use address::{Mailboxes, reply_address};
pub use intake::{Envelope, Intake, TakeError};
pub use lmtp::{Lmtp, converse};
pub use reader::Reader;
pub use settings::{IncomingSettings, Mailbox};
pub use verify::NameServers;
pub(crate) use verify::{Dns, is_public, is_silence};
