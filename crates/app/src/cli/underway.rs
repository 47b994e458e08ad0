//! Requests that are being answered: at shutdown only they are worth waiting for. A connection on which
//! half a request stands, or nothing yet, would otherwise hold the end up for as long as its client likes.

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Version, header};
use axum::middleware::Next;
use axum::response::Response;
use http_body::{Frame, SizeHint};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tokio_util::task::task_tracker::TaskTrackerToken;

/// What a finished answer may still need to get out of this process's buffers.
const LINGER: Duration = Duration::from_secs(2);

/// Counts a request from its arrival until its answer was handed over. After `stop` each is the last of its connection.
pub(super) async fn count(
    State((underway, stop)): State<(TaskTracker, CancellationToken)>,
    request: Request,
    next: Next,
) -> Response {
    let token = underway.token();
    let may_close = request.version() <= Version::HTTP_11;
    let mut response = next.run(request).await.map(|inner| Body::new(Counted { inner, _token: token }));
    if may_close && stop.is_cancelled() {
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    response
}

/// Returns when nothing has been underway for a while.
pub(super) async fn end(underway: &TaskTracker) {
    underway.close();
    loop {
        underway.wait().await;
        tokio::time::sleep(LINGER).await;
        if underway.is_empty() {
            return;
        }
    }
}

/// A body that is underway until it is dropped; all else is the inner one's.
struct Counted {
    inner: Body,
    _token: TaskTrackerToken,
}

impl HttpBody for Counted {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.inner).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}
