//! Who hears of what: rows in the outbox, written by the transaction that made the news.
//!
//! `readers` decides purely; the mail door composes and delivers from the rows.

mod account;
mod bundle;
pub mod following;
mod infected;
mod letter;
mod listing;
mod outbox;
mod pace;
mod readers;
mod returned;
pub mod round_trip;
mod undelivered;

pub use account::{AccountMail, FactorChange};
pub(crate) use account::{account, account_at};
pub(crate) use infected::infected;
pub use letter::{Facts, Letter, News, Returned, Said, Untellable, letter};
pub use listing::{Listed, OutboxCounts, OutboxFilter, by_state, counts, list};
pub use outbox::{Composed, Pending, claim, compose, fail, forget_links, keep, release, requeue, sent, suppress};
pub(crate) use outbox::{bounced, hurry, sent_mail, suppress_automatic_to, take_back};
pub use readers::{MailKind, Moved, Reason, TicketNews};
pub(crate) use returned::warn;
pub use undelivered::Undelivered;

use crate::actor::Admin;
use crate::admission::Applicant;
use crate::events::{self, By, Object};
use crate::id::{EventId, MessageId, PersonId, TicketId};
use crate::settings::{self, Conversation, Setting};
use atiende_db::{DbError, Tx, args, sql};
use jiff::SignedDuration;
use readers::{Around, Reader};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Addresses beside people who get a copy of every new ticket (`notify.new_ticket`).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct NewTicketCopies {
    pub addresses: Vec<String>,
}
impl Setting for NewTicketCopies {
    const NAME: &'static str = "new_ticket_copies";
}

/// A mail to the administrator who asks for it, by the way that all mails go: to see whether they arrive.
pub async fn test(tx: &mut Tx, by: Admin<'_>) -> Result<(), DbError> {
    let actor = by.actor();
    let event = events::record(tx, &By::from(actor), (Object::Mail, 0), "tested", &json!({})).await?;
    let reader: Reader =
        tx.one(sql!("SELECT id, name, email, locale, 'admin' FROM people WHERE id = $1"), args![actor.id]).await?;
    outbox::put(tx, (event, MailKind::Test), &reader, (None, None), &json!({})).await
}

/// What who decides should know of somebody who waits.
#[derive(Debug)]
pub(crate) struct ApplicantCard {
    pub(crate) applicant: Applicant,
    /// Subject of the ticket written meanwhile.
    pub(crate) held: Option<String>,
    /// Id and name of the organization that fits best, and whether the domain is its own.
    pub(crate) proposal: Option<(i64, String, bool)>,
}

/// Mails the card to somebody who decides, with how many others wait.
pub(crate) async fn of_applicant(
    tx: &mut Tx,
    (event, kind): (EventId, MailKind),
    (card, others): (&ApplicantCard, i64),
    decider: PersonId,
) -> Result<(), DbError> {
    let reader: Reader = tx
        .one(
            sql!(
                "SELECT id, name, email, locale, CASE role WHEN 'admin' THEN 'admin' ELSE 'decider' END
                 FROM people WHERE id = $1"
            ),
            args![decider],
        )
        .await?;
    let Applicant { id, name, email, phone, claimed_organization, via, .. } = &card.applicant;
    let data = json!({
        "applicant_id": id, "applicant": name, "email": email, "phone": phone, "claimed": claimed_organization,
        "via": via, "held": card.held, "proposal": card.proposal, "others": others,
    });
    outbox::put(tx, (event, kind), &reader, (None, None), &data).await
}

/// A mail about how the desk fares to every active administrator.
pub(crate) async fn to_admins(tx: &mut Tx, (event, kind): (EventId, MailKind), data: &Value) -> Result<(), DbError> {
    for reader in admin_readers(tx).await? {
        outbox::put(tx, (event, kind), &reader, (None, None), data).await?;
    }
    Ok(())
}

/// Every active administrator.
pub(crate) async fn admins(tx: &Tx) -> Result<Vec<PersonId>, DbError> {
    Ok(admin_readers(tx).await?.into_iter().filter_map(|reader| reader.person).collect())
}

/// Tells everybody who should hear of news in a ticket.
pub(crate) async fn ticket(
    tx: &mut Tx,
    event: EventId,
    ticket: TicketId,
    author: PersonId,
    news: &TicketNews,
) -> Result<(), DbError> {
    let around = around(tx, ticket, news).await?;
    let data = json!({ "author": author, "moved": news.moved() });
    let digest = match news {
        TicketNews::Opened { .. } => SignedDuration::ZERO,
        _ => settings::get::<Conversation>(tx).await?.digest(),
    };
    for (reader, kind) in readers::hear(around, news, author) {
        outbox::put_news(tx, (event, kind), &reader, (ticket, news), (&data, digest)).await?;
    }
    if matches!(news, TicketNews::Opened { .. }) {
        copy_new_ticket(tx, event, (ticket, news.message()), &data).await?;
    }
    Ok(())
}

