//! SQL of tickets: one function per statement.

pub(super) mod undo;

use super::Body;
use super::model::{NewTicket, Next, Priority, Source, State, Ticket, Visibility, one_line};
use crate::id::{AssetId, CategoryId, LocationId, MessageId, OrganizationId, PersonId, TicketId};
use atiende_db::{DbError, SqlBuilder, Tx, args, sql};
use jiff::Timestamp;

/// Whether there is any ticket at all.
pub(super) async fn any(tx: &Tx) -> Result<bool, DbError> {
    let (any,) = tx.one(sql!("SELECT EXISTS (SELECT 1 FROM tickets)"), args![]).await?;
    Ok(any)
}

const WHOLE: &str =
    "SELECT t.id, t.subject, t.state, t.waiting_for, t.priority, t.organization_id, o.name, t.requester_id, r.name,
     r.email, t.assignee_id, a.name, t.category_id, c.name, t.asset_id, d.tag, t.asset_text, t.location_id, l.path,
     t.location_text, t.source, t.routed_by, t.follow_up_of, t.merged_into, t.created_at, t.updated_at,
     t.first_response_at, t.solved_at, t.closed_at
     FROM tickets t JOIN organizations o ON o.id = t.organization_id JOIN people r ON r.id = t.requester_id
     LEFT JOIN people a ON a.id = t.assignee_id LEFT JOIN categories c ON c.id = t.category_id
     LEFT JOIN assets d ON d.id = t.asset_id LEFT JOIN locations l ON l.id = t.location_id WHERE t.id ";

pub(super) async fn find(tx: &Tx, id: TicketId) -> Result<Option<Ticket>, DbError> {
    Ok(tx.all_built(&SqlBuilder::new(WHOLE).push("= ").bind(id)).await?.into_iter().next())
}

/// Those of them that there are, in no order.
pub(super) async fn find_all(tx: &Tx, ids: &[TicketId]) -> Result<Vec<Ticket>, DbError> {
    match ids {
        [] => Ok(Vec::new()),
        ids => tx.all_built(&SqlBuilder::new(WHOLE).push("IN ").bind_all(ids)).await,
    }
}

/// What a new row needs beyond what was typed.
pub(super) struct Placed<'a> {
    pub(super) organization: OrganizationId,
    pub(super) requester: PersonId,
    pub(super) assignee: Option<PersonId>,
    pub(super) asset: Option<AssetId>,
    pub(super) location: Option<LocationId>,
    pub(super) location_text: &'a str,
    pub(super) routed_by: &'a str,
    pub(super) follow_up_of: Option<TicketId>,
}

pub(super) async fn insert(tx: &mut Tx, new: &NewTicket, placed: &Placed<'_>) -> Result<TicketId, DbError> {
    let asset_text = if placed.asset.is_some() { String::new() } else { one_line(&new.asset) };
    let (id,) = tx
        .returning_one(
            sql!(
                "INSERT INTO tickets (subject, state, is_open, priority, organization_id, requester_id, assignee_id,
                     category_id, asset_id, asset_text, location_id, location_text, source, routed_by, follow_up_of,
                     created_at, updated_at)
                 VALUES ($1, 'new', TRUE, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $14) RETURNING id"
            ),
            args![
                one_line(&new.subject),
                new.priority.unwrap_or(Priority::Normal),
                placed.organization,
                placed.requester,
                placed.assignee,
                new.category,
                placed.asset,
                asset_text,
                placed.location,
                one_line(placed.location_text),
                new.source,
                placed.routed_by,
                placed.follow_up_of,
                tx.now()
            ],
        )
        .await?;
    Ok(id)
}

pub(super) async fn insert_message(
    tx: &mut Tx,
    ticket: TicketId,
    author: Option<PersonId>,
    body: &Body,
    (visibility, source): (Visibility, Source),
) -> Result<MessageId, DbError> {
    let (id,) = tx
        .returning_one(
            sql!(
                "INSERT INTO messages (ticket_id, author_id, visibility, body, body_format, body_html, source, created_at,
                     stripped, carried)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id"
            ),
            args![
                ticket,
                author,
                visibility,
                body.source,
                body.format,
                body.html,
                source,
                tx.now(),
                body.stripped,
                body.carried.to_json()
            ],
        )
        .await?;
    Ok(id)
}

pub(super) async fn first_message(tx: &Tx, ticket: TicketId) -> Result<Option<MessageId>, DbError> {
    let found: Option<(MessageId,)> =
        tx.opt(sql!("SELECT id FROM messages WHERE ticket_id = $1 ORDER BY id LIMIT 1"), args![ticket]).await?;
    Ok(found.map(|(id,)| id))
}

/// Begins a stretch of time in a state, ending the one that runs.
pub(super) async fn begin_stretch(
    tx: &mut Tx,
    ticket: TicketId,
    next: Next,
    by: Option<PersonId>,
) -> Result<(), DbError> {
    tx.execute(
        sql!("UPDATE ticket_stretches SET to_at = $2 WHERE ticket_id = $1 AND to_at IS NULL"),
        args![ticket, tx.now()],
    )
    .await?;
    insert_stretch(tx, ticket, next, by).await
}

