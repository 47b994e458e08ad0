//! `POST /t/{number}/respuestas/{message}/deshacer`: a reply is taken back before anybody is mailed it.

use crate::shell::page::see_other_with;
use crate::shell::{Answer, Notice, SignedIn, State};
use atiende_core::Refused;
use atiende_core::id::{MessageId, TicketId};
use atiende_core::tickets::access;
use atiende_core::tickets::actions::take_back;
use axum::extract::Path;

pub(crate) async fn post(
    state: State,
    signed_in: SignedIn,
    Path((number, message)): Path<(TicketId, MessageId)>,
) -> Answer {
    let actor = signed_in.approved()?.clone();
    let taken_back = state
        .db()
        .write(async move |tx| {
            let replyable = access::replyable(tx, &actor, number).await?;
            take_back::take_back(tx, replyable, message).await
        })
        .await;
    match taken_back {
        Ok(()) => see_other_with(&format!("/t/{number}?retirada={message}#composer"), Notice::UNDONE),
        Err(Refused::Conflict(_)) => see_other_with(&format!("/t/{number}#m{message}"), Notice::UNDO_LATE),
        Err(other) => Err(other.into()),
    }
}
