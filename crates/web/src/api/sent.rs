//! What a caller sends: a body that is read strictly, and a POST that happens once.

use super::{Caller, Problem};
use crate::shell::State;
use atiende_core::Actor;
use atiende_core::idempotency::{self, Seen};
use atiende_db::Tx;
use atiende_i18n::key;
use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, JsonRejection};
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// Letters of an `Idempotency-Key` at the most.
const KEY_MAX: usize = 255;

/// A JSON body, with who sent it.
pub(crate) struct Sent<T> {
    pub(crate) state: State,
    pub(crate) caller: Caller,
    pub(crate) value: T,
    pub(crate) once: Option<Once>,
}

/// `Idempotency-Key` and what it was sent with.
#[derive(Debug, Clone)]
pub(crate) struct Once {
    key: String,
    request_hash: String,
}

impl Once {
    /// The key of a request, if it has one; `body` may be the hash of what was streamed.
    pub(crate) fn of(parts: &Parts, body: &[u8]) -> Result<Option<Self>, Problem> {
        let Some(value) = parts.headers.get("idempotency-key") else { return Ok(None) };
        let key = value.to_str().ok().map(str::trim).filter(|key| !key.is_empty() && key.len() <= KEY_MAX);
        let key = key.ok_or_else(|| Problem::invalid("Idempotency-Key", key!("api-value-wrong")))?.to_owned();
        let mut hash = Sha256::new();
        for part in [parts.method.as_str().as_bytes(), b" ", parts.uri.to_string().as_bytes(), b"\n", body] {
            hash.update(part);
        }
        let request_hash = URL_SAFE_NO_PAD.encode(hash.finalize());
        Ok(Some(Self { key, request_hash }))
    }
}

impl<T: DeserializeOwned> FromRequest<State> for Sent<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &State) -> Result<Self, Problem> {
        let (mut parts, body) = request.into_parts();
        let caller = Caller::from_request_parts(&mut parts, state).await?;
        let whole = Request::from_parts(parts.clone(), body);
        let bytes = Bytes::from_request(whole, state).await.map_err(|rejection| cut(&rejection))?;
        let once = Once::of(&parts, &bytes)?;
        let value = read(&parts.headers, &bytes)?;
        Ok(Self { state: state.clone(), caller, value, once })
    }
}

fn cut(rejection: &BytesRejection) -> Problem {
    if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE { Problem::TooLarge } else { Problem::Malformed }
}

/// No body at all is an empty object: a verb that needs nothing needs no body.
fn read<T: DeserializeOwned>(headers: &HeaderMap, bytes: &[u8]) -> Result<T, Problem> {
    if bytes.is_empty() {
        return parse(b"{}");
    }
    if is_json(headers) { parse(bytes) } else { Err(Problem::MediaType) }
}

fn is_json(headers: &HeaderMap) -> bool {
    let text = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = text.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    essence == "application/json" || (essence.starts_with("application/") && essence.ends_with("+json"))
}

fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    match Json::<T>::from_bytes(bytes) {
        Ok(Json(value)) => Ok(value),
        Err(JsonRejection::JsonDataError(error)) => Err(explain(&error.body_text())),
        Err(_) => Err(Problem::Malformed),
    }
}

/// How axum begins what serde says of a body and of a query.
const PREFIXES: [&str; 2] =
    ["Failed to deserialize the JSON body into the target type: ", "Failed to deserialize query string: "];

/// The field that does not fit, out of what serde says: its path, then a sentence.
pub(crate) fn explain(rejection: &str) -> Problem {
    let text = PREFIXES.iter().find_map(|prefix| rejection.strip_prefix(prefix)).unwrap_or(rejection);
    let quoted = |after: &str| text.split_once(after)?.1.split('`').next();
    if let Some(field) = quoted("unknown field `") {
        return Problem::invalid(field, key!("api-unknown-field"));
    }
    if let Some(field) = quoted("missing field `") {
        return Problem::invalid(field, key!("api-value-missing"));
    }
    let path = text.split_once(": ").map_or("", |(path, _)| path);
    Problem::invalid(if path.contains(' ') { "" } else { path }, key!("api-value-wrong"))
}

/// What was made or done: an answer that can be given again.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Made {
    status: u16,
    location: Option<String>,
    body: serde_json::Value,
}

impl Made {
    /// 201, at this address.
    pub(crate) fn at(location: String, body: &impl Serialize) -> Result<Self, Problem> {
        Ok(Self { status: 201, location: Some(location), body: serde_json::to_value(body)? })
    }

