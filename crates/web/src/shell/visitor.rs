//! Who visits: session, language, theme, address.

use super::error::WebError;
use super::notice::{self, Notice};
use super::security::local_path;
use super::state::State;
use atiende_core::Actor;
use atiende_core::accounts::actions::sign_in::{self, Client};
use atiende_core::accounts::{AccountState, Secret, Session, Theme, access};
use atiende_i18n::Locale;
use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, header};
use jiff::{SignedDuration, Timestamp};
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

/// A session's last use is written at most this often.
const TOUCH_EVERY: SignedDuration = SignedDuration::from_mins(5);

/// Anybody who asks for a page.
#[derive(Clone)]
pub(crate) struct Visitor {
    pub(crate) actor: Option<Arc<Actor>>,
    pub(crate) locale: Locale,
    pub(crate) theme: Theme,
    pub(crate) now: Timestamp,
    pub(crate) notice: Option<Notice>,
    /// Path and query: where to come back to.
    pub(crate) here: String,
    pub(crate) client: Client,
    pub(crate) token: Option<Secret>,
}

/// Somebody with a session; others are sent to sign in and come back.
pub(crate) struct SignedIn {
    pub(crate) visitor: Visitor,
    pub(crate) actor: Arc<Actor>,
}

impl FromRequestParts<State> for Visitor {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, WebError> {
        let client = client(parts, state);
        let token = cookie(&parts.headers, session_cookie(state)).map(Secret::presented);
        let found = match token.clone() {
            Some(token) => session(state, token, client.ip.clone()).await?,
            None => None,
        };
        let (actor, session) = found.map_or((None, None), |(actor, session)| (Some(Arc::new(actor)), Some(session)));
        let locale = locale(parts, state, session.as_ref());
        let theme = session.map(|s| s.person.theme).or_else(|| cookie(&parts.headers, "theme")?.parse().ok());
        Ok(Self {
            actor,
            locale,
            theme: theme.unwrap_or(Theme::System),
            now: state.now(),
            notice: cookie(&parts.headers, notice::COOKIE).and_then(Notice::parse),
            here: here(parts),
            client,
            token,
        })
    }
}

impl FromRequestParts<State> for SignedIn {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, WebError> {
        let visitor = Visitor::from_request_parts(parts, state).await?;
        match visitor.actor.clone() {
            None => Err(WebError::SignIn { back_to: visitor.here, unsent: !is_read(parts) }),
            Some(actor) => Ok(Self { visitor, actor }),
        }
    }
}

impl SignedIn {
    /// The actor, if the account was approved; who waits is sent to the page that says so.
    pub(crate) fn approved(&self) -> Result<&Arc<Actor>, WebError> {
        if self.actor.state == AccountState::Pending { Err(WebError::Waits) } else { Ok(&self.actor) }
    }
}

async fn session(state: &State, token: Secret, ip: String) -> Result<Option<(Actor, Session)>, WebError> {
    let limits = state.settings().sessions;
    let presented = token.clone();
    let found = state.db().read(async move |tx| access::by_session(tx, &presented, limits, &ip).await).await?;
    if let Some((_, session)) = &found
        && state.now().duration_since(session.seen_at) > TOUCH_EVERY
    {
        state.db().write(async move |tx| sign_in::keep_alive(tx, &token).await).await?;
    }
    Ok(found)
}

/// `__Host-` pins the cookie to https and this host; plain http on loopback cannot have it.
pub(crate) fn session_cookie(state: &State) -> &'static str {
    if state.settings().public_url.starts_with("https://") { "__Host-session" } else { "session" }
}

pub(crate) fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value)
}

/// `?lang=` for this page, the person's own, the cookie's, the browser's, the desk's.
fn locale(parts: &Parts, state: &State, session: Option<&Session>) -> Locale {
    let query = parts.uri.query().unwrap_or_default();
    let asked =
        form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == "lang").and_then(|(_, v)| v.parse().ok());
    asked
        .or_else(|| session.and_then(|s| s.person.locale.parse().ok()))
        .or_else(|| cookie(&parts.headers, "lang")?.parse().ok())
        .or_else(|| {
            let header = parts.headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?;
            Some(Locale::negotiate(header))
        })
        .unwrap_or(state.settings().locale)
}

fn is_read(parts: &Parts) -> bool {
    parts.method == Method::GET || parts.method == Method::HEAD
}

fn here(parts: &Parts) -> String {
    if is_read(parts) {
        return parts.uri.path_and_query().map_or_else(|| "/".into(), ToString::to_string);
    }
    // What was posted came from a page of ours: that is where to come back to.
    let referer = parts.headers.get(header::REFERER).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let path = referer.split_once("://").and_then(|(_, rest)| rest.find('/').and_then(|at| rest.get(at..)));
    path.map_or_else(|| parts.uri.path().to_owned(), |path| local_path(path).to_owned())
}

fn client(parts: &Parts, state: &State) -> Client {
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    let user_agent = parts.headers.get(header::USER_AGENT).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let ip = peer.map(|peer| forwarded(peer, &parts.headers, state)).map_or_else(String::new, |ip| ip.to_string());
    Client { ip, user_agent: user_agent.to_owned() }
}

/// The last address in `X-Forwarded-For` that no trusted proxy has; the peer's own if that is not a trusted proxy.
fn forwarded(peer: IpAddr, headers: &HeaderMap, state: &State) -> IpAddr {
    let trusted = |ip: &IpAddr| state.settings().trusted_proxies.iter().any(|net| net.contains(ip));
    if !trusted(&peer) {
        return peer;
    }
    let chain = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
    let addresses: Vec<IpAddr> = chain.flat_map(|v| v.split(',')).filter_map(|ip| ip.trim().parse().ok()).collect();
    addresses.into_iter().rev().find(|ip| !trusted(ip)).unwrap_or(peer)
}
