//! What somebody typed outlives a database that is away: the page that says so holds it, ready to be sent again.

use super::fields::{self, Fields};
use super::state::State;
use super::sure::Sent;
use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::request::Parts;
use axum::http::{Method, header};
use http_body::{Frame, SizeHint};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

/// How long a form may take to arrive that nobody has read yet.
const PATIENCE: Duration = Duration::from_secs(20);

/// Fields that no page shows again.
const SECRETS: [&str; 4] = ["password", "current", "secret", "code"];

/// What was sent with a request: shared by who reads it and who answers when that failed.
#[derive(Clone, Default)]
pub(crate) struct Typed(Arc<Mutex<Slot>>);

#[derive(Default)]
enum Slot {
    #[default]
    Nothing,
    /// Nobody looked at it.
    Unread(Body),
    Read(Sent),
}

impl Typed {
    /// For a form; with what its handler gets instead of the body.
    pub(crate) fn lend(parts: &mut Parts, body: Body) -> (Option<Self>, Body) {
        if parts.method != Method::POST {
            return (None, body);
        }
        let typed = Self::default();
        parts.extensions.insert(typed.clone());
        if !is_missed(parts) {
            return (Some(typed), body);
        }
        let lent = Lent { body: Some(body), typed: typed.clone() };
        (Some(typed), Body::new(lent))
    }

    /// What was read of it. No page shows a password again: a form that has one is written anew.
    pub(super) fn note(&self, fields: &Fields) {
        let is_secret = |name: &str| SECRETS.contains(&name) || name.starts_with("confirm_");
        if !fields.pairs().any(|(name, value)| is_secret(name) && !value.is_empty()) {
            self.put(Slot::Read(Sent::of(fields)));
        }
    }

    /// The form, which is read now if nobody has read it.
    pub(crate) async fn sent(self, kept: &Parts, state: &State) -> Option<Sent> {
        let slot = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        match slot {
            Slot::Nothing => None,
            Slot::Read(sent) => Some(sent),
            Slot::Unread(body) => {
                let mut request = Request::new(body);
                let content_type = kept.headers.get(header::CONTENT_TYPE)?;
                request.headers_mut().insert(header::CONTENT_TYPE, content_type.clone());
                // Its files are skipped, not kept: they count for the time that it takes alone.
                DefaultBodyLimit::disable().apply(&mut request);
                let read = tokio::time::timeout(PATIENCE, fields::texts(request, state)).await;
                Some(Sent::of(&read.ok()?.ok()?))
            }
        }
    }

    fn put(&self, slot: Slot) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = slot;
    }
}

/// Tickets and replies are what people write at length: they are read for the page that gives them back even if nobody came
/// to read them.
fn is_missed(parts: &Parts) -> bool {
    let path = parts.uri.path();
    path == "/soporte/abrir" || (path.starts_with("/t/") && path.ends_with("/respuestas"))
}

/// A body that whoever drops it untouched gives back.
struct Lent {
    body: Option<Body>,
    typed: Typed,
}

impl Drop for Lent {
    fn drop(&mut self) {
        if let Some(body) = self.body.take().filter(|body| !body.is_end_stream()) {
            self.typed.put(Slot::Unread(body));
        }
    }
}

impl HttpBody for Lent {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let lent = self.get_mut();
        // From here on it is the reader's.
        lent.typed = Typed::default();
        lent.body.as_mut().map_or(Poll::Ready(None), |body| Pin::new(body).poll_frame(context))
    }

    fn is_end_stream(&self) -> bool {
        self.body.as_ref().is_none_or(HttpBody::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        self.body.as_ref().map_or_else(SizeHint::default, HttpBody::size_hint)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_not_given_back() {
        let kept = |pairs: &[(&'static str, &'static str)]| {
            let typed = Typed::default();
            typed.note(&pairs.iter().copied().collect());
            matches!(*typed.0.lock().unwrap(), Slot::Read(_))
        };
        assert!(kept(&[("subject", "No imprime"), ("once", "k")]));
        assert!(kept(&[("subject", "No imprime"), ("password", "")]), "a field that was left empty");
        assert!(!kept(&[("email", "ana@lapaz.example"), ("password", "una frase")]));
        assert!(!kept(&[("confirm_code", "123456")]));
    }
}
