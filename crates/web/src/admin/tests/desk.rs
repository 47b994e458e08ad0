//! A desk with a site, and people who click.

use crate::testing::{self, Served};
use atiende_core::Refused;
use atiende_core::accounts::actions::{add, confirm, sign_up};
use atiende_core::accounts::{NewAccount, Role, Secret, access, password};
use atiende_core::admission::Admission;
use atiende_core::events::By;
use atiende_core::id::PersonId;
use atiende_core::orgs::actions::save;
use atiende_core::orgs::{Kind, OrganizationChange};
use atiende_db::{Db, DbError, args, sql};
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use tower::ServiceExt as _;

pub(super) const PASSWORD: &str = "una frase larga";

pub(super) struct Desk(Served);

/// What came back.
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) location: String,
    pub(super) html: String,
    cookie: String,
}

impl Answer {
    /// Whoever has the session that this answer gave.
    pub(super) fn visits<'d>(&self, desk: &'d Desk) -> Visitor<'d> {
        Visitor { desk, cookie: self.cookie.clone() }
    }
}

/// Somebody with a browser.
pub(super) struct Visitor<'d> {
    desk: &'d Desk,
    cookie: String,
}

impl Desk {
    /// An empty desk with an administrator and CEIP La Paz.
    pub(super) async fn open() -> Self {
        let desk = Self(testing::open(|settings| settings.mailroom.replace(testing::Desks { sends: false })).await);
        desk.person("Ada Admin", "ada@desk.es", Role::Admin).await;
        desk.organization("CEIP La Paz", "ceiplapaz.es").await;
        desk
    }

    pub(super) fn db(&self) -> &Db {
        &self.0.db
    }

    pub(super) async fn person(&self, name: &str, email: &str, role: Role) -> PersonId {
        let new = NewAccount { name: name.into(), email: email.into(), locale: "es".into(), ..NewAccount::default() };
        let hash = password::hash(PASSWORD.into()).await.unwrap();
        self.db().write(async move |tx| add::add(tx, &By::desk(), &new, role, Some(&hash)).await).await.unwrap()
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
        self.db().write(async move |tx| save::add_by(tx, &By::desk(), new.clone()).await).await.unwrap();
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
        self.db()
            .write(async move |tx| {
                sign_up::sign_up(tx, &new, Some(&hash), &link, "").await?;
                let holder = access::confirming(tx, &link).await?;
                confirm::confirm(tx, &holder, Admission::Approval, "").await?;
                Ok::<_, Refused>(access::by_email(tx, &email).await?.unwrap().id)
            })
            .await
            .unwrap()
    }

    /// The secret of the newest link that was mailed there, as only the outbox knows it until it is sent.
    pub(super) async fn link_to(&self, email: &'static str) -> String {
        let (data,): (String,) = self
            .db()
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
        let response = self.desk.0.site.clone().oneshot(request).await.unwrap();
        let text = |name| response.headers().get(name).map(|v| v.to_str().unwrap().to_owned()).unwrap_or_default();
        let cookies = response.headers().get_all(header::SET_COOKIE).iter().map(|v| v.to_str().unwrap());
        let session = cookies.filter_map(|v| v.split(';').next()).find(|pair| pair.starts_with("session="));
        let cookie = session.unwrap_or_default().to_owned();
        let (status, location) = (response.status(), text(header::LOCATION));
        let body = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
        Answer { status, location, html: String::from_utf8_lossy(&body).into_owned(), cookie }
    }
}
