//! Asking ClamAV's daemon about a file: `INSTREAM`, `PING` and `VERSION` of clamd(8), over TCP or a unix socket.
//!
//! The bytes go to the daemon as they come, and are never unpacked here: what is inside of an archive is the daemon's
//! business, under the daemon's limits. `answer` reads what it says, `connection` talks, `version` tells how old its
//! signatures are.

mod address;
mod answer;
mod connection;
mod version;

pub use address::{Address, AddressError};
pub use answer::Verdict;
pub use connection::{Clamd, Failure, Patience};
pub use version::Version;
