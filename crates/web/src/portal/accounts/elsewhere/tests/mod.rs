//! What the door does of itself, and with providers that lie; the way to an honest one and back is a story in the
//! browser tests too. `provider` and `keys` are those that try the relying party alone.

mod administered;
mod apple;
mod brought;
mod facebook;
mod hostile;
mod impostors;
#[path = "../../../../../../oidc/tests/it/keys.rs"]
#[expect(dead_code, reason = "what only the relying party's own tests need")]
mod keys;
mod moved;
mod proofs;
#[path = "../../../../../../oidc/tests/it/provider.rs"]
#[expect(dead_code, reason = "what only the relying party's own tests need")]
mod provider;
mod world;

use crate::testing::{Served, open};
use crate::{Settings, SignInProvider};
use atiende_core::Refused;
use atiende_core::accounts::actions::add;
use atiende_core::accounts::actions::sign_in::{self, Client, NewSession};
use atiende_core::accounts::{NewAccount, Role, SessionLimits};
use atiende_core::events::By;
use atiende_core::id::PersonId;
use atiende_core::identities::Departure;
use atiende_core::identities::actions::depart;
use atiende_db::{Tx, args, sql};
use atiende_oidc::{ClientSecret, Provider, Secret};
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use jiff::SignedDuration;
use serde_json::json;
use tower::ServiceExt as _;

atiende_testing::on_both![
    buttons_lead_to_what_is_set_up,
    a_provider_that_is_not_there_is_told,
    an_answer_that_nobody_asked_for_opens_nothing,
    an_account_is_added_to_nobody_who_left,
    staff_show_who_they_are_before_they_add_an_account,
    an_account_elsewhere_shows_who_one_is,
];

/// The clock of the served desk, in seconds: 2026-11-23T08:00:00Z.
const MORNING: i64 = 1_795_420_800;

struct Answer {
    status: StatusCode,
    location: String,
    cookies: Vec<String>,
    html: String,
}

/// A provider at a port where nobody listens.
fn gone(settings: &mut Settings) {
    let secret = ClientSecret::Shared(Secret::new("secret"));
    let mut provider = Provider::openid("colegio", "http://127.0.0.1:9", "desk", secret);
    provider.label = "el colegio".into();
    settings.providers.push(SignInProvider { provider, link_verified_email: false });
}

async fn get(served: &Served, path: &str, cookie: &str) -> Answer {
    let request = Request::get(path).header(header::COOKIE, cookie).body(Body::empty()).unwrap();
    let response = served.site.clone().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let told = |name| parts.headers.get_all(name).iter().map(|value| value.to_str().unwrap().to_owned());
    let html = String::from_utf8(to_bytes(body, usize::MAX).await.unwrap().to_vec()).unwrap();
    let location = told(header::LOCATION).next().unwrap_or_default();
    Answer { status: parts.status, location, cookies: told(header::SET_COOKIE).collect(), html }
}

async fn buttons_lead_to_what_is_set_up() {
    let none = open(|_| {}).await;
    assert!(!get(&none, "/acceder", "").await.html.contains("/auth/"), "no dead buttons");
    let served = open(gone).await;
    for page in ["/acceder", "/crear-cuenta"] {
        let html = get(&served, page, "").await.html;
        assert!(html.contains("Continuar con el colegio") && html.contains("/auth/colegio/start?"), "{html}");
    }
    let html = get(&served, "/acceder?volver=//evil.example", "").await.html;
    assert!(!html.contains("start?return_to=%2F%2Fevil"), "{html}");
    assert_eq!(get(&served, "/auth/otro/start", "").await.status, StatusCode::NOT_FOUND);
    assert_eq!(get(&served, "/auth/otro/callback?code=c&state=s", "").await.status, StatusCode::NOT_FOUND);
}

async fn a_provider_that_is_not_there_is_told() {
    let served = open(gone).await;
    let answer = get(&served, "/auth/colegio/start?return_to=/soporte/abrir", "").await;
    assert!(answer.html.contains("no responde el colegio"), "{}", answer.html);
    assert!(answer.cookies.is_empty() && answer.location.is_empty());
}

async fn an_answer_that_nobody_asked_for_opens_nothing() {
    let served = open(gone).await;
    for cookie in ["", "elsewhere=guessed", "elsewhere=", "proved=guessed"] {
        let answer = get(&served, "/auth/colegio/callback?code=stolen&state=guessed", cookie).await;
        assert!(answer.html.contains("ha caducado"), "{}", answer.html);
        let is_gone = |cookie: &String| cookie.contains("=; ") && cookie.contains("Max-Age=0");
        assert!(answer.cookies.iter().all(is_gone), "{:?}", answer.cookies);
        let page = get(&served, "/crear-cuenta/continuar", cookie).await;
        assert_eq!((page.status, page.location.as_str()), (StatusCode::SEE_OTHER, "/crear-cuenta"));
    }
}

