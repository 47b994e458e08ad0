//! SQL of attachments: one function per statement.

use super::model::{Attachment, Scan};
use super::vault::StoredFile;
use crate::id::{AttachmentId, MessageId, PersonId, TicketId};
use atiende_db::{DbError, Tx, args, sql};
use jiff::Timestamp;

pub(super) async fn insert(
    tx: &mut Tx,
    file: &StoredFile,
    name: &str,
    by: Option<PersonId>,
    scan: Scan,
) -> Result<AttachmentId, DbError> {
    let size = i64::try_from(file.size).unwrap_or(i64::MAX);
    let (id,) = tx
        .returning_one(
            sql!(
                "INSERT INTO attachments (sha256, name, size, content_type, uploaded_by, scan, created_at)
                 VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id"
            ),
            args![file.sha256, name, size, file.content_type, by, scan, tx.now()],
        )
        .await?;
    Ok(id)
}

pub(super) async fn find(tx: &Tx, id: AttachmentId) -> Result<Option<Attachment>, DbError> {
    tx.opt(
        sql!(
            "SELECT id, sha256, name, size, content_type, uploaded_by, ticket_id, message_id, scan, scan_detail,
                 created_at
             FROM attachments WHERE id = $1"
        ),
        args![id],
    )
    .await
}

/// A file that this person uploaded and that belongs to no message yet.
pub(super) async fn unattached_of(tx: &Tx, person: PersonId, id: AttachmentId) -> Result<Option<Attachment>, DbError> {
    Ok(find(tx, id).await?.filter(|file| file.uploaded_by == Some(person) && file.message.is_none()))
}

/// Makes a file part of a message. `None`: somebody attached it meanwhile.
pub(super) async fn attach(
    tx: &mut Tx,
    id: AttachmentId,
    ticket: TicketId,
    message: MessageId,
) -> Result<Option<Named>, DbError> {
    let attached = tx
        .returning(
            sql!(
                "UPDATE attachments SET ticket_id = $2, message_id = $3 WHERE id = $1 AND message_id IS NULL
                 RETURNING id, name, ticket_id, scan, scan_detail"
            ),
            args![id, ticket, message],
        )
        .await?;
    Ok(attached.into_iter().next())
}

/// A file, as far as its ticket has to hear of it.
#[derive(Debug)]
pub(super) struct Named {
    pub(super) id: AttachmentId,
    pub(super) name: String,
    pub(super) ticket: Option<TicketId>,
    pub(super) scan: Scan,
    pub(super) scan_detail: Option<String>,
}
atiende_db::from_row!(Named { id, name, ticket, scan, scan_detail });

/// Writes down what is known of a content at each file that has it; those where that is news.
pub(super) async fn mark(
    tx: &mut Tx,
    sha256: &str,
    (scan, detail): (Scan, Option<&str>),
) -> Result<Vec<Named>, DbError> {
    tx.returning(
        sql!(
            "UPDATE attachments SET scan = $2, scan_detail = $3
             WHERE sha256 = $1 AND (scan <> $2 OR coalesce(scan_detail, '') <> coalesce($3, ''))
             RETURNING id, name, ticket_id, scan, scan_detail"
        ),
        args![sha256, scan, detail],
    )
    .await
}

/// Gives the files of a message back to who uploaded them, unsent.
pub(crate) async fn detach(tx: &mut Tx, message: MessageId) -> Result<Vec<AttachmentId>, DbError> {
    let rows: Vec<(AttachmentId,)> = tx
        .returning(
            sql!("UPDATE attachments SET ticket_id = NULL, message_id = NULL WHERE message_id = $1 RETURNING id"),
            args![message],
        )
        .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

pub(super) async fn of_ticket(tx: &Tx, ticket: TicketId) -> Result<Vec<Attachment>, DbError> {
    tx.all(
        sql!(
            "SELECT id, sha256, name, size, content_type, uploaded_by, ticket_id, message_id, scan, scan_detail,
                 created_at
             FROM attachments WHERE ticket_id = $1 ORDER BY id"
        ),
        args![ticket],
    )
    .await
}

/// The files of a message in which nobody found harm.
pub(crate) async fn harmless_of(tx: &Tx, message: MessageId) -> Result<Vec<Attachment>, DbError> {
    tx.all(
        sql!(
            "SELECT id, sha256, name, size, content_type, uploaded_by, ticket_id, message_id, scan, scan_detail,
                 created_at
             FROM attachments WHERE message_id = $1 AND scan <> 'infected' ORDER BY id"
        ),
        args![message],
    )
    .await
}

pub(super) async fn visibility(tx: &Tx, message: MessageId) -> Result<Option<crate::tickets::Visibility>, DbError> {
    let row: Option<(crate::tickets::Visibility,)> =
        tx.opt(sql!("SELECT visibility FROM messages WHERE id = $1"), args![message]).await?;
    Ok(row.map(|(visibility,)| visibility))
}

pub(super) async fn delete(tx: &mut Tx, id: AttachmentId) -> Result<u64, DbError> {
    tx.execute(sql!("DELETE FROM attachments WHERE id = $1 AND message_id IS NULL"), args![id]).await
}

/// Deletes rows of files that were uploaded and never sent; their contents, which other rows may have.
pub(super) async fn delete_unattached(tx: &mut Tx, before: Timestamp) -> Result<Vec<String>, DbError> {
    let rows: Vec<(String,)> = tx
        .returning(
            sql!(
                "DELETE FROM attachments WHERE message_id IS NULL AND created_at < $1
                     AND NOT EXISTS (SELECT 1 FROM held_tickets h WHERE h.person_id = attachments.uploaded_by)
                 RETURNING sha256"
            ),
            args![before],
        )
        .await?;
    Ok(rows.into_iter().map(|(sha256,)| sha256).collect())
}

/// Whether any row has this content.
pub(super) async fn is_named(tx: &Tx, sha256: &str) -> Result<bool, DbError> {
    let (named,) = tx
        .one(
            sql!(
                "SELECT EXISTS (SELECT 1 FROM attachments WHERE sha256 = $1)
                     OR EXISTS (SELECT 1 FROM inbound WHERE sha256 = $1)"
            ),
            args![sha256],
        )
        .await?;
    Ok(named)
}

/// A content that a row names, and its length.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    pub sha256: String,
    /// Bytes.
    pub size: i64,
}
atiende_db::from_row!(Content { sha256, size });

/// Contents of attachments, by digest, after this one.
pub(super) async fn attached_after(tx: &Tx, after: &str, limit: i64) -> Result<Vec<Content>, DbError> {
    tx.all(
        sql!("SELECT sha256, max(size) FROM attachments WHERE sha256 > $1 GROUP BY sha256 ORDER BY sha256 LIMIT $2"),
        args![after, limit],
    )
    .await
}

/// Contents of mails whose bytes are in no row, likewise.
pub(super) async fn shelved_after(tx: &Tx, after: &str, limit: i64) -> Result<Vec<Content>, DbError> {
    tx.all(
        sql!(
            "SELECT sha256, max(size) FROM inbound WHERE sha256 > $1 AND raw IS NULL
             GROUP BY sha256 ORDER BY sha256 LIMIT $2"
        ),
        args![after, limit],
    )
    .await
}
