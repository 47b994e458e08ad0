//! What the page of a ticket shows: messages, what happened between them, who got copies.

use super::access::Readable;
use super::model::{NewTicket, Source, Visibility};
use super::{Body, BodyFormat, Carried};
use crate::accounts::Role;
use crate::id::{MailId, MessageId, PersonId, TicketId};
use crate::{audit, events::Object};
use atiende_db::{DbError, SqlBuilder, Tx, args, sql};
use jiff::Timestamp;
use std::collections::HashMap;

/// A message with its author.
#[derive(Debug, Clone)]
pub struct Message {
    pub id: MessageId,
    pub author: Option<PersonId>,
    pub author_name: Option<String>,
    pub author_role: Option<Role>,
    pub visibility: Visibility,
    pub body: String,
    pub body_format: BodyFormat,
    pub body_html: String,
    /// What was written now, of a mail that repeats what was written before.
    pub stripped: Option<String>,
    pub source: Source,
    pub created_at: Timestamp,
    /// As JSON: see `carried()`.
    carried: Option<String>,
    /// Of a mail, the rest: its Message-ID, who it claims to be from, its subject, and where it came to.
    pub mail_message_id: Option<String>,
    pub mail_from: Option<String>,
    pub mail_subject: Option<String>,
    pub mail_to: Option<String>,
}
atiende_db::from_row!(Message {
    id,
    author,
    author_name,
    author_role,
    visibility,
    body,
    body_format,
    body_html,
    stripped,
    source,
    created_at,
    carried,
    mail_message_id,
    mail_from,
    mail_subject,
    mail_to
});

impl Message {
    /// What a mail brought beside its words.
    pub fn carried(&self) -> Carried {
        Carried::from_json(self.carried.as_deref())
    }
}

/// A mail about the ticket: to whom it was copied and whether it arrived at their server.
#[derive(Debug, Clone)]
pub struct Copy {
    pub id: MailId,
    pub ticket_message: Option<MessageId>,
    pub to_name: String,
    pub to_address: String,
    pub reason: String,
    pub state: String,
    pub sent_at: Option<Timestamp>,
    pub last_error: String,
}
atiende_db::from_row!(Copy { id, ticket_message, to_name, to_address, reason, state, sent_at, last_error });

/// The messages that the reader may see, oldest first.
pub async fn messages(tx: &Tx, readable: &Readable) -> Result<Vec<Message>, DbError> {
    let id = readable.ticket().id;
    if readable.sees_internal() {
        tx.all(
            sql!(
                "SELECT m.id, m.author_id, coalesce(p.name, nullif(i.from_name, ''), i.from_address), p.role,
                     m.visibility, m.body, m.body_format, m.body_html, m.stripped, m.source, m.created_at, m.carried,
                     i.message_id, i.from_address,
                     i.subject, i.mailbox
                 FROM messages m LEFT JOIN people p ON p.id = m.author_id LEFT JOIN inbound i ON i.message = m.id
                 WHERE m.ticket_id = $1 AND m.visibility <> 'withdrawn' ORDER BY m.id"
            ),
            args![id],
        )
        .await
    } else {
        tx.all(
            sql!(
                "SELECT m.id, m.author_id, coalesce(p.name, nullif(i.from_name, ''), i.from_address), p.role,
                     m.visibility, m.body, m.body_format, m.body_html, m.stripped, m.source, m.created_at, m.carried,
                     i.message_id, i.from_address,
                     i.subject, i.mailbox
                 FROM messages m LEFT JOIN people p ON p.id = m.author_id LEFT JOIN inbound i ON i.message = m.id
                 WHERE m.ticket_id = $1 AND m.visibility = 'public' ORDER BY m.id"
            ),
            args![id],
        )
        .await
    }
}

/// The HTML of a message that came by mail, where the reader may see it.
pub async fn mail_html(tx: &Tx, readable: &Readable, message: MessageId) -> Result<Option<String>, DbError> {
    let found: Option<(String, Visibility)> = tx
        .opt(
            sql!("SELECT body_html, visibility FROM messages WHERE id = $1 AND ticket_id = $2 AND source = 'mail'"),
            args![message, readable.ticket().id],
        )
        .await?;
    let may_see = |visibility| visibility == Visibility::Public || readable.sees_internal();
    Ok(found.filter(|(_, visibility)| may_see(*visibility)).map(|(html, _)| html))
}

/// What happened to the ticket, without what was said in it. Notes leave no trace for clients.
pub async fn history(tx: &Tx, readable: &Readable) -> Result<Vec<audit::Entry>, DbError> {
    audit::history(tx, Object::Ticket, readable.ticket().id.0).await
}

/// The mails about the ticket, but those that were taken back. Clients see those about public messages, staff all.
pub async fn copies(tx: &Tx, readable: &Readable) -> Result<Vec<Copy>, DbError> {
    let mut copies: Vec<Copy> = tx
        .all(
            sql!(
                "SELECT id, ticket_message_id, to_name, to_address, reason, state, sent_at, last_error
                 FROM outbox WHERE ticket_id = $1 AND NOT (state = 'suppressed' AND revocable_until > 0) ORDER BY id"
            ),
            args![readable.ticket().id],
        )
        .await?;
    if !readable.sees_internal() {
        copies.retain(|copy| matches!(copy.reason.as_str(), "requester" | "coordinator" | "technician"));
    }
    Ok(copies)
}

/// People who follow the ticket beside its requester and coordinators.
pub async fn watchers(tx: &Tx, readable: &Readable) -> Result<Vec<PersonId>, DbError> {
    let rows: Vec<(PersonId,)> = tx
        .all(
            sql!("SELECT person_id FROM watchers WHERE ticket_id = $1 ORDER BY person_id"),
            args![readable.ticket().id],
        )
        .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// The same of many tickets; of those whose reader is not told, nothing.
pub async fn watchers_of(tx: &Tx, readable: &[Readable]) -> Result<HashMap<TicketId, Vec<PersonId>>, DbError> {
    let told: Vec<TicketId> =
        readable.iter().filter(|each| each.sees_internal()).map(|each| each.ticket().id).collect();
    let mut all: HashMap<TicketId, Vec<PersonId>> = HashMap::new();
    if !told.is_empty() {
        let query = SqlBuilder::new("SELECT ticket_id, person_id FROM watchers WHERE ticket_id IN ").bind_all(&told);
        for (ticket, person) in
            tx.all_built::<(TicketId, PersonId)>(&query.push(" ORDER BY ticket_id, person_id")).await?
        {
            all.entry(ticket).or_default().push(person);
        }
    }
    Ok(all)
}

/// Tickets that follow this one up.
pub async fn follow_ups(tx: &Tx, readable: &Readable) -> Result<Vec<(TicketId, String)>, DbError> {
    tx.all(sql!("SELECT id, subject FROM tickets WHERE follow_up_of = $1 ORDER BY id"), args![readable.ticket().id])
        .await
}

impl NewTicket {
    /// A form that nothing was typed into yet.
    pub fn blank(source: Source) -> Self {
        Self {
            subject: String::new(),
            organization: None,
            requester: None,
            asset: String::new(),
            location: None,
            location_text: String::new(),
            priority: None,
            category: None,
            body: Body::markdown(""),
            attachments: Vec::new(),
            source,
        }
    }
}
