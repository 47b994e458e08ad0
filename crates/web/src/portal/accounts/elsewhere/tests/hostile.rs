//! Providers that lie, at the door: never a session, a page that says what to do, a line that says who and why.

use super::MORNING;
use super::keys::{self, Signer};
use super::provider::{Canned, NOW, World};
use super::world::{Browser, Seen, secrets};
use crate::SignInProvider;
use atiende_oidc::{ClientSecret, Provider, Secret};
use axum::http::StatusCode;
use serde_json::{Value, json};

atiende_testing::on_both![
    an_honest_provider_leads_on,
    a_token_that_lies_opens_nothing,
    answers_that_lead_astray_open_nothing,
    the_answer_of_one_provider_is_nobodys_at_another,
    an_answer_is_good_once,
    a_browser_that_was_not_sent_is_not_let_in,
    a_page_repeats_nothing_that_the_provider_says,
    another_domain_is_not_let_in,
];

pub(super) const MISBEHAVED: &str = "No podemos aceptar lo que ha contestado acme";
const UNREACHABLE: &str = "no responde acme";
const STALE: &str = "ha caducado o empezó en otro navegador";

/// The provider's clock is the desk's.
pub(super) async fn world() -> World {
    let world = World::new().await;
    claims(&world, &json!({}));
    world
}

pub(super) fn claims(world: &World, more: &Value) {
    let mut all = json!({ "iat": MORNING, "exp": MORNING + 300 });
    super::provider::patch(&mut all, more);
    world.wish(|wishes| wishes.claims = all);
}

