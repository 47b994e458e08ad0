//! A desk with one of everything, all of it CEIP La Paz's.

use super::people::Who;
use crate::SignInProvider;
use crate::testing::{self, Served};
use atiende_core::Sudo;
use atiende_core::accounts::actions::tokens::Grant;
use atiende_core::accounts::actions::{add, confirm, sign_up, tokens, update};
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
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode, header};
use jiff::SignedDuration;
use serde_json::Value;
use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use tower::ServiceExt as _;

/// Stands in every text of La Paz's. Whoever reads it elsewhere has read what is not theirs.
pub(super) const CANARY: &str = "CANARIO";
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89";
const FORM: &str = "multipart/form-data; boundary=x";

pub(super) struct World {
    served: Served,
    people: HashMap<Who, (PersonId, Secret)>,
    /// What stands in an address for `{name}`, by the path up to it.
    pub(super) ids: HashMap<&'static str, String>,
    pub(super) la_paz: OrganizationId,
    fresh: AtomicUsize,
}

/// What came back.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) text: String,
}

impl Answer {
    pub(super) fn location(&self) -> &str {
        self.headers.get(header::LOCATION).map_or("", |value| value.to_str().unwrap())
    }

    pub(super) fn cookies(&self) -> Vec<&str> {
        self.headers.get_all(header::SET_COOKIE).iter().map(|value| value.to_str().unwrap()).collect()
    }
}

