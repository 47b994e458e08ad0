//! Which contents the file store must have: what a copy of the desk is not whole without.

use super::store;
pub use super::store::Content;
use crate::settings::{self, Appearance};
use atiende_db::{DbError, Tx};

/// Asked for at once.
const PAGE: i64 = 500;

/// What names a content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NamedBy {
    Attachment,
    /// A mail whose bytes have left its row.
    Mail,
}

impl NamedBy {
    pub const ALL: [Self; 2] = [Self::Attachment, Self::Mail];
}

/// Contents that rows of this kind name, each once, by digest, after this one (empty: from the first). None: that was all.
pub async fn page(tx: &Tx, by: NamedBy, after: &str) -> Result<Vec<Content>, DbError> {
    match by {
        NamedBy::Attachment => store::attached_after(tx, after, PAGE).await,
        NamedBy::Mail => store::shelved_after(tx, after, PAGE).await,
    }
}

/// The digest of the site's logo, if it has one.
pub async fn logo(tx: &Tx) -> Result<Option<String>, DbError> {
    let logo = settings::get::<Appearance>(tx).await?.logo;
    Ok(Some(logo).filter(|logo| !logo.is_empty()))
}

/// Whether anything names this content now.
pub async fn is_needed(tx: &Tx, sha256: &str) -> Result<bool, DbError> {
    Ok(store::is_named(tx, sha256).await? || logo(tx).await?.as_deref() == Some(sha256))
}
