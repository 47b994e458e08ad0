//! People of a company's directory (`tests/services/slapd.sh`) at the door.

use crate::testing::{Served, open};
use crate::{Registration, Settings, SignInDirectory};
use atiende_core::accounts::actions::add;
use atiende_core::accounts::{AccountState, NewAccount, Person, Role, access, password};
use atiende_core::directories::Rules;
use atiende_core::events::By;
use atiende_core::orgs::actions::{members, save};
use atiende_core::orgs::{Kind, OrganizationChange};
use atiende_core::{Actor, Refused};
use atiende_db::Tx;
use atiende_ldap::{Directory, Settings as Wire};
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use std::num::NonZeroU32;
use std::time::Duration;
use tower::ServiceExt as _;

atiende_testing::on_both![
    the_form_takes_user_names_where_a_directory_has_them,
    who_the_directory_knows_gets_an_account_and_comes_back,
    an_unmapped_newcomer_asks_for_an_account,
    groups_give_roles_and_take_back_what_they_gave,
    the_last_administrator_stays_whatever_the_directory_says,
    an_account_of_the_same_address_is_joined_by_its_owner,
    a_requester_is_joined_at_once_where_that_is_set_and_staff_never,
    a_stranger_learns_nothing,
    tries_of_a_name_are_tries_of_the_account,
    a_closed_account_stays_closed,
];

const BASE: &str = "dc=ceiplapaz,dc=es";

/// A directory of this run, with what `change` says of it.
fn school(test: &str, change: impl FnOnce(&mut SignInDirectory)) -> Option<SignInDirectory> {
    #[expect(clippy::disallowed_methods, reason = "tests are told of servers by the environment")]
    let Some(said) = std::env::var("ATIENDE_TEST_LDAP").ok() else {
        atiende_testing::skip(test, "a directory: ATIENDE_TEST_LDAP names none");
        return None;
    };
    let mut school = at(said.split(' ').next().unwrap());
    change(&mut school);
    Some(school)
}

fn at(url: &str) -> SignInDirectory {
    let wire = Wire {
        url: url.to_owned(),
        bind_dn: format!("cn=desk,{BASE}"),
        bind_password: "clave del servicio".into(),
        base: BASE.into(),
        filter: "(&(objectClass=inetOrgPerson)(|(uid={login})(mail={login})))".into(),
        ..Wire::default()
    };
    SignInDirectory {
        id: "colegio".into(),
        label: "el colegio".into(),
        directory: Directory::new(wire).unwrap(),
        domains: vec!["ceiplapaz.es".into()],
        link_verified_email: false,
        rules: Rules { organization: Some("CEIP La Paz".into()), ..Rules::default() },
    }
}

struct Answer {
    status: StatusCode,
    location: String,
    cookies: Vec<String>,
    html: String,
}

impl Answer {
    fn session(&self) -> Option<String> {
        let cookie = self.cookies.iter().find(|cookie| cookie.starts_with("session="))?;
        cookie.split(';').next().map(str::to_owned)
    }

    fn proved(&self) -> String {
        let cookie = self.cookies.iter().find(|cookie| cookie.starts_with("proved=")).unwrap();
        cookie.split(';').next().unwrap().to_owned()
    }
}

struct Desk(Served);

impl Desk {
    /// With CEIP La Paz as a client and Ada, who administers.
    async fn open(school: SignInDirectory, change: impl FnOnce(&mut Settings)) -> Self {
        let desk = Self(
            open(|settings| {
                settings.directories.push(school);
                change(settings);
            })
            .await,
        );
        for name in ["CEIP La Paz", "IES El Mar"] {
            let new = OrganizationChange {
                name: name.into(),
                kind: Kind::School,
                phone: String::new(),
                notes: String::new(),
                domains: Vec::new(),
                default_technician: None,
                archived: false,
            };
            desk.0.db.write(async move |tx| save::add_by(tx, &By::desk(), new.clone()).await).await.unwrap();
        }
        desk.person("Ada Admin", "ada@desk.es", Role::Admin).await;
        desk
    }

