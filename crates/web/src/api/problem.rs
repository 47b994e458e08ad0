//! What goes wrong, in the one form of RFC 9457, in the caller's language.

use crate::shell::error::BUSY_FOR;
use crate::shell::limits::TooOften;
use crate::shell::{State, WebError};
use atiende_core::{Denied, Refused};
use atiende_db::DbError;
use atiende_i18n::{Locale, key};
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

/// A field of the request, and the Fluent key that says what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Wrong {
    pub(crate) field: String,
    pub(crate) key: &'static str,
    pub(crate) max: Option<i64>,
}

/// Why a request has no answer of its own.
#[derive(Debug, Clone)]
pub(crate) enum Problem {
    /// The body is no JSON, the form no form.
    Malformed,
    Unauthorized,
    /// The person's role does not have this verb.
    Forbidden,
    /// The person may, this token may not.
    Scope,
    NotFound,
    Method,
    /// The object changed meanwhile; with the key that says how.
    Conflict(&'static str),
    /// A twin of this very request was faster.
    Twin,
    Infected,
    Stale,
    TooLarge,
    MediaType,
    Invalid(Vec<Wrong>),
    NotScanned,
    /// The scanner cannot tell, and the desk hands out only what is known.
    Unscannable,
    Unconditional,
    TooOften {
        seconds: u64,
    },
    Busy(String),
    Broken(String),
}

impl Problem {
    pub(crate) fn invalid(field: &str, key: &'static str) -> Self {
        Self::Invalid(vec![Wrong { field: field.to_owned(), key, max: None }])
    }

    /// The same problem with a field called as the API calls it.
    pub(crate) fn calling(self, ours: &str, theirs: &str) -> Self {
        let rename =
            |wrong: Wrong| if wrong.field == ours { Wrong { field: theirs.to_owned(), ..wrong } } else { wrong };
        match self {
            Self::Invalid(wrongs) => Self::Invalid(wrongs.into_iter().map(rename).collect()),
            other => other,
        }
    }

