//! A provider that does as it is told.

use std::collections::{HashMap, HashSet};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use atiende_oidc::{Answer, Ask, ClientSecret, Failure, Identity, Options, Provider, RelyingParty, Secret, Started};
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Json, Router};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::keys::{self, Signer, base64};

pub(crate) const NOW: i64 = 1_800_000_000;
pub(crate) const CLIENT: &str = "atiende client";
pub(crate) const SECRET: &str = "s3cret:%+";
pub(crate) const ACCESS: &str = "access-token-1";
pub(crate) const CALLBACK: &str = "https://desk.example/auth/acme/callback";

/// What a path answers instead of the truth.
#[derive(Clone)]
pub(crate) enum Canned {
    Json(u16, Value),
    Raw(u16, &'static str),
    /// The body, said to be packed with gzip.
    Gzip(&'static [u8]),
    /// A byte of blank now and then, for ever.
    Drip,
    Redirect(String),
    /// Bytes without end.
    Endless,
    /// Nothing, for longer than anybody waits.
    Silence,
}

/// What the provider says. The patches are merged over the truth; null takes a member away.
pub(crate) struct Wishes {
    pub(crate) document: Value,
    pub(crate) header: Value,
    pub(crate) claims: Value,
    pub(crate) userinfo: Value,
    pub(crate) signer: Signer,
    /// What becomes of the signed token on its way.
    pub(crate) bend: fn(String) -> String,
    pub(crate) keys: Vec<Value>,
    pub(crate) canned: HashMap<String, Canned>,
}

/// A request that came in.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    pub(crate) path: String,
    /// Of the query and the form.
    pub(crate) parameters: HashMap<String, String>,
    pub(crate) authorization: Option<String>,
}

#[derive(Default)]
struct Session {
    nonce: Option<String>,
    challenge: Option<String>,
    redirect_uri: String,
}

struct Inner {
    wishes: Wishes,
    seen: Vec<Seen>,
    sessions: HashMap<String, Session>,
    spent: HashSet<String>,
}

/// The running provider, and a desk that knows it.
pub(crate) struct World {
    pub(crate) url: String,
    pub(crate) desk: RelyingParty,
    pub(crate) provider: Provider,
    inner: Arc<Mutex<Inner>>,
}

/// The whole answer within 200 ms, and all the rest as in production.
pub(crate) fn hasty() -> Options {
    Options { total: Duration::from_millis(200), ..Options::default() }
}

impl World {
    pub(crate) async fn new() -> Self {
        Self::with(&Options::default()).await
    }

    #[expect(clippy::disallowed_methods, reason = "the provider lives as long as the test's runtime")]
    pub(crate) async fn with(options: &Options) -> Self {
        let listener = tokio::net::TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let wishes = Wishes {
            document: json!({}),
            header: json!({}),
            claims: json!({}),
            userinfo: json!({}),
            signer: Signer::Es256,
            bend: std::convert::identity,
            keys: keys::published(),
            canned: HashMap::new(),
        };
        let inner = Inner { wishes, seen: Vec::new(), sessions: HashMap::new(), spent: HashSet::new() };
        let inner = Arc::new(Mutex::new(inner));
        let app = Router::new().fallback(answer).with_state((url.clone(), Arc::clone(&inner)));
        tokio::spawn(async move { axum::serve(listener, app).await });
        let provider = Provider::openid("acme", &url, CLIENT, ClientSecret::Shared(Secret::new(SECRET)));
        Self { url, desk: RelyingParty::new(options).unwrap(), provider, inner }
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap()
    }

    pub(crate) fn wish(&self, change: impl FnOnce(&mut Wishes)) {
        change(&mut self.inner().wishes);
    }

    pub(crate) fn answers(&self, path: &str, canned: Canned) {
        self.inner().wishes.canned.insert(path.to_owned(), canned);
    }

    pub(crate) fn seen(&self, path: &str) -> Vec<Seen> {
        self.inner().seen.iter().filter(|seen| seen.path == path).cloned().collect()
    }

    pub(crate) async fn begin(&self) -> Result<Started, Failure> {
        self.desk.begin(&self.provider, Ask { redirect_uri: CALLBACK, silently: false, anew: false }, NOW).await
    }

    /// The person at the provider's page agrees.
    pub(crate) fn consent(&self, started: &Started) -> Answer {
        self.consent_at(&started.url)
    }

