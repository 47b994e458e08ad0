//! What a browser brings back that no provider sent: the page is ours, and nothing is spent.

use super::hostile::{MISBEHAVED, assert_refused, world};
use super::world::Browser;
use axum::http::StatusCode;

atiende_testing::on_both![
    a_thing_said_twice_is_not_believed,
    a_code_without_measure_goes_nowhere,
    a_glance_spends_nothing,
    what_is_no_text_gets_a_page,
    a_name_in_the_address_is_nobodys,
];

async fn a_thing_said_twice_is_not_believed() {
    for more in ["code=stolen", "state=of-another", "iss=https://a.example&iss=https://b.example", "error=a&error=b"] {
        let world = world().await;
        let mut browser = Browser::at(&world, |_| {}).await;
        let back = browser.agree(&world).await;
        let page = browser.get(&format!("{back}&{more}")).await;
        assert_refused(&browser, &page, (MISBEHAVED, "says a thing twice"), &back);
        assert!(world.seen("/token").is_empty(), "{more}");
    }
}

async fn a_code_without_measure_goes_nowhere() {
    let world = world().await;
    let mut browser = Browser::at(&world, |_| {}).await;
    let back = browser.agree(&world).await;
    let (_, state) = back.split_once("&state=").unwrap();
    let page = browser.get(&format!("/auth/acme/callback?code={}&state={state}", "x".repeat(5000))).await;
    assert_refused(&browser, &page, (MISBEHAVED, "without measure"), &back);
    assert!(world.seen("/token").is_empty());
}

async fn a_glance_spends_nothing() {
    let world = world().await;
    let mut browser = Browser::at(&world, |_| {}).await;
    let back = browser.agree(&world).await;
    let glance = browser.head(&back).await;
    assert_eq!((glance.status, glance.body.as_str()), (StatusCode::METHOD_NOT_ALLOWED, ""));
    assert!(world.seen("/token").is_empty() && browser.cookie("elsewhere").is_some());
    assert_eq!(browser.get(&back).await.location, "/crear-cuenta/continuar");
}

async fn what_is_no_text_gets_a_page() {
    for query in ["", "?", "?%", "?code=%FF%FE&state=%00", "?code[]=a&state[]=b", "?state=%0D%0Aset-cookie:%20a=b"] {
        let world = world().await;
        let mut browser = Browser::at(&world, |_| {}).await;
        browser.agree(&world).await;
        let page = browser.get(&format!("/auth/acme/callback{query}")).await;
        assert!(page.status == StatusCode::OK && page.body.contains("No has entrado"), "{query}: {}", page.body);
        assert!(!browser.has_session() && browser.cookie("proved").is_none(), "{query}");
        assert!(browser.log.take().contains("provider=acme"), "{query}");
    }
}

/// Apple's field comes with Apple's form alone.
async fn a_name_in_the_address_is_nobodys() {
    let world = world().await;
    world.wish(|wishes| wishes.claims["name"] = serde_json::json!(null));
    let mut browser = Browser::at(&world, |_| {}).await;
    let back = browser.agree(&world).await;
    let user = "%7B%22name%22%3A%7B%22firstName%22%3A%22Eva%22%7D%7D";
    assert_eq!(browser.get(&format!("{back}&user={user}")).await.location, "/crear-cuenta/continuar");
    let page = browser.get("/crear-cuenta/continuar").await;
    assert!(page.body.contains("ana@example.com") && !page.body.contains("Eva"), "{}", page.body);
}