    async fn person(&self, name: &str, email: &str, role: Role) {
        let new = NewAccount { name: name.into(), email: email.into(), locale: "es".into(), ..NewAccount::default() };
        let hash = password::hash("la clave de aquí".into()).await.unwrap();
        let add = async move |tx: &mut Tx| add::add(tx, &By::desk(), &new, role, Some(&hash)).await;
        self.0.db.write(add).await.unwrap();
    }

    async fn send(&self, request: Request<Body>) -> Answer {
        let (parts, body) = self.0.site.clone().oneshot(request).await.unwrap().into_parts();
        let told = |name| parts.headers.get_all(name).iter().map(|value| value.to_str().unwrap().to_owned());
        let html = String::from_utf8(to_bytes(body, usize::MAX).await.unwrap().to_vec()).unwrap();
        let location = told(header::LOCATION).next().unwrap_or_default();
        Answer { status: parts.status, location, cookies: told(header::SET_COOKIE).collect(), html }
    }

    async fn signs_in(&self, login: &str, password: &str, cookie: &str) -> Answer {
        self.posts(&[("email", login), ("password", password), ("back_to", "/soporte/abrir")], cookie).await
    }

    async fn posts(&self, fields: &[(&str, &str)], cookie: &str) -> Answer {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let request = Request::post("/acceder")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::COOKIE, cookie);
        self.send(request.body(Body::from(body)).unwrap()).await
    }

    async fn get(&self, path: &str, cookie: &str) -> Answer {
        self.send(Request::get(path).header(header::COOKIE, cookie).body(Body::empty()).unwrap()).await
    }

    async fn found(&self, email: &str) -> Option<(Person, Actor)> {
        let email = email.to_owned();
        let found = async move |tx: &Tx| {
            let Some(person) = access::by_email(tx, &email).await? else { return Ok::<_, Refused>(None) };
            let actor = access::actor(tx, &person, "").await?;
            Ok(Some((person, actor)))
        };
        self.0.db.read(found).await.unwrap()
    }

    async fn actor(&self, email: &str) -> Actor {
        self.found(email).await.unwrap().1
    }
}

async fn the_form_takes_user_names_where_a_directory_has_them() {
    let plain = Desk(open(|_| {}).await).get("/acceder", "").await.html;
    assert!(plain.contains("type=\"email\" id=\"email\"") && !plain.contains("email-hint"), "{plain}");
    let html = Desk(open(|settings| settings.directories.push(at("ldap://127.0.0.1:9"))).await);
    let html = html.get("/acceder", "").await.html;
    assert!(html.contains("type=\"text\" id=\"email\"") && html.contains("También vale el usuario"), "{html}");
    assert!(html.contains(">Correo electrónico</label>"), "{html}");
}

async fn who_the_directory_knows_gets_an_account_and_comes_back() {
    let Some(school) =
        school("who_the_directory_knows", |school| school.rules.coordinators = Some("responsables".into()))
    else {
        return;
    };
    let desk = Desk::open(school, |settings| settings.registration = Registration::Closed).await;
    let first = desk.signs_in("maria", "clave de maria", "").await;
    assert_eq!((first.status, first.location.as_str()), (StatusCode::SEE_OTHER, "/soporte/abrir"), "{}", first.html);
    let page = desk.get("/soporte/abrir", &first.session().unwrap()).await;
    assert!(page.html.contains("Maria Gil") && page.html.contains("CEIP La Paz"), "{}", page.html);
    let maria = desk.actor("maria@ceiplapaz.es").await;
    assert_eq!((maria.state, maria.role), (AccountState::Active, Role::Requester));
    assert!(!first.cookies.iter().any(|cookie| cookie.starts_with("notice=")), "{:?}", first.cookies);
    let form = [("email", "maria"), ("password", "clave de maria"), ("unsent", "on")];
    let in_vain = desk.posts(&form, "").await;
    assert!(in_vain.cookies.iter().any(|cookie| cookie.starts_with("notice=")), "is told that nothing was sent");
    let again = desk.signs_in("Maria@CeipLaPaz.es", "clave de maria", "").await;
    assert!(again.session().is_some_and(|session| session != first.session().unwrap()));
    assert_eq!(desk.actor("maria@ceiplapaz.es").await.id, maria.id, "one person, one account");
    desk.signs_in("carmen", "clave de carmen", "").await;
    let carmen = desk.actor("carmen@ceiplapaz.es").await;
    assert!(carmen.memberships[0].coordinator && !maria.memberships[0].coordinator);
}

