//! What goes wrong, in SCIM's form (RFC 7644 3.12) and the caller's language.

use crate::api::Problem;
use crate::shell::State;
use atiende_core::{Denied, Refused};
use atiende_i18n::{Locale, key};
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde_json::json;

const SCHEMA: &str = "urn:ietf:params:scim:api:messages:2.0:Error";

#[derive(Debug, Clone)]
pub(super) enum Fault {
    /// As in the API.
    Problem(Problem),
    /// The filter is none, or asks for something that cannot be compared.
    Filter,
    /// The path of a change is none.
    Path,
    /// A change to something that only the desk decides.
    ReadOnly,
    /// A value is missing or of another kind than the attribute.
    Value(&'static str),
    /// A part of SCIM that this desk does not have.
    Unsupported,
    /// The last administrator stays: a conflict with what is here, for which RFC 7644 has no word.
    LastAdmin,
}

impl<E: Into<Problem>> From<E> for Fault {
    fn from(error: E) -> Self {
        Self::Problem(error.into())
    }
}

impl Fault {
    const fn status(&self) -> StatusCode {
        match self {
            // The API says 422, SCIM 400.
            Self::Problem(Problem::Invalid(_)) | Self::Filter | Self::Path | Self::ReadOnly | Self::Value(_) => {
                StatusCode::BAD_REQUEST
            }
            Self::Problem(problem) => problem.status(),
            Self::Unsupported => StatusCode::NOT_IMPLEMENTED,
            Self::LastAdmin => StatusCode::CONFLICT,
        }
    }

    const fn kind(&self) -> Option<&'static str> {
        Some(match self {
            Self::Filter => "invalidFilter",
            Self::Path => "invalidPath",
            Self::ReadOnly => "mutability",
            Self::Value(_) | Self::Problem(Problem::Invalid(_)) => "invalidValue",
            Self::Problem(Problem::Malformed) => "invalidSyntax",
            Self::Problem(Problem::Conflict(_) | Problem::Twin) => "uniqueness",
            Self::Problem(_) | Self::Unsupported | Self::LastAdmin => return None,
        })
    }

    fn detail(&self, t: Locale) -> String {
        match self {
            Self::Problem(Problem::Invalid(wrongs)) => {
                let sentences = wrongs.iter().map(|wrong| {
                    let sentence =
                        wrong.max.map_or_else(|| t.text(wrong.key).to_owned(), |max| t.with(wrong.key, "max", max));
                    format!("{}: {sentence}", wrong.field)
                });
                sentences.collect::<Vec<_>>().join("; ")
            }
            Self::Problem(problem) => t.text(problem.key()).to_owned(),
            Self::Filter => t.text(key!("api-scim-filter")).to_owned(),
            Self::Path => t.text(key!("api-scim-path")).to_owned(),
            Self::ReadOnly => t.text(key!("api-scim-read-only")).to_owned(),
            Self::Unsupported => t.text(key!("api-scim-unsupported")).to_owned(),
            Self::LastAdmin => t.text(key!("accounts-last-admin")).to_owned(),
            Self::Value(field) => format!("{field}: {}", t.text(key!("api-value-wrong"))),
        }
    }

    fn said(&self, t: Locale) -> Response {
        let status = self.status();
        let mut document =
            json!({ "schemas": [SCHEMA], "status": status.as_u16().to_string(), "detail": self.detail(t) });
        if let (Some(kind), Some(document)) = (self.kind(), document.as_object_mut()) {
            document.insert("scimType".to_owned(), json!(kind));
        }
        let mut response = super::reply::json(status, &document);
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(t.as_str()));
        match self {
            Self::Problem(Problem::Unauthorized) => {
                headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"atiende\""));
            }
            Self::Problem(Problem::TooOften { seconds }) => {
                headers.insert(header::RETRY_AFTER, HeaderValue::from(*seconds));
            }
            _ => {}
        }
        response
    }
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        // The words need the caller's language: `say` finds them.
        response.extensions_mut().insert(self);
        response
    }
}

/// Gives faults their words; logs, once, what is our fault.
pub(super) async fn say(state: State, request: Request, next: Next) -> Response {
    let asked = request.headers().get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    let locale = asked.map_or(state.settings().locale, Locale::negotiate);
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let response = next.run(request).await;
    let Some(fault) = response.extensions().get::<Fault>() else { return response };
    if let Fault::Problem(Problem::Broken(what) | Problem::Busy(what)) = fault {
        tracing::error!(%method, path, what, "request failed");
    }
    fault.said(locale)
}

/// For closures of the database, whose errors are core's.
pub(super) fn of_core(error: Refused) -> Fault {
    match error {
        Refused::Invalid(problems) if problems.iter().any(|problem| problem.key == "accounts-last-admin") => {
            Fault::LastAdmin
        }
        other => other.into(),
    }
}

/// What RFC 7644 has and the desk has not is told apart from what nobody has (3.12: 501).
pub(super) async fn nowhere(uri: Uri) -> Fault {
    let path = uri.path().strip_prefix("/scim/v2").unwrap_or(uri.path());
    if ["/Me", "/Bulk", "/.search"].contains(&path) { Fault::Unsupported } else { Problem::NotFound.into() }
}

/// The same for a path that knows other methods: a search by POST (3.4.3) comes to where ids are.
pub(super) async fn no_method(uri: Uri) -> Fault {
    if uri.path().ends_with("/.search") { Fault::Unsupported } else { Problem::Method.into() }
}

/// A path that is no id names nothing.
pub(super) fn id<T: std::str::FromStr>(text: &str) -> Result<T, Fault> {
    text.parse().map_err(|_| Fault::from(Denied::NotFound))
}

/// A broken list of rows cannot be told from a broken database.
pub(super) type Found<T> = Result<T, Fault>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_administrator_is_no_twin() {
        let fault = of_core(Refused::invalid("role", "accounts-last-admin"));
        assert_eq!((fault.status(), fault.kind()), (StatusCode::CONFLICT, None));
        let twin = of_core(Refused::Conflict("accounts-email-taken"));
        assert_eq!((twin.status(), twin.kind()), (StatusCode::CONFLICT, Some("uniqueness")));
    }
}
