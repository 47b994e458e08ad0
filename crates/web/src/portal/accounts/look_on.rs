//! `POST /cuenta/dejar-de-ver`: an administrator who looked on as somebody else is back.

use crate::shell::page::header_value;
use crate::shell::page::{see_other, see_other_with};
use crate::shell::visitor::{own_cookie, session_cookie};
use crate::shell::{Answer, Notice, State, Visitor, WebError};
use atiende_core::accounts::Secret;
use atiende_core::sessions::actions::impersonate;
use axum::http::header;
use axum::response::Response;

pub(crate) async fn stop(state: State, visitor: Visitor) -> Answer {
    // The half hour may be over, and the session with it: then there is nothing to come back from.
    let Some(token) = visitor.token.clone() else { return Ok(see_other("/acceder")) };
    let (own, ip) = (Secret::generate(), visitor.client.ip.clone());
    let new = own.clone();
    let ended = state.db().write(async move |tx| impersonate::end(tx, &token, &new, &ip).await).await?;
    if !ended.is_back {
        return Ok(see_other("/acceder?volver=/admin"));
    }
    let back = see_other_with(&format!("/admin/personas/{}", ended.person), Notice::LOOKED_ON)?;
    with_token(&state, back, &own)
}

/// Gives the browser another session; what it is known by stays.
pub(crate) fn with_token(state: &State, mut response: Response, token: &Secret) -> Result<Response, WebError> {
    let cookie = own_cookie(state, (session_cookie(state), token.reveal()), state.settings().sessions.max.as_secs());
    response.headers_mut().append(header::SET_COOKIE, header_value(&cookie)?);
    Ok(response)
}