/// The page is clear, there is no session, and the log has the provider and the cause, and no secret.
#[track_caller]
pub(super) fn assert_refused(browser: &Browser, page: &Seen, (sentence, cause): (&str, &str), back: &str) {
    assert_eq!(page.status, StatusCode::OK, "{cause}");
    assert!(page.body.contains("No has entrado") && page.body.contains(sentence), "{cause}: {}", page.body);
    assert!(page.body.contains(r#"href="/acceder">Volver a intentarlo"#), "{cause}: {}", page.body);
    assert!(!browser.has_session() && browser.cookie("proved").is_none(), "{cause}");
    assert!(browser.cookie("elsewhere").is_none(), "{cause}");
    let log = browser.log.take();
    assert!(log.contains("sign-in refused") && log.contains("provider=acme") && log.contains(cause), "{cause}: {log}");
    for secret in secrets(back) {
        assert!(!log.contains(&secret), "{cause}: {log}");
        assert!(!page.body.contains(&secret), "{cause}: {}", page.body);
    }
}

async fn an_honest_provider_leads_on() {
    let world = world().await;
    let mut browser = Browser::at(&world, |_| {}).await;
    let back = browser.agree(&world).await;
    let page = browser.get(&back).await;
    assert_eq!((page.status, page.location.as_str()), (StatusCode::SEE_OTHER, "/crear-cuenta/continuar"));
    assert!(browser.cookie("proved").is_some() && browser.cookie("elsewhere").is_none());
    assert_eq!(browser.log.take(), "");
}

async fn a_token_that_lies_opens_nothing() {
    let lies: [(Value, Signer, &str); 14] = [
        (json!({ "iss": "https://evil.example" }), Signer::Es256, "Invalid issuer"),
        (json!({ "aud": "somebody else" }), Signer::Es256, "Invalid audience"),
        (json!({ "nonce": "of another" }), Signer::Es256, "another nonce"),
        (json!({ "exp": MORNING - 3600, "iat": MORNING - 7200 }), Signer::Es256, "Expired"),
        (json!({}), Signer::Unsigned, "No signature"),
        (json!({}), Signer::Hs256(keys::rsa_public_key()), "Disallowed signature algorithm"),
        (json!({}), Signer::Next, "key is not among the provider"),
        (json!({}), Signer::Forger, "Crypto error"),
        (json!({ "iat": NOW, "exp": NOW + 300 }), Signer::Es256, "issued in the future"),
        (json!({ "nbf": MORNING + 3600 }), Signer::Es256, "not valid yet"),
        (json!({ "c_hash": "of-another" }), Signer::Es256, "c_hash"),
        (json!({ "at_hash": "of-another" }), Signer::Es256, "at_hash"),
        (json!({ "sub": "ana\r\nset-cookie: session=x" }), Signer::Es256, "a subject"),
        (json!({ "exp": "tomorrow" }), Signer::Es256, "cannot be read"),
    ];
    for (more, signer, cause) in lies {
        let world = world().await;
        claims(&world, &more);
        world.wish(|wishes| wishes.signer = signer);
        let mut browser = Browser::at(&world, |_| {}).await;
        let back = browser.agree(&world).await;
        let page = browser.get(&back).await;
        assert_refused(&browser, &page, (MISBEHAVED, cause), &back);
        assert_eq!(sessions_and_people(&browser).await, (0, 0), "{cause}");
    }
}

async fn sessions_and_people(browser: &Browser) -> (i64, i64) {
    use atiende_db::{args, sql};
    let count = async |tx: &atiende_db::Tx| {
        tx.one(sql!("SELECT (SELECT count(*) FROM sessions), (SELECT count(*) FROM people WHERE id > 0)"), args![])
            .await
    };
    browser.served.db.read(count).await.unwrap()
}

async fn answers_that_lead_astray_open_nothing() {
    let inside = "http://169.254.169.254/latest/meta-data";
    let answers = [
        ("/token", Canned::Endless, MISBEHAVED, "answered more than"),
        ("/token", Canned::Redirect(inside.into()), MISBEHAVED, "not followed"),
        ("/token", Canned::Raw(503, "later"), UNREACHABLE, "answered 503"),
        ("/token", Canned::Raw(200, "<html>"), MISBEHAVED, "JSON"),
        ("/keys", Canned::Endless, MISBEHAVED, "answered more than"),
        ("/keys", Canned::Raw(200, r#"{"keys":[]}"#), MISBEHAVED, "no key that a signature may be believed by"),
        ("/token", Canned::Gzip(b"\x1f\x8b\x08\0"), MISBEHAVED, "JSON"),
        ("/token", Canned::Raw(204, ""), MISBEHAVED, "JSON Eof"),
    ];
    for (path, canned, sentence, cause) in answers {
        let world = world().await;
        let mut browser = Browser::at(&world, |_| {}).await;
        let (page, back) = if path == "/keys" {
            world.answers(path, canned);
            (browser.get("/auth/acme/start").await, "?".to_owned())
        } else {
            let back = browser.agree(&world).await;
            world.answers(path, canned);
            (browser.get(&back).await, back)
        };
        assert_refused(&browser, &page, (sentence, cause), &back);
    }
    for place in [inside, "https://10.0.0.7/token", "ftp://id.example/token"] {
        let world = world().await;
        world.wish(|wishes| wishes.document = json!({ "token_endpoint": place }));
        let mut browser = Browser::at(&world, |_| {}).await;
        let page = browser.get("/auth/acme/start").await;
        assert_refused(&browser, &page, (MISBEHAVED, place.split_once("/la").map_or(place, |(host, _)| host)), "?");
    }
}

/// Eight seconds are all that it costs, and a person who tries again is let in.
#[test]
fn a_slow_provider_is_given_up_and_may_come_back() {
    atiende_testing::on_sqlite(async {
        let world = world().await;
        let mut browser = Browser::at(&world, |_| {}).await;
        let back = browser.agree(&world).await;
        world.answers("/token", Canned::Silence);
        let page = browser.get(&back).await;
        assert_refused(&browser, &page, (UNREACHABLE, "/token"), &back);
        world.wish(|wishes| wishes.canned.clear());
        let back = browser.agree(&world).await;
        assert_eq!(browser.get(&back).await.location, "/crear-cuenta/continuar");
    });
}

async fn the_answer_of_one_provider_is_nobodys_at_another() {
    let world = world().await;
    let secret = ClientSecret::Shared(Secret::new("of another"));
    let other = Provider::openid("acme-two", &world.url, "another", secret);
    let mut browser = Browser::at(&world, |settings| {
        settings.providers.push(SignInProvider { provider: other, link_verified_email: false });
    })
    .await;
    let back = browser.agree(&world).await;
    let page = browser.get(&back.replace("/acme/", "/acme-two/")).await;
    assert!(page.body.contains(STALE) && !browser.has_session(), "{}", page.body);
    assert!(browser.log.take().contains("provider=acme-two"));
    assert!(world.seen("/token").is_empty(), "the code is shown to nobody");
}

async fn an_answer_is_good_once() {
    let world = world().await;
    let mut browser = Browser::at(&world, |_| {}).await;
    let back = browser.agree(&world).await;
    let jar = browser.forget_cookies();
    browser.keep_all(&jar);
    assert_eq!(browser.get(&back).await.location, "/crear-cuenta/continuar");
    // The very same request once more, as a thief of it would send it.
    browser.forget_cookies();
    browser.keep_all(&jar);
    let page = browser.get(&back).await;
    assert_refused(&browser, &page, (STALE, "stale"), &back);
    // The spent code in an answer that is awaited.
    let fresh = browser.agree(&world).await;
    let (code, _) = back.split_once("&state=").unwrap();
    let (_, state) = fresh.split_once("&state=").unwrap();
    let page = browser.get(&format!("{code}&state={state}")).await;
    assert_refused(&browser, &page, (STALE, "stale"), &fresh);
}

async fn a_browser_that_was_not_sent_is_not_let_in() {
    let world = world().await;
    let mut browser = Browser::at(&world, |_| {}).await;
    let back = browser.agree(&world).await;
    browser.forget_cookies();
    let page = browser.get(&back).await;
    assert_refused(&browser, &page, (STALE, "stale"), &back);
    let mine = browser.agree(&world).await;
    let page = browser.get(&back).await;
    assert_refused(&browser, &page, (STALE, "stale"), &mine);
}

async fn a_page_repeats_nothing_that_the_provider_says() {
    let world = world().await;
    let mut browser = Browser::at(&world, |_| {}).await;
    let back = browser.agree(&world).await;
    let (_, state) = back.split_once("&state=").unwrap();
    let said = "Llama%20al%20900%20123%20123%3Cscript%3E";
    let page = browser.get(&format!("/auth/acme/callback?error={said}&error_description={said}&state={state}")).await;
    assert!(page.body.contains("No has entrado") && !page.body.contains("900 123"), "{}", page.body);
    let log = browser.log.take();
    assert!(log.contains("(unprintable)") && !log.contains("900 123"), "{log}");
}

async fn another_domain_is_not_let_in() {
    for (hd, is_in) in [(json!("colegio.example"), true), (json!("otro.example"), false), (json!(null), false)] {
        let mut world = world().await;
        world.provider = world.provider.for_domains(vec!["colegio.example".into()]);
        claims(&world, &json!({ "hd": hd }));
        let mut browser = Browser::at(&world, |_| {}).await;
        let back = browser.agree(&world).await;
        let page = browser.get(&back).await;
        if is_in {
            assert_eq!(page.location, "/crear-cuenta/continuar");
        } else {
            assert_refused(&browser, &page, ("no sirve para entrar aquí", "hosted domain"), &back);
        }
    }
}
