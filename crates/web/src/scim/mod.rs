//! SCIM 2.0 (RFC 7643, RFC 7644): the directory of a company keeps its people here by itself.
//!
//! `users` and `groups` answer requests; `user` and `group` turn JSON into what core keeps and back; `filter`, `path`
//! and `patch` read the three small languages of SCIM; `fault` is what goes wrong, in its one form. Callers are
//! programs with a token of the scope `scim`, which is good for nothing else: no cookies, no CSRF, as in the API.

mod about;
mod fault;
mod filter;
mod group;
mod groups;
mod list;
mod patch;
mod path;
mod reply;
mod user;
mod users;

use crate::api::{Problem, bearing};
use crate::shell::State;
use crate::shell::routing::{Access::Directory as Sent, Routes, get};
use atiende_core::accounts::TokenScope;
use atiende_core::directories::access::Source;
use axum::Router;
use axum::extract::{DefaultBodyLimit, FromRequestParts};
use axum::http::request::Parts;
use axum::middleware;
use fault::Fault;
use std::sync::Arc;

/// Bytes of a body: a group of ten thousand.
const BODY_BYTES: usize = 1024 * 1024;

/// Everything under `/scim/v2`.
pub(crate) fn routes(state: &State) -> Router<State> {
    let v2 = declared()
        .into_router()
        .layer(DefaultBodyLimit::max(BODY_BYTES))
        .fallback(fault::nowhere)
        .method_not_allowed_fallback(fault::no_method)
        .layer(middleware::from_fn_with_state(state.clone(), fault::say));
    Router::new().nest("/scim/v2", v2)
}

/// The same, with who may ask; without `/scim/v2`.
pub(crate) fn declared() -> Routes {
    Routes::new()
        .route("/ServiceProviderConfig", Sent, get(about::config))
        .route("/ResourceTypes", Sent, get(about::resource_types))
        .route("/ResourceTypes/{id}", Sent, get(about::resource_type))
        .route("/Schemas", Sent, get(about::schemas))
        .route("/Schemas/{id}", Sent, get(about::schema))
        .route("/Users", Sent, get(users::list).post(users::add))
        .route("/Users/{id}", Sent, get(users::show).put(users::replace).patch(users::change).delete(users::remove))
        .route("/Groups", Sent, get(groups::list).post(groups::add))
        .route(
            "/Groups/{id}",
            Sent,
            get(groups::show).put(groups::replace).patch(groups::change).delete(groups::remove),
        )
}

/// A directory that speaks, by a token that was made for it. No person's other token does, not even an administrator's:
/// the company's own people hold this one.
struct Directory(Arc<Source>);

impl FromRequestParts<State> for Directory {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Fault> {
        let (actor, scope) = bearing(parts, state).await?;
        if scope != TokenScope::Scim {
            return Err(Problem::Scope.into());
        }
        Ok(Self(Arc::new(Source::of(actor, scope)?)))
    }
}
