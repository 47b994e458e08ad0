//! A mail of the desk to one of its own mailboxes: to see whether what goes out comes back.

use super::outbox;
use super::readers::{MailKind, Reader, Reason};
use crate::Denied;
use crate::actor::Admin;
use crate::events::{self, By, Object};
use crate::id::{InboundId, MailId};
use atiende_db::{DbError, Tx, args, sql};
use jiff::Timestamp;
use serde_json::json;

/// How far it got.
#[derive(Debug, Clone)]
pub struct RoundTrip {
    pub to: String,
    pub state: String,
    pub last_error: String,
    pub begun_at: Timestamp,
    pub sent_at: Option<Timestamp>,
    /// Its entry in the ledger.
    pub came: Option<InboundId>,
    pub came_at: Option<Timestamp>,
}
atiende_db::from_row!(RoundTrip { to, state, last_error, begun_at, sent_at, came, came_at });

/// Sends it on its way.
pub async fn begin(tx: &mut Tx, by: Admin<'_>, address: &str) -> Result<MailId, DbError> {
    let actor = by.actor();
    let event = events::record(tx, &By::from(actor), (Object::Mail, 0), "tested", &json!({ "to": address })).await?;
    let (locale,): (String,) = tx.one(sql!("SELECT locale FROM people WHERE id = $1"), args![actor.id]).await?;
    let reader = Reader { reason: Reason::Admin, locale, ..Reader::address(address) };
    let now = tx.now();
    outbox::insert(tx, (event, MailKind::Test), &reader, (None, None), (&json!({}), now, None)).await
}

/// How far it got. Errors: `NotFound` for another mail.
pub async fn follow(tx: &Tx, _by: Admin<'_>, id: MailId) -> Result<RoundTrip, Denied> {
    let found = tx
        .opt(
            sql!(
                "SELECT o.to_address, o.state, o.last_error, o.created_at, o.sent_at, i.id, i.received_at
                 FROM outbox o LEFT JOIN inbound i ON i.message_id = o.message_id
                 WHERE o.id = $1 AND o.kind = 'test' ORDER BY i.id LIMIT 1"
            ),
            args![id],
        )
        .await?;
    found.ok_or(Denied::NotFound)
}
