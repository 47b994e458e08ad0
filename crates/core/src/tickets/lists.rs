//! Lists of tickets: newest activity first, in keyset pages, counters kept by the actions.

use super::access::Scope;
use super::model::{Priority, State, WaitingFor};
use crate::actor::{Admin, Staff};
use crate::id::{OrganizationId, PersonId, TicketId};
use crate::{Cursor, Page, search};
use atiende_db::{DbError, SqlBuilder, Tx, args, sql};
use atiende_text::analyse;
use jiff::Timestamp;
use std::collections::HashMap;

/// Which tickets of the scope a list holds.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Open ones, ended ones, or both.
    pub open: Option<bool>,
    /// Whether it is over (closed or merged): what was solved still awaits the requester's word.
    pub over: Option<bool>,
    pub state: Option<State>,
    pub organization: Option<OrganizationId>,
    pub assignee: Assignee,
    pub requester: Option<PersonId>,
    pub updated_since: Option<Timestamp>,
}

/// Whose tickets.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Assignee {
    #[default]
    Any,
    Nobody,
    Person(PersonId),
}

/// A line of a list.
#[derive(Debug, Clone)]
pub struct Row {
    pub id: TicketId,
    pub subject: String,
    pub state: State,
    pub waiting_for: Option<WaitingFor>,
    pub priority: Priority,
    pub organization: OrganizationId,
    pub organization_name: String,
    pub requester: PersonId,
    pub requester_name: String,
    pub assignee: Option<PersonId>,
    pub assignee_name: Option<String>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}
atiende_db::from_row!(Row {
    id,
    subject,
    state,
    waiting_for,
    priority,
    organization,
    organization_name,
    requester,
    requester_name,
    assignee,
    assignee_name,
    created_at,
    updated_at
});

const COLUMNS: &str = "SELECT t.id, t.subject, t.state, t.waiting_for, t.priority, t.organization_id, o.name, \
     t.requester_id, r.name, t.assignee_id, a.name, t.created_at, t.updated_at \
     FROM tickets t JOIN organizations o ON o.id = t.organization_id JOIN people r ON r.id = t.requester_id \
     LEFT JOIN people a ON a.id = t.assignee_id WHERE ";

/// One page, the latest activity first.
pub async fn page(
    tx: &Tx,
    scope: &Scope,
    filter: &Filter,
    after: Option<Cursor>,
    limit: usize,
) -> Result<Page<Row>, DbError> {
    if scope.is_nothing() {
        return Ok(Page { items: Vec::new(), next: None });
    }
    let items = tx.all_built(&newest(scope, filter, after, limit + 1)).await?;
    Ok(Page::cut(items, limit, |row: &Row| Cursor { at: row.updated_at, id: row.id.0 }))
}

fn newest(scope: &Scope, filter: &Filter, after: Option<Cursor>, limit: usize) -> SqlBuilder {
    let mut query = filtered(scoped(SqlBuilder::new(COLUMNS), scope), filter);
    if let Some(Cursor { at, id }) = after {
        query = query.push(" AND (t.updated_at, t.id) < (").bind(at).push(", ").bind(id).push(")");
    }
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    query.push(" ORDER BY t.updated_at DESC, t.id DESC LIMIT ").bind(limit)
}

fn scoped(query: SqlBuilder, scope: &Scope) -> SqlBuilder {
    if scope.everything {
        return query.push("TRUE");
    }
    let mut query = query.push("(FALSE");
    if let Some(person) = scope.requester {
        query = query.push(" OR t.requester_id = ").bind(person);
    }
    if !scope.organizations.is_empty() {
        query = query.push(" OR t.organization_id IN ").bind_all(&scope.organizations);
    }
    query.push(")")
}

fn filtered(mut query: SqlBuilder, filter: &Filter) -> SqlBuilder {
    if let Some(open) = filter.open {
        query = query.push(" AND t.is_open = ").bind(open);
    }
    if let Some(over) = filter.over {
        query = query.push(if over {
            " AND t.state IN ('closed', 'merged')"
        } else {
            " AND t.state NOT IN ('closed', 'merged')"
        });
    }
    if let Some(state) = filter.state {
        // What is open has an index in the list's order.
        query = query.push(" AND t.state = ").bind(state).push(" AND t.is_open = ").bind(state.is_open());
    }
    if let Some(organization) = filter.organization {
        query = query.push(" AND t.organization_id = ").bind(organization);
    }
    query = match filter.assignee {
        Assignee::Any => query,
        Assignee::Nobody => query.push(" AND t.assignee_id IS NULL"),
        Assignee::Person(person) => query.push(" AND t.assignee_id = ").bind(person),
    };
    if let Some(person) = filter.requester {
        query = query.push(" AND t.requester_id = ").bind(person);
    }
    if let Some(since) = filter.updated_since {
        query = query.push(" AND t.updated_at >= ").bind(since);
    }
    query
}

