//! Naming stored files, and clearing away what nobody sent.

use super::model::{Attachment, Scan, Scanning};
use super::vault::{StoredFile, Vault};
use super::{scanning, store};
use crate::Actor;
use crate::id::{AttachmentId, PersonId};
use crate::settings::{self, Appearance, Setting};
use atiende_db::{Db, DbError, Tx};
use atiende_text::filename;
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

/// Uploads that never became part of a message are kept this long: a form left open overnight still works.
const UNSENT_LIFE: SignedDuration = SignedDuration::from_hours(48);

/// Names a stored file; it is its uploader's alone until a message carries it.
pub async fn add(tx: &mut Tx, actor: &Actor, file: &StoredFile, name: &str) -> Result<AttachmentId, DbError> {
    add_for(tx, actor.id, file, name).await
}

/// The same for somebody whose mail brought it.
pub(crate) async fn add_for(
    tx: &mut Tx,
    person: PersonId,
    file: &StoredFile,
    name: &str,
) -> Result<AttachmentId, DbError> {
    let is_wanted = settings::get::<Scanning>(tx).await?.is_wanted();
    if is_wanted {
        scanning::ask(tx, &file.sha256).await?;
    }
    let scan = if is_wanted { Scan::Pending } else { Scan::Unscanned };
    store::insert(tx, file, &filename::safe(name), Some(person), scan).await
}

/// Takes back an upload that was not sent.
pub async fn remove(tx: &mut Tx, file: &Attachment) -> Result<(), DbError> {
    store::delete(tx, file.id).await?;
    Ok(())
}

/// Files that something other than an attachment named and no longer does (a logo that was replaced, or refused).
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Left {
    files: Vec<String>,
}
impl Setting for Left {
    const NAME: &'static str = "left_files";
}

/// Notes that a stored file may have lost its last name; the next collection deletes it if so.
pub async fn leave(tx: &mut Tx, sha256: &str) -> Result<(), DbError> {
    let mut left: Left = settings::get(tx).await?;
    left.files.push(sha256.to_owned());
    settings::note(tx, &left).await
}

/// Deletes uploads that were never sent, rows first, then the bytes that nothing names.
pub async fn collect_orphans(db: &Db, vault: &Vault) -> Result<usize, DbError> {
    let orphans = db.write(async |tx| orphans(tx).await).await?;
    for sha256 in &orphans {
        if let Err(error) = vault.delete(sha256).await {
            tracing::warn!(%error, sha256, "could not delete an orphaned file");
        }
    }
    Ok(orphans.len())
}

async fn orphans(tx: &mut Tx) -> Result<Vec<String>, DbError> {
    let mut files = store::delete_unattached(tx, tx.now() - UNSENT_LIFE).await?;
    let left: Left = settings::get(tx).await?;
    if !left.files.is_empty() {
        settings::note(tx, &Left::default()).await?;
        files.extend(left.files);
    }
    files.sort_unstable();
    files.dedup();
    let logo = settings::get::<Appearance>(tx).await?.logo;
    let mut orphans = Vec::new();
    for sha256 in files {
        if sha256 != logo && !store::is_named(tx, &sha256).await? {
            scanning::forget(tx, &sha256).await?;
            orphans.push(sha256);
        }
    }
    Ok(orphans)
}
