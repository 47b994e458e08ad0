//! `POST /t/{number}/estado`: the move that a button or select names.

use crate::shell::page::see_other_with;
use crate::shell::{Answer, Fields, Notice, SignedIn, State, WebError};
use atiende_core::Refused;
use atiende_core::id::TicketId;
use atiende_core::tickets::actions::set_state;
use atiende_core::tickets::{Next, access};
use axum::extract::Path;

pub(crate) async fn post(state: State, signed_in: SignedIn, Path(number): Path<TicketId>, fields: Fields) -> Answer {
    let actor = signed_in.approved()?.clone();
    let next: Next = fields.parse("estado").ok_or(WebError::Malformed)?;
    let moved = state
        .db()
        .write(async move |tx| {
            let replyable = access::replyable(tx, &actor, number).await?;
            set_state::set_state(tx, replyable, next).await
        })
        .await;
    match moved {
        // It is there already: a double click, or somebody else was faster.
        Ok(()) | Err(Refused::Invalid(_)) => see_other_with(&format!("/t/{number}"), Notice::TICKET_CHANGED),
        Err(other) => Err(other.into()),
    }
}
