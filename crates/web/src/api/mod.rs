//! The API for programs: `/api/v1`, JSON in and out, as the contract names it.
//!
//! A request is a `Caller` (who holds the token), perhaps a body (`Sent<T>`, which also makes a
//! POST happen once), then a proof, an action and an answer, as on the pages. What goes wrong is a
//! `Problem`, in one form (RFC 9457). The document at `/api/openapi.json` is made from the handlers.

mod articles;
mod assets;
mod attachments;
mod audit;
mod caller;
mod categories;
mod document;
mod jobs;
mod mail;
mod me;
mod messages;
mod organizations;
mod problem;
mod sent;
#[cfg(test)]
mod tests;
mod tickets;
mod users;
mod values;

pub(crate) use caller::Caller;
pub use document::openapi;
pub(crate) use problem::{Problem, say};

use crate::shell::State;
use axum::extract::DefaultBodyLimit;
use axum::http::header;
use axum::middleware;
use axum::routing::get;
use axum::{Json, Router};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Bytes of a JSON body: the longest article, every letter of it escaped.
const JSON_BYTES: usize = 2 * 1024 * 1024;

/// What a handler that makes nothing answers.
type Answer<T> = Result<Json<T>, Problem>;

/// The API, outside the layers that the pages need: it has no cookies and its own errors.
pub(crate) fn routes(state: &State) -> Router<State> {
    let (documented, _) = documented().split_for_parts();
    let upload = Router::new().route("/attachments", axum::routing::post(attachments::add));
    // Twice the file: enough to read what is too large to its end and to say so.
    let file = usize::try_from(state.settings().uploads.file_bytes).unwrap_or(usize::MAX);
    let v1 = documented
        .layer(DefaultBodyLimit::max(JSON_BYTES))
        .merge(upload.layer(DefaultBodyLimit::max(file.saturating_mul(2).saturating_add(JSON_BYTES))))
        .fallback(async || Problem::NotFound)
        .method_not_allowed_fallback(async || Problem::Method)
        .layer(middleware::from_fn_with_state(state.clone(), say));
    Router::new().nest("/api/v1", v1).route("/api/openapi.json", get(document))
}

async fn document() -> ([(header::HeaderName, &'static str); 1], String) {
    ([(header::CONTENT_TYPE, "application/json")], openapi())
}

/// Every route that takes and gives JSON, with its description.
fn documented() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(me::me))
        .routes(routes!(tickets::list::list, tickets::open::open))
        .routes(routes!(tickets::show::show, tickets::change::change))
        .routes(routes!(messages::list, messages::say))
        .routes(routes!(attachments::show))
        .routes(routes!(attachments::content))
        .routes(routes!(users::list::list, users::add::add))
        .routes(routes!(users::change::change))
        .routes(routes!(users::decide::approve))
        .routes(routes!(users::decide::reject))
        .routes(routes!(users::decide::disable))
        .routes(routes!(organizations::list, organizations::add))
        .routes(routes!(organizations::show, organizations::change))
        .routes(routes!(categories::list, categories::add))
        .routes(routes!(assets::list, assets::add))
        .routes(routes!(assets::show, assets::change))
        .routes(routes!(assets::history))
        .routes(routes!(articles::list, articles::add))
        .routes(routes!(articles::show, articles::change))
        .routes(routes!(mail::list))
        .routes(routes!(mail::retry))
        .routes(routes!(audit::list))
        .routes(routes!(jobs::list))
}
