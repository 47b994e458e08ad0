//! `POST /cuenta/dejar-de-ver`: an administrator who looked on as somebody else is back.

use crate::shell::page::{see_other, see_other_with};
use crate::shell::{Answer, Notice, State, Visitor, cookies};
use atiende_core::accounts::Secret;
use atiende_core::sessions::actions::impersonate;

pub(crate) async fn stop(state: State, visitor: Visitor) -> Answer {
    // Too late, and their own session is over too: nothing to come back to.
    if visitor.actor.is_none() {
        return Ok(see_other("/acceder?volver=/admin"));
    }
    let Some(token) = visitor.token.clone() else { return Ok(see_other("/acceder")) };
    let (own, ip, limits) = (Secret::generate(), visitor.client.ip.clone(), state.settings().sessions);
    let new = own.clone();
    let ended = state.db().write(async move |tx| impersonate::end(tx, &token, &new, limits, &ip).await).await?;
    if !ended.is_back {
        return Ok(see_other("/acceder?volver=/admin"));
    }
    let back = see_other_with(&format!("/admin/personas/{}", ended.person), Notice::LOOKED_ON)?;
    cookies::with_session(&state, back, &own)
}
