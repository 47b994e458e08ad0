//! A mail about a ticket did not arrive: who attends the ticket hears of it, once a day for each address.

use super::readers::MailKind;
use super::undelivered::Undelivered;
use super::{attending, outbox};
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
    for reader in attending(tx, ticket, Some(address)).await? {
        outbox::put(tx, (event, MailKind::MailReturned), &reader, (Some(ticket), None), &data).await?;
    }
    Ok(())
}
