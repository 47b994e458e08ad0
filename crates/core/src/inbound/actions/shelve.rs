//! The bytes of old messages move from the database into the file store, where they cost less.

use crate::files::{Vault, VaultError};
use crate::id::InboundId;
use crate::inbound::store;
use crate::settings::{self, Setting};
use atiende_db::{Db, DbError};
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

/// People look at the originals of the last weeks, if at any.
const AGE: SignedDuration = SignedDuration::from_hours(30 * 24);
/// Read at once: each may have 256 KiB.
const AT_ONCE: i64 = 50;

/// Up to which message all that are old enough have been moved.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Shelved {
    through: i64,
}
impl Setting for Shelved {
    const NAME: &'static str = "shelved_mail";
}

/// Why it did not end; what was moved stays so, and the next night goes on.
#[derive(Debug, thiserror::Error)]
pub enum ShelveError {
    #[error(transparent)]
    Db(#[from] DbError),
    #[error(transparent)]
    Files(#[from] VaultError),
}

/// Moves what is old enough; how many messages. The file is safe before the row forgets its bytes: who is killed between
/// the two leaves both, and the next try writes the same file again.
pub async fn shelve(db: &Db, vault: &Vault) -> Result<u64, ShelveError> {
    let mut moved = 0;
    loop {
        let batch = db
            .read(async move |tx| {
                let Shelved { through } = settings::get(tx).await?;
                store::old_raw(tx, InboundId(through), tx.now() - AGE, AT_ONCE).await
            })
            .await?;
        let Some((last, ..)) = batch.last() else { return Ok(moved) };
        let last = last.0;
        for (id, sha256, raw) in batch {
            let Some(raw) = raw else { continue };
            let kept = vault.keep(raw).await?.sha256;
            if kept != sha256 {
                // Not the bytes that came: they stay where somebody can look at them.
                tracing::error!(inbound = %id, "the bytes of a message are not those that it came with");
                continue;
            }
            moved += db.write(async move |tx| store::forget_raw(tx, id).await).await?;
        }
        db.write(async move |tx| settings::note(tx, &Shelved { through: last }).await).await?;
    }
}
