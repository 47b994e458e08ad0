//! The answer that comes as a form from the provider's own page (Apple): a POST from another site.
//!
//! Our cookies are `SameSite=Lax` and do not come with it. So it is turned into the question that every other provider
//! sends, which they do come with: the state is bound to the browser as ever, and this route by itself does nothing.

use super::known;
use crate::shell::cookies;
use crate::shell::page::see_other;
use crate::shell::{Answer, Fields, State, WebError};
use axum::extract::Path;
use axum::http::HeaderMap;
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// Holds Apple's field `user` for the one step, for names belong in no address.
pub(super) const USER: &str = "told";
/// Letters of it: two names and an address.
const USER_MAX: usize = 1000;
/// Octets of any other: an address has to hold them.
const FIELD_MAX: usize = 2000;
/// Seconds.
const ONE_STEP: i64 = 60;

/// `POST /auth/{id}/callback`.
pub(crate) async fn post(state: State, Path(id): Path<String>, fields: Fields) -> Answer {
    // Also of one that is only tried out: the step after looks at who may.
    if !known::any(&state, &id).await?.provider.answers_by_form() {
        return Err(WebError::NotFound);
    }
    let mut query = form_urlencoded::Serializer::new(String::new());
    for name in ["code", "state", "iss", "error"] {
        if fields.value(name).len() > FIELD_MAX {
            return Err(WebError::Malformed);
        }
        if fields.is_on(name) {
            query.append_pair(name, fields.value(name));
        }
    }
    let response = see_other(&format!("/auth/{id}/callback?{}", query.finish()));
    let user = fields.value("user");
    if !user.is_empty() && user.len() <= USER_MAX {
        let user = utf8_percent_encode(user, NON_ALPHANUMERIC).to_string();
        return cookies::with(&state, response, (USER, &user), ONE_STEP);
    }
    Ok(response)
}

/// The field, on the step after.
pub(super) fn user(headers: &HeaderMap) -> Option<String> {
    let text = cookies::read(headers, USER)?;
    Some(percent_decode_str(text).decode_utf8().ok()?.into_owned())
}
