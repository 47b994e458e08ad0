//! What the doors do of themselves; passkeys are a story in the browser tests, and in the core's.

mod proofs;

use crate::testing::{Served, open};
use atiende_core::accounts::actions::{add, reset_password};
use atiende_core::accounts::{NewAccount, Role, Secret, password};
use atiende_core::events::By;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use std::cell::RefCell;
use std::collections::BTreeMap;
use totp_rs::Builder;
use tower::ServiceExt as _;

atiende_testing::on_both![
    a_code_is_asked_for_after_the_password,
    half_a_sign_in_opens_no_page,
    who_guesses_is_stopped,
    beginning_anew_gives_no_new_tries,
    a_reset_link_leads_to_the_second_step,
    recovery_codes_are_shown_once,
    who_must_sets_up_first,
    administrators_decide_and_reset,
    without_https_there_are_no_passkeys,
];

const PASSWORD: &str = "una frase larga";
/// The clock of the served desk: 2026-11-23T08:00:00Z, and not yet 30 s later.
const MORNING: u64 = 1_795_420_800;

/// Somebody with a browser that keeps its cookies.
struct Visitor<'d> {
    desk: &'d Served,
    cookies: RefCell<BTreeMap<String, String>>,
}

struct Answer {
    status: StatusCode,
    location: String,
    html: String,
    cache: String,
}

fn browser(desk: &Served) -> Visitor<'_> {
    Visitor { desk, cookies: RefCell::default() }
}

impl Visitor<'_> {
    async fn gets(&self, path: &str) -> Answer {
        self.send(Request::get(path), String::new()).await
    }

    async fn posts(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        self.send(Request::post(path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded"), body).await
    }

    async fn send(&self, request: axum::http::request::Builder, body: String) -> Answer {
        let cookies: Vec<String> =
            self.cookies.borrow().iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = request.header(header::COOKIE, cookies.join("; ")).body(Body::from(body)).unwrap();
        let response = self.desk.site.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        for cookie in parts.headers.get_all(header::SET_COOKIE) {
            let (pair, rest) = cookie.to_str().unwrap().split_once(';').unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            if rest.contains("Max-Age=0") {
                self.cookies.borrow_mut().remove(name);
            } else {
                self.cookies.borrow_mut().insert(name.to_owned(), value.to_owned());
            }
        }
        let told = |name| parts.headers.get(name).map(|v| v.to_str().unwrap().to_owned()).unwrap_or_default();
        let html = String::from_utf8(to_bytes(body, usize::MAX).await.unwrap().to_vec()).unwrap();
        Answer { status: parts.status, location: told(header::LOCATION), cache: told(header::CACHE_CONTROL), html }
    }

    /// The password, rightly; where it leads.
    async fn signs_in(&self, email: &str) -> String {
        let answer = self.posts("/acceder", &[("email", email), ("password", PASSWORD)]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.html);
        answer.location
    }

    async fn is_in(&self) -> bool {
        self.gets("/cuenta").await.status == StatusCode::OK
    }

    fn has(&self, cookie: &str) -> bool {
        self.cookies.borrow().contains_key(cookie)
    }

    /// Sets up an app with its code of the step before this one; its secret.
    async fn sets_up_app(&self) -> String {
        let shown = self.posts("/cuenta/seguridad/aplicacion", &[]).await;
        assert_eq!((shown.status, shown.cache.as_str()), (StatusCode::OK, "no-store"));
        let (_, rest) = shown.html.split_once("<code class=\"secret\">").unwrap();
        let secret = rest.split_once("</code>").unwrap().0.replace(' ', "");
        assert!(shown.html.contains("<svg class=\"qr\"") && shown.html.contains("otpauth://totp/Atiende:"));
        let code = code(&secret, -1);
        let kept = self.posts("/cuenta/seguridad/aplicacion/confirmar", &[("code", &code)]).await;
        assert_eq!(kept.status, StatusCode::OK, "{}", kept.location);
        assert!(kept.html.contains("Guarda tus códigos"), "the first factor comes with codes");
        secret
    }
}

/// The code of so many steps from now.
fn code(secret: &str, step: i64) -> String {
    let secret = totp_rs::Secret::try_from_base32(secret).unwrap();
    let totp = Builder::new().with_secret(secret).build().unwrap();
    totp.generate(MORNING.checked_add_signed(step * 30).unwrap()).to_string()
}

async fn person(desk: &Served, email: &str, role: Role) -> atiende_core::id::PersonId {
    let new = NewAccount { name: "Ana Soto".into(), email: email.into(), locale: "es".into(), ..NewAccount::default() };
    let hash = password::hash(PASSWORD.into()).await.unwrap();
    desk.db.write(async move |tx| add::add(tx, &By::desk(), &new, role, Some(&hash)).await).await.unwrap()
}

const ANA: &str = "ana@lapaz.es";

/// A desk with Ana, who has an app; its secret.
async fn with_app() -> (Served, String) {
    with_app_and(|_| {}).await
}

async fn with_app_and(change: impl FnOnce(&mut crate::Settings)) -> (Served, String) {
    let desk = open(change).await;
    person(&desk, ANA, Role::Requester).await;
    let ana = browser(&desk);
    assert_eq!(ana.signs_in(ANA).await, "/");
    let secret = ana.sets_up_app().await;
    (desk, secret)
}

async fn a_code_is_asked_for_after_the_password() {
    let (desk, secret) = with_app().await;
    let ana = browser(&desk);
    let wanted = [("email", ANA), ("password", PASSWORD), ("back_to", "/soporte/abrir"), ("unsent", "on")];
    let owed = ana.posts("/acceder", &wanted).await.location;
    assert_eq!(owed, "/acceder/segundo-paso?volver=%2Fsoporte%2Fabrir&unsent=on");
    assert!(ana.has("half") && !ana.has("session"));
    let page = ana.gets(&owed).await;
    assert!(page.html.contains("Seis cifras") && page.cache == "no-store");
    let fields = |code| [("code", code), ("back_to", "/soporte/abrir"), ("unsent", "on")];
    let used = code(&secret, -1);
    let refused = ana.posts("/acceder/segundo-paso", &fields(&used)).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "the code that confirmed the app");
    assert!(refused.html.contains("value=\"/soporte/abrir\""), "where she wanted to go is kept");
    let half = ana.cookies.borrow()["half"].clone();
    let now = code(&secret, 0);
    let entered = ana.posts("/acceder/segundo-paso", &fields(&now)).await;
    assert_eq!((entered.status, entered.location.as_str()), (StatusCode::SEE_OTHER, "/soporte/abrir"));
    assert!(ana.has("session") && !ana.has("half") && ana.has("notice"), "and is told that nothing was sent");
    assert!(ana.is_in().await);
    // The half that was used, from a stolen cookie, with a code that would be good.
    let thief = browser(&desk);
    thief.cookies.borrow_mut().insert("half".into(), half);
    let next = code(&secret, 1);
    let late = thief.posts("/acceder/segundo-paso", &[("code", &next)]).await;
    assert_eq!((late.location.as_str(), thief.has("session")), ("/acceder", false));
}

