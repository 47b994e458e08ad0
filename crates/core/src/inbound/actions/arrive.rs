//! A message is kept, before its sender is told that it was taken.

use crate::inbound::model::{Arrival, Arrived, Outcome};
use crate::inbound::store;
use atiende_db::{DbError, Tx};

/// The topic that is announced when there is something to read.
pub const TOPIC: &str = "inbound";

/// Writes the message down. One that came before, to the same mailbox, is a duplicate at once: it is kept like any other
/// and read no more.
pub async fn arrive(tx: &mut Tx, arrival: &Arrival) -> Result<Arrived, DbError> {
    if let Some(first) = store::first_of(tx, &arrival.mailbox, &arrival.digest).await? {
        let id = store::insert(tx, arrival, (Outcome::Duplicate, Some(first))).await?;
        return Ok(Arrived { id, duplicate_of: Some(first) });
    }
    let id = store::insert(tx, arrival, (Outcome::Received, None)).await?;
    store::insert_key(tx, &arrival.mailbox, &arrival.digest, id).await?;
    tx.announce(TOPIC);
    Ok(Arrived { id, duplicate_of: None })
}
