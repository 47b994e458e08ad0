//! Mails to be sent: written, claimed, composed, handed over.

use super::readers::{MailKind, Reader, TicketNews};
use super::{bundle, pace};
use crate::Denied;
use crate::accounts::actions::invite;
use crate::actor::Admin;
use crate::error::Refused;
use crate::events::{self, By, Object};
use crate::id::{EventId, MailId, MessageId, PersonId, TicketId};
use crate::live;
use atiende_db::{DbError, Tx, args, sql};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

/// Bytes of a server's answer that are kept. It stands in an index, and PostgreSQL takes no long ones.
const ERROR_MAX: usize = 1000;

/// A mail that goes out at once.
pub(super) async fn put(
    tx: &mut Tx,
    about: (EventId, MailKind),
    reader: &Reader,
    of: (Option<TicketId>, Option<MessageId>),
    data: &Value,
) -> Result<(), DbError> {
    let now = tx.now();
    insert(tx, about, reader, of, (data, now, None)).await?;
    Ok(())
}

/// News of a ticket, which goes out at its pace.
pub(super) async fn put_news(
    tx: &mut Tx,
    about: (EventId, MailKind),
    reader: &Reader,
    (ticket, news): (TicketId, &TicketNews),
    (data, digest): (&Value, SignedDuration),
) -> Result<(), DbError> {
    let until = news.revocable_until();
    // A person's words wait for nothing but their author's second thoughts.
    let waits = about.1.is_news() && about.1 != MailKind::TicketReplied;
    let last = if waits { last_news(tx, ticket, &reader.email).await? } else { None };
    let next_at = pace::next_at(tx.now(), until, last, digest);
    insert(tx, about, reader, (Some(ticket), news.message()), (data, next_at, until)).await?;
    Ok(())
}

async fn last_news(tx: &Tx, ticket: TicketId, address: &str) -> Result<Option<pace::Last>, DbError> {
    tx.opt(
        sql!(
            "SELECT created_at, next_at, state = 'queued' AND attempts = 0 FROM outbox
             WHERE ticket_id = $1 AND to_address = $2 AND bundled_into IS NULL AND state <> 'suppressed'
                 AND kind IN ('ticket_replied', 'ticket_noted', 'ticket_moved', 'ticket_assigned')
             ORDER BY id DESC LIMIT 1"
        ),
        args![ticket, address],
    )
    .await
}

/// A mail that may be taken from `next_at` on.
pub(super) async fn insert(
    tx: &mut Tx,
    (event, kind): (EventId, MailKind),
    reader: &Reader,
    (ticket, message): (Option<TicketId>, Option<MessageId>),
    (data, next_at, revocable_until): (&Value, Timestamp, Option<Timestamp>),
) -> Result<MailId, DbError> {
    // One unchanging Message-ID per notification and recipient: the event and who hears of it.
    let to_whom = reader.person.map_or_else(|| reader.email.replace('@', "."), |person| format!("p{person}"));
    let message_id = format!("e{event}.{to_whom}");
    tx.announce("outbox");
    let (id,) = tx
        .returning_one(
            sql!(
            "INSERT INTO outbox (kind, reason, person_id, to_address, to_name, locale, ticket_id, ticket_message_id, data,
                 message_id, automatic, subject, state, attempts, next_at, last_error, created_at, revocable_until)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, '', 'queued', 0, $12, '', $13, $14)
                 RETURNING id"
        ),
        args![
            kind,
            reader.reason,
            reader.person,
            reader.email,
            reader.name,
            reader.locale,
            ticket,
            message,
            data.to_string(),
            message_id,
            kind.is_automatic(),
            next_at,
            tx.now(),
            revocable_until.map_or(0, Timestamp::as_microsecond)
        ],
    )
    .await?;
    Ok(id)
}

