//! One mail for what happened within a minute: the rows that wait for the same reader of the same ticket go with the one
//! that is due, and share its fate.

use super::outbox::Pending;
use super::readers::MailKind;
use crate::id::{MailId, TicketId};
use atiende_db::{DbError, Tx, args, sql};
use jiff::SignedDuration;

/// Lets all that waits and may not be taken back any more go with a mail that was taken for its first attempt. A person's
/// words lead: the mail is theirs then (RFC 3834), whatever the desk says besides.
pub(super) async fn gather(tx: &mut Tx, mail: &mut Pending, lease: SignedDuration) -> Result<(), DbError> {
    let Some(ticket) = mail.ticket.filter(|_| mail.kind.is_news() && mail.attempts == 1 && mail.mime.is_none()) else {
        return Ok(());
    };
    if mail.kind != MailKind::TicketReplied
        && let Some(words) = words_beside(tx, mail, ticket).await?
    {
        put_back(tx, mail.id).await?;
        *mail = lead(tx, words, lease).await?;
    }
    tx.execute(
        sql!(
            "UPDATE outbox SET bundled_into = $1
             WHERE ticket_id = $2 AND to_address = $3 AND id <> $1 AND state = 'queued' AND attempts = 0 AND mime IS NULL
                 AND kind IN ('ticket_replied', 'ticket_noted', 'ticket_moved', 'ticket_assigned')
                 AND bundled_into IS NULL AND revocable_until <= $4"
        ),
        args![mail.id, ticket, mail.to_address, tx.now()],
    )
    .await?;
    Ok(())
}

async fn words_beside(tx: &Tx, mail: &Pending, ticket: TicketId) -> Result<Option<MailId>, DbError> {
    let row: Option<(MailId,)> = tx
        .opt(
            sql!(
                "SELECT id FROM outbox WHERE ticket_id = $1 AND to_address = $2 AND kind = 'ticket_replied'
                     AND state = 'queued' AND attempts = 0 AND mime IS NULL AND bundled_into IS NULL
                     AND revocable_until <= $3 ORDER BY id LIMIT 1"
            ),
            args![ticket, mail.to_address, tx.now()],
        )
        .await?;
    Ok(row.map(|(id,)| id))
}

async fn put_back(tx: &mut Tx, id: MailId) -> Result<(), DbError> {
    tx.execute(sql!("UPDATE outbox SET state = 'queued', attempts = 0 WHERE id = $1"), args![id]).await?;
    Ok(())
}

async fn lead(tx: &mut Tx, id: MailId, lease: SignedDuration) -> Result<Pending, DbError> {
    tx.returning_one(
        sql!(
            "UPDATE outbox SET state = 'sending', next_at = $2, attempts = attempts + 1 WHERE id = $1
             RETURNING id, kind, reason, person_id, to_address, to_name, locale, ticket_id, ticket_message_id, data,
                 message_id, subject, mime, attempts, created_at"
        ),
        args![id, tx.now() + lease],
    )
    .await
}
