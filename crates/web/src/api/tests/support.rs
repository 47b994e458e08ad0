//! A served desk, its people and their tokens.

use crate::Settings;
use crate::testing::{self, Served};
use atiende_core::Sudo;
use atiende_core::accounts::actions::{add, tokens};
use atiende_core::accounts::{NewAccount, Role, Secret, TokenScope};
use atiende_core::events::By;
use atiende_core::id::{OrganizationId, PersonId};
use atiende_core::orgs::actions::{members, save};
use atiende_core::orgs::{Kind, OrganizationChange};
use atiende_db::Db;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode};
use serde_json::Value;
use tower::ServiceExt as _;

pub(super) struct Desk(Served);

/// María and her coordinator Carmen of La Paz, Jon who coordinates El Mar, Luis who attends, Ada who administers.
pub(super) struct Cast {
    pub(super) desk: Desk,
    pub(super) la_paz: OrganizationId,
    pub(super) el_mar: OrganizationId,
    pub(super) maria: Token,
    pub(super) carmen: Token,
    pub(super) jon: Token,
    pub(super) luis: Token,
    pub(super) ada: Token,
    /// A directory's, kept in Ada's name.
    pub(super) directory: Token,
}

/// A person's token.
#[derive(Debug, Clone)]
pub(super) struct Token {
    pub(super) person: PersonId,
    pub(super) secret: String,
}

pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) bytes: Vec<u8>,
    pub(super) body: Value,
}

impl Answer {
    pub(super) fn id(&self) -> String {
        self.body["id"].as_str().unwrap_or_else(|| panic!("no id in {}", self.body)).to_owned()
    }

    pub(super) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The one value of each item.
    pub(super) fn column(&self, name: &str) -> Vec<Value> {
        let items = self.body["items"].as_array().unwrap_or_else(|| panic!("no items in {}", self.body));
        items.iter().map(|item| item[name].clone()).collect()
    }

    /// `field: code` of each error.
    pub(super) fn errors(&self) -> Vec<String> {
        let errors = self.body["errors"].as_array().unwrap_or_else(|| panic!("no errors in {}", self.body));
        errors.iter().map(|e| format!("{}: {}", e["field"].as_str().unwrap(), e["code"].as_str().unwrap())).collect()
    }
}

/// A request to be sent.
pub(super) struct Ask<'a> {
    desk: &'a Desk,
    request: axum::http::request::Builder,
    body: Body,
}

impl Ask<'_> {
    pub(super) fn header(mut self, name: &str, value: &str) -> Self {
        self.request = self.request.header(name, value);
        self
    }

    pub(super) fn json(self, value: &Value) -> Self {
        self.raw("application/json", value.to_string())
    }

    pub(super) fn raw(mut self, content_type: &str, body: impl Into<Body>) -> Self {
        self.request = self.request.header("content-type", content_type);
        self.body = body.into();
        self
    }

    pub(super) async fn go(self) -> Answer {
        let response = self.desk.0.site.clone().oneshot(self.request.body(self.body).unwrap()).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap().to_vec();
        let body = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        Answer { status: parts.status, headers: parts.headers, bytes, body }
    }
}

impl Desk {
    pub(super) async fn open() -> Self {
        Self::with(|_| {}).await
    }

    pub(super) async fn with(change: impl FnOnce(&mut Settings)) -> Self {
        Self(testing::open(change).await)
    }

    pub(super) fn db(&self) -> &Db {
        &self.0.db
    }

