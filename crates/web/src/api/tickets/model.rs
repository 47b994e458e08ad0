//! A ticket's representation, and words on their way into one.

use crate::api::Problem;
use crate::api::values::{self, Id, Time};
use atiende_core::id::{OrganizationId, PersonId};
use atiende_core::tickets::access::Readable;
use atiende_core::tickets::{self, Body, Priority, Source, State, WaitingFor, show};
use atiende_core::{Actor, assets};
use atiende_core::{Denied, routing};
use atiende_db::{DbError, Tx};
use atiende_i18n::key;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::sync::Arc;
use utoipa::ToSchema;

/// One reported problem.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Ticket {
    pub(crate) id: Id,
    /// What people call it; increasing.
    number: i64,
    subject: String,
    #[schema(value_type = values::Status)]
    status: State,
    /// For whom or what, while `status` is `waiting`.
    #[schema(value_type = Option<values::WaitingFor>)]
    waiting_for: Option<WaitingFor>,
    #[schema(value_type = values::Priority)]
    priority: Priority,
    /// Reserved; `null`.
    r#type: Option<String>,
    category: Option<Id>,
    /// Reserved; `null`.
    queue: Option<Id>,
    organization: Id,
    requester: Id,
    assignee: Option<Id>,
    /// People beside the requester and the coordinators who follow it; told to staff alone.
    watchers: Vec<Id>,
    assets: Vec<Id>,
    /// Reserved; empty.
    fields: Fields,
    #[schema(value_type = values::Source)]
    source: Source,
    created_at: Time,
    pub(crate) updated_at: Time,
    due_at: Option<Time>,
    sla: Sla,
    /// What `If-Match` must bring to change the ticket.
    pub(crate) etag: String,
}

/// Fields of one's own: there are none yet.
#[derive(Debug, Default, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Fields {}

/// Clocks of a service level: none is agreed yet.
#[derive(Debug, Default, Serialize, ToSchema)]
pub(crate) struct Sla {
    first_response_due: Option<Time>,
    resolution_due: Option<Time>,
    breached: bool,
}

/// How a text was written.
#[derive(Debug, Default, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum BodyFormat {
    /// As people type it into a form: Markdown is understood.
    #[default]
    Text,
    /// Made safe before anybody sees it.
    Html,
}

impl BodyFormat {
    /// Costs time: outside the transaction.
    pub(crate) fn body(self, text: &str) -> Body {
        match self {
            Self::Text => Body::markdown(text),
            Self::Html => Body::html(text),
        }
    }
}

impl Ticket {
    /// The ticket as this reader sees it.
    pub(crate) async fn of(tx: &Tx, readable: &Readable) -> Result<Self, DbError> {
        let watchers = if readable.sees_internal() { show::watchers(tx, readable).await? } else { Vec::new() };
        Ok(Self::new(readable.ticket(), watchers))
    }

    /// Several, in their order.
    pub(crate) async fn of_all(tx: &Tx, readable: &[Readable]) -> Result<Vec<Self>, DbError> {
        let mut watchers = show::watchers_of(tx, readable).await?;
        let one = |ticket: &tickets::Ticket| Self::new(ticket, watchers.remove(&ticket.id).unwrap_or_default());
        Ok(readable.iter().map(Readable::ticket).map(one).collect())
    }

    fn new(ticket: &tickets::Ticket, watchers: Vec<PersonId>) -> Self {
        Self {
            id: ticket.id.into(),
            number: ticket.id.0,
            subject: ticket.subject.clone(),
            status: ticket.state,
            waiting_for: ticket.waiting_for,
            priority: ticket.priority,
            r#type: None,
            category: ticket.category.map(Id::from),
            queue: None,
            organization: ticket.organization.into(),
            requester: ticket.requester.into(),
            assignee: ticket.assignee.map(Id::from),
            watchers: watchers.into_iter().map(Id::from).collect(),
            assets: ticket.asset.map(Id::from).into_iter().collect(),
            fields: Fields {},
            source: ticket.source,
            created_at: ticket.created_at.into(),
            updated_at: ticket.updated_at.into(),
            due_at: None,
            sla: Sla::default(),
            etag: etag(ticket),
        }
    }
}

/// The version of what can be changed and of the talk (RFC 9110 8.8.3, with its quotes).
pub(crate) fn etag(ticket: &tickets::Ticket) -> String {
    let parts = format!(
        "{}\n{:?}\n{}\n{}\n{:?}\n{:?}\n{:?}\n{:?}\n{}\n{}",
        ticket.updated_at.as_microsecond(),
        ticket.waiting_for,
        ticket.state,
        ticket.priority,
        ticket.assignee,
        ticket.category,
        ticket.asset,
        ticket.location,
        ticket.asset_text,
        ticket.subject
    );
    format!("\"{}\"", URL_SAFE_NO_PAD.encode(Sha256::digest(parts.as_bytes())))
}

/// The sticker of the one device that `assets` may name; empty for none.
pub(crate) async fn sticker(
    tx: &Tx,
    actor: &Actor,
    organization: OrganizationId,
    named: &[Id],
) -> Result<String, Problem> {
    let &[id] = named else {
        let none = named.is_empty().then(String::new);
        return none.ok_or_else(|| Problem::invalid("assets", key!("api-one-asset")));
    };
    match assets::usable(tx, actor, id.into()).await {
        Ok(asset) if asset.organization == organization => Ok(asset.tag),
        Ok(_) | Err(Denied::NotFound) => Err(Problem::invalid("assets", key!("assets-unknown"))),
        Err(denied) => Err(denied.into()),
    }
}

/// A category is staff's to give, and must be in use.
pub(crate) async fn check_category(tx: &Tx, actor: &Actor, category: Option<Id>) -> Result<(), Problem> {
    let Some(category) = category else { return Ok(()) };
    let known = match actor.staff() {
        Ok(staff) => routing::categories_in_use(tx, staff).await?,
        Err(_) => Arc::default(),
    };
    let found = known.iter().any(|known| known.id == category.into());
    if found { Ok(()) } else { Err(Problem::invalid("category", key!("routing-category-unknown"))) }
}
