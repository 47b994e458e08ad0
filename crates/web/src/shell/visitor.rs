//! Who visits: session, language, theme, address.

use super::cookies;
use super::error::WebError;
use super::notice::{self, Notice};
use super::renewal::Renewal;
use super::security::local_path;
use super::state::State;
use atiende_core::accounts::actions::sign_in::{self, Client};
use atiende_core::accounts::{AccountState, Secret, Session, SessionLimits, Theme, access};
use atiende_core::id::PersonId;
use atiende_core::second_factors;
use atiende_core::sessions::access as sessions;
use atiende_core::sessions::actions::{impersonate, renew};
use atiende_core::{Actor, Denied};
use atiende_db::{DbError, Tx};
use atiende_i18n::Locale;
use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, header};
use jiff::{SignedDuration, Timestamp};
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

/// A session's last use is written at most this often.
const TOUCH_EVERY: SignedDuration = SignedDuration::from_mins(5);
/// For how long a page waits for that.
const TOUCH_WITHIN: Duration = Duration::from_secs(1);

/// Where second factors are set up.
pub(crate) const SECURITY: &str = "/cuenta/seguridad";
/// Where somebody shows once more who they are.
const PROVE: &str = "/confirmar";

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

/// Somebody of whom only the request was read yet, not the session.
pub(crate) struct Arrival {
    /// Nobody in it yet, and the words of the request.
    visitor: Visitor,
    /// `?lang=`: before what the person chose.
    asked: Option<Locale>,
    is_read: bool,
    /// How another token reaches the browser; programs and charts have none.
    renewal: Option<Renewal>,
    /// Open to who must set up a second factor first.
    is_first: bool,
    /// Whoever looked on as somebody else and may no longer is led back.
    comes_back: bool,
}

impl FromRequestParts<State> for Arrival {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, WebError> {
        Ok(Self::of(parts, state))
    }
}

/// Whoever asks, while nobody can tell who it is.
pub(crate) fn anybody(parts: &Parts, state: &State) -> Visitor {
    let arrival = Arrival::of(parts, state);
    Visitor { locale: arrival.asked.unwrap_or(arrival.visitor.locale), ..arrival.visitor }
}

impl Arrival {
    fn of(parts: &Parts, state: &State) -> Self {
        let renewal = parts.extensions.get::<Renewal>().cloned();
        let presented = || cookies::secret(&parts.headers, cookies::session(state));
        let token = renewal.as_ref().and_then(Renewal::token).or_else(presented);
        let theme = cookies::read(&parts.headers, "theme").and_then(|theme| theme.parse().ok());
        let visitor = Visitor {
            actor: None,
            locale: browser_locale(parts).unwrap_or(state.settings().locale),
            theme: theme.unwrap_or(Theme::System),
            now: state.now(),
            notice: cookies::read(&parts.headers, notice::COOKIE).and_then(Notice::parse),
            here: here(parts),
            client: Client { session: token.clone(), ..client(parts, state) },
            token,
        };
        let (is_read, is_first, comes_back) = (is_read(parts), is_first(parts), comes_back(parts));
        Self { visitor, asked: asked_locale(parts), is_read, renewal, is_first, comes_back }
    }
}

impl FromRequestParts<State> for Visitor {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, WebError> {
        let arrival = Arrival::from_request_parts(parts, state).await?;
        let found = match arrival.presented(state) {
            Some(session) => state.db().read(async move |tx| session.find(tx).await).await?,
            None => None,
        };
        arrival.enter(state, found).await
    }
}

impl FromRequestParts<State> for SignedIn {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, WebError> {
        let visitor = Visitor::from_request_parts(parts, state).await?;
        Self::of(visitor, is_read(parts))
    }
}

impl Arrival {
    /// The session and what an approved person's page shows, in one snapshot: for the pages that are asked for all day.
    pub(crate) async fn reads<T>(
        self,
        state: &State,
        page: impl AsyncFnOnce(&Tx, &Actor) -> Result<T, Denied>,
    ) -> Result<(SignedIn, T), WebError> {
        let active = async move |tx: &Tx, actor: &Actor| {
            if actor.is_active() { page(tx, actor).await.map(Some) } else { Ok(None) }
        };
        let (signed_in, loaded) = self.reads_pending_too(state, active).await?;
        Ok((signed_in, loaded.ok_or(WebError::Waits)?))
    }

