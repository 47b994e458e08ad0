//! Attachments and the limits of what is accepted.

use crate::id::{AttachmentId, MessageId, PersonId, TicketId};
use crate::settings::Setting;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

text_enum! {
    /// What a virus scanner said of a file.
    Scan {
        Clean = "clean",
        Pending = "pending",
        Infected = "infected",
        /// There is no scanner, or it did not look: `Attachment::scan_detail` tells why.
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
    /// Infected: the malware's name. Unscanned though there is a scanner: `TOO_LARGE` or `LATE`.
    pub scan_detail: Option<String>,
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
    scan_detail,
    created_at
});

/// Why a file is not scanned: it is larger, or packed deeper, than the scanner looks.
pub const TOO_LARGE: &str = "too_large";
/// Why a file is not scanned yet: the scanner is not there, and people need their files.
pub const LATE: &str = "late";

/// Whether files are scanned, as the configuration has it (`clamd`, `clamd_required`). `serve` keeps it here for every
/// process that takes files or hands them out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Scanning {
    pub on: bool,
    /// What was not scanned does not leave.
    pub required: bool,
}
impl Setting for Scanning {
    const NAME: &'static str = "scanning";
}

impl Scanning {
    /// Whether anybody wants to know what is in a file.
    pub const fn is_wanted(self) -> bool {
        self.on || self.required
    }
}

/// Whether a file may be handed to anybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Standing {
    Free,
    /// For the scanner.
    Waits,
    Infected,
    /// The scanner cannot tell, and what nobody knows does not leave.
    Unknown,
}

impl Attachment {
    pub fn standing(&self, scanning: Scanning) -> Standing {
        match self.scan {
            Scan::Clean => Standing::Free,
            Scan::Infected => Standing::Infected,
            Scan::Unscanned if !scanning.required => Standing::Free,
            Scan::Unscanned if self.scan_detail.as_deref() == Some(TOO_LARGE) => Standing::Unknown,
            Scan::Pending | Scan::Unscanned => Standing::Waits,
        }
    }

    /// Whether a mail may bring it, or lead to it: it is clean, or nobody has to have looked.
    pub fn may_leave(&self, scanning: Scanning) -> bool {
        self.standing(scanning) == Standing::Free
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

#[cfg(test)]
mod tests {
    use super::*;

    fn file(scan: Scan, detail: &str) -> Attachment {
        Attachment {
            id: AttachmentId(1),
            sha256: String::new(),
            name: String::new(),
            size: 1,
            content_type: String::new(),
            uploaded_by: None,
            ticket: None,
            message: None,
            scan,
            scan_detail: Some(detail.to_owned()).filter(|detail| !detail.is_empty()),
            created_at: Timestamp::UNIX_EPOCH,
        }
    }

    #[test]
    fn only_what_is_known_leaves_where_that_is_required() {
        let (lenient, strict) = (Scanning { on: true, required: false }, Scanning { on: true, required: true });
        let cases = [
            (Scan::Clean, "", Standing::Free, Standing::Free),
            (Scan::Pending, "", Standing::Waits, Standing::Waits),
            (Scan::Infected, "Eicar", Standing::Infected, Standing::Infected),
            (Scan::Unscanned, "", Standing::Free, Standing::Waits),
            (Scan::Unscanned, LATE, Standing::Free, Standing::Waits),
            (Scan::Unscanned, TOO_LARGE, Standing::Free, Standing::Unknown),
        ];
        for (scan, detail, leniently, strictly) in cases {
            let file = file(scan, detail);
            assert_eq!((file.standing(lenient), file.standing(strict)), (leniently, strictly), "{scan} {detail}");
            assert_eq!(file.may_leave(strict), strictly == Standing::Free);
        }
        // A required scanner that is not there lets nothing through.
        assert!(!file(Scan::Unscanned, "").may_leave(Scanning { on: false, required: true }));
        assert!(file(Scan::Unscanned, "").may_leave(Scanning::default()));
    }
}