/// A mail that is due, taken by this worker until its lease ends.
#[derive(Debug, Clone)]
pub struct Pending {
    pub id: MailId,
    pub kind: MailKind,
    pub reason: super::Reason,
    pub person: Option<PersonId>,
    pub to_address: String,
    pub to_name: String,
    pub locale: String,
    pub ticket: Option<TicketId>,
    pub ticket_message: Option<MessageId>,
    pub data: String,
    pub message_id: String,
    pub subject: String,
    /// The composed mail; `None` before the first attempt.
    pub mime: Option<Vec<u8>>,
    pub attempts: i64,
    pub created_at: Timestamp,
}
atiende_db::from_row!(Pending {
    id,
    kind,
    reason,
    person,
    to_address,
    to_name,
    locale,
    ticket,
    ticket_message,
    data,
    message_id,
    subject,
    mime,
    attempts,
    created_at
});

/// Takes up to `limit` due mails, the oldest first, for `lease`; a worker that dies gives them back by time.
pub async fn claim(tx: &mut Tx, limit: i64, lease: SignedDuration) -> Result<Vec<Pending>, DbError> {
    let mut mails = take(tx, limit, lease).await?;
    for mail in &mut mails {
        bundle::gather(tx, mail, lease).await?;
    }
    Ok(mails)
}

async fn take(tx: &mut Tx, limit: i64, lease: SignedDuration) -> Result<Vec<Pending>, DbError> {
    let mut taken: Vec<Pending> = tx
        .returning(
            sql!(
                sqlite: "UPDATE outbox SET state = 'sending', next_at = $2, attempts = attempts + 1
                         WHERE id IN (SELECT id FROM outbox WHERE state NOT IN ('sent', 'failed', 'suppressed') AND next_at <= $1
                                          AND bundled_into IS NULL
                                      ORDER BY next_at, id LIMIT $3)
                         RETURNING id, kind, reason, person_id, to_address, to_name, locale, ticket_id, ticket_message_id,
                             data, message_id, subject, mime, attempts, created_at",
                postgres: "UPDATE outbox SET state = 'sending', next_at = $2, attempts = attempts + 1
                           WHERE id IN (SELECT id FROM outbox WHERE state NOT IN ('sent', 'failed', 'suppressed') AND next_at <= $1
                                            AND bundled_into IS NULL
                                        ORDER BY next_at, id LIMIT $3 FOR UPDATE SKIP LOCKED)
                           RETURNING id, kind, reason, person_id, to_address, to_name, locale, ticket_id,
                               ticket_message_id, data, message_id, subject, mime, attempts, created_at"
            ),
            args![tx.now(), tx.now() + lease, limit],
        )
        .await?;
    taken.sort_by_key(|mail| mail.id);
    Ok(taken)
}

/// Keeps what this very transaction wrote to an address by the desk's own word, about a ticket or about none, from being sent.
pub(crate) async fn suppress_automatic_to(tx: &mut Tx, address: &str, ticket: Option<TicketId>) -> Result<(), DbError> {
    // By ticket or address, not by state: while mail floods in, thousands wait.
    let statement = if ticket.is_some() {
        sql!(
            "UPDATE outbox SET state = 'suppressed' WHERE ticket_id = $3 AND to_address = $2 AND automatic
                 AND created_at = $1 AND state NOT IN ('sending', 'sent', 'failed')"
        )
    } else {
        sql!(
            "UPDATE outbox SET state = 'suppressed' WHERE to_address = $2 AND CAST($3 AS BIGINT) IS NULL AND automatic
                 AND created_at = $1 AND state NOT IN ('sending', 'sent', 'failed')"
        )
    };
    tx.execute(statement, args![tx.now(), address, ticket]).await?;
    Ok(())
}

/// The mail of this Message-ID that was sent, its ticket, and to whom.
pub(crate) async fn sent_mail(
    tx: &Tx,
    message_id: &str,
) -> Result<Option<(MailId, MailKind, Option<TicketId>, String)>, DbError> {
    tx.opt(
        sql!("SELECT id, kind, ticket_id, to_address FROM outbox WHERE message_id = $1 AND state IN ('sent', 'sending', 'queued', 'failed')"),
        args![message_id],
    )
    .await
}

