//! `GET /tickets`: the latest activity first, or what a search finds, the newest first.

use super::model::Ticket;
use crate::api::values::{self, Id, Listing, Paging, Params, cut};
use crate::api::{Answer, Caller, Problem};
use crate::shell;
use atiende_core::id::{OrganizationId, PersonId, TicketId};
use atiende_core::tickets::State;
use atiende_core::tickets::access::{self, Scope};
use atiende_core::tickets::lists::{self, Assignee, Filter, Row};
use atiende_core::{Actor, Cursor};
use atiende_db::Tx;
use atiende_i18n::key;
use axum::Json;
use jiff::Timestamp;
use serde::Deserialize;
use utoipa::IntoParams;

/// How many matches of a search can be paged through: as many as the index looks at.
const SEARCHED: usize = 2000;

/// Which tickets to list, of those that the caller may see.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Which {
    /// Words that the ticket must have; a number finds the ticket itself.
    q: Option<String>,
    #[param(value_type = Option<values::Status>)]
    status: Option<State>,
    /// A person's id, `me` or `none`.
    assignee: Option<String>,
    organization: Option<Id>,
    requester: Option<Id>,
    #[param(value_type = Option<String>, format = DateTime)]
    updated_since: Option<Timestamp>,
}

impl Which {
    fn filter(&self, actor: &Actor) -> Result<Filter, Problem> {
        let assignee = match self.assignee.as_deref() {
            None => Assignee::Any,
            Some("none") => Assignee::Nobody,
            Some("me") => Assignee::Person(actor.id),
            Some(id) => {
                let id = id.parse::<PersonId>();
                Assignee::Person(id.map_err(|_| Problem::invalid("assignee", key!("api-value-wrong")))?)
            }
        };
        Ok(Filter {
            state: self.status,
            organization: self.organization.map(OrganizationId::from),
            assignee,
            requester: self.requester.map(PersonId::from),
            updated_since: self.updated_since,
            ..Filter::default()
        })
    }
}

/// List tickets
#[utoipa::path(get, path = "/tickets", tag = "tickets", params(Which, Paging),
    responses((status = 200, body = Listing<Ticket>)))]
pub(crate) async fn list(
    state: shell::State,
    caller: Caller,
    Params(which): Params<Which>,
    Params(paging): Params<Paging>,
) -> Answer<Listing<Ticket>> {
    let actor = caller.actor;
    let filter = which.filter(&actor)?;
    let words = which.q.filter(|q| !q.trim().is_empty());
    let limit = paging.limit();
    let listing = if let Some(words) = words {
        let before = paging.after::<TicketId>()?;
        state.db().read_long(async move |tx| found(tx, &actor, (&words, &filter), before, limit).await).await?
    } else {
        let after = paging.after::<Cursor>()?;
        state.db().read(async move |tx| latest(tx, &actor, &filter, after, limit).await).await?
    };
    Ok(Json(listing))
}

async fn latest(
    tx: &Tx,
    actor: &Actor,
    filter: &Filter,
    after: Option<Cursor>,
    limit: usize,
) -> Result<Listing<Ticket>, Problem> {
    let page = lists::page(tx, &access::scope(actor), filter, after, limit).await?;
    Ok(Listing { items: whole(tx, actor, &page.items).await?, next_cursor: page.next.map(|next| next.to_string()) })
}

/// Searching ranks nothing: pages go down the numbers, so that new matches move nothing.
async fn found(
    tx: &Tx,
    actor: &Actor,
    (words, filter): (&str, &Filter),
    before: Option<TicketId>,
    limit: usize,
) -> Result<Listing<Ticket>, Problem> {
    let scope: Scope = access::scope(actor);
    let mut rows = lists::search(tx, &scope, words, SEARCHED).await?;
    rows.retain(|row| passes(row, filter) && before.is_none_or(|before| row.id < before));
    rows.sort_by_key(|row| std::cmp::Reverse(row.id));
    let next_cursor = cut(&mut rows, limit, |row| row.id.to_string());
    Ok(Listing { items: whole(tx, actor, &rows).await?, next_cursor })
}

fn passes(row: &Row, filter: &Filter) -> bool {
    let assignee = match filter.assignee {
        Assignee::Any => true,
        Assignee::Nobody => row.assignee.is_none(),
        Assignee::Person(person) => row.assignee == Some(person),
    };
    assignee
        && filter.state.is_none_or(|state| row.state == state)
        && filter.organization.is_none_or(|organization| row.organization == organization)
        && filter.requester.is_none_or(|requester| row.requester == requester)
        && filter.updated_since.is_none_or(|since| row.updated_at >= since)
}

/// The whole tickets of a page, each proved again.
async fn whole(tx: &Tx, actor: &Actor, rows: &[Row]) -> Result<Vec<Ticket>, Problem> {
    let numbers: Vec<TicketId> = rows.iter().map(|row| row.id).collect();
    let readable = access::readable_of(tx, actor, &numbers).await?;
    Ok(Ticket::of_all(tx, &readable).await?)
}
