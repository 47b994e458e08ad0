//! A desk with one of everything, all of it CEIP La Paz's.

mod fresh;
mod make;

use super::people::Who;
use crate::testing::{self, Served};
use crate::{Settings, SignInProvider, State};
use atiende_core::Sudo;
use atiende_core::accounts::actions::tokens::Grant;
use atiende_core::accounts::actions::{add, confirm, sign_up, tokens};
use atiende_core::accounts::{NewAccount, Role, Secret, access};
use atiende_core::admission::Admission;
use atiende_core::articles::{self, ArticleChange, ArticleState, Visibility};
use atiende_core::assets::{self, AssetChange};
use atiende_core::events::By;
use atiende_core::id::{OrganizationId, PersonId};
use atiende_core::orgs::actions::{locations, members, save};
use atiende_core::orgs::{Kind, OrganizationChange};
use atiende_core::routing::{self, RuleChange};
use atiende_core::tickets::BodyFormat;
use atiende_core::{Actor, Refused};
use atiende_db::{Db, Tx, args, sql};
use atiende_oidc::{ClientSecret, Provider};
use axum::body::{Body, Bytes, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode, header};
use axum::response::Response;
use futures_util::StreamExt as _;
use jiff::SignedDuration;
use serde_json::Value;
use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use tower::ServiceExt as _;

/// Stands in every text of La Paz's. Whoever reads it elsewhere has read what is not theirs.
pub(in crate::tests) const CANARY: &str = "CANARIO";
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89";
const FORM: &str = "multipart/form-data; boundary=x";

pub(in crate::tests) struct World {
    served: Served,
    pub(in crate::tests) people: HashMap<Who, (PersonId, Secret)>,
    /// What stands in an address for `{name}`, by the path up to it.
    pub(in crate::tests) ids: HashMap<&'static str, String>,
    pub(in crate::tests) la_paz: OrganizationId,
    fresh: AtomicUsize,
}

/// What came back.
#[derive(Debug)]
pub(in crate::tests) struct Answer {
    pub(in crate::tests) status: StatusCode,
    pub(in crate::tests) headers: HeaderMap,
    pub(in crate::tests) text: String,
}

impl Answer {
    pub(in crate::tests) fn location(&self) -> &str {
        self.headers.get(header::LOCATION).map_or("", |value| value.to_str().unwrap())
    }

    pub(in crate::tests) fn cookies(&self) -> Vec<&str> {
        self.headers.get_all(header::SET_COOKIE).iter().map(|value| value.to_str().unwrap()).collect()
    }
}

impl World {
    pub(in crate::tests) async fn new() -> Self {
        Self::set(|_| {}).await
    }

    /// With other settings.
    pub(in crate::tests) async fn set(change: impl FnOnce(&mut Settings)) -> Self {
        let served = testing::open(|settings| {
            change(settings);
            let secret = ClientSecret::Shared(atiende_oidc::Secret::new("secret"));
            let provider = Provider::openid("colegio", "http://127.0.0.1:9", "desk", secret);
            settings.providers.push(SignInProvider { provider, link_verified_email: false });
        })
        .await;
        let mut world = Self {
            served,
            people: HashMap::new(),
            ids: HashMap::new(),
            la_paz: OrganizationId(0),
            fresh: AtomicUsize::new(0),
        };
        world.populate().await;
        world.furnish().await;
        world.write_to_us().await;
        world
    }

    pub(in crate::tests) fn db(&self) -> &Db {
        &self.served.db
    }

