//! The side panel's one-field forms: each saves at once.

use crate::shell::page::see_other_with;
use crate::shell::{Answer, Fields, Notice, SignedIn, State, WebError};
use atiende_core::Refused;
use atiende_core::id::{InboundId, TicketId};
use atiende_core::inbound::actions::decide;
use atiende_core::tickets::access;
use atiende_core::tickets::actions::edit::Edit;
use atiende_core::tickets::actions::{assign, edit};
use axum::extract::Path;

/// `POST /t/{number}/correo/{inbound}`: a mail that waits beside the ticket goes into it.
pub(crate) async fn let_in(
    state: State,
    signed_in: SignedIn,
    Path((number, inbound)): Path<(TicketId, InboundId)>,
) -> Answer {
    let actor = signed_in.approved()?.clone();
    let done = state.db().write(async move |tx| decide::append(tx, &actor, number, inbound).await).await;
    match done {
        Ok(()) => see_other_with(&format!("/t/{number}"), Notice::INBOUND_READ),
        Err(Refused::Conflict(_)) => see_other_with(&format!("/t/{number}"), Notice::INBOUND_IN_TICKET),
        Err(other) => Err(other.into()),
    }
}

/// `POST /t/{number}/tecnico`.
pub(crate) async fn technician(
    state: State,
    signed_in: SignedIn,
    Path(number): Path<TicketId>,
    fields: Fields,
) -> Answer {
    let actor = signed_in.approved()?.clone();
    let assignee = fields.parse("tecnico");
    state
        .db()
        .write(async move |tx| {
            let workable = access::workable(tx, &actor, number).await?;
            assign::assign(tx, workable, assignee).await
        })
        .await?;
    see_other_with(&format!("/t/{number}"), Notice::TICKET_CHANGED)
}

/// `POST /t/{number}/prioridad`.
pub(crate) async fn priority(
    state: State,
    signed_in: SignedIn,
    Path(number): Path<TicketId>,
    fields: Fields,
) -> Answer {
    let priority = Some(fields.parse("prioridad").ok_or(WebError::Malformed)?);
    save(state, signed_in, number, Edit { priority, ..Edit::default() }).await
}

/// `POST /t/{number}/categoria`.
pub(crate) async fn category(
    state: State,
    signed_in: SignedIn,
    Path(number): Path<TicketId>,
    fields: Fields,
) -> Answer {
    save(state, signed_in, number, Edit { category: Some(fields.parse("categoria")), ..Edit::default() }).await
}

/// `POST /t/{number}/ubicacion`.
pub(crate) async fn location(
    state: State,
    signed_in: SignedIn,
    Path(number): Path<TicketId>,
    fields: Fields,
) -> Answer {
    save(state, signed_in, number, Edit { location: Some(fields.parse("ubicacion")), ..Edit::default() }).await
}

/// `POST /t/{number}/equipo`.
pub(crate) async fn asset(state: State, signed_in: SignedIn, Path(number): Path<TicketId>, fields: Fields) -> Answer {
    save(state, signed_in, number, Edit { asset: Some(fields.value("equipo").to_owned()), ..Edit::default() }).await
}

async fn save(state: State, signed_in: SignedIn, number: TicketId, change: Edit) -> Answer {
    let actor = signed_in.approved()?.clone();
    state
        .db()
        .write(async move |tx| {
            let workable = access::workable(tx, &actor, number).await?;
            edit::edit(tx, workable, &change).await
        })
        .await?;
    see_other_with(&format!("/t/{number}"), Notice::TICKET_CHANGED)
}
