//! A file of a ticket turned out to be malware: who attends the ticket hears of it, nobody else.

use super::readers::MailKind;
use super::{attending, outbox};
use crate::id::{EventId, TicketId};
use atiende_db::{DbError, Tx, args, sql};
use jiff::SignedDuration;
use serde_json::Value;

/// One mail tells of the files of one message, which are scanned one by one; all of them stand on the ticket.
const CALM: SignedDuration = SignedDuration::from_hours(1);

/// A mail to the technician, or to the administrators where there is none. `data` has `file` and `malware`.
pub(crate) async fn infected(tx: &mut Tx, event: EventId, ticket: TicketId, data: &Value) -> Result<(), DbError> {
    let (told,): (bool,) = tx
        .one(
            sql!("SELECT EXISTS (SELECT 1 FROM outbox WHERE ticket_id = $1 AND kind = $2 AND created_at > $3)"),
            args![ticket, MailKind::TicketInfected, tx.now() - CALM],
        )
        .await?;
    if told {
        return Ok(());
    }
    for reader in attending(tx, ticket, None).await? {
        outbox::put(tx, (event, MailKind::TicketInfected), &reader, (Some(ticket), None), data).await?;
    }
    Ok(())
}