/// A server took the mail and could not deliver it.
pub(crate) async fn bounced(tx: &mut Tx, id: MailId, why: &str) -> Result<(), DbError> {
    let error = why.get(..why.floor_char_boundary(ERROR_MAX)).unwrap_or_default();
    tx.execute(
        sql!("UPDATE outbox SET state = 'failed', last_error = $2 WHERE id = $1 OR bundled_into = $1"),
        args![id, error],
    )
    .await?;
    Ok(())
}

/// A composed mail.
#[derive(Debug, Clone)]
pub struct Composed {
    /// With the domain, without angle brackets.
    pub message_id: String,
    pub subject: String,
    pub mime: Vec<u8>,
    /// Whether it is kept, so that a retry repeats the same bytes. One with files is made again: they are kept already.
    pub is_kept: bool,
}

pub async fn compose(tx: &mut Tx, id: MailId, composed: &Composed) -> Result<(), DbError> {
    tx.execute(
        sql!("UPDATE outbox SET message_id = $2, subject = $3, mime = $4 WHERE id = $1"),
        args![id, composed.message_id, composed.subject, composed.is_kept.then(|| composed.mime.clone())],
    )
    .await?;
    Ok(())
}

/// Takes back the mails that tell of a message, if none of them has left: whether that was so.
pub(crate) async fn take_back(tx: &mut Tx, message: MessageId) -> Result<bool, DbError> {
    let (left,): (bool,) = tx
        .one(
            sql!(
                "SELECT EXISTS (SELECT 1 FROM outbox WHERE ticket_id = (SELECT ticket_id FROM messages WHERE id = $1)
                     AND ticket_message_id = $1 AND state <> 'suppressed'
                     AND (state <> 'queued' OR attempts > 0 OR subject <> '' OR bundled_into IS NOT NULL))"
            ),
            args![message],
        )
        .await?;
    if !left {
        tx.execute(
            sql!(
                "UPDATE outbox SET state = 'suppressed', ticket_message_id = NULL
                 WHERE ticket_id = (SELECT ticket_id FROM messages WHERE id = $1) AND ticket_message_id = $1"
            ),
            args![message],
        )
        .await?;
    }
    Ok(!left)
}

/// Keeps the mails that this very transaction wrote from ever being sent.
pub async fn suppress(tx: &mut Tx) -> Result<(), DbError> {
    tx.execute(
        sql!(
            "UPDATE outbox SET state = 'suppressed' WHERE state NOT IN ('sent', 'failed', 'suppressed') AND bundled_into IS NULL
                 AND next_at >= $1 AND created_at = $1"
        ),
        args![tx.now()],
    )
    .await?;
    Ok(())
}

/// The next server has taken the mail.
pub async fn sent(tx: &mut Tx, mail: &Pending) -> Result<(), DbError> {
    tx.execute(
        sql!("UPDATE outbox SET state = 'sent', sent_at = $2, last_error = '' WHERE id = $1 OR bundled_into = $1"),
        args![mail.id, tx.now()],
    )
    .await?;
    if mail.kind.brings_a_link() {
        // Its reader has it: whoever reads the outbox must not.
        tx.execute(sql!("UPDATE outbox SET data = '{}', mime = NULL WHERE id = $1"), args![mail.id]).await?;
    }
    if let Some(ticket) = mail.ticket {
        live::page(tx, ticket);
    }
    Ok(())
}

/// Takes the links out of mails that were never delivered and are older than any link's life; how many.
pub async fn forget_links(tx: &mut Tx) -> Result<u64, DbError> {
    let mut forgotten = 0;
    for kind in MailKind::ALL.iter().filter(|kind| kind.brings_a_link()) {
        forgotten += tx
            .execute(
                sql!(
                    "UPDATE outbox SET data = '{}', mime = NULL
                     WHERE kind = $1 AND data <> '{}' AND created_at < $2 AND state IN ('queued', 'failed', 'suppressed')"
                ),
                args![kind, tx.now() - invite::LINK_LIFE],
            )
            .await?;
    }
    Ok(forgotten)
}