async fn half_a_sign_in_opens_no_page() {
    let (desk, secret) = with_app().await;
    let ana = browser(&desk);
    ana.signs_in(ANA).await;
    for page in ["/cuenta", "/cuenta/seguridad", "/soporte/mis-tickets", "/espera"] {
        let answer = ana.gets(page).await;
        assert!(answer.location.starts_with("/acceder?volver="), "{page}: {}", answer.location);
    }
    // The half is no session under that name either.
    let half = ana.cookies.borrow()["half"].clone();
    ana.cookies.borrow_mut().insert("session".into(), half);
    assert!(!ana.is_in().await);
    let other = browser(&desk);
    let now = code(&secret, 0);
    let answer = other.posts("/acceder/segundo-paso", &[("code", &now)]).await;
    assert_eq!(answer.location, "/acceder", "another browser has proved no password");
    assert_eq!(other.gets("/acceder/segundo-paso").await.location, "/acceder");
    let answer = other.posts("/acceder/segundo-paso?volver=//evil.example", &[("code", &now)]).await;
    assert_eq!(answer.location, "/acceder");
}

async fn who_guesses_is_stopped() {
    let (desk, secret) = with_app().await;
    let thief = browser(&desk);
    thief.signs_in(ANA).await;
    for _ in 0..4 {
        let answer = thief.posts("/acceder/segundo-paso", &[("code", "000000")]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.html.contains("El código no es correcto"));
    }
    let answer = thief.posts("/acceder/segundo-paso", &[("code", "000000")]).await;
    assert_eq!(answer.location, "/acceder");
    let now = code(&secret, 0);
    assert_eq!(thief.posts("/acceder/segundo-paso", &[("code", &now)]).await.location, "/acceder", "too late");
    let nobody = browser(&desk);
    assert_eq!(nobody.posts("/acceder/segundo-paso", &[("code", "000000")]).await.location, "/acceder");
}

