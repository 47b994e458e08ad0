//! The ids in a path. What is no number names nothing: 404.

use crate::shell::{State, WebError};
use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;
use std::str::FromStr;

/// The path's only id.
pub(crate) struct Id<T>(pub(crate) T);

/// The path's two ids: of a thing, and of a thing in it.
pub(super) struct Ids<A, B>(pub(super) A, pub(super) B);

impl<T: FromStr + Send> FromRequestParts<State> for Id<T> {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, WebError> {
        parameter(parts, state, 0).await.map(Self)
    }
}

impl<A: FromStr + Send, B: FromStr + Send> FromRequestParts<State> for Ids<A, B> {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, WebError> {
        Ok(Self(parameter(parts, state, 0).await?, parameter(parts, state, 1).await?))
    }
}

async fn parameter<T: FromStr>(parts: &mut Parts, state: &State, at: usize) -> Result<T, WebError> {
    let parameters = RawPathParams::from_request_parts(parts, state).await.map_err(|_| WebError::NotFound)?;
    let text = parameters.iter().nth(at).map(|(_, value)| value).ok_or(WebError::NotFound)?;
    text.parse().map_err(|_| WebError::NotFound)
}