    pub(crate) const fn status(&self) -> StatusCode {
        match self {
            Self::Malformed => StatusCode::BAD_REQUEST,
            Self::Unauthorized => StatusCode::UNAUTHORIZED,
            Self::Forbidden | Self::Scope => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::Conflict(_) | Self::Twin => StatusCode::CONFLICT,
            Self::Infected => StatusCode::GONE,
            Self::Stale => StatusCode::PRECONDITION_FAILED,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::MediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::NotScanned | Self::Unscannable => StatusCode::LOCKED,
            Self::Unconditional => StatusCode::PRECONDITION_REQUIRED,
            Self::TooOften { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::Busy(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Broken(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    pub(crate) const fn key(&self) -> &'static str {
        match self {
            Self::Malformed => key!("api-malformed"),
            Self::Unauthorized => key!("api-unauthorized"),
            Self::Forbidden => key!("api-forbidden"),
            Self::Scope => key!("api-scope"),
            Self::NotFound => key!("api-not-found"),
            Self::Method => key!("api-method"),
            Self::Conflict(key) => key,
            Self::Twin => key!("api-twin"),
            Self::Infected => key!("api-infected"),
            Self::Stale => key!("api-stale"),
            Self::TooLarge => key!("api-too-large"),
            Self::MediaType => key!("api-media-type"),
            Self::Invalid(_) => key!("api-invalid"),
            Self::NotScanned => key!("api-not-scanned"),
            Self::Unscannable => key!("scans-api-unknown"),
            Self::Unconditional => key!("api-unconditional"),
            Self::TooOften { .. } => key!("api-too-often"),
            Self::Busy(_) => key!("api-busy"),
            Self::Broken(_) => key!("api-broken"),
        }
    }

    fn wrongs(&self) -> &[Wrong] {
        if let Self::Invalid(wrongs) = self { wrongs } else { &[] }
    }

    /// The problem in words.
    fn document(&self, t: Locale) -> Document {
        let status = self.status();
        let errors = self.wrongs().iter().map(|wrong| FieldError {
            field: wrong.field.clone(),
            code: wrong.key,
            message: wrong.max.map_or_else(|| t.text(wrong.key).to_owned(), |max| t.with(wrong.key, "max", max)),
        });
        Document {
            r#type: "about:blank",
            title: status.canonical_reason().unwrap_or("Error"),
            status: status.as_u16(),
            code: self.key(),
            detail: t.text(self.key()),
            errors: errors.collect(),
        }
    }
}

/// A problem (RFC 9457).
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub(crate) struct Document {
    /// Always `about:blank`: the status says the kind, `code` the case.
    r#type: &'static str,
    /// The status in words.
    title: &'static str,
    status: u16,
    /// The case, for programs; never changes.
    code: &'static str,
    /// The case, for people, in a language of `Accept-Language`.
    detail: &'static str,
    /// What is wrong with which field; empty unless `status` is 422.
    errors: Vec<FieldError>,
}

/// What is wrong with one field.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FieldError {
    field: String,
    /// For programs.
    code: &'static str,
    /// For people.
    message: String,
}

impl From<DbError> for Problem {
    fn from(error: DbError) -> Self {
        match error {
            DbError::Unique => Self::Twin,
            DbError::Unavailable(_) | DbError::Conflict => Self::Busy(error.to_string()),
            other => Self::Broken(other.to_string()),
        }
    }
}

impl From<Denied> for Problem {
    fn from(denied: Denied) -> Self {
        match denied {
            Denied::NotFound => Self::NotFound,
            Denied::Forbidden | Denied::Unproved => Self::Forbidden,
            Denied::Db(error) => error.into(),
        }
    }
}

impl From<Refused> for Problem {
    fn from(refused: Refused) -> Self {
        let wrong = |p: atiende_core::Problem| Wrong { field: p.field.to_owned(), key: p.key, max: p.max };
        match refused {
            Refused::Denied(denied) => denied.into(),
            Refused::Db(error) => error.into(),
            Refused::Invalid(problems) => Self::Invalid(problems.into_iter().map(wrong).collect()),
            Refused::Conflict(key) => Self::Conflict(key),
        }
    }
}

impl From<TooOften> for Problem {
    fn from(TooOften(wait): TooOften) -> Self {
        Self::TooOften { seconds: wait.as_secs() + 1 }
    }
}

impl From<WebError> for Problem {
    /// For the parts of the shell that both doors use.
    fn from(error: WebError) -> Self {
        match error {
            WebError::NotFound => Self::NotFound,
            WebError::Forbidden
            | WebError::Unproved { .. }
            | WebError::SignIn { .. }
            | WebError::LookOver { .. }
            | WebError::Waits
            | WebError::NeedsSecondFactor => Self::Forbidden,
            WebError::TooOften { seconds } => Self::TooOften { seconds },
            WebError::TooLarge => Self::TooLarge,
            WebError::NotScanned => Self::NotScanned,
            WebError::Unscannable => Self::Unscannable,
            WebError::Infected => Self::Infected,
            WebError::Malformed => Self::Malformed,
            WebError::Busy(what) => Self::Busy(what),
            WebError::Broken(what) => Self::Broken(what),
        }
    }
}

impl From<serde_json::Error> for Problem {
    /// For answers: what callers send is read by `sent`.
    fn from(error: serde_json::Error) -> Self {
        Self::Broken(error.to_string())
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        // The words need the caller's language: `say` finds them.
        response.extensions_mut().insert(self);
        response
    }
}

/// Gives problems their words; logs, once, what is our fault.
pub(crate) async fn say(state: State, request: Request, next: Next) -> Response {
    let asked = request.headers().get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    let locale = asked.map_or(state.settings().locale, Locale::negotiate);
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let response = next.run(request).await;
    let Some(problem) = response.extensions().get::<Problem>().cloned() else { return response };
    if let Problem::Broken(what) | Problem::Busy(what) = &problem {
        tracing::error!(%method, path, what, "request failed");
    }
    said(&problem, locale)
}

fn said(problem: &Problem, locale: Locale) -> Response {
    let body = serde_json::to_string(&problem.document(locale)).unwrap_or_default();
    let mut response = (problem.status(), [(header::CONTENT_TYPE, "application/problem+json")], body).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(locale.as_str()));
    headers.insert(header::VARY, HeaderValue::from_static("accept-language"));
    match problem {
        Problem::Unauthorized => {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"atiende\""));
        }
        Problem::TooOften { seconds } => {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(*seconds));
        }
        Problem::Busy(_) => {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(BUSY_FOR));
        }
        _ => {}
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_wrong_field_is_told_under_the_callers_name_for_it() {
        let refused = Refused::Invalid(vec![
            atiende_core::Problem::new("state", "tickets-state-impossible"),
            atiende_core::Problem::over("subject", "error-too-long", 200),
        ]);
        let document = Problem::from(refused).calling("state", "status").document(Locale::Es);
        let fields: Vec<_> = document.errors.iter().map(|error| (error.field.as_str(), error.code)).collect();
        assert_eq!(fields, [("status", "tickets-state-impossible"), ("subject", "error-too-long")]);
        assert_eq!((document.status, document.title), (422, "Unprocessable Entity"));
    }

    #[test]
    fn what_broke_is_not_told() {
        let broken = Problem::from(DbError::Statement("no such table: secrets".into()));
        let text = serde_json::to_string(&broken.document(Locale::En)).unwrap();
        assert!(!text.contains("secrets"), "{text}");
    }
}
