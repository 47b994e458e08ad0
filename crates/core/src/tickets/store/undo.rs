//! SQL of replies that may be taken back.

use crate::id::{MessageId, PersonId, TicketId};
use crate::tickets::model::Visibility;
use atiende_db::{DbError, Tx, args, sql};
use jiff::Timestamp;

/// A reply that may be taken back, or was.
pub(in crate::tickets) struct Undo {
    pub(in crate::tickets) until: Timestamp,
    pub(in crate::tickets) before: String,
    pub(in crate::tickets) typed: String,
}
atiende_db::from_row!(Undo { until, before, typed });

pub(in crate::tickets) async fn insert(
    tx: &mut Tx,
    (message, ticket, person): (MessageId, TicketId, PersonId),
    until: Timestamp,
    before: &str,
) -> Result<(), DbError> {
    tx.execute(
        sql!(
            "INSERT INTO undoable_replies (message_id, ticket_id, person_id, until_at, before, typed)
             VALUES ($1, $2, $3, $4, $5, '')"
        ),
        args![message, ticket, person, until, before],
    )
    .await?;
    Ok(())
}

pub(in crate::tickets) async fn find(
    tx: &Tx,
    (message, ticket, person): (MessageId, TicketId, PersonId),
) -> Result<Option<Undo>, DbError> {
    tx.opt(
        sql!(
            "SELECT until_at, before, typed FROM undoable_replies
             WHERE message_id = $1 AND ticket_id = $2 AND person_id = $3"
        ),
        args![message, ticket, person],
    )
    .await
}

pub(in crate::tickets) async fn note_taken_back(tx: &mut Tx, message: MessageId, typed: &str) -> Result<(), DbError> {
    tx.execute(sql!("UPDATE undoable_replies SET typed = $2 WHERE message_id = $1"), args![message, typed]).await?;
    Ok(())
}

pub(in crate::tickets) async fn words(
    tx: &Tx,
    ticket: TicketId,
    message: MessageId,
) -> Result<(String, Visibility), DbError> {
    tx.one(sql!("SELECT body, visibility FROM messages WHERE id = $1 AND ticket_id = $2"), args![message, ticket]).await
}

/// Empties a message that was taken back. Its row stays, unseen, so that no other gets its number.
pub(in crate::tickets) async fn withdraw(tx: &mut Tx, message: MessageId) -> Result<(), DbError> {
    tx.execute(
        sql!("UPDATE messages SET visibility = 'withdrawn', body = '', body_html = '' WHERE id = $1"),
        args![message],
    )
    .await?;
    Ok(())
}

pub(in crate::tickets) async fn forget_first_response(tx: &mut Tx, ticket: TicketId) -> Result<(), DbError> {
    tx.execute(sql!("UPDATE tickets SET first_response_at = NULL WHERE id = $1"), args![ticket]).await?;
    Ok(())
}

pub(in crate::tickets) async fn delete_before(tx: &mut Tx, before: Timestamp) -> Result<u64, DbError> {
    tx.execute(sql!("DELETE FROM undoable_replies WHERE until_at < $1"), args![before]).await
}
