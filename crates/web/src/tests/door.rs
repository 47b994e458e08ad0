//! A served desk with María's account, and browsers at other addresses.

use crate::Settings;
use crate::testing::{self, Served};
use atiende_core::accounts::actions::add;
use atiende_core::accounts::{NewAccount, Role, password};
use atiende_core::events::By;
use atiende_core::id::PersonId;
use atiende_db::Tx;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Request, StatusCode, header};
use std::net::SocketAddr;
use tower::ServiceExt as _;

pub(super) const MARIA: &str = "maria@ceiplapaz.es";
pub(super) const PASSWORD: &str = "una frase larga";

pub(super) struct Door {
    pub(super) served: Served,
    pub(super) maria: PersonId,
}

/// Somebody's browser: where it is, and what it sends along.
#[derive(Clone)]
pub(super) struct Browser<'d> {
    door: &'d Door,
    ip: String,
    headers: Vec<(&'static str, String)>,
}

#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) html: String,
}

impl Answer {
    pub(super) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The value of a cookie that is set.
    pub(super) fn cookie(&self, name: &str) -> Option<String> {
        let all = self.headers.get_all(header::SET_COOKIE).iter().map(|value| value.to_str().unwrap());
        let mut values = all.filter_map(|cookie| cookie.split(';').next()?.split_once('='));
        values.find(|(key, _)| *key == name).map(|(_, value)| value.to_owned())
    }
}

impl Door {
    pub(super) async fn open(change: impl FnOnce(&mut Settings)) -> Self {
        let served = testing::open(change).await;
        let mut door = Self { served, maria: PersonId(0) };
        door.add("Ada Admin", "ada@desk.es", Role::Admin, None).await;
        let hash = password::hash(PASSWORD.into()).await.unwrap();
        door.maria = door.add("María Gil", MARIA, Role::Requester, Some(hash)).await;
        door
    }

    pub(super) async fn add(&self, name: &str, email: &str, role: Role, hash: Option<String>) -> PersonId {
        let new = NewAccount { name: name.into(), email: email.into(), locale: "es".into(), ..NewAccount::default() };
        let add = async move |tx: &mut Tx| add::add(tx, &By::desk(), &new, role, hash.as_deref()).await;
        self.served.db.write(add).await.unwrap()
    }

    pub(super) fn browser(&self, ip: &str) -> Browser<'_> {
        Browser { door: self, ip: ip.into(), headers: Vec::new() }
    }
}

impl Browser<'_> {
    pub(super) fn sends(&self, name: &'static str, value: &str) -> Self {
        let mut other = self.clone();
        other.headers.push((name, value.into()));
        other
    }

    pub(super) async fn get(&self, path: &str) -> Answer {
        self.send(Request::get(path), Body::empty()).await
    }

    pub(super) async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let request = Request::post(path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request, Body::from(body)).await
    }

    pub(super) async fn signs_in(&self, email: &str, password: &str) -> Answer {
        self.post("/acceder", &[("email", email), ("password", password), ("back_to", "/cuenta")]).await
    }

    async fn send(&self, mut request: axum::http::request::Builder, body: Body) -> Answer {
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        let mut request = request.body(body).unwrap();
        let peer: SocketAddr = SocketAddr::new(self.ip.parse().unwrap(), 50_000);
        request.extensions_mut().insert(ConnectInfo(peer));
        let response = self.door.served.site.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let html = String::from_utf8(to_bytes(body, usize::MAX).await.unwrap().to_vec()).unwrap();
        Answer { status: parts.status, headers: parts.headers, html }
    }
}