    /// The same for a page that is also there for who waits for approval.
    pub(crate) async fn reads_pending_too<T>(
        self,
        state: &State,
        page: impl AsyncFnOnce(&Tx, &Actor) -> Result<T, Denied>,
    ) -> Result<(SignedIn, T), WebError> {
        let session = self.presented(state);
        let both = async move |tx: &Tx| {
            let Some(session) = session else { return Ok((None, None)) };
            let found = session.find(tx).await?;
            let loaded = match &found {
                Some((actor, _)) => Some(page(tx, actor).await),
                None => None,
            };
            Ok::<_, DbError>((found, loaded))
        };
        let (found, loaded) = state.db().read(both).await?;
        let is_read = self.is_read;
        let signed_in = SignedIn::of(self.enter(state, found).await?, is_read)?;
        let loaded = loaded.ok_or(WebError::Waits)??;
        Ok((signed_in, loaded))
    }

    pub(crate) fn presented(&self, state: &State) -> Option<Presented> {
        let (token, ip) = (self.visitor.token.clone()?, self.visitor.client.ip.clone());
        Some(Presented { token, ip, limits: state.settings().sessions })
    }

    async fn enter(self, state: &State, found: Option<(Actor, Session)>) -> Result<Visitor, WebError> {
        let Self { mut visitor, asked, is_read, renewal, is_first, comes_back } = self;
        if let (None, true, Some(renewal)) = (&found, comes_back, &renewal)
            && let Some(person) = visitor.comes_back(state, renewal).await?
        {
            return Err(WebError::LookOver { person, unsent: !is_read });
        }
        if let Some((actor, session)) = found {
            let is_oneself = actor.impersonator.is_none();
            let actor = Arc::new(actor);
            if is_oneself && !is_first && owes_second_factor(state, &actor).await? {
                return Err(WebError::NeedsSecondFactor);
            }
            visitor.keep_alive(state, &session).await;
            if let Some(renewal) = renewal.filter(Renewal::is_first_look) {
                if session.renew {
                    visitor.renew(state, &renewal).await?;
                }
                if is_read && actor.impersonator.is_some() {
                    visitor.is_seen_looking(state, &actor).await?;
                }
            }
            visitor.actor = Some(actor);
            visitor.theme = session.person.theme;
            visitor.locale = session.person.locale.parse().unwrap_or(visitor.locale);
        }
        visitor.locale = asked.unwrap_or(visitor.locale);
        Ok(visitor)
    }
}

/// Whether the person must have a second factor and has none: looked up only for whom it is demanded of.
async fn owes_second_factor(state: &State, actor: &Arc<Actor>) -> Result<bool, WebError> {
    if !state.requirement().applies_to(actor) {
        return Ok(false);
    }
    let actor = Arc::clone(actor);
    Ok(!state.db().read(async move |tx| second_factors::access::has_any(tx, &actor).await).await?)
}

/// A session's token as it was presented.
pub(crate) struct Presented {
    token: Secret,
    ip: String,
    limits: SessionLimits,
}

impl Presented {
    #[cfg(test)]
    pub(crate) fn of_test() -> Self {
        let limits = SessionLimits { idle: SignedDuration::ZERO, max: SignedDuration::ZERO };
        Self { token: Secret::presented("nobody's"), ip: String::new(), limits }
    }

    pub(crate) async fn find(&self, tx: &Tx) -> Result<Option<(Actor, Session)>, DbError> {
        access::by_session(tx, &self.token, self.limits, &self.ip).await
    }
}

impl Visitor {
    /// Whoever reads is not kept waiting, nor kept out, by a database that does not write.
    async fn keep_alive(&self, state: &State, session: &Session) {
        if let Some(token) = &self.token
            && state.now().duration_since(session.seen_at).abs() > TOUCH_EVERY
        {
            let token = token.clone();
            let touch = state.db().write(async move |tx| sign_in::keep_alive(tx, &token).await);
            match tokio::time::timeout(TOUCH_WITHIN, touch).await {
                Ok(Ok(())) => {}
                Ok(Err(error)) => tracing::warn!(%error, "a session's use could not be written down"),
                Err(_) => tracing::warn!("a session's use could not be written down in time"),
            }
        }
    }

    /// Another token for this session, unless a request beside this one was faster.
    async fn renew(&mut self, state: &State, renewal: &Renewal) -> Result<(), WebError> {
        let Some(old) = self.token.clone() else { return Ok(()) };
        let new = Secret::generate();
        let given = new.clone();
        let renewed = match state.db().write(async move |tx| renew::renew(tx, &old, &given).await).await {
            // Where nothing can be written the wish stays, for another request.
            Err(DbError::Unavailable(_)) => false,
            renewed => renewed?,
        };
        if renewed {
            renewal.set(new.clone());
            self.client.session = Some(new.clone());
            self.token = Some(new);
        }
        Ok(())
    }