/// The newest tickets of the scope that have every word of the query; a bare number leads with that ticket.
pub async fn search(tx: &Tx, scope: &Scope, typed: &str, limit: usize) -> Result<Vec<Row>, DbError> {
    let words = analyse::query_words(typed);
    let wanted = i64::try_from(limit).unwrap_or(i64::MAX);
    let mut ids = search::tickets(tx, scope, &words, wanted).await?;
    if let Ok(number) = typed.trim().trim_start_matches('#').parse::<TicketId>() {
        ids.retain(|&id| id != number);
        ids.insert(0, number);
    }
    by_ids(tx, scope, &ids).await
}

async fn by_ids(tx: &Tx, scope: &Scope, ids: &[TicketId]) -> Result<Vec<Row>, DbError> {
    if ids.is_empty() || scope.is_nothing() {
        return Ok(Vec::new());
    }
    let query = scoped(SqlBuilder::new(COLUMNS), scope).push(" AND t.id IN ").bind_all(ids);
    let mut rows: Vec<Row> = tx.all_built(&query).await?;
    let places: HashMap<TicketId, usize> = ids.iter().enumerate().map(|(place, &id)| (id, place)).collect();
    rows.sort_by_key(|row| places.get(&row.id).copied());
    Ok(rows)
}

/// The numbers beside the queue's views.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    pub mine: i64,
    pub unassigned: i64,
    pub all: i64,
}
atiende_db::from_row!(Counts { mine, unassigned, all });

/// Open tickets of the actor, of nobody, and all, among the organizations that they attend.
pub async fn counts(tx: &Tx, by: Staff<'_>) -> Result<Counts, DbError> {
    let actor = by.actor();
    let counts = if actor.attends_all() {
        sql!(
            "SELECT CAST(coalesce(sum(CASE WHEN l.assignee_id = $1 THEN l.n ELSE 0 END), 0) AS BIGINT),
                 CAST(coalesce(sum(CASE WHEN l.assignee_id = 0 THEN l.n ELSE 0 END), 0) AS BIGINT),
                 CAST(coalesce(sum(l.n), 0) AS BIGINT)
             FROM technician_loads l"
        )
    } else {
        sql!(
            "SELECT CAST(coalesce(sum(CASE WHEN c.assignee_id = $1 THEN c.n ELSE 0 END), 0) AS BIGINT),
                 CAST(coalesce(sum(CASE WHEN c.assignee_id = 0 THEN c.n ELSE 0 END), 0) AS BIGINT),
                 CAST(coalesce(sum(c.n), 0) AS BIGINT)
             FROM open_counts c JOIN attended_organizations t ON t.organization_id = c.organization_id
             WHERE t.person_id = $1"
        )
    };
    tx.one(counts, args![actor.id]).await
}

/// How many tickets there ever were, for the operator's charts.
pub async fn total(tx: &Tx, _by: Admin<'_>) -> Result<i64, DbError> {
    let (n,) = tx.one(sql!("SELECT count(*) FROM tickets"), args![]).await?;
    Ok(n)
}

/// How many tickets wait for the client's word: the number beside "Ver mis tickets".
pub async fn waiting_for_me(tx: &Tx, person: PersonId) -> Result<i64, DbError> {
    let (n,) = tx
        .one(
            sql!(
                "SELECT count(*) FROM tickets
                 WHERE requester_id = $1 AND (state = 'solved' OR state = 'waiting' AND waiting_for = 'requester')"
            ),
            args![person],
        )
        .await?;
    Ok(n)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::migrations;
    use atiende_db::migrate::migrate;
    use atiende_db::{Engine, Options};
    use atiende_testing::sqlite_plan;

    /// A page of a list reads as many tickets as it shows, not all that the filter lets through to sort them.
    #[test]
    fn no_list_of_staff_sorts() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("desk.db");
        let options = Options::new(format!("sqlite:{}", path.display()));
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(migrate(&options, migrations::STEPS, "2026-03-02T08:00:00Z".parse().unwrap())).unwrap();
        let connection = rusqlite::Connection::open(&path).unwrap();

        let scope = Scope { everything: true, ..Scope::default() };
        let any = Filter::default;
        let states = State::ALL.iter().map(|&state| Filter { state: Some(state), ..any() });
        let others = [
            any(),
            Filter { open: Some(true), ..any() },
            Filter { over: Some(false), ..any() },
            Filter { organization: Some(OrganizationId(1)), ..any() },
            Filter { requester: Some(PersonId(1)), ..any() },
            Filter { open: Some(true), assignee: Assignee::Nobody, ..any() },
            Filter { open: Some(true), assignee: Assignee::Person(PersonId(1)), ..any() },
        ];
        for filter in states.chain(others) {
            for after in [None, Some(Cursor { at: Timestamp::UNIX_EPOCH, id: 7 })] {
                let query = newest(&scope, &filter, after, 51);
                let steps = sqlite_plan(&connection, &query.text(Engine::Sqlite));
                assert!(!steps.iter().any(|step| step.contains("TEMP B-TREE")), "{filter:?}: {steps:?}");
            }
        }
    }
}
