//! Naming stored files, and clearing away what nobody sent.

use super::model::{Attachment, Scan};
use super::store;
use super::vault::{StoredFile, Vault};
use crate::Actor;
use crate::id::AttachmentId;
use atiende_db::{Db, DbError, Tx};
use atiende_text::filename;
use jiff::SignedDuration;

/// Uploads that never became part of a message are kept this long: a form left open overnight still works.
const UNSENT_LIFE: SignedDuration = SignedDuration::from_hours(48);

/// Names a stored file; it is its uploader's alone until a message carries it.
pub async fn add(tx: &mut Tx, actor: &Actor, file: &StoredFile, name: &str) -> Result<AttachmentId, DbError> {
    store::insert(tx, file, &filename::safe(name), Some(actor.id), Scan::Unscanned).await
}

/// Takes back an upload that was not sent.
pub async fn remove(tx: &mut Tx, file: &Attachment) -> Result<(), DbError> {
    store::delete(tx, file.id).await?;
    Ok(())
}

/// Deletes uploads that were never sent, rows first, then the bytes that no row names.
pub async fn collect_orphans(db: &Db, vault: &Vault) -> Result<usize, DbError> {
    let orphans = db.write(async |tx| store::delete_unattached(tx, tx.now() - UNSENT_LIFE).await).await?;
    for sha256 in &orphans {
        if let Err(error) = vault.delete(sha256).await {
            tracing::warn!(%error, sha256, "could not delete an orphaned file");
        }
    }
    Ok(orphans.len())
}