    /// The look behind this browser's key is over: its administrator's own session takes its place, if it lives.
    async fn comes_back(&self, state: &State, renewal: &Renewal) -> Result<Option<PersonId>, WebError> {
        let Some(token) = self.token.clone() else { return Ok(None) };
        let asked = token.clone();
        if !state.db().read(async move |tx| sessions::is_look(tx, &asked).await).await? {
            return Ok(None);
        }
        let (own, limits, ip) = (Secret::generate(), state.settings().sessions, self.client.ip.clone());
        let given = own.clone();
        match state.db().write(async move |tx| impersonate::end(tx, &token, &given, limits, &ip).await).await {
            Ok(ended) if ended.is_back => {
                renewal.set(own);
                Ok(Some(ended.person))
            }
            // A request beside this one was faster.
            Ok(_) | Err(Denied::NotFound) => Ok(None),
            Err(other) => Err(other.into()),
        }
    }

    /// What an administrator reads as somebody else is on record.
    async fn is_seen_looking(&self, state: &State, actor: &Arc<Actor>) -> Result<(), WebError> {
        let (actor, path) = (Arc::clone(actor), self.here.clone());
        Ok(state.db().write(async move |tx| impersonate::saw(tx, &actor, &path).await).await?)
    }
}

impl SignedIn {
    fn of(visitor: Visitor, is_read: bool) -> Result<Self, WebError> {
        match visitor.actor.clone() {
            None => Err(WebError::SignIn { back_to: visitor.here, unsent: !is_read }),
            Some(actor) => Ok(Self { visitor, actor }),
        }
    }

    /// The actor, if the account was approved; who waits is sent to the page that says so.
    pub(crate) fn approved(&self) -> Result<&Arc<Actor>, WebError> {
        if self.actor.state == AccountState::Pending { Err(WebError::Waits) } else { Ok(&self.actor) }
    }
}

/// `?lang=`, for this page alone.
fn asked_locale(parts: &Parts) -> Option<Locale> {
    let query = parts.uri.query()?;
    form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == "lang").and_then(|(_, v)| v.parse().ok())
}

/// The cookie's language, or the browser's.
fn browser_locale(parts: &Parts) -> Option<Locale> {
    cookies::read(&parts.headers, "lang").and_then(|lang| lang.parse().ok()).or_else(|| {
        let header = parts.headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?;
        Some(Locale::negotiate(header))
    })
}

fn is_read(parts: &Parts) -> bool {
    parts.method == Method::GET || parts.method == Method::HEAD
}

/// What somebody reaches who must have a second factor and has none: the pages that set one up, those that ask before who
/// it is, and the way out.
fn is_first(parts: &Parts) -> bool {
    let path = parts.uri.path();
    let is_below = |page: &str| path.strip_prefix(page).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    is_below(SECURITY) || is_below(PROVE) || path == "/logout" || is_proof_elsewhere(parts)
}

/// On the way to a provider to show who one is, or back. Nobody comes back who was not sent.
fn is_proof_elsewhere(parts: &Parts) -> bool {
    let (path, query) = (parts.uri.path(), parts.uri.query().unwrap_or_default());
    let proves = || form_urlencoded::parse(query.as_bytes()).any(|(name, _)| name == "confirmar");
    path.starts_with("/auth/") && (path.ends_with("/callback") || path.ends_with("/start") && proves())
}

/// Pages and forms lead back; what a page asks for by itself does not, for nobody would see where it led. Nor does the way
/// out.
fn comes_back(parts: &Parts) -> bool {
    let mode = parts.headers.get("sec-fetch-mode").map(HeaderValue::as_bytes);
    mode.is_none_or(|mode| mode == b"navigate") && parts.uri.path() != "/logout"
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
    let device = cookies::device(&parts.headers);
    Client { ip, user_agent: user_agent.to_owned(), device, ..Client::default() }
}

/// The last address in `X-Forwarded-For` that no trusted proxy has; the peer's own if that is not a trusted proxy. What
/// stands before something unreadable is not believed: anybody can write it.
fn forwarded(peer: IpAddr, headers: &HeaderMap, state: &State) -> IpAddr {
    let trusted = |ip: &IpAddr| state.settings().trusted_proxies.iter().any(|net| net.contains(ip));
    let chain = headers.get_all("x-forwarded-for").iter().map(|value| value.to_str().unwrap_or_default());
    let said: Vec<&str> = chain.flat_map(|value| value.split(',')).collect();
    let mut nearest = peer;
    for hop in said.into_iter().rev() {
        if !trusted(&nearest) {
            break;
        }
        let Some(ip) = hop_address(hop.trim()) else { break };
        nearest = ip;
    }
    nearest
}

/// Some proxies add the port: `192.0.2.1:4711`, `[2001:db8::1]:4711`.
fn hop_address(hop: &str) -> Option<IpAddr> {
    let with_port = || hop.parse::<SocketAddr>().ok().map(|address| address.ip());
    let bracketed = || hop.strip_prefix('[')?.strip_suffix(']')?.parse().ok();
    hop.parse().ok().or_else(with_port).or_else(bracketed)
}