    pub(super) fn ask(&self, method: Method, path: &str) -> Ask<'_> {
        Ask { desk: self, request: Request::builder().method(method).uri(path), body: Body::empty() }
    }

    pub(super) fn get(&self, who: &Token, path: &str) -> Ask<'_> {
        self.bearing(Method::GET, who, path)
    }

    pub(super) fn post(&self, who: &Token, path: &str, body: &Value) -> Ask<'_> {
        self.bearing(Method::POST, who, path).json(body)
    }

    pub(super) fn patch(&self, who: &Token, path: &str, body: &Value) -> Ask<'_> {
        self.bearing(Method::PATCH, who, path).json(body)
    }

    pub(super) fn bearing(&self, method: Method, who: &Token, path: &str) -> Ask<'_> {
        self.ask(method, &format!("/api/v1{path}")).header("authorization", &format!("Bearer {}", who.secret))
    }

    /// Uploads a file of this content.
    pub(super) async fn upload(&self, who: &Token, name: &str, content: &[u8]) -> Answer {
        self.bearing(Method::POST, who, "/attachments").raw(FORM, form("file", name, content)).go().await
    }

    pub(super) async fn person(&self, name: &str, email: &str, role: Role) -> PersonId {
        let new = NewAccount { name: name.into(), email: email.into(), locale: "es".into(), ..NewAccount::default() };
        self.db().write(async move |tx| add::add(tx, &By::desk(), &new, role, None).await).await.unwrap()
    }

    pub(super) async fn organization(&self, name: &str, domain: &str, technician: PersonId) -> OrganizationId {
        let new = OrganizationChange {
            name: name.into(),
            kind: Kind::School,
            phone: String::new(),
            notes: "Clave del armario: 4711".into(),
            domains: vec![domain.into()],
            default_technician: Some(technician),
            archived: false,
        };
        self.db().write(async move |tx| save::add_by(tx, &By::desk(), new.clone()).await).await.unwrap()
    }

    pub(super) async fn token(&self, person: PersonId, scope: TokenScope) -> Token {
        let token = Secret::generate();
        let secret = token.reveal().to_owned();
        self.db()
            .write(async move |tx| {
                let grant = tokens::Grant::of(scope, || Ok(Sudo::at_the_terminal())).unwrap();
                tokens::add(tx, &By::desk(), person, (&token, "test", grant), None).await
            })
            .await
            .unwrap();
        Token { person, secret }
    }
}

impl Cast {
    pub(super) async fn new() -> Self {
        let desk = Desk::open().await;
        let luis = desk.person("Luis Ferrer", "luis@desk.es", Role::Technician).await;
        let ada = desk.person("Ada Admin", "ada@desk.es", Role::Admin).await;
        let la_paz = desk.organization("CEIP La Paz", "ceiplapaz.es", luis).await;
        let el_mar = desk.organization("IES El Mar", "ieselmar.es", luis).await;
        let mut requesters = Vec::new();
        for (name, email, organization, coordinator) in [
            ("María Gil", "maria@ceiplapaz.es", la_paz, false),
            ("Carmen Soler", "carmen@ceiplapaz.es", la_paz, true),
            ("Jon Etxeberria", "jon@ieselmar.es", el_mar, true),
        ] {
            let person = desk.person(name, email, Role::Requester).await;
            let join = async move |tx: &mut atiende_db::Tx| {
                members::put(tx, &By::desk(), person, organization, coordinator).await
            };
            desk.db().write(join).await.unwrap();
            requesters.push(desk.token(person, TokenScope::Write).await);
        }
        let [maria, carmen, jon] = requesters.try_into().unwrap();
        let luis = desk.token(luis, TokenScope::Write).await;
        let directory = desk.token(ada, TokenScope::Scim).await;
        let ada = desk.token(ada, TokenScope::Admin).await;
        Self { desk, la_paz, el_mar, maria, carmen, jon, luis, ada, directory }
    }

    /// Everybody but María: her coordinator, another organization's, and staff.
    pub(super) fn everybody(&self) -> [(&'static str, &Token); 5] {
        let Self { maria, carmen, jon, luis, ada, .. } = self;
        [("maria", maria), ("carmen", carmen), ("jon", jon), ("luis", luis), ("ada", ada)]
    }

    /// The statuses that each person gets, in the order of `everybody`.
    pub(super) async fn each(&self, method: Method, path: &str, body: Option<&Value>) -> [u16; 5] {
        let mut statuses = [0; 5];
        for (n, (_, who)) in self.everybody().into_iter().enumerate() {
            let ask = self.desk.bearing(method.clone(), who, path);
            let ask = if let Some(body) = body { ask.json(body) } else { ask };
            statuses[n] = ask.go().await.status.as_u16();
        }
        statuses
    }

    /// Opens a ticket; its id.
    pub(super) async fn opens(&self, who: &Token, subject: &str) -> String {
        let new = serde_json::json!({ "subject": subject, "body": "No va." });
        let answer = self.desk.post(who, "/tickets", &new).go().await;
        assert_eq!(answer.status, 201, "{}", answer.body);
        answer.id()
    }
}

pub(super) const FORM: &str = "multipart/form-data; boundary=XxX";

pub(super) fn form(field: &str, name: &str, content: &[u8]) -> Vec<u8> {
    let head = format!("--XxX\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\n\r\n");
    [head.as_bytes(), content, b"\r\n--XxX--\r\n"].concat()
}