    /// 200: something that was there is different now.
    pub(crate) fn done(body: &impl Serialize) -> Result<Self, Problem> {
        Ok(Self { status: 200, location: None, body: serde_json::to_value(body)? })
    }
}

impl IntoResponse for Made {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::OK);
        let mut response = (status, Json(self.body)).into_response();
        if let Some(location) = self.location.and_then(|location| HeaderValue::from_str(&location).ok()) {
            response.headers_mut().insert(header::LOCATION, location);
        }
        response
    }
}

impl<T: Send + Sync + 'static> Sent<T> {
    /// The same request with its body in another form (rendered, checked), made outside the transaction.
    pub(crate) fn map<U>(self, f: impl FnOnce(T) -> U) -> Sent<U> {
        Sent { state: self.state, caller: self.caller, value: f(self.value), once: self.once }
    }

    /// Does it, or gives the answer of the first time.
    pub(crate) async fn once<F>(self, action: F) -> Result<Made, Problem>
    where
        F: AsyncFn(&mut Tx, &Actor, &T) -> Result<Made, Problem> + Send + Sync + 'static,
    {
        let Self { state, caller, value, once } = self;
        let work = Arc::new(Work { action, actor: caller.actor, value, once });
        match attempt(&state, Arc::clone(&work)).await {
            // A twin on another connection committed first: now its answer can be read.
            Err(Problem::Twin) if work.once.is_some() => attempt(&state, work).await,
            other => other,
        }
    }
}

struct Work<F, T> {
    action: F,
    actor: Arc<Actor>,
    value: T,
    once: Option<Once>,
}

async fn attempt<F, T>(state: &State, work: Arc<Work<F, T>>) -> Result<Made, Problem>
where
    F: AsyncFn(&mut Tx, &Actor, &T) -> Result<Made, Problem> + Send + Sync + 'static,
    T: Send + Sync + 'static,
{
    state.db().write(async move |tx| make(tx, &work).await).await
}

async fn make<F, T>(tx: &mut Tx, work: &Work<F, T>) -> Result<Made, Problem>
where
    F: AsyncFn(&mut Tx, &Actor, &T) -> Result<Made, Problem>,
{
    let person = work.actor.id;
    if let Some(once) = &work.once {
        match idempotency::seen(tx, person, &once.key, &once.request_hash).await? {
            Seen::Answered(answer) => return Ok(serde_json::from_str(&answer)?),
            Seen::OtherRequest => return Err(Problem::Conflict(key!("api-key-reused"))),
            Seen::New => {}
        }
    }
    let made = (work.action)(tx, &work.actor, &work.value).await?;
    if let Some(once) = &work.once {
        let answer = serde_json::to_string(&made)?;
        idempotency::remember(tx, person, &once.key, &once.request_hash, &answer).await?;
    }
    Ok(made)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Body {
        #[serde(default)]
        #[expect(dead_code, reason = "read by serde alone")]
        subject: String,
        #[serde(default)]
        #[expect(dead_code, reason = "read by serde alone")]
        inner: Vec<Inner>,
    }
    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Inner {
        #[expect(dead_code, reason = "read by serde alone")]
        id: String,
    }

    fn wrong(text: &str) -> (String, &'static str) {
        match parse::<Body>(text.as_bytes()).unwrap_err() {
            Problem::Invalid(wrongs) => (wrongs[0].field.clone(), wrongs[0].key),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_wrong_field_is_named() {
        assert_eq!(wrong(r#"{"subjet": "x"}"#), ("subjet".into(), "api-unknown-field"));
        assert_eq!(wrong(r#"{"subject": 5}"#), ("subject".into(), "api-value-wrong"));
        assert_eq!(wrong(r#"{"inner": [{}]}"#), ("id".into(), "api-value-missing"));
        assert_eq!(wrong(r#"{"inner": [{"id": 4}]}"#), ("inner[0].id".into(), "api-value-wrong"));
        assert!(matches!(parse::<Body>(b"{"), Err(Problem::Malformed)));
        assert!(parse::<Body>(b"{}").is_ok());
    }

    #[test]
    fn only_json_is_json() {
        let headers =
            |text: &'static str| HeaderMap::from_iter([(header::CONTENT_TYPE, HeaderValue::from_static(text))]);
        assert!(is_json(&headers("application/json; charset=utf-8")));
        assert!(is_json(&headers("application/merge-patch+json")));
        assert!(!is_json(&headers("text/plain")) && !is_json(&HeaderMap::new()));
    }
}
