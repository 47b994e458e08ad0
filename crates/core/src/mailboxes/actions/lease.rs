//! Which mailboxes there are, and who fetches which: one worker at a time, on whatever node.

use crate::mailboxes::model::{Holder, Watched};
use crate::mailboxes::store;
use atiende_db::{DbError, Tx};
use jiff::SignedDuration;

/// For how long a worker has a mailbox after it last said so. What it does at a time takes less, and one that was killed
/// keeps it no longer.
pub const LEASE: SignedDuration = SignedDuration::from_secs(30);

/// Knows these from now on, and no others.
pub async fn watch(tx: &mut Tx, wanted: &[Watched]) -> Result<(), DbError> {
    for known in store::all(tx).await? {
        if !wanted.iter().any(|watched| watched.address == known.address) {
            store::forget_leftovers(tx, &known.address).await?;
            store::delete(tx, &known.address).await?;
        }
    }
    for watched in wanted {
        store::insert(tx, watched).await?;
        if store::renew(tx, watched).await? > 0 {
            store::forget_leftovers(tx, &watched.address).await?;
        }
    }
    tx.announce("settings");
    Ok(())
}

/// Nobody holds any: for a process that knows that it is the first.
pub async fn free(tx: &mut Tx) -> Result<(), DbError> {
    store::free(tx).await
}

/// Takes the mailbox, or keeps it; whether it is this worker's now.
pub async fn hold(tx: &mut Tx, holder: &Holder) -> Result<bool, DbError> {
    store::hold(tx, holder, LEASE).await
}

/// Gives it back.
pub async fn release(tx: &mut Tx, holder: &Holder) -> Result<(), DbError> {
    store::release(tx, holder).await
}
