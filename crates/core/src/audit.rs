//! Reading the record of events: an object's history, and everything for administrators.

use crate::actor::{Admin, Sudo};
use crate::events::{self, By, Object};
use crate::id::{EventId, PersonId};
use atiende_db::{DbError, SqlBuilder, Tx, args, sql};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

/// One event with its actor's name; `actor` is `None` for the desk itself.
#[derive(Debug, Clone)]
pub struct Entry {
    pub id: EventId,
    pub at: Timestamp,
    pub object: Object,
    pub object_id: i64,
    pub verb: String,
    pub actor_id: Option<PersonId>,
    pub actor: Option<String>,
    pub ip: String,
    /// JSON.
    pub data: String,
    /// The administrator who acted under the actor's name.
    pub impersonator: Option<String>,
}
atiende_db::from_row!(Entry { id, at, object, object_id, verb, actor_id, actor, ip, data, impersonator });

/// What to show of the record.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    pub object: Option<Object>,
    pub object_id: Option<i64>,
    pub actor: Option<PersonId>,
    /// As it is recorded: `approved`.
    pub verb: Option<String>,
    pub since: Option<Timestamp>,
    /// Before this instant.
    pub until: Option<Timestamp>,
    /// Continue before this event (newest first).
    pub before: Option<EventId>,
}

/// No transaction lasts so long that its event is numbered so much later than it is dated.
const OVERTAKEN: SignedDuration = SignedDuration::from_mins(10);

/// What has ever happened to which kind of thing, in order: for the filter. Reads one row of the index for each.
pub async fn kinds(tx: &Tx, _by: Admin<'_>) -> Result<Vec<(Object, String)>, DbError> {
    let (mut kinds, mut after) = (Vec::new(), (String::new(), String::new()));
    loop {
        let next: Option<(String, String)> = tx
            .opt(
                sql!("SELECT object, verb FROM events WHERE (object, verb) > ($1, $2) ORDER BY object, verb LIMIT 1"),
                args![after.0, after.1],
            )
            .await?;
        let Some(next) = next else { return Ok(kinds) };
        if let Ok(object) = next.0.parse() {
            kinds.push((object, next.1.clone()));
        }
        after = next;
    }
}

/// Puts on record that somebody takes a copy of the record away; the copy begins with this event.
pub async fn exported(
    tx: &mut Tx,
    by: Admin<'_>,
    _sudo: Sudo<'_>,
    format: &'static str,
    filter: &Filter,
) -> Result<EventId, DbError> {
    let data = json!({
        "name": "audit",
        "format": format,
        "object": filter.object,
        "verb": filter.verb,
        "actor": filter.actor,
        "since": filter.since.map(|at| at.to_string()),
        "until": filter.until.map(|at| at.to_string()),
    });
    events::record(tx, &By::from(by.actor()), (Object::Setting, 0), "exported", &data).await
}

/// Events, newest first; asks for `limit` + 1 so that the caller sees whether there are more.
pub async fn entries(tx: &Tx, _by: Admin<'_>, filter: &Filter, limit: i64) -> Result<Vec<Entry>, DbError> {
    let mut query = SqlBuilder::new(
        "SELECT e.id, e.at, e.object, e.object_id, e.verb, e.actor_id, p.name, e.ip, e.data, i.name
         FROM events e LEFT JOIN people p ON p.id = e.actor_id LEFT JOIN people i ON i.id = e.impersonator_id
         WHERE e.id < ",
    )
    .bind(filter.before.map_or(i64::MAX, |id| id.0));
    if let Some(object) = filter.object {
        query = query.push(" AND e.object = ").bind(object);
    }
    if let Some(id) = filter.object_id {
        query = query.push(" AND e.object_id = ").bind(id);
    }
    if let Some(actor) = filter.actor {
        query = query.push(" AND e.actor_id = ").bind(actor);
    }
    if let Some(verb) = &filter.verb {
        query = query.push(" AND e.verb = ").bind(verb);
    }
    if let Some(since) = filter.since {
        query = query.push(" AND e.at >= ").bind(since);
    }
    if let Some(until) = filter.until {
        // Ids follow the clock but for writers that overtook each other: years back are not read through from today.
        let about = until.checked_add(OVERTAKEN).unwrap_or(until);
        query = query
            .push(" AND e.at < ")
            .bind(until)
            .push(" AND e.id <= coalesce((SELECT id FROM events WHERE at < ")
            .bind(about)
            .push(" ORDER BY at DESC, id DESC LIMIT 1), 0)");
    }
    tx.all_built(&query.push(" ORDER BY e.id DESC LIMIT ").bind(limit + 1)).await
}

/// When the newest event was recorded.
pub async fn newest(tx: &Tx) -> Result<Option<Timestamp>, DbError> {
    let found: Option<(Timestamp,)> = tx.opt(sql!("SELECT at FROM events ORDER BY id DESC LIMIT 1"), args![]).await?;
    Ok(found.map(|(at,)| at))
}

/// The history of one object, oldest first, without what was said in it (its messages tell). The caller has
/// proved the right to the object.
pub(crate) async fn history(tx: &Tx, object: Object, id: i64) -> Result<Vec<Entry>, DbError> {
    tx.all(
        sql!(
            "SELECT e.id, e.at, e.object, e.object_id, e.verb, e.actor_id, p.name, e.ip, e.data, i.name
             FROM events e LEFT JOIN people p ON p.id = e.actor_id LEFT JOIN people i ON i.id = e.impersonator_id
             WHERE e.object = $1 AND e.object_id = $2 AND e.verb NOT IN ('noted', 'replied')
             ORDER BY e.id LIMIT 1000"
        ),
        args![object, id],
    )
    .await
}

/// What the object of an event is called today; `None` when it is gone, or never had a name.
pub async fn name(tx: &Tx, _by: Admin<'_>, object: Object, id: i64) -> Result<Option<String>, DbError> {
    let statement = match object {
        Object::Ticket => sql!("SELECT subject FROM tickets WHERE id = $1"),
        Object::Person => sql!("SELECT name FROM people WHERE id = $1"),
        Object::Organization => sql!("SELECT name FROM organizations WHERE id = $1"),
        Object::Location => sql!("SELECT path FROM locations WHERE id = $1"),
        Object::Asset => sql!("SELECT tag FROM assets WHERE id = $1"),
        Object::Article => sql!("SELECT title FROM articles WHERE id = $1"),
        Object::Category => sql!("SELECT name FROM categories WHERE id = $1"),
        Object::Team => sql!("SELECT name FROM teams WHERE id = $1"),
        Object::Rule => sql!("SELECT name FROM routing_rules WHERE id = $1"),
        Object::Mail => sql!("SELECT to_address FROM outbox WHERE id = $1"),
        Object::Inbound => sql!("SELECT subject FROM inbound WHERE id = $1"),
        Object::Token => sql!("SELECT name FROM api_tokens WHERE id = $1"),
        Object::Invitation => sql!("SELECT note FROM invitations WHERE id = $1"),
        Object::Provider => sql!("SELECT label FROM providers WHERE id = $1"),
        Object::Group => sql!("SELECT name FROM directory_groups WHERE id = $1"),
        Object::Setting => return Ok(None),
    };
    let row: Option<(String,)> = tx.opt(statement, args![id]).await?;
    Ok(row.map(|(name,)| name))
}
