//! A desk that knows one provider, a browser with its cookies, and what the desk writes into its log.

use super::provider::{CLIENT, SECRET, World};
use crate::testing::{Served, open};
use crate::{Settings, SignInProvider};
use axum::body::{Body, to_bytes};
use axum::http::{Method, Request, StatusCode, header};
use std::collections::BTreeMap;
use std::io::Write;
use std::sync::{Arc, Mutex};
use tower::ServiceExt as _;
use tracing::instrument::WithSubscriber as _;

/// What was written, for whoever looks.
#[derive(Clone, Default)]
pub(super) struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    pub(super) fn take(&self) -> String {
        String::from_utf8(std::mem::take(&mut *self.0.lock().unwrap())).unwrap()
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// A browser at the desk.
pub(super) struct Browser {
    pub(super) served: Served,
    pub(super) log: Log,
    jar: BTreeMap<String, String>,
}

pub(super) struct Seen {
    pub(super) status: StatusCode,
    pub(super) location: String,
    pub(super) body: String,
}

impl Browser {
    /// At a desk with the world's provider, and whatever else `change` sets.
    pub(super) async fn at(world: &World, change: impl FnOnce(&mut Settings)) -> Self {
        let known = SignInProvider { provider: world.provider.clone(), link_verified_email: false };
        let served = open(|settings| {
            settings.providers.push(known);
            change(settings);
        })
        .await;
        Self { served, log: Log::default(), jar: BTreeMap::new() }
    }

    /// Another browser at the same desk: without a cookie.
    pub(super) fn forget_cookies(&mut self) -> BTreeMap<String, String> {
        std::mem::take(&mut self.jar)
    }

    pub(super) fn keep_all(&mut self, jar: &BTreeMap<String, String>) {
        self.jar.extend(jar.iter().map(|(name, value)| (name.clone(), value.clone())));
    }

    pub(super) fn has_session(&self) -> bool {
        self.jar.contains_key("session")
    }

    pub(super) fn cookie(&self, name: &str) -> Option<&str> {
        self.jar.get(name).map(String::as_str)
    }

    pub(super) async fn get(&mut self, path: &str) -> Seen {
        self.send(Request::get(path), true, String::new()).await
    }

    pub(super) async fn head(&mut self, path: &str) -> Seen {
        self.send(Request::head(path), true, String::new()).await
    }

    /// A form of the desk's own.
    pub(super) async fn post(&mut self, path: &str, form: &[(&str, &str)]) -> Seen {
        let request = Request::post(path).header("sec-fetch-site", "same-origin");
        self.send(request, true, encoded(form)).await
    }

    /// A form of another site's page: cookies that are `SameSite=Lax` stay at home.
    pub(super) async fn post_from_elsewhere(&mut self, path: &str, form: &[(&str, &str)]) -> Seen {
        let request = Request::builder()
            .method(Method::POST)
            .uri(path)
            .header("sec-fetch-site", "cross-site")
            .header("origin", "https://appleid.apple.com");
        self.send(request, false, encoded(form)).await
    }

    async fn send(&mut self, request: axum::http::request::Builder, with_cookies: bool, form: String) -> Seen {
        let jar = self.jar.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ");
        let jar = if with_cookies { jar } else { String::new() };
        let request = request
            .header(header::COOKIE, jar)
            .header(header::HOST, "localhost:8080")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(form))
            .unwrap();
        let log = self.log.clone();
        let subscriber = tracing_subscriber::fmt().with_ansi(false).with_writer(Mutex::new(log)).finish();
        let response = self.served.site.clone().oneshot(request).with_subscriber(subscriber).await.unwrap();
        let (parts, body) = response.into_parts();
        for set in parts.headers.get_all(header::SET_COOKIE) {
            self.keep(set.to_str().unwrap());
        }
        let location = parts.headers.get(header::LOCATION).map(|to| to.to_str().unwrap().to_owned());
        let body = String::from_utf8(to_bytes(body, usize::MAX).await.unwrap().to_vec()).unwrap();
        Seen { status: parts.status, location: location.unwrap_or_default(), body }
    }

    fn keep(&mut self, set: &str) {
        let (pair, attributes) = set.split_once(';').unwrap();
        let (name, value) = pair.split_once('=').unwrap();
        if attributes.contains("Max-Age=0") {
            self.jar.remove(name);
        } else {
            self.jar.insert(name.to_owned(), value.to_owned());
        }
    }

    /// Presses the button and agrees at the provider: the address that leads back.
    pub(super) async fn agree(&mut self, world: &World) -> String {
        self.agree_by(world, &format!("/auth/{}/start", world.provider.id)).await
    }

    /// The same by a button that leads elsewhere.
    pub(super) async fn agree_by(&mut self, world: &World, button: &str) -> String {
        let sent = self.get(button).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
        let answer = world.consent_at(&sent.location);
        let query = encoded(&[("code", answer.code.as_deref().unwrap()), ("state", answer.state.as_deref().unwrap())]);
        format!("/auth/{}/callback?{query}", world.provider.id)
    }
}

/// What must stand in no log.
pub(super) fn secrets(back: &str) -> Vec<String> {
    let (_, query) = back.split_once('?').unwrap();
    let asked = form_urlencoded::parse(query.as_bytes()).map(|(_, value)| value.into_owned());
    asked.chain([SECRET.to_owned(), super::provider::ACCESS.to_owned()]).filter(|secret| secret != CLIENT).collect()
}

pub(super) fn encoded(form: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish()
}
