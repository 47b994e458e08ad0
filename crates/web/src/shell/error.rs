//! What goes wrong, as pages in the reader's language with the way out.

use super::form::Form;
use super::limits::TooOften;
use super::notice::Notice;
use super::page::{Page, see_other, see_other_with};
use super::renewal::Renewal;
use super::state::State;
use super::sure::{self, Sent, Waiting};
use super::typed::Typed;
use super::visitor::{self, SECURITY, Visitor};
use askama::Template;
use atiende_core::id::PersonId;
use atiende_core::{Denied, Refused};
use atiende_db::DbError;
use axum::extract::{ConnectInfo, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use std::net::SocketAddr;
use std::time::Duration;

/// How long a page that says that the database is away asks it who is reading.
const WHO: Duration = Duration::from_secs(2);

/// When what did not answer is worth another try, in seconds.
pub(crate) const BUSY_FOR: u64 = 30;

/// Why a handler has no page of its own to answer with.
#[derive(Debug, Clone)]
pub(crate) enum WebError {
    /// It does not exist, or not for this visitor.
    NotFound,
    Forbidden,
    /// It is dangerous: show first who you are. With the form that was sent, if the handler kept it.
    Unproved {
        form: Option<Sent>,
    },
    /// Sign in first, then come back. A form that was sent without a session is `unsent`, and is told to be.
    SignIn {
        back_to: String,
        unsent: bool,
    },
    /// The look as this person is over: whoever looked on is themselves again. A form that was sent is `unsent`.
    LookOver {
        person: PersonId,
        unsent: bool,
    },
    /// The account waits for approval.
    Waits,
    /// The person must have a second factor and has none: nothing else before it.
    NeedsSecondFactor,
    TooOften {
        seconds: u64,
    },
    TooLarge,
    /// The file waits for the virus scanner.
    NotScanned,
    /// The scanner cannot tell, and what nobody knows is not handed out.
    Unscannable,
    /// The file is malware.
    Infected,
    /// The request is not of a form that any page of ours sends.
    Malformed,
    /// The database or the file store does not answer.
    Busy(String),
    Broken(String),
}

impl WebError {
    const fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Forbidden | Self::Unproved { .. } => StatusCode::FORBIDDEN,
            Self::SignIn { .. } | Self::LookOver { .. } | Self::Waits | Self::NeedsSecondFactor => {
                StatusCode::SEE_OTHER
            }
            Self::TooOften { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::NotScanned | Self::Unscannable => StatusCode::LOCKED,
            Self::Infected => StatusCode::GONE,
            Self::Malformed => StatusCode::BAD_REQUEST,
            Self::Busy(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Broken(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// Seconds after which the same request may be taken.
    const fn again_in(&self) -> Option<u64> {
        match self {
            Self::TooOften { seconds } => Some(*seconds),
            Self::Busy(_) => Some(BUSY_FOR),
            _ => None,
        }
    }

    /// Whether the same form, sent again, may well be taken.
    const fn is_our_fault(&self) -> bool {
        matches!(self, Self::Busy(_) | Self::Broken(_))
    }
}

impl From<DbError> for WebError {
    fn from(error: DbError) -> Self {
        match error {
            DbError::Unavailable(_) | DbError::Conflict => Self::Busy(error.to_string()),
            other => Self::Broken(other.to_string()),
        }
    }
}
impl From<Denied> for WebError {
    fn from(denied: Denied) -> Self {
        match denied {
            Denied::NotFound => Self::NotFound,
            Denied::Forbidden => Self::Forbidden,
            Denied::Unproved => Self::Unproved { form: None },
            Denied::Db(error) => error.into(),
        }
    }
}
impl From<Refused> for WebError {
    /// For actions whose input no form of ours can get wrong.
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Denied(denied) => denied.into(),
            Refused::Db(error) => error.into(),
            Refused::Invalid(_) | Refused::Conflict(_) => Self::Malformed,
        }
    }
}
impl From<TooOften> for WebError {
    fn from(TooOften(wait): TooOften) -> Self {
        Self::TooOften { seconds: wait.as_secs() + 1 }
    }
}
impl From<askama::Error> for WebError {
    fn from(error: askama::Error) -> Self {
        Self::Broken(error.to_string())
    }
}

impl IntoResponse for WebError {
    fn into_response(self) -> Response {
        match &self {
            Self::SignIn { back_to, unsent } => {
                let back: String = form_urlencoded::byte_serialize(back_to.as_bytes()).collect();
                let to = format!("/acceder?volver={back}");
                let told = unsent.then(|| see_other_with(&to, Notice::UNSENT_SIGN_IN).ok()).flatten();
                return told.unwrap_or_else(|| see_other(&to));
            }
            Self::LookOver { person, unsent } => {
                let to = format!("/admin/personas/{person}");
                let notice = if *unsent { Notice::LOOK_OVER_UNSENT } else { Notice::LOOK_OVER };
                return see_other_with(&to, notice).unwrap_or_else(|_| see_other(&to));
            }
            Self::Waits => return Redirect::to("/espera").into_response(),
            Self::NeedsSecondFactor => return Redirect::to(SECURITY).into_response(),
            _ => {}
        }
        let mut response = self.status().into_response();
        if let Some(seconds) = self.again_in() {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        // The page around it needs the visitor: `dress` makes it.
        response.extensions_mut().insert(self);
        response
    }
}

#[derive(Template)]
#[template(path = "errors.html")]
struct ErrorPage {
    page: Page,
    title: &'static str,
    explanation: String,
    status: u16,
    /// The form that was not taken, and where it goes.
    unsaved: Option<(String, Sent)>,
}

impl ErrorPage {
    /// Where another link is to be had, for one out of a mail that is no longer good; empty for any other page.
    fn again(&self) -> &'static str {
        let begins = |path| self.status == 404 && self.page.here.starts_with(path);
        if begins("/recuperar/") || begins("/no-he-sido-yo/") {
            "/recuperar"
        } else if begins("/crear-cuenta/") {
            "/crear-cuenta"
        } else {
            ""
        }
    }
}

/// Gives failed requests their page; logs, once, what is our fault.
pub(crate) async fn dress(state: State, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let (typed, body) = Typed::lend(&mut parts, body);
    let renewal = Renewal::default();
    parts.extensions.insert(renewal.clone());
    let mut kept = who_asks(&parts);
    kept.extensions.insert(renewal.clone());
    let response = next.run(Request::from_parts(parts, body)).await;
    let dressed = dressed(&state, &mut kept, typed, response).await;
    renewal.hand_out(&state, dressed).unwrap_or_else(IntoResponse::into_response)
}

async fn dressed(state: &State, kept: &mut Parts, typed: Option<Typed>, response: Response) -> Response {
    let Some(error) = response.extensions().get::<WebError>().cloned() else {
        return response;
    };
    if let WebError::Broken(what) | WebError::Busy(what) = &error {
        tracing::error!(method = %kept.method, path = kept.uri.path(), what, "request failed");
    }
    let visitor = match tokio::time::timeout(WHO, Visitor::from_request_parts(kept, state)).await {
        Ok(Ok(visitor)) => visitor,
        Ok(Err(first @ (WebError::NeedsSecondFactor | WebError::LookOver { .. }))) => return first.into_response(),
        // The database does not even tell who asks: words for anybody.
        Ok(Err(_)) | Err(_) => visitor::anybody(kept, state),
    };
    if let WebError::Unproved { form } = error {
        let to = if form.is_some() { kept.uri.path().to_owned() } else { visitor.here.clone() };
        let asked = sure::show(state, &visitor, Waiting { to, form }, (Form::default(), StatusCode::FORBIDDEN)).await;
        return asked.unwrap_or_else(IntoResponse::into_response);
    }
    let page = Page::new(state, &visitor);
    let (title, mut explanation) = words(&page, &error);
    let mut unsaved = None;
    if let (true, Some(typed)) = (error.is_our_fault(), typed) {
        unsaved = typed.sent(kept, state).await.map(|sent| (address(kept), sent));
    }
    if let Some((_, sent)) = &unsaved {
        page.text(sent.kept_key()).clone_into(&mut explanation);
    }
    let template = ErrorPage { page, title, explanation, status: error.status().as_u16(), unsaved };
    let Ok(mut dressed) = template.page.with_status(&template, error.status()) else {
        return response;
    };
    if let Some(after) = response.headers().get(header::RETRY_AFTER) {
        dressed.headers_mut().insert(header::RETRY_AFTER, after.clone());
    }
    dressed
}

fn address(asked: &Parts) -> String {
    asked.uri.path_and_query().map_or_else(|| "/".to_owned(), ToString::to_string)
}

/// What an error's page needs of a request, which its handler consumes.
fn who_asks(parts: &Parts) -> Parts {
    let (mut kept, ()) = Request::new(()).into_parts();
    kept.method.clone_from(&parts.method);
    kept.uri.clone_from(&parts.uri);
    kept.headers.clone_from(&parts.headers);
    if let Some(peer) = parts.extensions.get::<ConnectInfo<SocketAddr>>() {
        kept.extensions.insert(*peer);
    }
    kept
}

fn words(page: &Page, error: &WebError) -> (&'static str, String) {
    let both = |title, text: &'static str| (title, text.to_owned());
    match error {
        WebError::NotFound => both(page.text("errors-not-found-title"), page.text("errors-not-found-text")),
        WebError::Forbidden => both(page.text("errors-forbidden-title"), page.text("errors-forbidden-text")),
        WebError::TooOften { seconds } => {
            let minutes = i64::try_from(seconds.div_ceil(60)).unwrap_or(1);
            (page.text("errors-too-often-title"), page.t.with("errors-too-often-text", "minutes", minutes))
        }
        WebError::NotScanned => both(page.text("scans-wait-title"), page.text("scans-wait-text")),
        WebError::Unscannable => both(page.text("scans-unknown-title"), page.text("scans-unknown-text")),
        WebError::Infected => both(page.text("scans-infected-title"), page.text("scans-infected-text")),
        WebError::TooLarge => both(page.text("errors-too-large-title"), page.text("errors-too-large-text")),
        WebError::Malformed => both(page.text("errors-malformed-title"), page.text("errors-malformed-text")),
        WebError::Busy(_) => both(page.text("errors-busy-title"), page.text("errors-busy-text")),
        WebError::Broken(_)
        | WebError::SignIn { .. }
        | WebError::LookOver { .. }
        | WebError::Waits
        | WebError::NeedsSecondFactor
        | WebError::Unproved { .. } => both(page.text("errors-broken-title"), page.text("errors-broken-text")),
    }
}
