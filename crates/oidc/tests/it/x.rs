//! X: OAuth 2 with PKCE, and no address.

use atiende_oidc::{Failure, Identity, Kind, Provider, Secret};
use serde_json::json;

use crate::provider::{ACCESS, CLIENT, Canned, NOW, SECRET, World, assert_misbehaved};

const TOKEN: &str = "/2/oauth2/token";
const ME: &str = "/2/users/me";

async fn world() -> World {
    let mut world = World::new().await;
    let kind = Kind::X { web_url: world.url.clone(), api_url: world.url.clone() };
    world.provider = Provider { kind, ..Provider::x(CLIENT, Secret::new(SECRET)) };
    world.answers(TOKEN, Canned::Json(200, json!({ "access_token": ACCESS, "token_type": "bearer" })));
    world.answers(ME, Canned::Json(200, json!({ "data": { "id": "42", "name": "Ana", "username": "anaruiz" } })));
    world
}

#[tokio::test]
async fn she_signs_in() {
    let world = world().await;
    let expected = Identity {
        provider: "x".into(),
        issuer: "https://x.com".into(),
        subject: "42".into(),
        name: Some("Ana".into()),
        email: None,
        email_verified: false,
        hosted_domain: None,
    };
    assert_eq!(world.sign_in().await, Ok(expected));
    let exchange = &world.seen(TOKEN)[0];
    assert!(exchange.authorization.as_deref().is_some_and(|value| value.starts_with("Basic ")));
    assert!(exchange.parameters.contains_key("code_verifier") && !exchange.parameters.contains_key("client_secret"));
    assert_eq!(world.seen(ME)[0].authorization.as_deref(), Some("Bearer access-token-1"));
}

#[tokio::test]
async fn a_code_used_twice() {
    let world = world().await;
    world.answers(TOKEN, Canned::Json(400, json!({ "error": "invalid_grant" })));
    assert_eq!(world.sign_in().await, Err(Failure::Stale));
}

#[tokio::test]
async fn errors_in_place_of_a_person() {
    let world = world().await;
    world.answers(ME, Canned::Json(200, json!({ "errors": [{ "title": "Not Found Error" }] })));
    assert_misbehaved(world.sign_in().await, "JSON Data error");
}

#[tokio::test]
async fn a_token_that_is_no_header() {
    let world = world().await;
    world.answers(TOKEN, Canned::Json(200, json!({ "access_token": "a\r\nCookie: b", "token_type": "bearer" })));
    assert_misbehaved(world.sign_in().await, "no header");
}

#[tokio::test]
async fn a_callback_of_another_browser() {
    let world = world().await;
    let (hers, his) = (world.begin().await.unwrap(), world.begin().await.unwrap());
    let answer = world.consent(&his);
    let result = world.desk.finish(&world.provider, &hers.pending, &answer, NOW).await;
    assert_eq!(result, Err(Failure::Stale));
    assert!(world.seen(TOKEN).is_empty());
}