/// Whoever has the password may begin anew, and yet waits: the tries are the person's, not the beginning's.
async fn beginning_anew_gives_no_new_tries() {
    let few = crate::Rate { times: std::num::NonZeroU32::new(7).unwrap(), within: std::time::Duration::from_hours(1) };
    let (desk, _) = with_app_and(move |settings| settings.rates.login = few).await;
    let thief = browser(&desk);
    let mut refusals = Vec::new();
    for _ in 0..2 {
        thief.signs_in(ANA).await;
        for _ in 0..5 {
            refusals.push(thief.posts("/acceder/segundo-paso", &[("code", "000000")]).await.status);
        }
    }
    let stopped = refusals.iter().position(|status| *status == StatusCode::TOO_MANY_REQUESTS);
    assert!(stopped.is_some_and(|at| (5..=8).contains(&at)), "{refusals:?}");
}

async fn a_reset_link_leads_to_the_second_step() {
    let (desk, secret) = with_app().await;
    let link = Secret::generate();
    let given = link.clone();
    desk.db.write(async move |tx| reset_password::request(tx, ANA, &given, "").await).await.unwrap();
    let thief = browser(&desk);
    let path = format!("/recuperar/{}", link.reveal());
    assert_eq!(thief.posts(&path, &[("password", "otra frase larga")]).await.location, "/acceder");
    assert!(!thief.has("session"));
    let answer = thief.posts("/acceder", &[("email", ANA), ("password", "otra frase larga")]).await;
    assert!(answer.location.starts_with("/acceder/segundo-paso") && !thief.has("session"), "{}", answer.location);
    let now = code(&secret, 0);
    assert_eq!(thief.posts("/acceder/segundo-paso", &[("code", &now)]).await.location, "/");
}

async fn recovery_codes_are_shown_once() {
    let desk = open(|_| {}).await;
    person(&desk, ANA, Role::Requester).await;
    let ana = browser(&desk);
    ana.signs_in(ANA).await;
    assert_eq!(ana.gets("/cuenta/seguridad/codigos").await.location, "/cuenta/seguridad", "nothing to stand in for");
    ana.sets_up_app().await;
    let made = ana.posts("/cuenta/seguridad/codigos", &[]).await;
    assert_eq!((made.status, made.cache.as_str()), (StatusCode::OK, "no-store"));
    let codes: Vec<&str> = made.html.split("<li><code>").skip(1).map(|rest| &rest[..14]).collect();
    assert_eq!(codes.len(), 10);
    let file = made.html.split("href=\"data:text/plain").nth(1).unwrap().split('"').next().unwrap();
    assert!(codes.iter().all(|code| file.contains(&code.replace('-', "%2D"))), "{file}");
    assert!(!ana.gets("/cuenta/seguridad").await.html.contains(codes[0]));
    let again = browser(&desk);
    again.signs_in(ANA).await;
    let wrong = again.posts("/acceder/segundo-paso", &[("recovery_code", "7K2M-QW9D-0XHT")]).await;
    assert!(wrong.status == StatusCode::UNPROCESSABLE_ENTITY && wrong.html.contains("<details open"), "{}", wrong.html);
    assert_eq!(again.posts("/acceder/segundo-paso", &[("recovery_code", codes[3])]).await.location, "/");
    assert!(again.gets("/cuenta/seguridad").await.html.contains("Te quedan 9 códigos"));
    let other = browser(&desk);
    other.signs_in(ANA).await;
    let used = other.posts("/acceder/segundo-paso", &[("recovery_code", codes[3])]).await;
    assert_eq!(used.status, StatusCode::UNPROCESSABLE_ENTITY);
}

/// Ada, signed in, with the boxes ticked.
async fn requires<'d>(desk: &'d Served, boxes: &[(&str, &str)]) -> Visitor<'d> {
    person(desk, "ada@desk.es", Role::Admin).await;
    let ada = browser(desk);
    ada.signs_in("ada@desk.es").await;
    assert_eq!(ada.posts("/admin/segundo-paso", boxes).await.location, "/admin/segundo-paso");
    ada
}

