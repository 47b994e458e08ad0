//! Attached files: bytes in the file store under their SHA-256, a row that names them.
//!
//! Bytes are written before the row that names them; what no row names is collected later.

mod access;
mod actions;
mod model;
mod store;
mod vault;

pub(crate) use access::own_unsent;
pub use access::{deletable, downloadable, for_message, for_ticket};
pub(crate) use actions::add_for;
pub use actions::{add, collect_orphans, leave, remove};
pub use model::{Attachment, Limits, Scan, UploadError};
pub(crate) use store::{attach, detach, harmless_of};
pub use vault::{StoredFile, Vault, VaultError, hex};