async fn an_unmapped_newcomer_asks_for_an_account() {
    let Some(school) = school("an_unmapped_newcomer", |school| school.rules = Rules::default()) else { return };
    let desk = Desk::open(school.clone(), |_| {}).await;
    let answer = desk.signs_in("maria", "clave de maria", "").await;
    assert_eq!(answer.location, "/crear-cuenta/continuar", "{}", answer.html);
    assert!(answer.session().is_none() && desk.found("maria@ceiplapaz.es").await.is_none());
    let form = desk.get("/crear-cuenta/continuar", &answer.proved()).await.html;
    assert!(form.contains("Maria Gil") && form.contains("el colegio"), "{form}");
    let closed = Desk::open(school, |settings| settings.registration = Registration::Closed).await;
    let answer = closed.signs_in("maria", "clave de maria", "").await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.html.contains("aquí no tienes cuenta") && answer.session().is_none(), "{}", answer.html);
}

async fn groups_give_roles_and_take_back_what_they_gave() {
    let technicians = |school: &mut SignInDirectory| {
        school.rules.technicians = Some(format!("cn=tecnicos,ou=groups,{BASE}"));
        school.rules.groups = vec![("docentes".into(), "IES El Mar".into()), ("nadie".into(), "CEIP La Paz".into())];
    };
    let Some(mapped) = school("groups_give_roles", technicians) else { return };
    let desk = Desk::open(mapped, |_| {}).await;
    let answer = desk.signs_in("luis", "clave de luis", "").await;
    assert!(answer.session().is_some(), "{}", answer.html);
    let luis = desk.actor("luis@ceiplapaz.es").await;
    assert_eq!((luis.role, luis.all_organizations), (Role::Technician, true));
    assert_eq!(luis.memberships.iter().map(|m| m.name.as_str()).collect::<Vec<_>>(), ["IES El Mar"]);
    let maria = desk.signs_in("maria", "clave de maria", "").await;
    assert!(maria.session().is_some());
    assert_eq!(desk.actor("maria@ceiplapaz.es").await.role, Role::Requester);
    // By hand, Luis is also put into La Paz. Then the directory says nothing of him any more.
    let (id, la_paz) = (luis.id, atiende_core::id::OrganizationId(1));
    desk.0.db.write(async move |tx| members::put(tx, &By::desk(), id, la_paz, false).await).await.unwrap();
    let said = atiende_core::identities::Claims {
        provider: "colegio".into(),
        label: "el colegio".into(),
        issuer: "ldap:colegio".into(),
        subject: subject(&desk, luis.id).await,
        name: None,
        email: Some("luis@ceiplapaz.es".into()),
        email_verified: true,
    };
    enter(&desk, said).await;
    let luis = desk.actor("luis@ceiplapaz.es").await;
    assert_eq!(luis.role, Role::Requester, "the directory gave it, the directory took it");
    assert_eq!(luis.memberships.iter().map(|m| m.name.as_str()).collect::<Vec<_>>(), ["CEIP La Paz"]);
}

