//! `POST /t/{number}/solicitante`: a mail that was passed on is of who wrote it.

use crate::shell::page::see_other_with;
use crate::shell::{Answer, Fields, Notice, SignedIn, State};
use atiende_core::Refused;
use atiende_core::id::TicketId;
use atiende_core::inbound::actions::hand_over;
use axum::extract::Path;

pub(crate) async fn post(state: State, signed_in: SignedIn, Path(number): Path<TicketId>, fields: Fields) -> Answer {
    let actor = signed_in.approved()?.clone();
    let address = fields.value("address").to_owned();
    let done = state.db().write(async move |tx| hand_over::hand_over(tx, &actor, number, &address).await).await;
    let notice = match done {
        Ok(()) => Notice::HANDED_OVER,
        Err(Refused::Conflict("inbound-offer-gone")) => Notice::OFFER_GONE,
        Err(Refused::Conflict(_)) => Notice::OFFER_ELSEWHERE,
        Err(other) => return Err(other.into()),
    };
    see_other_with(&format!("/t/{number}"), notice)
}
