//! Attached files: bytes in the file store under their SHA-256, a row that names them.
//!
//! Bytes are written before the row that names them; what no row names is collected later. Where there is a scanner
//! (`scanner` drives, `scanning` decides, `scans` has the SQL), each content is looked at once before anybody gets it.

mod access;
mod actions;
pub mod contents;
mod model;
mod scanner;
pub mod scanning;
mod scans;
mod store;
mod vault;

pub(crate) use access::own_unsent;
pub use access::{deletable, downloadable, for_message, for_ticket, handed_out};
pub(crate) use actions::add_for;
pub use actions::{add, collect_orphans, leave, remove};
pub use model::{Attachment, LATE, Limits, Scan, Scanning, Standing, TOO_LARGE, UploadError};
pub use scanner::Scanner;
pub(crate) use scanning::attach;
pub(crate) use store::{detach, harmless_of};
pub use vault::{StoredFile, Vault, VaultError, hex};