    async fn post(&self, who: Who, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let request = Request::post(path)
            .header(header::COOKIE, self.cookie(who).await)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request.body(Body::from(body)).unwrap()).await
    }

    /// A new session's cookie; none for nobody.
    pub(in crate::tests) async fn cookie(&self, who: Who) -> String {
        let Some((person, _)) = self.people.get(&who) else { return String::new() };
        let token = Secret::generate();
        self.session(*person, &token).await;
        format!("session={}", token.reveal())
    }

    /// As after both steps of signing in.
    async fn session(&self, person: PersonId, token: &Secret) -> i64 {
        let hash = token.hash();
        let insert = async move |tx: &mut Tx| {
            tx.returning_one(
                sql!(
                    "INSERT INTO sessions (token_hash, person_id, created_at, seen_at, expires_at, proved_at, renew, ip,
                         user_agent)
                     VALUES ($1, $2, $3, $3, $4, $3, FALSE, '', '') RETURNING id"
                ),
                args![hash, person, tx.now(), tx.now() + SignedDuration::from_hours(9)],
            )
            .await
        };
        let (id,): (i64,) = self.db().write(insert).await.unwrap();
        id
    }

    pub(in crate::tests) fn bearer(&self, who: Who) -> String {
        self.people.get(&who).map_or_else(String::new, |(_, token)| format!("Bearer {}", token.reveal()))
    }

    pub(in crate::tests) async fn get(&self, who: Who, path: &str) -> Answer {
        let request = Request::get(path).header(header::COOKIE, self.cookie(who).await);
        self.send(request.body(Body::empty()).unwrap()).await
    }

    async fn uploads(&self, who: Who, path: &str, fields: &[(&str, &str)], file: (&str, &[u8])) -> Answer {
        let request = Request::post(path).header(header::COOKIE, self.cookie(who).await);
        let request = request.header(header::CONTENT_TYPE, FORM);
        self.send(request.body(Body::from(multipart(fields, file.0, "l.png", file.1))).unwrap()).await
    }

    async fn api_uploads(&self, who: Who, name: &str, content: &[u8]) -> Answer {
        let request = Request::post("/api/v1/attachments").header(header::AUTHORIZATION, self.bearer(who));
        let request = request.header(header::CONTENT_TYPE, FORM);
        self.send(request.body(Body::from(multipart(&[], "file", name, content))).unwrap()).await
    }

    pub(in crate::tests) async fn api(&self, who: Who, method: &str, path: &str, body: &str) -> Answer {
        let request = Request::builder().method(method).uri(path).header(header::AUTHORIZATION, self.bearer(who));
        let request = request.header(header::CONTENT_TYPE, "application/json");
        self.send(request.body(Body::from(body.to_owned())).unwrap()).await
    }

    pub(in crate::tests) fn state(&self) -> State {
        self.served.state.clone()
    }

    /// Lets time go by.
    pub(in crate::tests) fn waits(&self, time: SignedDuration) {
        self.served.wait(time);
    }

    pub(in crate::tests) async fn answers(&self, request: Request<Body>) -> Response {
        self.served.site.clone().oneshot(request).await.unwrap()
    }

    pub(in crate::tests) async fn send(&self, request: Request<Body>) -> Answer {
        let (parts, body) = self.answers(request).await.into_parts();
        let is_stream = parts.headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind == "text/event-stream");
        let bytes = if is_stream { beginning(body).await } else { to_bytes(body, usize::MAX).await.unwrap() };
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Answer { status: parts.status, headers: parts.headers, text }
    }
}

/// What is told first: the stream itself does not end.
async fn beginning(body: Body) -> Bytes {
    body.into_data_stream().next().await.unwrap().unwrap()
}

fn json(answer: &Answer) -> Value {
    serde_json::from_str(&answer.text).unwrap_or_else(|error| panic!("{error}: {}", answer.text))
}

fn multipart(fields: &[(&str, &str)], field: &str, name: &str, content: &[u8]) -> Vec<u8> {
    let part = |(name, value): &(&str, &str)| {
        format!("--x\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").into_bytes()
    };
    let head = format!("--x\r\ncontent-disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\n\r\n");
    let texts: Vec<u8> = fields.iter().flat_map(part).collect();
    [texts.as_slice(), head.as_bytes(), content, b"\r\n--x--\r\n"].concat()
}