async fn who_must_sets_up_first() {
    let desk = open(|_| {}).await;
    person(&desk, ANA, Role::Technician).await;
    let ana = browser(&desk);
    ana.signs_in(ANA).await;
    assert!(ana.is_in().await);
    let ada = requires(&desk, &[("technicians", "on")]).await;
    assert_eq!(ada.gets("/admin").await.status, StatusCode::OK, "not of her role");
    // Also in a session that was there before.
    for page in ["/", "/cuenta", "/cola/mios", "/t/1", "/ayuda", "/nothing", "/cuenta/seguridadx", "/acceder"] {
        let answer = ana.gets(page).await;
        assert_eq!((answer.status, answer.location.as_str()), (StatusCode::SEE_OTHER, "/cuenta/seguridad"), "{page}");
    }
    let posted = ana.posts("/cuenta", &[("name", "Otra")]).await;
    assert_eq!(posted.location, "/cuenta/seguridad");
    assert!(ana.gets("/cuenta/seguridad").await.html.contains("Tu cuenta necesita un segundo paso"));
    let fresh = browser(&desk);
    fresh.signs_in(ANA).await;
    assert_eq!(fresh.gets("/cola/mios").await.location, "/cuenta/seguridad");
    assert_eq!(fresh.posts("/logout", &[]).await.location, "/", "the way out is open");
    let secret = ana.sets_up_app().await;
    assert_eq!(ana.gets("/cola/mios").await.status, StatusCode::OK);
    let next = browser(&desk);
    assert!(next.signs_in(ANA).await.starts_with("/acceder/segundo-paso"));
    let now = code(&secret, 0);
    assert_eq!(next.posts("/acceder/segundo-paso", &[("code", &now)]).await.location, "/cola/mios");
    next.posts("/cuenta/seguridad/aplicacion/quitar", &[]).await;
    assert_eq!(next.gets("/").await.location, "/cuenta/seguridad", "taken away, owed again");
}

async fn administrators_decide_and_reset() {
    let (desk, _) = with_app().await;
    let ada = requires(&desk, &[]).await;
    let ana =
        desk.db.read(async |tx| atiende_core::accounts::access::by_email(tx, ANA).await).await.unwrap().unwrap().id;
    let (page, reset) = (format!("/admin/personas/{ana}"), format!("/admin/personas/{ana}/segundo-paso/quitar"));
    assert!(ada.gets(&page).await.html.contains("con aplicación de códigos"));
    person(&desk, "luis@desk.es", Role::Technician).await;
    let luis = browser(&desk);
    luis.signs_in("luis@desk.es").await;
    for path in [reset.as_str(), "/admin/segundo-paso"] {
        assert_eq!(luis.posts(path, &[]).await.status, StatusCode::FORBIDDEN, "{path}");
        let anybody = browser(&desk).posts(path, &[]).await;
        assert!(anybody.location.starts_with("/acceder?"), "{path}: {}", anybody.location);
    }
    assert_eq!(luis.gets("/admin/segundo-paso").await.status, StatusCode::FORBIDDEN);
    assert_eq!(ada.posts(&reset, &[]).await.location, page);
    assert!(ada.gets(&page).await.html.contains("No tiene."));
    let history = ada.gets("/admin/historial").await.html;
    assert!(history.contains("quitó el segundo paso de") && history.contains("configuró su aplicación"), "{history}");
    assert_eq!(browser(&desk).signs_in(ANA).await, "/");
}

async fn without_https_there_are_no_passkeys() {
    let desk = open(|settings| settings.public_url = "http://192.0.2.7".into()).await;
    person(&desk, ANA, Role::Requester).await;
    let ana = browser(&desk);
    assert!(!ana.gets("/acceder").await.html.contains("llave de acceso"), "no dead buttons");
    assert_eq!(ana.posts("/acceder/llave/reto", &[]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(ana.posts("/acceder/llave", &[]).await.status, StatusCode::NOT_FOUND);
    ana.signs_in(ANA).await;
    assert!(ana.gets("/cuenta/seguridad").await.html.contains("https"), "and is told why");
    assert_eq!(ana.gets("/cuenta/seguridad/llaves/nueva").await.status, StatusCode::NOT_FOUND);
    let there = open(|_| {}).await;
    let asked = browser(&there).posts("/acceder/llave/reto", &[]).await;
    assert!(asked.html.contains("\"rpId\":\"localhost\""), "{}", asked.html);
    let refused = browser(&there).posts("/acceder/llave", &[("answer", "{}"), ("back_to", "/ayuda")]).await;
    assert_eq!(refused.location, "/acceder?volver=%2Fayuda");
}