pub(super) async fn insert_stretch(
    tx: &mut Tx,
    ticket: TicketId,
    next: Next,
    by: Option<PersonId>,
) -> Result<(), DbError> {
    tx.execute(
        sql!(
            "INSERT INTO ticket_stretches (ticket_id, state, waiting_for, from_at, by_id) VALUES ($1, $2, $3, $4, $5)"
        ),
        args![ticket, next.state, next.waiting_for, tx.now(), by],
    )
    .await?;
    Ok(())
}

pub(super) async fn set_state(tx: &mut Tx, ticket: TicketId, next: Next) -> Result<(), DbError> {
    let solved_at: Option<Timestamp> = (next.state == State::Solved).then_some(tx.now());
    let closed_at: Option<Timestamp> = (next.state == State::Closed).then_some(tx.now());
    tx.execute(
        sql!(
            "UPDATE tickets SET state = $2, waiting_for = $3, is_open = $4, updated_at = $5,
                 solved_at = CASE WHEN $2 = 'closed' THEN solved_at ELSE $6 END, closed_at = $7
             WHERE id = $1"
        ),
        args![ticket, next.state, next.waiting_for, next.state.is_open(), tx.now(), solved_at, closed_at],
    )
    .await?;
    Ok(())
}

pub(super) async fn touch(tx: &mut Tx, ticket: TicketId) -> Result<(), DbError> {
    tx.execute(sql!("UPDATE tickets SET updated_at = $2 WHERE id = $1"), args![ticket, tx.now()]).await?;
    Ok(())
}

pub(super) async fn note_first_response(tx: &mut Tx, ticket: TicketId) -> Result<(), DbError> {
    tx.execute(
        sql!("UPDATE tickets SET first_response_at = $2 WHERE id = $1 AND first_response_at IS NULL"),
        args![ticket, tx.now()],
    )
    .await?;
    Ok(())
}

pub(super) async fn set_requester(tx: &mut Tx, ticket: TicketId, requester: PersonId) -> Result<(), DbError> {
    tx.execute(
        sql!("UPDATE tickets SET requester_id = $2, updated_at = $3 WHERE id = $1"),
        args![ticket, requester, tx.now()],
    )
    .await?;
    Ok(())
}

pub(super) async fn set_assignee(tx: &mut Tx, ticket: TicketId, assignee: Option<PersonId>) -> Result<(), DbError> {
    tx.execute(
        sql!("UPDATE tickets SET assignee_id = $2, updated_at = $3 WHERE id = $1"),
        args![ticket, assignee, tx.now()],
    )
    .await?;
    Ok(())
}

pub(super) async fn set_fields(
    tx: &mut Tx,
    ticket: TicketId,
    (subject, priority): (&str, Priority),
    (category, location): (Option<CategoryId>, Option<LocationId>),
    (asset, asset_text): (Option<AssetId>, &str),
) -> Result<(), DbError> {
    tx.execute(
        sql!(
            "UPDATE tickets SET subject = $2, priority = $3, category_id = $4, location_id = $5, asset_id = $6,
                 asset_text = $7, updated_at = $8 WHERE id = $1"
        ),
        args![ticket, subject, priority, category, location, asset, asset_text, tx.now()],
    )
    .await?;
    Ok(())
}

pub(super) async fn last_message(tx: &Tx, ticket: TicketId) -> Result<Option<(MessageId, Option<PersonId>)>, DbError> {
    tx.opt(
        sql!(
            "SELECT id, author_id FROM messages WHERE ticket_id = $1 AND visibility <> 'withdrawn'
             ORDER BY id DESC LIMIT 1"
        ),
        args![ticket],
    )
    .await
}

pub(super) async fn insert_watcher(tx: &mut Tx, ticket: TicketId, person: PersonId) -> Result<(), DbError> {
    tx.execute(
        sql!(
            "INSERT INTO watchers (ticket_id, person_id) VALUES ($1, $2) ON CONFLICT (ticket_id, person_id) DO NOTHING"
        ),
        args![ticket, person],
    )
    .await?;
    Ok(())
}

pub(super) async fn put_held(tx: &mut Tx, person: PersonId, payload: &str) -> Result<(), DbError> {
    tx.execute(
        sql!(
            "INSERT INTO held_tickets (person_id, payload, created_at, updated_at) VALUES ($1, $2, $3, $3)
             ON CONFLICT (person_id) DO UPDATE SET payload = excluded.payload, updated_at = excluded.updated_at"
        ),
        args![person, payload, tx.now()],
    )
    .await?;
    Ok(())
}

pub(super) async fn held(tx: &Tx, person: PersonId) -> Result<Option<String>, DbError> {
    let row: Option<(String,)> =
        tx.opt(sql!("SELECT payload FROM held_tickets WHERE person_id = $1"), args![person]).await?;
    Ok(row.map(|(payload,)| payload))
}

pub(super) async fn delete_held(tx: &mut Tx, person: PersonId) -> Result<(), DbError> {
    tx.execute(sql!("DELETE FROM held_tickets WHERE person_id = $1"), args![person]).await?;
    Ok(())
}

/// Solved tickets that nobody answered since.
pub(super) async fn solved_before(tx: &Tx, before: Timestamp, limit: i64) -> Result<Vec<TicketId>, DbError> {
    let rows: Vec<(TicketId,)> = tx
        .all(
            sql!("SELECT id FROM tickets WHERE state = 'solved' AND solved_at < $1 ORDER BY solved_at LIMIT $2"),
            args![before, limit],
        )
        .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}
