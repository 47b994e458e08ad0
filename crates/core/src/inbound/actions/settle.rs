//! Taking what is to be read, and writing down how that ended.

use crate::id::InboundId;
use crate::inbound::model::{Due, Outcome, Settled, next_try};
use crate::inbound::{Verification, store};
use atiende_db::{DbError, Tx};
use jiff::SignedDuration;

/// Letters of an error that are kept.
const DETAIL_MAX: usize = 1000;

/// Takes up to `limit` messages, the oldest first, for `lease`; a worker that dies gives them back by time.
pub async fn claim(tx: &mut Tx, limit: i64, lease: SignedDuration) -> Result<Vec<Due>, DbError> {
    store::claim(tx, limit, lease).await
}

/// Takes this one; `None` if it was settled meanwhile.
pub async fn claim_one(tx: &mut Tx, id: InboundId, lease: SignedDuration) -> Result<Option<Due>, DbError> {
    store::claim_one(tx, id, lease).await
}

/// Keeps a message for another `lease`, unless another worker has taken it meanwhile.
pub async fn keep(tx: &mut Tx, due: &Due, lease: SignedDuration) -> Result<(), DbError> {
    store::keep(tx, (due.id, due.attempts), lease).await
}

/// Writes down what was found out about the sender, before the message is taken in by it. Nothing of one that is settled.
pub async fn verify(tx: &mut Tx, id: InboundId, verification: &Verification) -> Result<(), DbError> {
    let kept = serde_json::to_string(verification).map_err(|error| DbError::Statement(error.to_string()))?;
    store::verify(tx, id, &kept).await
}

/// Ends it, in the transaction of what it brought about.
pub(super) async fn settle(tx: &mut Tx, id: InboundId, settled: &Settled) -> Result<(), DbError> {
    let settled = Settled { detail: short(&settled.detail), ..settled.clone() };
    store::settle(tx, id, &settled).await
}

/// It could not be read or written down: it is tried again, and stands on the page until it works.
pub async fn stick(tx: &mut Tx, due: &Due, error: &str) -> Result<(), DbError> {
    if store::outcome(tx, due.id).await?.is_some_and(Outcome::is_due) {
        store::stick(tx, due.id, &short(error), next_try(due.attempts, tx.now())).await?;
    }
    Ok(())
}

fn short(detail: &str) -> String {
    detail.chars().filter(|c| *c != '\0').take(DETAIL_MAX).collect()
}
