//! `PATCH /tickets/{id}`: what is named changes, all of it or nothing, if nobody changed it meanwhile.

use super::model::{self, Ticket, etag};
use super::show::{Versioned, versioned};
use crate::api::Problem;
use crate::api::sent::Sent;
use crate::api::values::{self, Given, Id, PathId};
use atiende_core::id::{CategoryId, PersonId, TicketId};
use atiende_core::tickets::access;
use atiende_core::tickets::actions::edit::{self, Edit};
use atiende_core::tickets::actions::{assign, set_state};
use atiende_core::tickets::{Next, Priority, State, WaitingFor};
use atiende_core::{Actor, tickets};
use atiende_db::Tx;
use axum::http::{HeaderMap, header};
use serde::Deserialize;
use utoipa::ToSchema;

/// What is to change. The client's people may only say `solved`, or `open` to what was solved.
#[derive(Debug, Default, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Change {
    #[schema(max_length = 200)]
    subject: Option<String>,
    #[schema(value_type = Option<values::Status>)]
    status: Option<State>,
    /// With `status` `waiting`: `requester` unless told.
    #[schema(value_type = Option<values::WaitingFor>)]
    waiting_for: Option<WaitingFor>,
    #[schema(value_type = Option<values::Priority>)]
    priority: Option<Priority>,
    #[serde(default)]
    #[schema(value_type = Option<Id>)]
    category: Given<Id>,
    /// A technician who attends the organization; `null` for nobody.
    #[serde(default)]
    #[schema(value_type = Option<Id>)]
    assignee: Given<Id>,
    /// One device at the most.
    assets: Option<Vec<Id>>,
}

/// Change a ticket
#[utoipa::path(patch, path = "/tickets/{id}", tag = "tickets", request_body = Change,
    params(("id" = String, Path), ("If-Match" = String, Header, description = "The ticket's `etag`.")),
    responses((status = 200, body = Ticket, headers(("ETag" = String)))))]
pub(crate) async fn change(PathId(id): PathId, headers: HeaderMap, sent: Sent<Change>) -> Result<Versioned, Problem> {
    let Sent { state, caller, value, .. } = sent;
    let ticket = state.db().write(async move |tx| {
        let before = access::readable(tx, &caller.actor, id.into()).await?;
        unchanged(before.ticket(), &headers)?;
        apply(tx, &caller.actor, before.ticket(), &value).await?;
        let after = access::readable(tx, &caller.actor, id.into()).await?;
        Ok::<_, Problem>(Ticket::of(tx, &after).await?)
    });
    Ok(versioned(ticket.await?))
}

/// RFC 9110 13.1.1, and RFC 6585 3 for who does not ask.
fn unchanged(ticket: &tickets::Ticket, headers: &HeaderMap) -> Result<(), Problem> {
    let wanted = headers.get(header::IF_MATCH).ok_or(Problem::Unconditional)?.to_str().unwrap_or_default();
    let version = etag(ticket);
    let bare = |tag: &str| tag.trim().trim_matches('"').to_owned();
    let fits = wanted.trim() == "*" || wanted.split(',').any(|tag| bare(tag) == bare(&version));
    if fits { Ok(()) } else { Err(Problem::Stale) }
}

async fn apply(tx: &mut Tx, actor: &Actor, before: &tickets::Ticket, change: &Change) -> Result<(), Problem> {
    if change.edits() {
        let workable = access::workable(tx, actor, before.id).await?;
        let edit = change.edit(tx, actor, before).await?;
        edit::edit(tx, workable, &edit).await?;
    }
    if let Given::As(assignee) = change.assignee {
        let workable = access::workable(tx, actor, before.id).await?;
        assign::assign(tx, workable, assignee.map(PersonId::from)).await?;
    }
    match change.next(before) {
        Some(next) => moved(tx, actor, before.id, next).await,
        None => Ok(()),
    }
}

async fn moved(tx: &mut Tx, actor: &Actor, id: TicketId, next: Next) -> Result<(), Problem> {
    let replyable = access::replyable(tx, actor, id).await?;
    set_state::set_state(tx, replyable, next).await.map_err(|refused| Problem::from(refused).calling("state", "status"))
}

impl Change {
    fn edits(&self) -> bool {
        self.subject.is_some() || self.priority.is_some() || self.category != Given::No || self.assets.is_some()
    }

    async fn edit(&self, tx: &Tx, actor: &Actor, ticket: &tickets::Ticket) -> Result<Edit, Problem> {
        let asset = match &self.assets {
            Some(named) => Some(model::sticker(tx, actor, ticket.organization, named).await?),
            None => None,
        };
        Ok(Edit {
            subject: self.subject.clone(),
            priority: self.priority,
            category: match self.category {
                Given::As(category) => Some(category.map(CategoryId::from)),
                Given::No => None,
            },
            location: None,
            asset,
        })
    }

    /// The move that is asked for; none when the ticket is there already.
    fn next(&self, ticket: &tickets::Ticket) -> Option<Next> {
        let state = self.status.or(self.waiting_for.map(|_| State::Waiting))?;
        let waiting_for = match (state, self.waiting_for) {
            (State::Waiting, None) if ticket.state == State::Waiting => ticket.waiting_for,
            (State::Waiting, None) => Some(WaitingFor::Requester),
            (_, named) => named,
        };
        ((state, waiting_for) != (ticket.state, ticket.waiting_for)).then_some(Next { state, waiting_for })
    }
}