    /// The same, by the address of the page.
    pub(crate) fn consent_at(&self, address: &str) -> Answer {
        let asked = parameters(address.split_once('?').unwrap().1);
        let code = format!("code-{}", self.inner().sessions.len());
        let session = Session {
            nonce: asked.get("nonce").cloned(),
            challenge: asked.get("code_challenge").cloned(),
            redirect_uri: asked["redirect_uri"].clone(),
        };
        self.inner().sessions.insert(code.clone(), session);
        Answer { code: Some(code), state: Some(asked["state"].clone()), ..Answer::default() }
    }

    /// Somebody who is to be asked anew who they are.
    pub(crate) async fn prove_at(&self, now: i64) -> Result<Identity, Failure> {
        let ask = Ask { redirect_uri: CALLBACK, silently: false, anew: true };
        let started = self.desk.begin(&self.provider, ask, now).await?;
        let answer = self.consent(&started);
        self.desk.finish(&self.provider, &started.pending, &answer, now).await
    }

    pub(crate) async fn sign_in(&self) -> Result<Identity, Failure> {
        self.sign_in_at(NOW).await
    }

    pub(crate) async fn sign_in_at(&self, now: i64) -> Result<Identity, Failure> {
        let ask = Ask { redirect_uri: CALLBACK, silently: false, anew: false };
        let started = self.desk.begin(&self.provider, ask, now).await?;
        let answer = self.consent(&started);
        self.desk.finish(&self.provider, &started.pending, &answer, now).await
    }
}

/// The variant, and that it is for this reason.
#[track_caller]
pub(crate) fn assert_misbehaved<T>(result: Result<T, Failure>, reason: &str) {
    match result.err() {
        Some(Failure::Misbehaved(detail)) if detail.contains(reason) => assert_fit_for_a_log(&detail),
        other => panic!("expected Misbehaved because of {reason:?}, not {other:?}"),
    }
}

#[track_caller]
pub(crate) fn assert_unreachable<T>(result: Result<T, Failure>, reason: &str) {
    match result.err() {
        Some(Failure::Unreachable(detail)) if detail.contains(reason) => assert_fit_for_a_log(&detail),
        other => panic!("expected Unreachable because of {reason:?}, not {other:?}"),
    }
}

#[track_caller]
fn assert_fit_for_a_log(detail: &str) {
    for secret in [SECRET, ACCESS, "code-0", "s3cret"] {
        assert!(!detail.contains(secret), "{detail}");
    }
    assert!(!detail.chars().any(char::is_control), "{detail}");
}

pub(crate) fn patch(whole: &mut Value, patch: &Value) {
    for (member, value) in patch.as_object().unwrap() {
        if value.is_null() {
            whole.as_object_mut().unwrap().remove(member);
        } else {
            whole[member] = value.clone();
        }
    }
}

fn parameters(encoded: &str) -> HashMap<String, String> {
    openidconnect::url::form_urlencoded::parse(encoded.as_bytes()).into_owned().collect()
}

type Shared = (String, Arc<Mutex<Inner>>);

async fn answer(State((url, inner)): State<Shared>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let body = String::from_utf8(to_bytes(body, 1 << 20).await.unwrap().to_vec()).unwrap();
    let mut found = parameters(head.uri.query().unwrap_or_default());
    found.extend(parameters(&body));
    let authorization = head.headers.get(header::AUTHORIZATION).map(|value| value.to_str().unwrap().to_owned());
    let seen = Seen { path: head.uri.path().to_owned(), parameters: found, authorization };
    let canned = {
        let mut inner = inner.lock().unwrap();
        inner.seen.push(seen.clone());
        inner.wishes.canned.get(&seen.path).cloned()
    };
    match canned {
        Some(canned) => instead(canned).await,
        None => truth(&url, &mut inner.lock().unwrap(), &seen),
    }
}

async fn instead(canned: Canned) -> Response {
    let status = |code| StatusCode::from_u16(code).unwrap();
    match canned {
        Canned::Json(code, body) => (status(code), Json(body)).into_response(),
        Canned::Raw(code, body) => (status(code), body).into_response(),
        Canned::Gzip(body) => ([(header::CONTENT_ENCODING, "gzip")], body).into_response(),
        Canned::Drip => {
            let next = async |()| {
                tokio::time::sleep(Duration::from_millis(20)).await;
                Some((Ok::<_, std::io::Error>(Bytes::from_static(b" ")), ()))
            };
            Body::from_stream(futures_util::stream::unfold((), next)).into_response()
        }
        Canned::Redirect(to) => (StatusCode::FOUND, [(header::LOCATION, to)]).into_response(),
        Canned::Endless => {
            let piece = || Ok::<_, std::io::Error>(Bytes::from_static(&[b' '; 4096]));
            Body::from_stream(futures_util::stream::repeat_with(piece)).into_response()
        }
        Canned::Silence => std::future::pending().await,
    }
}

fn truth(url: &str, inner: &mut Inner, seen: &Seen) -> Response {
    match seen.path.as_str() {
        path if path.ends_with("/.well-known/openid-configuration") => {
            let issuer = path.strip_suffix("/.well-known/openid-configuration").unwrap();
            let mut document = json!({
                "issuer": format!("{url}{issuer}"),
                "authorization_endpoint": format!("{url}/authorize?kept=1"),
                "token_endpoint": format!("{url}/token"),
                "userinfo_endpoint": format!("{url}/userinfo"),
                "jwks_uri": format!("{url}/keys"),
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256", "PS256", "ES256", "ES384", "EdDSA", "HS256", "none"],
            });
            patch(&mut document, &inner.wishes.document);
            Json(document).into_response()
        }
        "/keys" => Json(json!({ "keys": inner.wishes.keys })).into_response(),
        "/token" => token(url, inner, seen),
        "/userinfo" if seen.authorization.as_deref() == Some("Bearer access-token-1") => {
            let mut claims = json!({ "sub": "ana" });
            patch(&mut claims, &inner.wishes.userinfo);
            Json(claims).into_response()
        }
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}

/// As strict as a good provider: a code once, its verifier, its address, the client's secret.
fn token(url: &str, inner: &mut Inner, seen: &Seen) -> Response {
    let refuse = |error: &str| (StatusCode::BAD_REQUEST, Json(json!({ "error": error }))).into_response();
    if !is_the_client(seen) {
        return refuse("invalid_client");
    }
    let parameter = |name: &str| seen.parameters.get(name).cloned().unwrap_or_default();
    let code = parameter("code");
    let Some(session) = inner.sessions.get(&code) else { return refuse("invalid_grant") };
    let challenge = base64(Sha256::digest(parameter("code_verifier")));
    let proven = session.challenge.as_ref().is_none_or(|expected| *expected == challenge);
    let valid = proven && session.redirect_uri == parameter("redirect_uri") && inner.spent.insert(code.clone());
    if !valid || parameter("grant_type") != "authorization_code" {
        return refuse("invalid_grant");
    }
    let mut claims = json!({
        "iss": url, "sub": "ana", "aud": CLIENT, "iat": NOW, "exp": NOW + 300, "nonce": session.nonce,
        "at_hash": base64(&Sha256::digest(ACCESS)[..16]), "c_hash": base64(&Sha256::digest(&code)[..16]),
        "name": "Ana Ruiz", "email": "ana@example.com", "email_verified": true,
    });
    let wishes = &inner.wishes;
    if matches!(wishes.signer, Signer::Es384 | Signer::EdDsa) {
        claims.as_object_mut().unwrap().retain(|member, _| !member.ends_with("_hash"));
    }
    patch(&mut claims, &wishes.claims);
    let id_token = (wishes.bend)(wishes.signer.token(&wishes.header, &claims));
    Json(json!({ "access_token": ACCESS, "token_type": "Bearer", "id_token": id_token })).into_response()
}

/// Either way of RFC 6749 2.3.1; Apple's token for a secret is looked at in its own test.
fn is_the_client(seen: &Seen) -> bool {
    let form = seen.parameters.get("client_secret");
    match seen.authorization.as_deref().and_then(|value| value.strip_prefix("Basic ")) {
        Some(basic) => {
            form.is_none()
                && !seen.parameters.contains_key("client_id")
                && BASE64_STANDARD.decode(basic).unwrap() == b"atiende+client:s3cret%3A%25%2B"
        }
        None => {
            seen.parameters["client_id"] == CLIENT
                && form.is_some_and(|secret| secret == SECRET || secret.split('.').count() == 3)
        }
    }
}