/// The mail could not be handed over: again at `next_at`, or never (`None`).
pub async fn fail(tx: &mut Tx, mail: &Pending, error: &str, next_at: Option<Timestamp>) -> Result<(), DbError> {
    let state = if next_at.is_some() { "queued" } else { "failed" };
    let error = error.get(..error.floor_char_boundary(ERROR_MAX)).unwrap_or_default();
    tx.execute(
        sql!("UPDATE outbox SET state = $2, next_at = $3, last_error = $4 WHERE id = $1 OR bundled_into = $1"),
        args![mail.id, state, next_at.unwrap_or(tx.now()), error],
    )
    .await?;
    if let (None, Some(ticket)) = (next_at, mail.ticket) {
        let data = json!({ "address": mail.to_address, "why": error });
        let event = events::record(tx, &By::desk(), (Object::Ticket, ticket.0), "mail_failed", &data).await?;
        // What was never written is nobody's who could not be reached: its reader may not know it any more.
        if is_composed(tx, mail.id).await? {
            super::warn(tx, event, (ticket, mail.kind), (&mail.to_address, error)).await?;
        }
        live::page(tx, ticket);
    }
    Ok(())
}

/// The bytes would not tell: those of a mail with files are not kept.
async fn is_composed(tx: &Tx, id: MailId) -> Result<bool, DbError> {
    let found: Option<(bool,)> = tx.opt(sql!("SELECT subject <> '' FROM outbox WHERE id = $1"), args![id]).await?;
    Ok(found.is_some_and(|(composed,)| composed))
}

/// Gives a mail back untried (no server is set up), to be looked at again at `next_at`: a worker
/// that claims until nothing is due would otherwise turn in circles.
pub async fn release(tx: &mut Tx, id: MailId, error: &str, next_at: Timestamp) -> Result<(), DbError> {
    tx.execute(
        sql!(
            "UPDATE outbox SET state = 'queued', attempts = attempts - 1, next_at = $2, last_error = $3 WHERE id = $1"
        ),
        args![id, next_at, error],
    )
    .await?;
    Ok(())
}

/// Mails that could not be handed over are tried again at once: the way out may be mended.
pub(crate) async fn hurry(tx: &mut Tx) -> Result<(), DbError> {
    tx.execute(
        sql!("UPDATE outbox SET next_at = $1 WHERE state = 'queued' AND next_at > $1 AND attempts > 0"),
        args![tx.now()],
    )
    .await?;
    tx.announce("outbox");
    Ok(())
}

/// Keeps a claimed mail for another `lease`: its server takes long to answer.
pub async fn keep(tx: &mut Tx, id: MailId, lease: SignedDuration) -> Result<(), DbError> {
    tx.execute(sql!("UPDATE outbox SET next_at = $2 WHERE id = $1 AND state = 'sending'"), args![id, tx.now() + lease])
        .await?;
    Ok(())
}

/// Puts a failed mail back into the queue.
pub async fn requeue(tx: &mut Tx, by: Admin<'_>, id: MailId) -> Result<(), Refused> {
    let touched = tx
        .execute(
            sql!(
                "UPDATE outbox SET state = 'queued', next_at = $2 WHERE state IN ('failed', 'queued')
                     AND (id = $1 OR bundled_into = $1 OR id = (SELECT bundled_into FROM outbox WHERE id = $1))"
            ),
            args![id, tx.now()],
        )
        .await?;
    if touched == 0 {
        return Err(Denied::NotFound.into());
    }
    events::record(tx, &By::from(by.actor()), (Object::Mail, id.0), "requeued", &json!({})).await?;
    tx.announce("outbox");
    Ok(())
}