impl World {
    pub(super) async fn new() -> Self {
        let served = testing::open(|settings| {
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

    pub(super) fn db(&self) -> &Db {
        &self.served.db
    }

    async fn populate(&mut self) {
        let luis = self.person("Luis Ferrer", "luis@desk.es", Role::Technician).await;
        let ana = self.person("Ana Ruiz", "ana@desk.es", Role::Technician).await;
        let ada = self.person("Ada Admin", "ada@desk.es", Role::Admin).await;
        self.la_paz = self.organization(&format!("CEIP La Paz {CANARY}"), "ceiplapaz.es", Some(luis)).await;
        let el_mar = self.organization("IES El Mar", "ieselmar.es", None).await;
        let maria = self.member("María Gil", "maria@ceiplapaz.es", (self.la_paz, false)).await;
        let carmen = self.member("Carmen Soler", "carmen@ceiplapaz.es", (self.la_paz, true)).await;
        let jon = self.member("Jon Etxeberria", "jon@ieselmar.es", (el_mar, true)).await;
        let pepe = self.member("Pepe Bueno", "pepe@ceiplapaz.es", (self.la_paz, false)).await;
        let pending = self.applicant("pau@gmail.com").await;
        self.attends_only(ada, ana, el_mar).await;
        for (who, person) in [
            (Who::Pending, pending),
            (Who::Foreigner, jon),
            (Who::Stranger, ana),
            (Who::Requester, maria),
            (Who::Coordinator, carmen),
            (Who::Technician, luis),
            (Who::Admin, ada),
        ] {
            let token = Secret::generate();
            let given = token.clone();
            let add = async move |tx: &mut Tx| {
                tokens::add(tx, &By::desk(), person, (&given, "test", Grant::Admin(Sudo::at_the_terminal())), None)
                    .await
            };
            self.db().write(add).await.unwrap();
            self.people.insert(who, (person, token));
        }
        self.ids.insert("person", pepe.to_string());
        self.ids.insert("organization", self.la_paz.to_string());
    }

    async fn attends_only(&self, by: PersonId, technician: PersonId, organization: OrganizationId) {
        let admin = self.actor(by).await;
        let change = async move |tx: &mut Tx| {
            let manageable = access::manageable(tx, &admin, technician).await?;
            let person = manageable.person.clone();
            let change = update::PersonChange {
                name: person.name,
                email: person.email,
                phone: String::new(),
                role: Role::Technician,
                disabled: false,
                all_organizations: false,
                memberships: Vec::new(),
                attended: vec![organization],
            };
            update::update(tx, manageable, &change).await
        };
        self.db().write(change).await.unwrap();
    }

    /// Places, devices, rules, teams, categories and articles.
    async fn furnish(&mut self) {
        let (la_paz, luis) = (self.la_paz, self.people[&Who::Technician].0);
        let admin = self.actor_of(Who::Admin).await;
        let made = async move |tx: &mut Tx| {
            let by = admin.admin()?;
            let location = locations::add_to(tx, la_paz, None, &format!("Aula {CANARY}")).await?;
            let asset = AssetChange {
                organization: la_paz,
                location: Some(location),
                tag: format!("{CANARY}-203"),
                hostname: format!("pc-{CANARY}"),
                kind: "Impresora".into(),
                model: String::new(),
                serial: String::new(),
            };
            let asset = assets::add(tx, &By::desk(), &asset).await?;
            let team = routing::save_team(tx, by, None, "Redes", &[luis]).await?;
            let category = routing::save_category(tx, by, None, "Impresoras").await?;
            let article = articles::add(tx, &By::desk(), &article("Atasco de papel")).await?;
            Ok::<_, Refused>([
                ("location", location.to_string()),
                ("asset", asset.to_string()),
                ("team", team.to_string()),
                ("category", category.to_string()),
                ("article", article.to_string()),
            ])
        };
        let made = self.db().write(made).await.unwrap();
        self.ids.extend(made);
        let article = self.ids["article"].parse::<i64>().unwrap();
        let slug = sql!("SELECT slug FROM articles WHERE id = $1");
        let (slug,): (String,) = self.db().read(async move |tx| tx.one(slug, args![article]).await).await.unwrap();
        self.ids.insert("slug", slug);
        let logo =
            self.uploads(Who::Admin, "/admin/apariencia", &[("name", "Atiende"), ("color", "")], ("logo", PNG)).await;
        assert_eq!(logo.status, StatusCode::SEE_OTHER, "{}", logo.text);
        self.served.state.reload().await.unwrap();
        let home = self.get(Who::Anybody, "/").await.text;
        let logo = home.split("/marca/").nth(1).unwrap().split('"').next().unwrap();
        self.ids.insert("logo", logo.to_owned());
    }

    /// María's ticket with a file, a reply by staff, and a note that is none of hers.
    async fn write_to_us(&mut self) {
        let file = self.api_uploads(Who::Requester, &format!("{CANARY}.txt"), CANARY.as_bytes()).await;
        let file = json(&file)["id"].as_str().unwrap().to_owned();
        let new = serde_json::json!({
            "subject": format!("La impresora {CANARY}"), "body": format!("No imprime {CANARY}"), "attachments": [file],
        });
        let ticket = self.api(Who::Requester, "POST", "/api/v1/tickets", &new.to_string()).await;
        assert_eq!(ticket.status, StatusCode::CREATED, "{}", ticket.text);
        self.ids.insert("ticket", json(&ticket)["number"].to_string());
        self.ids.insert("ticket id", json(&ticket)["id"].as_str().unwrap().to_owned());
        self.ids.insert("attachment", file);
        let sql = sql!("SELECT max(id) FROM outbox");
        let (mail,): (i64,) = self.db().read(async move |tx| tx.one(sql, args![]).await).await.unwrap();
        self.ids.insert("mail", mail.to_string());
    }

    async fn person(&self, name: &str, email: &str, role: Role) -> PersonId {
        let new = NewAccount { name: name.into(), email: email.into(), locale: "es".into(), ..NewAccount::default() };
        self.db().write(async move |tx| add::add(tx, &By::desk(), &new, role, None).await).await.unwrap()
    }

    async fn member(&self, name: &str, email: &str, (organization, coordinator): (OrganizationId, bool)) -> PersonId {
        let person = self.person(name, email, Role::Requester).await;
        let join = async move |tx: &mut Tx| members::put(tx, &By::desk(), person, organization, coordinator).await;
        self.db().write(join).await.unwrap();
        person
    }

    async fn organization(&self, name: &str, domain: &str, technician: Option<PersonId>) -> OrganizationId {
        let new = OrganizationChange {
            name: name.into(),
            kind: Kind::School,
            phone: String::new(),
            notes: if technician.is_some() { format!("Clave del armario: {CANARY}") } else { String::new() },
            domains: vec![domain.into()],
            default_technician: technician,
            archived: false,
        };
        self.db().write(async move |tx| save::add_by(tx, &By::desk(), new.clone()).await).await.unwrap()
    }

    async fn applicant(&self, email: &str) -> PersonId {
        let new = NewAccount {
            name: "Pau Riba".into(),
            email: email.into(),
            claimed_organization: "El Mar".into(),
            locale: "es".into(),
            ..NewAccount::default()
        };
        let (link, email) = (Secret::generate(), email.to_owned());
        let knocks = async move |tx: &mut Tx| {
            sign_up::sign_up(tx, &new, None, &link, "").await?;
            let holder = access::confirming(tx, &link).await?;
            confirm::confirm(tx, &holder, Admission::Approval, "").await?;
            Ok::<_, Refused>(access::by_email(tx, &email).await?.unwrap().id)
        };
        self.db().write(knocks).await.unwrap()
    }

    async fn actor(&self, person: PersonId) -> Actor {
        let email = sql!("SELECT email FROM people WHERE id = $1");
        let find = async move |tx: &Tx| {
            let (email,): (String,) = tx.one(email, args![person]).await?;
            let person = access::by_email(tx, &email).await?.unwrap();
            access::actor(tx, &person, "").await
        };
        self.db().read(find).await.unwrap()
    }

    async fn actor_of(&self, who: Who) -> Actor {
        self.actor(self.people[&who].0).await
    }

    /// Somebody else who waits, to be decided about.
    pub(super) async fn fresh_applicant(&self) -> String {
        let number = self.fresh.fetch_add(1, Ordering::Relaxed);
        self.applicant(&format!("nueva{number}@gmail.com")).await.to_string()
    }

    /// A rule that may be deleted.
    pub(super) async fn fresh_rule(&self) -> String {
        let admin = self.actor_of(Who::Admin).await;
        let rule = RuleChange {
            name: format!("Regla {CANARY}"),
            enabled: true,
            organization: Some(self.la_paz),
            category: None,
            location: None,
            words: String::new(),
            priority: None,
            technician: Some(self.people[&Who::Technician].0),
            team: None,
        };
        let save = async move |tx: &mut Tx| routing::save_rule(tx, admin.admin()?, None, &rule).await;
        self.db().write(save).await.unwrap().to_string()
    }

    /// A place that may be archived.
    pub(super) async fn fresh_location(&self) -> String {
        let la_paz = self.la_paz;
        let add = async move |tx: &mut Tx| locations::add_to(tx, la_paz, None, &format!("Sala {CANARY}")).await;
        self.db().write(add).await.unwrap().to_string()
    }

    /// A file of María's that no message carries yet.
    pub(super) async fn fresh_upload(&self) -> String {
        let answer = self.api_uploads(Who::Requester, &format!("{CANARY}.txt"), CANARY.as_bytes()).await;
        json(&answer)["id"].as_str().unwrap().to_owned()
    }

    /// An account elsewhere of María's, one of two.
    pub(super) async fn fresh_identity(&self) -> String {
        let person = self.people[&Who::Requester].0;
        let mut newest = 0_i64;
        for _ in 0..2 {
            let subject = self.fresh.fetch_add(1, Ordering::Relaxed).to_string();
            let insert = async move |tx: &mut Tx| {
                tx.execute(
                    sql!(
                        "INSERT INTO identities (person_id, provider, issuer, subject, email, created_at, used_at)
                         VALUES ($1, 'colegio', 'http://127.0.0.1:9', $2, '', 0, 0)"
                    ),
                    args![person, subject],
                )
                .await?;
                tx.one(sql!("SELECT max(id) FROM identities"), args![]).await
            };
            (newest,) = self.db().write(insert).await.unwrap();
        }
        newest.to_string()
    }

    /// A further address of María's.
    pub(super) async fn fresh_address(&self) -> String {
        let person = self.people[&Who::Requester].0;
        let email = format!("maria{}@ceiplapaz.es", self.fresh.fetch_add(1, Ordering::Relaxed));
        let insert = async move |tx: &mut Tx| {
            let statement =
                sql!("INSERT INTO addresses (person_id, email, created_at) VALUES ($1, $2, 0) RETURNING id");
            tx.returning_one(statement, args![person, email]).await
        };
        let (id,): (i64,) = self.db().write(insert).await.unwrap();
        id.to_string()
    }

    /// An invitation into La Paz that may be revoked.
    pub(super) async fn fresh_invitation(&self) -> String {
        let (la_paz, by) = (self.la_paz, self.people[&Who::Admin].0);
        let token = Secret::generate().hash();
        let insert = async move |tx: &mut Tx| {
            tx.returning_one(
                sql!(
                    "INSERT INTO invitations (token_hash, organization_id, coordinator, note, uses, max_uses, created_by,
                         created_at, expires_at)
                     VALUES ($1, $2, FALSE, 'CANARIO', 0, 0, $3, 0, $4) RETURNING id"
                ),
                args![token, la_paz, by, 4_102_444_800_000_000_i64],
            )
            .await
        };
        let (id,): (i64,) = self.db().write(insert).await.unwrap();
        id.to_string()
    }

    /// Two accounts that were made one, and may be parted again.
    pub(super) async fn fresh_merge(&self) -> String {
        let gone = self.fresh_person().await;
        let path = format!("/admin/personas/{}/unir", self.ids["person"]);
        let merged = self.post(Who::Admin, &path, &[("con", &gone)]).await;
        assert_eq!(merged.status, StatusCode::SEE_OTHER, "{}", merged.text);
        let newest = async |tx: &Tx| tx.one(sql!("SELECT max(id) FROM merges"), args![]).await;
        let (id,): (i64,) = self.db().read(newest).await.unwrap();
        id.to_string()
    }

    /// Somebody who may be disabled.
    pub(super) async fn fresh_person(&self) -> String {
        let number = self.fresh.fetch_add(1, Ordering::Relaxed);
        self.person("Pepe Bueno", &format!("pepe{number}@ceiplapaz.es"), Role::Requester).await.to_string()
    }

    async fn post(&self, who: Who, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let request = Request::post(path)
            .header(header::COOKIE, self.cookie(who).await)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request.body(Body::from(body)).unwrap()).await
    }

    /// A new session's cookie; none for nobody.
    pub(super) async fn cookie(&self, who: Who) -> String {
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

    /// A session of María's that may be ended.
    pub(super) async fn fresh_session(&self) -> String {
        self.session(self.people[&Who::Requester].0, &Secret::generate()).await.to_string()
    }

    /// The same of the person whom administrators look at.
    pub(super) async fn fresh_session_of_person(&self) -> String {
        let person = PersonId(self.ids["person"].parse().unwrap());
        self.session(person, &Secret::generate()).await.to_string()
    }

    /// By which a program speaks for the same.
    pub(super) async fn fresh_token_of_person(&self) -> String {
        let (person, token) = (PersonId(self.ids["person"].parse().unwrap()), Secret::generate());
        let add =
            async move |tx: &mut Tx| tokens::add(tx, &By::desk(), person, (&token, "test", Grant::Read), None).await;
        self.db().write(add).await.unwrap().to_string()
    }

    /// A key of María's.
    pub(super) async fn fresh_passkey(&self) -> String {
        let person = self.people[&Who::Requester].0;
        let name = format!("llave {}", self.fresh.fetch_add(1, Ordering::Relaxed));
        let insert = async move |tx: &mut Tx| {
            tx.returning_one(
                sql!(
                    "INSERT INTO passkeys (person_id, credential_id, user_handle, name, data, created_at)
                     VALUES ($1, $2, 'maria', $2, '{}', 0) RETURNING id"
                ),
                args![person, name],
            )
            .await
        };
        let (id,): (i64,) = self.db().write(insert).await.unwrap();
        id.to_string()
    }

    /// A group of a directory, of La Paz's people.
    pub(super) async fn fresh_group(&self) -> String {
        let (la_paz, number) = (self.la_paz, self.fresh.fetch_add(1, Ordering::Relaxed));
        let name = format!("{CANARY} {number}");
        let insert = async move |tx: &mut Tx| {
            tx.returning_one(
                sql!(
                    "INSERT INTO directory_groups (name, name_folded, external_id, role, organization_id, coordinator,
                         created_at, updated_at)
                     VALUES ($1, $1, '', '', $2, FALSE, 0, 0) RETURNING id"
                ),
                args![name, la_paz],
            )
            .await
        };
        let (id,): (i64,) = self.db().write(insert).await.unwrap();
        id.to_string()
    }

    /// A provider that may be removed.
    pub(super) async fn fresh_provider(&self) -> String {
        let word = format!("otro{}", self.fresh.fetch_add(1, Ordering::Relaxed));
        let given = word.clone();
        let secret = testing::key().seal(&atiende_core::providers::purpose(&word), b"secret").unwrap();
        let insert = async move |tx: &mut Tx| {
            let settings = r#"{"issuer":"http://127.0.0.1:9","client_id":"desk"}"#;
            tx.execute(
                sql!(
                    "INSERT INTO providers (word, kind, label, settings, secret, link_verified_email, enabled, created_at,
                         updated_at)
                     VALUES ($1, 'openid', $1, $2, $3, FALSE, TRUE, 0, 0)"
                ),
                args![given, settings, secret],
            )
            .await
        };
        self.db().write(insert).await.unwrap();
        word
    }

    pub(super) fn bearer(&self, who: Who) -> String {
        self.people.get(&who).map_or_else(String::new, |(_, token)| format!("Bearer {}", token.reveal()))
    }

    pub(super) async fn get(&self, who: Who, path: &str) -> Answer {
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

    pub(super) async fn api(&self, who: Who, method: &str, path: &str, body: &str) -> Answer {
        let request = Request::builder().method(method).uri(path).header(header::AUTHORIZATION, self.bearer(who));
        let request = request.header(header::CONTENT_TYPE, "application/json");
        self.send(request.body(Body::from(body.to_owned())).unwrap()).await
    }

    pub(super) async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.served.site.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Answer { status: parts.status, headers: parts.headers, text }
    }
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

fn article(title: &str) -> ArticleChange {
    ArticleChange {
        title: title.into(),
        summary: String::new(),
        body: "Abre la bandeja.".into(),
        body_format: BodyFormat::Markdown,
        visibility: Visibility::Public,
        state: ArticleState::Published,
        language: "es".into(),
        category: None,
    }
}
