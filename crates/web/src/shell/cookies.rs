//! Every cookie of this site: how it is read, set, and taken away.

use super::Answer;
use super::error::WebError;
use super::notice::{self, Notice};
use super::page::{header_value, see_other_with};
use super::state::State;
use atiende_core::accounts::Secret;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;

/// What a browser is known by from an earlier sign-in.
const DEVICE: &str = "device";
/// Browsers keep no cookie longer (RFC 6265bis 5.5): 400 days.
const DEVICE_SECONDS: i64 = 400 * 24 * 60 * 60;

/// Seconds of what a person chose about looks and language.
const YEAR: i64 = 365 * 24 * 60 * 60;

/// What the browser sent under this name.
pub(crate) fn read<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value)
}

/// A secret of ours that the browser presents.
pub(crate) fn secret(headers: &HeaderMap, name: &str) -> Option<Secret> {
    read(headers, name).map(Secret::presented)
}

/// The name of the session's: `__Host-` pins it to https and this host; plain http on loopback cannot have it.
pub(crate) fn session(state: &State) -> &'static str {
    if is_https(state) { "__Host-session" } else { "session" }
}

/// Adds a cookie for this site alone that scripts do not see, for so many seconds.
pub(crate) fn with(state: &State, response: Response, (name, value): (&str, &str), seconds: i64) -> Answer {
    put(response, &line((name, value), seconds, is_https(state)))
}

/// The same for as long as somebody may want what they chose.
pub(crate) fn with_choice(state: &State, response: Response, choice: (&str, &str)) -> Answer {
    with(state, response, choice, YEAR)
}

/// Gives the browser another session; what it is known by stays.
pub(crate) fn with_session(state: &State, response: Response, token: &Secret) -> Answer {
    with(state, response, (session(state), token.reveal()), state.settings().sessions.max.as_secs())
}

/// By what this browser is known. Older ones that have not signed in since kept it under another name.
pub(super) fn device(headers: &HeaderMap) -> Option<Secret> {
    secret(headers, DEVICE).or_else(|| secret(headers, "known"))
}

/// The browser is known by this another time.
pub(crate) fn with_device(state: &State, response: Response, key: &Secret) -> Answer {
    with(state, response, (DEVICE, key.reveal()), DEVICE_SECONDS)
}

/// The sentence of the next page. Many answers that carry one know nothing of the settings: see [`all_secure`].
pub(crate) fn with_notice(response: Response, notice: Notice) -> Answer {
    put(response, &line((notice::COOKIE, &notice.number()), 60, false))
}

/// The sentence was said.
pub(crate) fn without_notice(response: Response) -> Answer {
    put(response, &line((notice::COOKIE, ""), 0, false))
}

/// Takes a cookie away. Browsers let go of a `__Host-` one only by a line that could have set it (RFC 6265bis 5.7).
pub(crate) fn without(state: &State, response: Response, name: &str) -> Answer {
    with(state, response, (name, ""), 0)
}

/// Takes away those of these names that the browser sent, unless the answer sets them anew.
pub(crate) fn forgetting(state: &State, mut response: Response, sent: &HeaderMap, names: &[&str]) -> Answer {
    for name in names {
        if read(sent, name).is_some() && !sets(&response, name) {
            response = without(state, response, name)?;
        }
    }
    Ok(response)
}

/// Whether an answer brings a cookie of this name.
pub(crate) fn sets(response: &Response, name: &str) -> bool {
    let begin = format!("{name}=");
    let is_it = |value: &HeaderValue| value.as_bytes().starts_with(begin.as_bytes());
    response.headers().get_all(header::SET_COOKIE).iter().any(is_it)
}

/// To the front page, without a session. Shared computers: drafts and caches of this site go too.
pub(crate) fn signed_out(state: &State) -> Answer {
    let mut response = without(state, see_other_with("/", Notice::SIGNED_OUT)?, session(state))?;
    response.headers_mut().insert("clear-site-data", HeaderValue::from_static("\"storage\""));
    Ok(response)
}

/// Over https no cookie of ours travels otherwise, also one that was made by who does not know of it.
pub(super) fn all_secure(response: &mut Response) {
    let cookies = response.headers_mut().iter_mut().filter(|(name, _)| *name == header::SET_COOKIE);
    for (_, cookie) in cookies {
        let line = [cookie.as_bytes(), b"; Secure"].concat();
        match HeaderValue::from_bytes(&line) {
            Ok(secure) if !cookie.as_bytes().ends_with(b"; Secure") => *cookie = secure,
            _ => {}
        }
    }
}

fn is_https(state: &State) -> bool {
    state.settings().public_url.starts_with("https://")
}

fn line((name, value): (&str, &str), seconds: i64, is_secure: bool) -> String {
    let secure = if is_secure { "; Secure" } else { "" };
    format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}")
}

fn put(mut response: Response, line: &str) -> Result<Response, WebError> {
    response.headers_mut().append(header::SET_COOKIE, header_value(line)?);
    Ok(response)
}
