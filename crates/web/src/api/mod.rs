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
mod inbound;
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

pub(crate) use audit::audited;
pub(crate) use caller::{Caller, bearing};
pub use document::openapi;
pub(crate) use problem::{Problem, say};

use crate::shell::State;
use crate::shell::routing::Access::{self, Admin, Approved, Member, Overseen, Overseer, Participant, Staff};
use crate::shell::routing::{DocumentedRoutes, Routes, get, post};
use axum::extract::DefaultBodyLimit;
use axum::http::header;
use axum::middleware;
use axum::{Json, Router};
use utoipa_axum::routes;

/// Bytes of a JSON body: the longest article, every letter of it escaped.
const JSON_BYTES: usize = 2 * 1024 * 1024;

/// What a handler that makes nothing answers.
type Answer<T> = Result<Json<T>, Problem>;

/// The API, outside the layers that the pages need: it has no cookies and its own errors.
pub(crate) fn routes(state: &State) -> Router<State> {
    let (documented, _) = documented().into_router().split_for_parts();
    // Twice the file: enough to read what is too large to its end and to say so.
    let file = usize::try_from(state.settings().uploads.file_bytes).unwrap_or(usize::MAX);
    let v1 = documented
        .layer(DefaultBodyLimit::max(JSON_BYTES))
        .merge(uploads().into_router().layer(DefaultBodyLimit::max(file.saturating_mul(2).saturating_add(JSON_BYTES))))
        .fallback(async || Problem::NotFound)
        .method_not_allowed_fallback(async || Problem::Method)
        .layer(middleware::from_fn_with_state(state.clone(), say));
    Router::new().nest("/api/v1", v1).merge(described().into_router())
}

/// What takes no JSON.
pub(crate) fn uploads() -> Routes {
    Routes::new().route("/attachments", Approved, post(attachments::add))
}

pub(crate) fn described() -> Routes {
    Routes::new().route("/api/openapi.json", Access::Everybody, get(document))
}

async fn document() -> ([(header::HeaderName, &'static str); 1], String) {
    ([(header::CONTENT_TYPE, "application/json")], openapi())
}

/// Every route that takes and gives JSON, with its description.
pub(crate) fn documented() -> DocumentedRoutes {
    DocumentedRoutes::new()
        .routes(Approved, routes!(me::me))
        .routes(Approved, routes!(tickets::list::list, tickets::open::open))
        .routes(Participant, routes!(tickets::show::show, tickets::change::change))
        .routes(Participant, routes!(messages::list, messages::say))
        .routes(Participant, routes!(attachments::show))
        .routes(Participant, routes!(attachments::content))
        .routes(Admin, routes!(users::list::list, users::add::add))
        .routes(Admin, routes!(users::change::change))
        .routes(Staff, routes!(users::decide::approve))
        .routes(Staff, routes!(users::decide::reject))
        .routes(Admin, routes!(users::decide::disable))
        .routes(Approved, routes!(organizations::list))
        .routes(Admin, routes!(organizations::add))
        .routes(Member, routes!(organizations::show))
        .routes(Admin, routes!(organizations::change))
        .routes(Staff, routes!(categories::list))
        .routes(Admin, routes!(categories::add))
        .routes(Overseer, routes!(assets::list))
        .routes(Admin, routes!(assets::add))
        .routes(Overseen, routes!(assets::show))
        .routes(Admin, routes!(assets::change))
        .routes(Overseen, routes!(assets::history))
        .routes(Approved, routes!(articles::list))
        .routes(Staff, routes!(articles::add))
        .routes(Approved, routes!(articles::show))
        .routes(Staff, routes!(articles::change))
        .routes(Admin, routes!(inbound::list))
        .routes(Admin, routes!(inbound::show))
        .routes(Admin, routes!(inbound::raw))
        .routes(Admin, routes!(inbound::retry))
        .routes(Admin, routes!(mail::list))
        .routes(Admin, routes!(mail::retry))
        .routes(Admin, routes!(audit::list))
        .routes(Admin, routes!(jobs::list))
}