/// The receipt of a ticket, to who became its requester; while their account waits they are told nothing.
pub(crate) async fn receipt(
    tx: &mut Tx,
    event: EventId,
    (ticket, message): (TicketId, MessageId),
    requester: PersonId,
) -> Result<(), DbError> {
    let reader: Option<Reader> = tx
        .opt(
            sql!("SELECT id, name, email, locale, 'requester' FROM people WHERE id = $1 AND state = 'active'"),
            args![requester],
        )
        .await?;
    let Some(reader) = reader else { return Ok(()) };
    outbox::put(tx, (event, MailKind::TicketReceived), &reader, (Some(ticket), Some(message)), &json!({})).await
}

/// The answer to a mail from an address that the desk does not know; `answered`: its Message-ID.
pub(crate) async fn unknown_sender(
    tx: &mut Tx,
    event: EventId,
    (address, locale): (&str, &str),
    answered: &str,
) -> Result<(), DbError> {
    let reader = Reader { locale: locale.to_owned(), ..Reader::address(address) };
    let data = json!({ "email": address, "answers": answered });
    outbox::put(tx, (event, MailKind::UnknownSender), &reader, (None, None), &data).await
}

async fn copy_new_ticket(
    tx: &mut Tx,
    event: EventId,
    (ticket, message): (TicketId, Option<MessageId>),
    data: &Value,
) -> Result<(), DbError> {
    let copies: NewTicketCopies = settings::get(tx).await?;
    for address in copies.addresses {
        let reader = Reader::address(&address);
        outbox::put(tx, (event, MailKind::TicketOpened), &reader, (Some(ticket), message), data).await?;
    }
    Ok(())
}

async fn around(tx: &Tx, ticket: TicketId, news: &TicketNews) -> Result<Around, DbError> {
    let mut people: Vec<Reader> = tx
        .all(
            sql!(
                "SELECT p.id, p.name, p.email, p.locale, 'requester' AS reason FROM tickets t
                     JOIN people p ON p.id = t.requester_id WHERE t.id = $1 AND p.state = 'active'
                 UNION ALL SELECT p.id, p.name, p.email, p.locale, 'technician' FROM tickets t
                     JOIN people p ON p.id = t.assignee_id WHERE t.id = $1 AND p.state = 'active'
                 UNION ALL SELECT p.id, p.name, p.email, p.locale, 'coordinator' FROM tickets t
                     JOIN memberships m ON m.organization_id = t.organization_id AND m.coordinator
                     JOIN people p ON p.id = m.person_id WHERE t.id = $1 AND p.state = 'active'
                 UNION ALL SELECT p.id, p.name, p.email, p.locale, 'watcher' FROM watchers w
                     JOIN people p ON p.id = w.person_id WHERE w.ticket_id = $1 AND p.state = 'active'"
            ),
            args![ticket],
        )
        .await?;
    let unassigned = !people.iter().any(|p| p.reason == Reason::Technician);
    if unassigned && matches!(news, TicketNews::Opened { .. }) {
        people.extend(admin_readers(tx).await?);
    }
    Ok(Around(people))
}

/// The technician of a ticket, or the administrators where there is none, or none who takes mail at `unreachable`.
async fn attending(tx: &Tx, ticket: TicketId, unreachable: Option<&str>) -> Result<Vec<Reader>, DbError> {
    let is_reached = |reader: &Reader| Some(reader.email.as_str()) != unreachable;
    let technician: Option<Reader> = tx
        .opt(
            sql!(
                "SELECT p.id, p.name, p.email, p.locale, 'technician' FROM tickets t JOIN people p ON p.id = t.assignee_id
                 WHERE t.id = $1 AND p.state = 'active'"
            ),
            args![ticket],
        )
        .await?;
    if let Some(technician) = technician.filter(is_reached) {
        return Ok(vec![technician]);
    }
    let mut admins = admin_readers(tx).await?;
    admins.retain(is_reached);
    Ok(admins)
}

/// Nobody was found to attend a ticket: the administrators must know.
async fn admin_readers(tx: &Tx) -> Result<Vec<Reader>, DbError> {
    tx.all(
        sql!(
            "SELECT id, name, email, locale, 'admin' FROM people WHERE role = 'admin' AND state = 'active' ORDER BY id"
        ),
        args![],
    )
    .await
}
