//! A mail about a ticket did not arrive: who attends the ticket hears of it, once a day for each address.

use super::outbox;
use super::readers::{MailKind, Reader, Reason, TicketNews};
use super::undelivered::Undelivered;
use crate::id::{EventId, TicketId};
use crate::limits::{Kind, actions as limits};
use atiende_db::{DbError, Tx};
use jiff::SignedDuration;
use serde_json::json;

/// A server keeps refusing the same address.
const ONCE_IN: SignedDuration = SignedDuration::from_hours(24);

/// Tells the technician, or the administrators where there is none, or where it is the technician's own address that
/// takes nothing. `kind`: of the mail that did not arrive; of a warning nobody is warned.
pub(crate) async fn warn(
    tx: &mut Tx,
    event: EventId,
    (ticket, kind): (TicketId, MailKind),
    (address, sentence): (&str, &str),
) -> Result<(), DbError> {
    if kind == MailKind::MailReturned
        || !limits::once(tx, Kind::Returned, &format!("{ticket} {address}"), ONCE_IN).await?
    {
        return Ok(());
    }
    let data = json!({ "returned": { "address": address, "why": Undelivered::of(sentence) } });
    for reader in told(tx, ticket, address).await? {
        outbox::put(tx, (event, MailKind::MailReturned), &reader, (Some(ticket), None), &data).await?;
    }
    Ok(())
}

async fn told(tx: &Tx, ticket: TicketId, address: &str) -> Result<Vec<Reader>, DbError> {
    let attends = |reader: &Reader| reader.reason == Reason::Technician && reader.email != address;
    let mut readers = super::around(tx, ticket, &TicketNews::Assigned).await?.0;
    readers.retain(attends);
    if readers.is_empty() {
        readers = super::admin_readers(tx).await?;
        readers.retain(|reader| reader.email != address);
    }
    Ok(readers)
}
