//! SCIM 2.0 (RFC 7643, RFC 7644): the directory of a company keeps its people here by itself.
//!
//! `users` and `groups` answer requests; `user` and `group` turn JSON into what core keeps and back; `filter`, `path`
//! and `patch` read the three small languages of SCIM; `fault` is what goes wrong, in its one form. Callers are
//! programs with an administrator's API token that was given the scope `admin`: no cookies, no CSRF, as in the API.

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

use crate::api::Caller;
use crate::shell::State;
use crate::shell::routing::{Access::Admin, Routes, get};
use axum::Router;
use axum::extract::{DefaultBodyLimit, FromRequestParts};
use axum::http::request::Parts;
use axum::middleware;
use fault::Fault;

/// Bytes of a body: a group of ten thousand.
const BODY_BYTES: usize = 1024 * 1024;

/// Everything under `/scim/v2`.
pub(crate) fn routes(state: &State) -> Router<State> {
    let v2 = declared()
        .into_router()
        .layer(DefaultBodyLimit::max(BODY_BYTES))
        .fallback(async || Fault::from(crate::api::Problem::NotFound))
        .method_not_allowed_fallback(async || Fault::from(crate::api::Problem::Method))
        .layer(middleware::from_fn_with_state(state.clone(), fault::say));
    Router::new().nest("/scim/v2", v2)
}

/// The same, with who may ask; without `/scim/v2`.
pub(crate) fn declared() -> Routes {
    Routes::new()
        .route("/ServiceProviderConfig", Admin, get(about::config))
        .route("/ResourceTypes", Admin, get(about::resource_types))
        .route("/ResourceTypes/{id}", Admin, get(about::resource_type))
        .route("/Schemas", Admin, get(about::schemas))
        .route("/Schemas/{id}", Admin, get(about::schema))
        .route("/Users", Admin, get(users::list).post(users::add))
        .route("/Users/{id}", Admin, get(users::show).put(users::replace).patch(users::change).delete(users::remove))
        .route("/Groups", Admin, get(groups::list).post(groups::add))
        .route(
            "/Groups/{id}",
            Admin,
            get(groups::show).put(groups::replace).patch(groups::change).delete(groups::remove),
        )
}

/// A program that speaks for a directory: an administrator's token with the scope `admin`.
struct Directory(Caller);

impl FromRequestParts<State> for Directory {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Fault> {
        let caller = Caller::from_request_parts(parts, state).await?;
        caller.administers()?;
        Ok(Self(caller))
    }
}
