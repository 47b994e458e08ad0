//! Attachments and the limits of what is accepted.

use crate::id::{AttachmentId, MessageId, PersonId, TicketId};
use jiff::Timestamp;

text_enum! {
    /// What a virus scanner said of a file.
    Scan {
        Clean = "clean",
        Pending = "pending",
        Infected = "infected",
        /// No scanner is set up.
        Unscanned = "unscanned",
    }
}

#[derive(Debug, Clone)]
pub struct Attachment {
    pub id: AttachmentId,
    pub sha256: String,
    pub name: String,
    /// Bytes.
    pub size: i64,
    pub content_type: String,
    pub uploaded_by: Option<PersonId>,
    pub ticket: Option<TicketId>,
    pub message: Option<MessageId>,
    pub scan: Scan,
    pub created_at: Timestamp,
}
atiende_db::from_row!(Attachment {
    id,
    sha256,
    name,
    size,
    content_type,
    uploaded_by,
    ticket,
    message,
    scan,
    created_at
});

impl Attachment {
    /// Whether it may travel with a mail: nobody found harm in it.
    pub const fn may_be_mailed(&self) -> bool {
        matches!(self.scan, Scan::Clean | Scan::Unscanned)
    }

    /// Pictures that a browser may show in place; all else is only ever downloaded.
    pub fn is_picture(&self) -> bool {
        matches!(self.content_type.as_str(), "image/png" | "image/jpeg" | "image/gif" | "image/webp")
    }
}

/// What may be attached.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Bytes of one file.
    pub file_bytes: u64,
    /// Files of one message.
    pub files: usize,
    /// Content types, or `image/*`; empty: all.
    pub types: Vec<String>,
}

impl Default for Limits {
    fn default() -> Self {
        Self { file_bytes: 25 * 1024 * 1024, files: 20, types: Vec::new() }
    }
}

impl Limits {
    pub fn allows_type(&self, content_type: &str) -> bool {
        self.types.is_empty()
            || self.types.iter().any(|allowed| match allowed.strip_suffix("/*") {
                Some(family) => content_type.split('/').next() == Some(family),
                None => allowed == content_type,
            })
    }
}

/// Why a file was not taken. Each is told with the file's name.
#[derive(Debug, thiserror::Error)]
pub enum UploadError {
    #[error("the file is empty")]
    Empty,
    #[error("the file is larger than {max} bytes")]
    TooLarge { max: u64 },
    #[error("files of this type are not accepted")]
    Type,
    #[error("more than {max} files")]
    TooMany { max: usize },
    #[error("the upload was cut")]
    Cut,
    #[error(transparent)]
    Vault(#[from] super::VaultError),
    #[error(transparent)]
    Db(#[from] atiende_db::DbError),
}
