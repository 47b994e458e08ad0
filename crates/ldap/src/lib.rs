//! Signing in with a company's directory: search for who it is, then bind as them (RFC 4513 5.1.3).
//!
//! Knows LDAP and nothing of the desk. `Directory::new` checks the settings once; `look` opens a connection of its own each
//! time and searches, `prove` binds, each within eight seconds; it follows no referral, and takes answers of a bounded size and depth:
//! `wire` stands between the server's bytes and the crate that parses them. `check` is for `atiende check`.

mod ask;
mod directory;
mod entry;
mod failure;
mod filter;
mod frame;
mod tls;
mod wire;

pub use directory::{Attributes, Directory, Looked, Settings};
pub use entry::Entry;
pub use failure::Failure;
