//! `GET /tickets/{id}`.

use super::model::Ticket;
use crate::api::values::PathId;
use crate::api::{Caller, Problem};
use crate::shell::State;
use atiende_core::tickets::access;
use axum::Json;
use axum::http::{HeaderName, header};

/// A ticket with its version in the header, too.
pub(crate) type Versioned = ([(HeaderName, String); 1], Json<Ticket>);

pub(super) fn versioned(ticket: Ticket) -> Versioned {
    ([(header::ETAG, ticket.etag.clone())], Json(ticket))
}

/// Read a ticket
#[utoipa::path(get, path = "/tickets/{id}", tag = "tickets", params(("id" = String, Path)),
    responses((status = 200, body = Ticket, headers(("ETag" = String, description = "The same as `etag`.")))))]
pub(crate) async fn show(state: State, caller: Caller, PathId(id): PathId) -> Result<Versioned, Problem> {
    let ticket = state.db().read(async move |tx| {
        let readable = access::readable(tx, &caller.actor, id.into()).await?;
        Ok::<_, Problem>(Ticket::of(tx, &readable).await?)
    });
    Ok(versioned(ticket.await?))
}