async fn subject(desk: &Desk, person: atiende_core::id::PersonId) -> String {
    let read = async move |tx: &Tx| {
        let sql = atiende_db::sql!("SELECT subject FROM identities WHERE person_id = $1");
        tx.one::<(String,)>(sql, atiende_db::args![person]).await
    };
    desk.0.db.read(read).await.unwrap().0
}

/// As if the directory had said so, with no groups and no rules.
async fn enter(desk: &Desk, claims: atiende_core::identities::Claims) {
    use atiende_core::identities::actions::{arrive::Handouts, directory};
    let said = directory::Said {
        claims,
        login: None,
        groups: Vec::new(),
        rules: Rules::default(),
        joins: false,
        back_to: "/".into(),
        locale: "es".into(),
    };
    let session = atiende_core::accounts::actions::sign_in::NewSession {
        token: atiende_core::accounts::Secret::generate(),
        limits: atiende_core::accounts::SessionLimits {
            idle: jiff::SignedDuration::from_hours(1),
            max: jiff::SignedDuration::from_hours(9),
        },
        client: atiende_core::accounts::actions::sign_in::Client::default(),
    };
    let handouts = Handouts { session, link: atiende_core::accounts::Secret::generate(), silently: false };
    desk.0.db.write(async move |tx| directory::enter(tx, &said, &handouts).await).await.unwrap();
}

async fn the_last_administrator_stays_whatever_the_directory_says() {
    let Some(mapped) =
        school("the_last_administrator", |school| school.rules.admins = Some(format!("cn=tecnicos,ou=groups,{BASE}")))
    else {
        return;
    };
    let desk = Desk(open(|settings| settings.directories.push(mapped)).await);
    assert!(desk.signs_in("luis", "clave de luis", "").await.session().is_some());
    let luis = desk.actor("luis@ceiplapaz.es").await;
    assert_eq!(luis.role, Role::Admin);
    let claims = atiende_core::identities::Claims {
        provider: "colegio".into(),
        label: "el colegio".into(),
        issuer: "ldap:colegio".into(),
        subject: subject(&desk, luis.id).await,
        name: None,
        email: None,
        email_verified: false,
    };
    enter(&desk, claims.clone()).await;
    assert_eq!(desk.actor("luis@ceiplapaz.es").await.role, Role::Admin, "nobody else could administer");
    desk.person("Ada Admin", "ada@desk.es", Role::Admin).await;
    enter(&desk, claims).await;
    assert_eq!(desk.actor("luis@ceiplapaz.es").await.role, Role::Requester);
}

