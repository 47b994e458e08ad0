//! What a mail about a ticket tells. A claimed row is the proof that its reader was to hear of
//! it; that an internal note has a reader of the staff is checked again here, at the last door.

use super::readers::Moved;
use super::{MailKind, Pending, Undelivered};
use crate::accounts::Role;
use crate::files::{self, Attachment, Scanning};
use crate::id::{MessageId, OrganizationId, PersonId, TicketId};
use crate::settings;
use crate::tickets::{Carried, State, Visibility, WaitingFor};
use atiende_db::{DbError, Tx, args, sql};
use atiende_text::quotes::{Unfolded, unfold};
use jiff::Timestamp;
use serde::Deserialize;

/// Earlier mails that a mail names, at the most: enough for every client's thread.
const EARLIER: i64 = 10;

/// Everything that a mail about a ticket tells.
#[derive(Debug, Clone)]
pub struct Letter {
    pub facts: Facts,
    /// Who made the news.
    pub author: Option<String>,
    pub moved: Option<Moved>,
    pub said: Option<Said>,
    /// What else happened within the same minute, the oldest first.
    pub also: Vec<News>,
    /// The mail that did not arrive, if it is of one that this mail tells.
    pub returned: Option<Returned>,
    /// A file that is malware, and the malware's name.
    pub infected: Option<(String, String)>,
    /// Message-IDs of the mails to the same address about the same ticket, the newest last;
    /// without a domain those that are not composed yet.
    pub earlier: Vec<String>,
}

/// One thing that happened.
#[derive(Debug, Clone)]
pub struct News {
    pub kind: MailKind,
    pub at: Timestamp,
    pub author: Option<String>,
    pub moved: Option<Moved>,
    pub said: Option<Said>,
}

/// To whom a mail did not go, and why.
#[derive(Debug, Clone, Deserialize)]
pub struct Returned {
    pub address: String,
    pub why: Undelivered,
}

/// The ticket, in words.
#[derive(Debug, Clone)]
pub struct Facts {
    pub ticket: TicketId,
    pub subject: String,
    pub state: State,
    pub waiting_for: Option<WaitingFor>,
    pub requester: PersonId,
    pub requester_name: String,
    pub organization_id: OrganizationId,
    pub organization: String,
    pub technician: Option<String>,
    /// The sticker, or what was typed; may be empty, as may be `location`.
    pub device: String,
    pub location: String,
}
atiende_db::from_row!(Facts {
    ticket,
    subject,
    state,
    waiting_for,
    requester,
    requester_name,
    organization_id,
    organization,
    technician,
    device,
    location
});

/// The message that the mail brings.
#[derive(Debug, Clone)]
pub struct Said {
    pub visibility: Visibility,
    /// Safe to show: without the history that a mail repeats, and its signature.
    pub html: String,
    /// There was history.
    pub omits: bool,
    /// The other desks that it came through.
    pub trail: Vec<String>,
    /// But those in which harm was found.
    pub files: Vec<Attachment>,
    /// Which of them may go with the mail.
    pub scanning: Scanning,
}

/// Why a mail cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum Untellable {
    #[error("an internal note is for staff alone")]
    Internal,
    #[error("its ticket or message does not exist")]
    Gone,
    #[error(transparent)]
    Db(#[from] DbError),
}

/// What `data` holds in the rows about tickets.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Told {
    author: Option<PersonId>,
    moved: Option<Moved>,
    returned: Option<Returned>,
    file: String,
    malware: String,
}

/// Reads what the mail tells. Errors: `Internal` when its reader may not know it.
pub async fn letter(tx: &Tx, mail: &Pending, ticket: TicketId) -> Result<Letter, Untellable> {
    let facts = facts(tx, ticket).await?.ok_or(Untellable::Gone)?;
    let lead = Row { kind: mail.kind, message: mail.ticket_message, data: mail.data.clone(), at: mail.created_at };
    let told = lead.told();
    let News { author, moved, said, .. } = news(tx, (ticket, mail.person), &lead, &told).await?;
    let mut also = Vec::new();
    for row in bundled(tx, mail).await? {
        match news(tx, (ticket, mail.person), &row, &row.told()).await {
            Ok(news) => also.push(news),
            // Taken back, or nothing for this reader any more: the rest is.
            Err(Untellable::Gone | Untellable::Internal) => {}
            Err(error) => return Err(error),
        }
    }
    let Told { returned, file, malware, .. } = told;
    let infected = Some((file, malware)).filter(|(file, _)| !file.is_empty());
    Ok(Letter { facts, author, moved, said, also, returned, infected, earlier: earlier(tx, mail, ticket).await? })
}

