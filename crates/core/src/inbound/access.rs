//! Who reads the ledger: administrators all of it; who reads a ticket on the desk's side, what stands beside that ticket.

use super::model::{Entry, Outcome, Trust};
use super::passed_on::{self, Author};
use super::store::{self, Filter};
use crate::Denied;
use crate::actor::Admin;
use crate::id::{InboundId, MessageId, PersonId};
use crate::tickets::access::Readable;
use atiende_db::{DbError, Tx};
use jiff::Timestamp;

/// Entries, the newest first; one more than `limit`, so that the caller sees whether there are more.
pub async fn list(tx: &Tx, _by: Admin<'_>, filter: &Filter, limit: i64) -> Result<Vec<Entry>, DbError> {
    store::list(tx, filter, limit + 1).await
}

/// How many messages became what: together all that ever came.
pub async fn counts(tx: &Tx, _by: Admin<'_>) -> Result<Vec<(Outcome, i64)>, DbError> {
    store::counts(tx).await
}

/// The same for `/metrics`, which is guarded by its own door.
pub async fn totals(tx: &Tx) -> Result<Vec<(Outcome, i64)>, DbError> {
    store::counts(tx).await
}

/// Since when the oldest message that is not made anything yet has been there.
pub async fn waits_since(tx: &Tx) -> Result<Option<Timestamp>, DbError> {
    store::waits_since(tx).await
}

pub async fn entry(tx: &Tx, _by: Admin<'_>, id: InboundId) -> Result<Entry, Denied> {
    store::entry(tx, id).await?.ok_or(Denied::NotFound)
}

/// What became of a message, for who has just handed it over: the command line.
pub async fn taken(tx: &Tx, id: InboundId) -> Result<Option<Entry>, DbError> {
    store::entry(tx, id).await
}

/// An entry and its bytes as they came; `None`: they are in the file store, by its `sha256`.
pub async fn original(tx: &Tx, by: Admin<'_>, id: InboundId) -> Result<(Entry, Option<Vec<u8>>), Denied> {
    let entry = entry(tx, by, id).await?;
    let raw = store::raw(tx, id).await?;
    Ok((entry, raw))
}

/// What mail brought to a ticket, for who works on it.
#[derive(Debug, Clone, Default)]
pub struct Mailed {
    /// What waits beside it for somebody's decision.
    pub beside: Vec<Entry>,
    /// Which of its messages came by mail that was asked about, and what its sender's domain says of it.
    pub trusts: Vec<(MessageId, Trust)>,
    /// Whose it may be in truth, as long as it is that of who passed the mail on.
    pub author: Option<Author>,
}

/// Messages shown beside a ticket.
const BESIDE: i64 = 20;

/// Errors: `Forbidden` for who is not of the desk.
pub async fn mailed(tx: &Tx, ticket: &Readable) -> Result<Mailed, Denied> {
    if !ticket.sees_internal() {
        return Err(Denied::Forbidden);
    }
    let ticket = ticket.ticket();
    // Most tickets have nothing of the kind, and each question costs.
    if !store::has_any(tx, ticket.id).await? {
        return Ok(Mailed::default());
    }
    let filter = Filter { outcome: Some(Outcome::Quarantined), ticket: Some(ticket.id), ..Filter::default() };
    Ok(Mailed {
        beside: store::list(tx, &filter, BESIDE).await?,
        trusts: store::trusts(tx, ticket.id).await?,
        author: passed_on::of(tx, ticket).await?,
    })
}

/// Addresses and domains that are kept out: who blocked them, and when.
pub async fn blocked(tx: &Tx, _by: Admin<'_>) -> Result<Vec<(String, Option<String>, Timestamp)>, DbError> {
    store::blocked(tx).await
}

/// What waits for this person's account to be opened.
pub(super) async fn waiting_for(tx: &Tx, person: PersonId) -> Result<Vec<InboundId>, DbError> {
    Ok(store::waiting_for(tx, person).await?.into_iter().map(|(id,)| id).collect())
}