async fn an_account_of_the_same_address_is_joined_by_its_owner() {
    let Some(school) = school("an_account_of_the_same_address", |_| {}) else { return };
    let desk = Desk::open(school, |_| {}).await;
    desk.person("María Gil", "maria@ceiplapaz.es", Role::Requester).await;
    let told = desk.signs_in("maria", "clave de maria", "").await;
    assert_eq!((told.location.as_str(), told.session()), ("/acceder", None));
    let proved = told.proved();
    assert!(desk.get("/acceder", &proved).await.html.contains("Ya tienes cuenta aquí"));
    let stubborn = desk.signs_in("maria", "clave de maria", &proved).await;
    assert_eq!(stubborn.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(stubborn.html.contains("otra contraseña") && stubborn.session().is_none(), "{}", stubborn.html);
    let joined = desk.signs_in("maria@ceiplapaz.es", "la clave de aquí", &proved).await;
    assert!(joined.session().is_some(), "{}", joined.html);
    assert!(desk.signs_in("maria", "clave de maria", "").await.session().is_some(), "joined for good");
}

async fn a_requester_is_joined_at_once_where_that_is_set_and_staff_never() {
    let Some(school) = school("a_requester_is_joined_at_once", |school| school.link_verified_email = true) else {
        return;
    };
    let desk = Desk::open(school, |_| {}).await;
    desk.person("María Gil", "maria@ceiplapaz.es", Role::Requester).await;
    desk.person("Luis Ferrer", "luis@ceiplapaz.es", Role::Technician).await;
    assert!(desk.signs_in("maria", "clave de maria", "").await.session().is_some());
    let luis = desk.signs_in("luis", "clave de luis", "").await;
    assert_eq!((luis.location.as_str(), luis.session()), ("/acceder", None));
}

async fn a_stranger_learns_nothing() {
    let Some(school) = school("a_stranger_learns_nothing", |_| {}) else { return };
    let desk = Desk::open(school, |_| {}).await;
    let tries = [
        ("maria", "otra"),
        ("nadie", "otra"),
        ("*", "clave de maria"),
        ("*)(uid=*", "clave de maria"),
        ("ana@ceiplapaz.es", "clave de twin1"),
        ("ada@desk.es", "otra"),
        ("nadie@gmail.com", "otra"),
    ];
    let empty = desk.signs_in("maria", "", "").await;
    assert!(empty.html.contains("Escribe tu contraseña") && empty.cookies.is_empty(), "{}", empty.html);
    for (login, password) in tries {
        let answer = desk.signs_in(login, password, "").await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{login}");
        assert!(answer.html.contains("El correo o la contraseña no son correctos"), "{login}: {}", answer.html);
        assert!(answer.cookies.is_empty(), "{login}: {:?}", answer.cookies);
        let typed = format!("value=\"{}\"", login.replace('(', "&#40;").replace(')', "&#41;"));
        assert!(
            answer.html.contains(&format!("value=\"{login}\"")) || answer.html.contains(&typed),
            "what was typed is kept"
        );
    }
    assert!(desk.found("ana@ceiplapaz.es").await.is_none());
}

/// Strangers who guess at her name keep out neither her own browser nor more than they would by her address.
async fn tries_of_a_name_are_tries_of_the_account() {
    let Some(school) = school("tries_of_a_name", |_| {}) else { return };
    let few = crate::Rate { times: NonZeroU32::new(3).unwrap(), within: Duration::from_mins(1) };
    let desk = Desk::open(school, |settings| settings.rates.login = few).await;
    let first = desk.signs_in("maria", "clave de maria", "").await;
    let device = first.cookies.iter().find(|cookie| cookie.starts_with("device=")).unwrap();
    let device = device.split(';').next().unwrap();
    let waits = async |login: &str, password: &str, cookie: &str| {
        desk.signs_in(login, password, cookie).await.html.contains("Demasiados intentos")
    };
    let mut tries = 0;
    while !waits("MARIA", "otra", "").await {
        tries += 1;
        assert!(tries <= 20, "guessing never ends");
    }
    assert!(waits("maria@ceiplapaz.es", "otra", "").await, "the same account");
    assert!(!waits("carmen", "otra", "").await, "another one");
    assert!(waits("maria", "clave de maria", "").await);
    assert!(desk.signs_in("Maria", "clave de maria", device).await.session().is_some(), "her own browser");
}

async fn a_closed_account_stays_closed() {
    let Some(school) = school("a_closed_account", |_| {}) else { return };
    let desk = Desk::open(school, |_| {}).await;
    desk.signs_in("maria", "clave de maria", "").await;
    let (maria, _) = desk.found("maria@ceiplapaz.es").await.unwrap();
    let close = async move |tx: &mut Tx| {
        atiende_core::accounts::actions::update::disable(tx, &By::desk(), atiende_core::Sudo::at_the_terminal(), &maria)
            .await
    };
    desk.0.db.write(close).await.unwrap();
    let answer = desk.signs_in("maria", "clave de maria", "").await;
    assert!(answer.session().is_none() && !answer.location.starts_with("/soporte"), "{}", answer.html);
    assert_eq!(desk.actor("maria@ceiplapaz.es").await.state, AccountState::Disabled);
}

mod several;
