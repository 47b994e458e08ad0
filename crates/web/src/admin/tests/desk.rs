//! A desk with a site, and people who click.

use crate::{Rate, RateLimits, Registration, Settings, State, site};
use atiende_core::accounts::actions::{add, confirm, sign_up};
use atiende_core::accounts::{NewAccount, Role, Secret, SessionLimits, access, password};
use atiende_core::events::By;
use atiende_core::files::{Limits, Vault};
use atiende_core::id::PersonId;
use atiende_core::orgs::actions::save;
use atiende_core::orgs::{Kind, OrganizationChange};
use atiende_core::{Refused, migrations};
use atiende_db::migrate::migrate;
use atiende_db::{Clock, Db, DbError, Options, args, sql};
use atiende_i18n::Locale;
use atiende_testing::Database;
use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;
use tower::ServiceExt as _;

pub(super) const PASSWORD: &str = "una frase larga";

pub(super) struct Desk {
    pub(super) db: Db,
    pub(super) site: Router,
    _database: Database,
}

/// What came back.
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) location: String,
    pub(super) html: String,
    cookie: String,
}

/// Somebody with a browser.
pub(super) struct Visitor<'d> {
    desk: &'d Desk,
    cookie: String,
}

impl Desk {
    /// An empty desk with an administrator and CEIP La Paz.
    pub(super) async fn open() -> Self {
        let database = Database::new().await;
        let options = Options::new(&database.url);
        let start: Timestamp = "2026-11-23T08:00:00Z".parse().unwrap();
        migrate(&options, migrations::STEPS, start).await.unwrap();
        let hand = Arc::new(AtomicI64::new(start.as_microsecond()));
        let clock: Clock =
            Arc::new(move || Timestamp::from_microsecond(hand.fetch_add(1000, Ordering::Relaxed)).unwrap());
        let db = Db::open(&options, Arc::clone(&clock)).unwrap();
        let vault = Vault::open(&format!("file://{}", database.folder().join("files").display()), "", "").unwrap();
        let state = State::open(db.clone(), vault, settings(), clock).await.unwrap();
        let desk = Self { db, site: site(state), _database: database };
        desk.person("Ada Admin", "ada@desk.es", Role::Admin).await;
        desk.organization("CEIP La Paz", "ceiplapaz.es").await;
        desk
    }

    pub(super) async fn person(&self, name: &str, email: &str, role: Role) -> PersonId {
        let new = NewAccount { name: name.into(), email: email.into(), locale: "es".into(), ..NewAccount::default() };
        let hash = password::hash(PASSWORD.into()).await.unwrap();
        self.db.write(async move |tx| add::add(tx, &By::desk(), &new, role, Some(&hash)).await).await.unwrap()
    }

    pub(super) async fn organization(&self, name: &str, domain: &str) {
        let new = OrganizationChange {
            name: name.into(),
            kind: Kind::School,
            phone: String::new(),
            notes: String::new(),
            domains: vec![domain.into()],
            default_technician: None,
            archived: false,
        };
        self.db.write(async move |tx| save::add_by(tx, &By::desk(), new.clone()).await).await.unwrap();
    }

    /// Somebody who signed up, confirmed the address, and waits.
    pub(super) async fn applicant(&self, name: &str, email: &str) -> PersonId {
        let new = NewAccount {
            name: name.into(),
            email: email.into(),
            claimed_organization: "La Paz".into(),
            locale: "es".into(),
            ..NewAccount::default()
        };
        let (hash, link) = (password::hash(PASSWORD.into()).await.unwrap(), Secret::generate());
        let email = email.to_owned();
        self.db
            .write(async move |tx| {
                sign_up::sign_up(tx, &new, &hash, &link, "").await?;
                let holder = access::confirming(tx, &link).await?;
                confirm::confirm(tx, &holder, confirm::Admission::Approval, "").await?;
                Ok::<_, Refused>(access::by_email(tx, &email).await?.unwrap().id)
            })
            .await
            .unwrap()
    }

    /// The secret of the newest link that was mailed there, as only the outbox knows it until it is sent.
    pub(super) async fn link_to(&self, email: &'static str) -> String {
        let (data,): (String,) = self
            .db
            .read(async move |tx| -> Result<_, DbError> {
                tx.one(sql!("SELECT data FROM outbox WHERE to_address = $1 ORDER BY id DESC LIMIT 1"), args![email])
                    .await
            })
            .await
            .unwrap();
        let data: serde_json::Value = serde_json::from_str(&data).unwrap();
        data["link"].as_str().unwrap().to_owned()
    }

    pub(super) fn anybody(&self) -> Visitor<'_> {
        Visitor { desk: self, cookie: String::new() }
    }

    pub(super) async fn signs_in(&self, email: &str) -> Visitor<'_> {
        let answer = self.anybody().posts("/acceder", &[("email", email), ("password", PASSWORD)]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.html);
        Visitor { desk: self, cookie: answer.cookie }
    }
}

impl Visitor<'_> {
    pub(super) async fn gets(&self, path: &str) -> Answer {
        self.send(Request::get(path).header(header::COOKIE, &self.cookie).body(Body::empty()).unwrap()).await
    }

    pub(super) async fn posts(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let request = Request::post(path)
            .header(header::COOKIE, &self.cookie)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request.body(Body::from(body)).unwrap()).await
    }

    pub(super) async fn uploads(&self, path: &str, fields: &[(&str, &str)], file: &[u8]) -> Answer {
        let mut body = Vec::new();
        for (name, value) in fields {
            let part = format!("--x\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
            body.extend_from_slice(part.as_bytes());
        }
        body.extend_from_slice(b"--x\r\ncontent-disposition: form-data; name=\"logo\"; filename=\"l.png\"\r\n\r\n");
        body.extend_from_slice(file);
        body.extend_from_slice(b"\r\n--x--\r\n");
        let request = Request::post(path)
            .header(header::COOKIE, &self.cookie)
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x");
        self.send(request.body(Body::from(body)).unwrap()).await
    }

    /// Posts a form that is accepted; where it leads to.
    pub(super) async fn saves(&self, path: &str, fields: &[(&str, &str)]) -> String {
        let answer = self.posts(path, fields).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{path}: {}", answer.html);
        answer.location
    }

    async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.desk.site.clone().oneshot(request).await.unwrap();
        let text = |name| response.headers().get(name).map(|v| v.to_str().unwrap().to_owned()).unwrap_or_default();
        let cookie = text(header::SET_COOKIE).split(';').next().unwrap_or_default().to_owned();
        let (status, location) = (response.status(), text(header::LOCATION));
        let body = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
        Answer { status, location, html: String::from_utf8_lossy(&body).into_owned(), cookie }
    }
}

fn settings() -> Settings {
    let rate = Rate { times: NonZeroU32::new(100).unwrap(), within: Duration::from_secs(1) };
    Settings {
        public_url: "http://127.0.0.1".into(),
        sessions: SessionLimits { idle: SignedDuration::from_hours(1), max: SignedDuration::from_hours(9) },
        uploads: Limits::default(),
        registration: Registration::Approval,
        rates: RateLimits { login: rate, reset: rate, register: rate, api: rate },
        trusted_proxies: Vec::new(),
        locale: Locale::Es,
        time_zone: TimeZone::UTC,
        mail_is_set_up: false,
        demo_accounts: Vec::new(),
    }
}
