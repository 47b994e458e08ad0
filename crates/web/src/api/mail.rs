//! `/mail/outbound`: every mail that was to be sent and what became of it.

use super::sent::{Made, Sent};
use super::users::Nothing;
use super::values::{Id, Listing, Paging, Params, PathId, Time, cut};
use super::{Answer, Caller, Problem};
use crate::shell::State;
use atiende_core::id::TicketId;
use atiende_core::notify::{self, Listed, OutboxFilter};
use atiende_i18n::key;
use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// The states of a mail, as the outbox spells them.
const STATES: [&str; 5] = ["queued", "sending", "sent", "failed", "suppressed"];

/// A mail that was to be sent.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Outbound {
    id: Id,
    to: String,
    /// Empty until it is composed.
    subject: String,
    message_id: String,
    /// `queued`, `sending`, `sent`, `failed` or `suppressed`.
    state: String,
    attempts: i64,
    /// What the next server said, or why it could not be asked.
    last_error: Option<String>,
    ticket: Option<Id>,
    created_at: Time,
    sent_at: Option<Time>,
}

impl Outbound {
    fn of(mail: Listed) -> Self {
        Self {
            id: mail.id.into(),
            to: mail.to_address,
            subject: mail.subject,
            message_id: mail.message_id,
            state: mail.state,
            attempts: mail.attempts,
            last_error: Some(mail.last_error).filter(|error| !error.is_empty()),
            ticket: mail.ticket.map(Id::from),
            created_at: mail.created_at.into(),
            sent_at: mail.sent_at.map(Time::from),
        }
    }
}

/// Which mails to list.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Which {
    /// The whole address.
    to: Option<String>,
    ticket: Option<Id>,
    /// `queued`, `sending`, `sent`, `failed` or `suppressed`.
    state: Option<String>,
}

/// List mails, the newest first
#[utoipa::path(get, path = "/mail/outbound", tag = "mail", params(Which, Paging),
    responses((status = 200, body = Listing<Outbound>)))]
pub(crate) async fn list(
    state: State,
    caller: Caller,
    Params(which): Params<Which>,
    Params(paging): Params<Paging>,
) -> Answer<Listing<Outbound>> {
    if which.state.as_deref().is_some_and(|state| !STATES.contains(&state)) {
        return Err(Problem::invalid("state", key!("api-value-wrong")));
    }
    let filter = OutboxFilter {
        state: which.state,
        ticket: which.ticket.map(TicketId::from),
        to: which.to,
        before: paging.after()?,
    };
    let rows = paging.rows();
    let reading = state
        .db()
        .read(async move |tx| Ok::<_, Problem>(notify::list(tx, caller.actor.admin()?, &filter, rows).await?));
    let mut rows = reading.await?;
    let next_cursor = cut(&mut rows, paging.limit(), |mail| mail.id.to_string());
    Ok(Json(Listing { items: rows.into_iter().map(Outbound::of).collect(), next_cursor }))
}

/// What became of a mail.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Requeued {
    id: Id,
    state: &'static str,
}

/// Try a mail again that failed
#[utoipa::path(post, path = "/mail/outbound/{id}/retry", tag = "mail",
    params(("id" = String, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = Requeued)))]
pub(crate) async fn retry(PathId(id): PathId, sent: Sent<Nothing>) -> Result<Made, Problem> {
    sent.caller.administers()?;
    sent.once(async move |tx, actor, _| {
        notify::requeue(tx, actor.admin()?, id.into()).await?;
        Made::done(&Requeued { id, state: "queued" })
    })
    .await
}
