//! How far a mailbox was read. Each is done in the name of the worker that holds it: `DbError::NoRow` tells that another
//! one does meanwhile, and ends the transaction.

use crate::mailboxes::model::{Holder, LeftoverReason, Mark};
use crate::mailboxes::store;
use atiende_db::{DbError, Tx};
use jiff::SignedDuration;

/// How long an unreadable message rests before it is tried again.
const REST: SignedDuration = SignedDuration::from_hours(1);

/// The folder is another one than before, or was renumbered: all of it is looked at again.
pub async fn begin(tx: &mut Tx, holder: &Holder, uid_validity: i64) -> Result<(), DbError> {
    store::begin(tx, holder, uid_validity).await?;
    store::forget_leftovers(tx, &holder.address).await
}

/// The message is in the ledger: for the transaction that put it there.
pub async fn taken(tx: &mut Tx, mark: &Mark) -> Result<(), DbError> {
    store::advance(tx, &mark.holder, mark.uid).await?;
    store::note_message(tx, &mark.holder).await?;
    store::forget_leftover(tx, &mark.holder.address, mark.uid).await
}

/// The message stays where it is.
pub async fn left(tx: &mut Tx, mark: &Mark, (reason, size, words): (LeftoverReason, i64, &str)) -> Result<(), DbError> {
    store::advance(tx, &mark.holder, mark.uid).await?;
    store::leave(tx, (&mark.holder.address, mark.uid), (reason, size, words), REST).await
}

/// The message is not in the mailbox any more.
pub async fn gone(tx: &mut Tx, mark: &Mark) -> Result<(), DbError> {
    store::forget_leftover(tx, &mark.holder.address, mark.uid).await
}
