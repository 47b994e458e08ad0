//! Apple's answer is a form from Apple's page: our cookies stay at home, and come with the step after.

use super::MORNING;
use super::provider::World;
use super::world::Browser;
use atiende_oidc::{Kind, Quirks};
use axum::http::StatusCode;
use serde_json::json;

atiende_testing::on_both![
    the_form_becomes_the_question_that_our_cookies_come_with,
    only_who_answers_by_form_may_post,
    nothing_else_may_be_posted_from_elsewhere,
];

async fn world() -> World {
    let mut world = World::new().await;
    world.provider.kind = Kind::OpenId(Quirks { form_post: true, ..Quirks::default() });
    // Its token has no name, and there is nowhere else to ask.
    world.wish(|wishes| {
        wishes.document = json!({ "userinfo_endpoint": null });
        wishes.claims = json!({ "iat": MORNING, "exp": MORNING + 300, "name": null });
    });
    world
}

/// What Apple's page sends, of what the browser was sent with.
fn form(back: &str) -> (String, String) {
    let (_, query) = back.split_once('?').unwrap();
    let value =
        |name: &str| form_urlencoded::parse(query.as_bytes()).find(|(found, _)| found == name).unwrap().1.into_owned();
    (value("code"), value("state"))
}

async fn the_form_becomes_the_question_that_our_cookies_come_with() {
    let world = world().await;
    let mut browser = Browser::at(&world, |_| {}).await;
    let (code, state) = form(&browser.agree(&world).await);
    let user = r#"{"name":{"firstName":"Begoña","lastName":"Núñez; Path=/"},"email":"a@evil.example"}"#;
    let sent = [("code", code.as_str()), ("state", &state), ("user", user), ("return_to", "https://evil.example")];
    let step = browser.post_from_elsewhere("/auth/acme/callback", &sent).await;
    assert_eq!(step.status, StatusCode::SEE_OTHER, "{}", step.body);
    assert!(step.location.starts_with("/auth/acme/callback?code="), "{}", step.location);
    assert!(!step.location.contains("Bego") && !step.location.contains("evil"), "{}", step.location);
    let arrived = browser.get(&step.location).await;
    assert_eq!(arrived.location, "/crear-cuenta/continuar", "{}", arrived.body);
    assert!(browser.cookie("told").is_none(), "the name is used once");
    let page = browser.get("/crear-cuenta/continuar").await;
    assert!(page.body.contains("Begoña Núñez; Path=/") && page.body.contains("ana@example.com"), "{}", page.body);
    assert!(!page.body.contains("evil.example"), "an address that nobody signed");
}

async fn only_who_answers_by_form_may_post() {
    let mut world = world().await;
    world.provider.kind = Kind::default();
    let mut browser = Browser::at(&world, |_| {}).await;
    let answer = browser.post_from_elsewhere("/auth/acme/callback", &[("code", "c"), ("state", "s")]).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert!(answer.body.contains("<h1>"), "a page, not a bare line: {}", answer.body);
    let endless = "x".repeat(100_000);
    world.provider.kind = Kind::OpenId(Quirks { form_post: true, ..Quirks::default() });
    let mut other = Browser::at(&world, |_| {}).await;
    let answer = other.post_from_elsewhere("/auth/acme/callback", &[("code", &endless), ("state", "s")]).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    let answer = browser.post_from_elsewhere("/auth/otro/callback", &[("code", "c"), ("state", "s")]).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert_eq!(browser.get("/auth/acme/callback?code=c&state=s").await.status, StatusCode::OK, "the same path by GET");
}

async fn nothing_else_may_be_posted_from_elsewhere() {
    let world = world().await;
    let mut browser = Browser::at(&world, |_| {}).await;
    for path in ["/acceder", "/crear-cuenta", "/crear-cuenta/continuar", "/logout", "/cuenta", "/recuperar"] {
        let answer = browser.post_from_elsewhere(path, &[("email", "a@b.es")]).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path}");
    }
}