async fn an_account_is_added_to_nobody_who_left() {
    let served = open(gone).await;
    let new = NewAccount { name: "María".into(), email: "maria@lapaz.es".into(), ..NewAccount::default() };
    let add = async move |tx: &mut Tx| add::add(tx, &By::desk(), &new, Role::Requester, None).await;
    let maria = served.db.write(add).await.unwrap();
    for (person, expected) in [(Some(maria), "ha caducado"), (None, "no responde el colegio")] {
        let token = atiende_core::accounts::Secret::generate();
        let pending = json!({ "silently": false, "pending": {
            "provider": "colegio", "issuer": "http://127.0.0.1:9", "state": "s", "nonce": "n", "verifier": "v",
            "redirect_uri": "http://localhost:8080/auth/colegio/callback", "started_at": MORNING,
        }});
        let departure =
            Departure { provider: "colegio".into(), person, data: pending.to_string(), back_to: "/cuenta".into() };
        let given = token.clone();
        served.db.write(async move |tx| depart::depart(tx, &given, &departure).await).await.unwrap();
        let cookie = format!("elsewhere={}", token.reveal());
        let answer = get(&served, "/auth/colegio/callback?code=c&state=s", &cookie).await;
        assert!(answer.html.contains(expected), "{}", answer.html);
    }
}

/// Somebody with a session whose proof is so many minutes old; the cookie.
async fn signed_in(served: &Served, (email, role): (&str, Role), minutes: i64) -> (PersonId, String) {
    let new = NewAccount { name: "Ana".into(), email: email.into(), ..NewAccount::default() };
    let token = atiende_core::accounts::Secret::generate();
    let cookie = format!("session={}", token.reveal());
    let limits = SessionLimits { idle: SignedDuration::from_hours(1), max: SignedDuration::from_hours(9) };
    let session = NewSession { token, limits, client: Client::default() };
    let begin = async move |tx: &mut Tx| {
        let person = add::add(tx, &By::desk(), &new, role, None).await?;
        sign_in::begin(tx, person, &session).await?;
        let older = sql!("UPDATE sessions SET proved_at = proved_at - $2 WHERE person_id = $1");
        tx.execute(older, args![person, minutes * 60_000_000]).await?;
        Ok::<_, Refused>(person)
    };
    (served.db.write(begin).await.unwrap(), cookie)
}

async fn staff_show_who_they_are_before_they_add_an_account() {
    let served = open(gone).await;
    let path = "/auth/colegio/start?return_to=/cuenta";
    let (_, stale) = signed_in(&served, ("ana@desk.es", Role::Technician), 16).await;
    let asked = get(&served, path, &stale).await;
    assert_eq!(asked.location, "/confirmar?volver=%2Fcuenta");
    for (who, minutes) in [(("luis@desk.es", Role::Technician), 1), (("maria@lapaz.es", Role::Requester), 16)] {
        let (_, cookie) = signed_in(&served, who, minutes).await;
        assert!(get(&served, path, &cookie).await.html.contains("no responde el colegio"), "{who:?}");
    }
}

async fn an_account_elsewhere_shows_who_one_is() {
    let served = open(gone).await;
    let (ana, cookie) = signed_in(&served, ("ana@desk.es", Role::Admin), 16).await;
    let page = "/confirmar?volver=/admin";
    let without = get(&served, page, &cookie).await.html;
    assert!(without.contains("Sal y vuelve a entrar") && !without.contains("/auth/colegio/"), "{without}");
    let before = sql!(
        "INSERT INTO identities (person_id, provider, issuer, subject, email, created_at, used_at)
         VALUES ($1, 'colegio', 'i', 's', '', $2, $2)"
    );
    served.db.write(async move |tx| tx.execute(before, args![ana, 0]).await).await.unwrap();
    let with = get(&served, page, &cookie).await.html;
    assert!(with.contains("/auth/colegio/start?return_to=%2Fadmin&#38;confirmar=si"), "{with}");
    let sent = get(&served, "/auth/colegio/start?return_to=%2Fadmin&confirmar=si", &cookie).await;
    assert!(sent.html.contains("no responde el colegio"), "it may be asked with an old proof: {}", sent.html);
}
