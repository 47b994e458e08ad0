//! What became of the mails, for administrators and charts.

use super::readers::MailKind;
use crate::actor::Admin;
use crate::id::{MailId, TicketId};
use atiende_db::{DbError, SqlBuilder, Tx, args, sql};
use jiff::Timestamp;

/// What the outbox page and the API show.
#[derive(Debug, Clone)]
pub struct Listed {
    pub id: MailId,
    pub kind: MailKind,
    pub to_address: String,
    pub to_name: String,
    pub subject: String,
    pub message_id: String,
    pub state: String,
    pub attempts: i64,
    pub last_error: String,
    pub ticket: Option<TicketId>,
    pub created_at: Timestamp,
    pub sent_at: Option<Timestamp>,
}
atiende_db::from_row!(Listed {
    id,
    kind,
    to_address,
    to_name,
    subject,
    message_id,
    state,
    attempts,
    last_error,
    ticket,
    created_at,
    sent_at
});

/// Which mails to list.
#[derive(Debug, Clone, Default)]
pub struct OutboxFilter {
    pub state: Option<String>,
    pub ticket: Option<TicketId>,
    pub to: Option<String>,
    /// Continue before this mail (newest first).
    pub before: Option<MailId>,
}

/// Mails, newest first; asks for `limit` + 1 so that the caller sees whether there are more.
pub async fn list(tx: &Tx, _by: Admin<'_>, filter: &OutboxFilter, limit: i64) -> Result<Vec<Listed>, DbError> {
    let mut query = SqlBuilder::new(
        "SELECT id, kind, to_address, to_name, subject, message_id, state, attempts, last_error, ticket_id, created_at,
             sent_at FROM outbox WHERE id < ",
    )
    .bind(filter.before.map_or(i64::MAX, |id| id.0));
    if let Some(state) = &filter.state {
        query = query.push(" AND state = ").bind(state);
    }
    if let Some(ticket) = filter.ticket {
        query = query.push(" AND ticket_id = ").bind(ticket);
    }
    if let Some(to) = &filter.to {
        query = query.push(" AND to_address = ").bind(to.to_lowercase());
    }
    tx.all_built(&query.push(" ORDER BY id DESC LIMIT ").bind(limit + 1)).await
}

/// How many mails wait, failed, and since when the oldest waits.
#[derive(Debug, Clone, Copy)]
pub struct OutboxCounts {
    pub waiting: i64,
    pub failed: i64,
    pub oldest: Option<Timestamp>,
}
atiende_db::from_row!(OutboxCounts { waiting, failed, oldest });

pub async fn counts(tx: &Tx) -> Result<OutboxCounts, DbError> {
    tx.one(
        sql!(
            "SELECT (SELECT count(*) FROM outbox WHERE state IN ('queued', 'sending')),
                 (SELECT count(*) FROM outbox WHERE state = 'failed'),
                 (SELECT min(created_at) FROM outbox WHERE state IN ('queued', 'sending'))"
        ),
        args![],
    )
    .await
}

/// How many mails are in which state, for the operator's charts.
pub async fn by_state(tx: &Tx, _by: Admin<'_>) -> Result<Vec<(String, i64)>, DbError> {
    tx.all(sql!("SELECT state, count(*) FROM outbox GROUP BY state ORDER BY state"), args![]).await
}
