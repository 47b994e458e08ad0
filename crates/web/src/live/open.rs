//! The request for a stream.

use super::asked::Asked;
use super::hub::{Full, Wish};
use super::proof::{Session, prove};
use super::{follow, keep};
use crate::shell::{Answer, Arrival, State};
use atiende_db::Tx;
use axum::body::Body;
use axum::extract::RawQuery;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderName, RETRY_AFTER};
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;
use std::sync::Arc;

/// Seconds until a node that is full may have room.
const ROOM_AFTER: u32 = 60;

/// Proxies hand on what comes as it comes, and keep none of it.
const HEADERS: [(HeaderName, &str); 3] = [
    (CONTENT_TYPE, "text/event-stream"),
    (CACHE_CONTROL, "no-store, no-transform"),
    (HeaderName::from_static("x-accel-buffering"), "no"),
];

/// Statuses without pages: a browser's `EventSource` shows none, and does not come back by itself.
pub(crate) async fn get(state: State, arrival: Arrival, RawQuery(query): RawQuery, headers: HeaderMap) -> Answer {
    let Some(asked) = Asked::read(query.as_deref().unwrap_or_default(), &headers) else {
        return Ok(StatusCode::BAD_REQUEST.into_response());
    };
    let Some(presented) = arrival.presented(&state).map(Arc::new) else {
        return Ok(StatusCode::UNAUTHORIZED.into_response());
    };
    let (proved_at, requirement) = (state.live().heard(), state.requirement());
    let (topics, shown) = (asked.topics.clone(), Arc::clone(&presented));
    let proved = state.db().read(async move |tx: &Tx| prove(tx, &shown, &topics, requirement).await).await?;
    let Some((person, heard)) = proved else { return Ok(StatusCode::UNAUTHORIZED.into_response()) };
    if heard.is_empty() {
        return Ok(StatusCode::NOT_FOUND.into_response());
    }
    let Asked { topics, since } = asked;
    let wish = Wish { session: Session { presented, person }, topics, heard, since, proved_at };
    Ok(match state.live().open(wish) {
        Ok(listener) => (HEADERS, Body::from_stream(listener)).into_response(),
        Err(Full) => (StatusCode::SERVICE_UNAVAILABLE, [(RETRY_AFTER, ROOM_AFTER.to_string())]).into_response(),
    })
}

impl State {
    /// Tells open streams what any node changed, and ends those whose right is over; a worker of `serve` runs it.
    pub async fn tell_streams(self) {
        tokio::join!(follow::follow(&self), follow::spread(&self), keep::keep(&self));
    }

    /// Ends all streams and opens none any more: who stops waits for nobody.
    pub fn end_streams(&self) {
        self.live().end_all();
    }
}
