//! What is answered: `application/scim+json`, versions, and what of a resource was asked for.

use super::Fault;
use super::fault::Found;
use crate::api::Problem;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use serde_json::Value;
use std::hash::{DefaultHasher, Hash, Hasher as _};

const CONTENT_TYPE: &str = "application/scim+json";

pub(super) fn json(status: StatusCode, document: &Value) -> Response {
    (status, [(header::CONTENT_TYPE, CONTENT_TYPE)], document.to_string()).into_response()
}

/// A resource, with where it is and which version of it this is.
pub(super) fn resource(status: StatusCode, document: &Value) -> Response {
    let mut response = json(status, document);
    let mut tell = |name: HeaderName, field: &str| {
        let told = document.pointer(field).and_then(Value::as_str).and_then(|text| HeaderValue::from_str(text).ok());
        if let Some(value) = told {
            response.headers_mut().insert(name, value);
        }
    };
    tell(header::ETAG, "/meta/version");
    tell(header::LOCATION, "/meta/location");
    response
}

/// A resource that was asked for; 304 to who has this version.
pub(super) fn shown(headers: &HeaderMap, version: &str, document: &Value) -> Response {
    if named(headers, &header::IF_NONE_MATCH).is_some_and(|known| names(&known, version)) {
        // RFC 9110 15.4.5: with the version that it would have had.
        return (StatusCode::NOT_MODIFIED, [(header::ETAG, version)]).into_response();
    }
    resource(StatusCode::OK, document)
}

/// The weak version of what was changed then (RFC 7644 3.14).
pub(super) fn version(updated_at: Timestamp) -> String {
    format!("W/\"{}\"", updated_at.as_microsecond())
}

/// The same for a resource that shows `also`, which is changed elsewhere.
pub(super) fn version_with<T: Hash + ?Sized>(updated_at: Timestamp, also: &T) -> String {
    let mut hasher = DefaultHasher::new();
    also.hash(&mut hasher);
    format!("W/\"{}-{:x}\"", updated_at.as_microsecond(), hasher.finish())
}

/// Errors: `Stale` when the caller knows another version than this.
pub(super) fn check_version(expected: Option<&String>, version: &str) -> Found<()> {
    match expected {
        Some(expected) if !names(expected, version) => Err(Problem::Stale.into()),
        _ => Ok(()),
    }
}

/// The version that a change is meant for.
pub(super) fn if_match(headers: &HeaderMap) -> Option<String> {
    named(headers, &header::IF_MATCH)
}

/// What all headers of this name say, one after another (RFC 9110 5.3); `None` without any.
fn named(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    let all: Vec<&str> = headers.get_all(name).iter().map(|value| value.to_str().unwrap_or_default()).collect();
    (!all.is_empty()).then(|| all.join(","))
}

/// Whether a list of versions has this one. All of ours are weak, and are compared so (RFC 7644 3.14).
fn names(list: &str, version: &str) -> bool {
    let opaque = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    list.split(',').any(|tag| tag.trim() == "*" || opaque(tag) == opaque(version))
}

/// A JSON body, whichever of the two types it says it has.
pub(super) struct Body(pub(super) Value);

impl<S: Send + Sync> FromRequest<S> for Body {
    type Rejection = Fault;

    async fn from_request(request: Request, state: &S) -> Result<Self, Fault> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let kind = kind.unwrap_or_default().split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        if !matches!(kind.as_str(), CONTENT_TYPE | "application/json") {
            return Err(Problem::MediaType.into());
        }
        let bytes = Bytes::from_request(request, state).await.map_err(|rejection| cut(&rejection))?;
        match serde_json::from_slice(&bytes) {
            Ok(value @ Value::Object(_)) => Ok(Self(value)),
            _ => Err(Problem::Malformed.into()),
        }
    }
}

fn cut(rejection: &BytesRejection) -> Problem {
    let is_too_large = rejection.status() == StatusCode::PAYLOAD_TOO_LARGE;
    if is_too_large { Problem::TooLarge } else { Problem::Malformed }
}

/// A text attribute, by its name in any case; "" when it is not there or null.
pub(super) fn text(document: &Value, name: &'static str) -> Found<String> {
    match field(document, name) {
        None | Some(Value::Null) => Ok(String::new()),
        // PostgreSQL keeps no NUL.
        Some(Value::String(text)) if !text.contains('\0') => Ok(text.trim().to_owned()),
        Some(_) => Err(Fault::Value(name)),
    }
}

/// An attribute by its name; case does not matter (RFC 7643 2.1).
pub(super) fn field<'v>(document: &'v Value, name: &str) -> Option<&'v Value> {
    let fields = document.as_object()?;
    fields.get(name).or_else(|| fields.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value))
}
