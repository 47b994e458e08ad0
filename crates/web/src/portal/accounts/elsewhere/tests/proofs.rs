//! An account elsewhere shows who one is, if its provider asked for it and does not say otherwise.

use super::provider::World;
use super::world::{Browser, Seen, encoded};
use super::{MORNING, signed_in};
use atiende_core::accounts::Role;
use atiende_core::id::PersonId;
use atiende_db::{args, sql};
use axum::http::StatusCode;
use serde_json::{Value, json};
use std::collections::BTreeMap;

atiende_testing::on_both![
    who_was_asked_just_now_is_proved,
    an_old_answer_proves_nothing,
    somebody_elses_account_proves_nothing,
    a_no_proves_nothing,
    an_open_session_elsewhere_is_no_proof,
    removing_an_account_elsewhere_wants_a_proof,
];

/// Ana, staff, whose proof is old; the account elsewhere was hers before she came in.
async fn ana(world: &World) -> Browser {
    let mut browser = Browser::at(world, |_| {}).await;
    let (ana, cookie) = signed_in(&browser.served, ("ana@desk.es", Role::Admin), 16).await;
    let (name, value) = cookie.split_once('=').unwrap();
    browser.keep_all(&BTreeMap::from([(name.to_owned(), value.to_owned())]));
    has_identity(&browser, ana, &world.url).await;
    browser
}

async fn has_identity(browser: &Browser, person: PersonId, issuer: &str) {
    let insert = sql!(
        "INSERT INTO identities (person_id, provider, issuer, subject, email, created_at, used_at)
         VALUES ($1, 'acme', $2, 'ana', '', 0, 0)"
    );
    let issuer = issuer.to_owned();
    browser.served.db.write(async move |tx| tx.execute(insert, args![person, issuer]).await).await.unwrap();
}

/// To the provider, which says this of her, and back.
async fn goes(browser: &mut Browser, world: &World, more: Value) -> Seen {
    let mut all = json!({ "iat": MORNING, "exp": MORNING + 300 });
    super::provider::patch(&mut all, &more);
    world.wish(|wishes| wishes.claims = all);
    let sent = browser.get("/auth/acme/start?return_to=%2Fadmin%2Fhistorial&confirmar=si").await;
    assert!(sent.location.contains("&prompt=login&max_age=0"), "{}", sent.location);
    let answer = world.consent_at(&sent.location);
    let back = encoded(&[("code", answer.code.as_deref().unwrap()), ("state", answer.state.as_deref().unwrap())]);
    browser.get(&format!("/auth/acme/callback?{back}")).await
}

/// Whether what is dangerous would be let through now: the page to show who one is leads on at once.
async fn is_proved(browser: &mut Browser) -> bool {
    browser.get("/confirmar?volver=/admin").await.status == StatusCode::SEE_OTHER
}

async fn who_was_asked_just_now_is_proved() {
    // Google and Microsoft do not tell (decision 0011).
    for told in [json!({ "auth_time": MORNING }), json!({})] {
        let world = World::new().await;
        let mut browser = ana(&world).await;
        assert!(!is_proved(&mut browser).await);
        let back = goes(&mut browser, &world, told).await;
        assert_eq!(back.location, "/admin/historial", "{}", back.body);
        assert!(is_proved(&mut browser).await);
    }
}

async fn an_old_answer_proves_nothing() {
    let world = World::new().await;
    let mut browser = ana(&world).await;
    let back = goes(&mut browser, &world, json!({ "auth_time": MORNING - 3600 })).await;
    assert!(back.body.contains("acme no te ha vuelto a preguntar quién eres"), "{}", back.body);
    assert!(browser.log.take().contains("did not ask again"));
    assert!(!is_proved(&mut browser).await && browser.has_session());
}

async fn somebody_elses_account_proves_nothing() {
    let world = World::new().await;
    let mut browser = ana(&world).await;
    let back = goes(&mut browser, &world, json!({ "auth_time": MORNING, "sub": "luis" })).await;
    assert!(back.body.contains("no es tu cuenta de aquí"), "{}", back.body);
    assert!(!is_proved(&mut browser).await);
}

async fn a_no_proves_nothing() {
    let world = World::new().await;
    let mut browser = ana(&world).await;
    let sent = browser.get("/auth/acme/start?return_to=%2Fadmin&confirmar=si").await;
    let state = world.consent_at(&sent.location).state.unwrap();
    let back = encoded(&[("error", "access_denied"), ("state", &state)]);
    let back = browser.get(&format!("/auth/acme/callback?{back}")).await;
    assert!(back.body.contains("No lo hemos podido confirmar") && back.body.contains("Has cancelado"), "{}", back.body);
    assert!(!is_proved(&mut browser).await && browser.has_session());
}

/// Who finds a browser open at the provider comes in by one click; what is dangerous wants more.
async fn an_open_session_elsewhere_is_no_proof() {
    let world = World::new().await;
    let mut browser = ana(&world).await;
    world.wish(|wishes| wishes.claims = json!({ "iat": MORNING, "exp": MORNING + 300, "sub": "ana" }));
    for (is_silent, proves) in [(true, false), (false, true)] {
        browser.forget_cookies();
        let mut sent = browser.get("/auth/acme/start?return_to=%2Fadmin").await;
        if !is_silent {
            let state = world.consent_at(&sent.location).state.unwrap();
            let back = encoded(&[("error", "login_required"), ("state", &state)]);
            sent = browser.get(&format!("/auth/acme/callback?{back}")).await;
        }
        assert_eq!(sent.location.contains("prompt=none"), is_silent, "{}", sent.location);
        let answer = world.consent_at(&sent.location);
        let back = encoded(&[("code", answer.code.as_deref().unwrap()), ("state", answer.state.as_deref().unwrap())]);
        let back = browser.get(&format!("/auth/acme/callback?{back}")).await;
        assert!(back.location == "/admin" && browser.has_session(), "{}", back.body);
        assert_eq!(is_proved(&mut browser).await, proves);
    }
}

async fn removing_an_account_elsewhere_wants_a_proof() {
    let world = World::new().await;
    let mut browser = ana(&world).await;
    let sets = sql!("UPDATE people SET password_hash = 'x' WHERE email = 'ana@desk.es'");
    browser.served.db.write(async move |tx| tx.execute(sets, args![]).await).await.unwrap();
    let asked = browser.post("/cuenta/otras/1/quitar", &[]).await;
    assert!(asked.status == StatusCode::FORBIDDEN && asked.body.contains("Confirma que eres tú"), "{}", asked.body);
    assert!(browser.get("/cuenta").await.body.contains("/cuenta/otras/1/quitar"), "still there");
    goes(&mut browser, &world, json!({})).await;
    assert_eq!(browser.post("/cuenta/otras/1/quitar", &[]).await.location, "/cuenta");
    assert!(!browser.get("/cuenta").await.body.contains("/cuenta/otras/1/quitar"));
}