/// A row of the outbox as far as it is news.
struct Row {
    kind: MailKind,
    message: Option<MessageId>,
    data: String,
    at: Timestamp,
}
atiende_db::from_row!(Row { kind, message, data, at });

impl Row {
    fn told(&self) -> Told {
        serde_json::from_str(&self.data).unwrap_or_default()
    }
}

async fn bundled(tx: &Tx, mail: &Pending) -> Result<Vec<Row>, DbError> {
    tx.all(
        sql!(
            "SELECT kind, ticket_message_id, data, created_at FROM outbox
             WHERE bundled_into = $1 AND state <> 'suppressed' ORDER BY id"
        ),
        args![mail.id],
    )
    .await
}

async fn news(
    tx: &Tx,
    (ticket, reader): (TicketId, Option<PersonId>),
    row: &Row,
    told: &Told,
) -> Result<News, Untellable> {
    let said = match row.message {
        Some(message) => Some(said(tx, ticket, message).await?.ok_or(Untellable::Gone)?),
        None => None,
    };
    let internal = said.as_ref().is_some_and(|said| said.visibility == Visibility::Internal);
    let of_staff = matches!(row.kind, MailKind::TicketNoted | MailKind::TicketInfected);
    if (internal || of_staff) && !is_staff(tx, reader).await? {
        return Err(Untellable::Internal);
    }
    let author = match told.author {
        Some(author) => name(tx, author).await?,
        None => None,
    };
    Ok(News { kind: row.kind, at: row.at, author, moved: told.moved, said })
}

async fn facts(tx: &Tx, ticket: TicketId) -> Result<Option<Facts>, DbError> {
    tx.opt(
        sql!(
            "SELECT t.id, t.subject, t.state, t.waiting_for, t.requester_id, r.name, o.id, o.name, a.name,
                 coalesce(d.tag, t.asset_text), coalesce(l.path, t.location_text)
             FROM tickets t JOIN organizations o ON o.id = t.organization_id JOIN people r ON r.id = t.requester_id
             LEFT JOIN people a ON a.id = t.assignee_id LEFT JOIN assets d ON d.id = t.asset_id
             LEFT JOIN locations l ON l.id = t.location_id
             WHERE t.id = $1"
        ),
        args![ticket],
    )
    .await
}

async fn said(tx: &Tx, ticket: TicketId, message: MessageId) -> Result<Option<Said>, DbError> {
    let row: Option<(Visibility, String, Option<String>)> = tx
        .opt(
            sql!(
                "SELECT visibility, body_html, carried FROM messages
                 WHERE id = $1 AND ticket_id = $2 AND visibility <> 'withdrawn'"
            ),
            args![message, ticket],
        )
        .await?;
    let Some((visibility, html, carried)) = row else { return Ok(None) };
    let Unfolded { html, omits } = unfold(&html);
    let trail = Carried::from_json(carried.as_deref()).trail;
    let files = files::harmless_of(tx, message).await?;
    let scanning = if files.is_empty() { Scanning::default() } else { settings::get(tx).await? };
    Ok(Some(Said { visibility, html, omits, trail, files, scanning }))
}

async fn is_staff(tx: &Tx, person: Option<PersonId>) -> Result<bool, DbError> {
    let role: Option<(Role,)> = match person {
        Some(person) => {
            tx.opt(sql!("SELECT role FROM people WHERE id = $1 AND state = 'active'"), args![person]).await?
        }
        None => None,
    };
    Ok(role.is_some_and(|(role,)| matches!(role, Role::Technician | Role::Admin)))
}

async fn name(tx: &Tx, person: PersonId) -> Result<Option<String>, DbError> {
    let row: Option<(String,)> = tx.opt(sql!("SELECT name FROM people WHERE id = $1"), args![person]).await?;
    Ok(row.map(|(name,)| name))
}

async fn earlier(tx: &Tx, mail: &Pending, ticket: TicketId) -> Result<Vec<String>, DbError> {
    let rows: Vec<(String,)> = tx
        .all(
            sql!(
                "SELECT message_id FROM outbox WHERE ticket_id = $1 AND to_address = $2 AND id < $3
                     AND bundled_into IS NULL AND state <> 'suppressed' ORDER BY id DESC LIMIT $4"
            ),
            args![ticket, mail.to_address, mail.id, EARLIER],
        )
        .await?;
    Ok(rows.into_iter().rev().map(|(id,)| id).collect())
}
