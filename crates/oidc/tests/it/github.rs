//! GitHub: only the primary address counts, and only if GitHub has verified it.

use atiende_oidc::{Failure, Identity, Kind, Provider, Secret};
use serde_json::{Value, json};

use crate::provider::{ACCESS, CLIENT, Canned, SECRET, World, assert_misbehaved, assert_unreachable};

const TOKEN: &str = "/login/oauth/access_token";

async fn world() -> World {
    let mut world = World::new().await;
    let kind = Kind::GitHub { web_url: world.url.clone(), api_url: world.url.clone() };
    world.provider = Provider { kind, ..Provider::github(CLIENT, Secret::new(SECRET)) };
    world.answers(TOKEN, Canned::Json(200, json!({ "access_token": ACCESS, "token_type": "bearer", "scope": "" })));
    let user = json!({ "id": 42, "login": "anaruiz", "name": "Ana Ruiz", "email": "shown@example.com" });
    world.answers("/user", Canned::Json(200, user));
    world.answers("/user/emails", Canned::Json(200, json!([email("ana@example.com", true, true)])));
    world
}

fn email(email: &str, primary: bool, verified: bool) -> Value {
    json!({ "email": email, "primary": primary, "verified": verified, "visibility": null })
}

async fn with(path: &str, canned: Canned) -> Result<Identity, Failure> {
    let world = world().await;
    world.answers(path, canned);
    world.sign_in().await
}

#[tokio::test]
async fn she_signs_in() {
    let world = world().await;
    let expected = Identity {
        provider: "github".into(),
        issuer: "https://github.com".into(),
        subject: "42".into(),
        name: Some("Ana Ruiz".into()),
        email: Some("ana@example.com".into()),
        email_verified: true,
        hosted_domain: None,
    };
    assert_eq!(world.sign_in().await, Ok(expected));
    assert_eq!(world.seen("/user")[0].authorization.as_deref(), Some("Bearer access-token-1"));
    let exchange = &world.seen(TOKEN)[0].parameters;
    assert!(exchange.contains_key("code_verifier") && exchange["client_secret"] == SECRET);
}

#[tokio::test]
async fn without_a_verified_primary_address_there_is_none() {
    let lists = [
        json!([]),
        json!([email("ana@example.com", true, false)]),
        json!([email("ana@example.com", true, false), email("old@example.com", false, true)]),
    ];
    for list in lists {
        let identity = with("/user/emails", Canned::Json(200, list.clone())).await.unwrap();
        assert_eq!((identity.email, identity.email_verified), (None, false), "{list}");
    }
}

#[tokio::test]
async fn the_primary_one_is_taken_wherever_it_stands() {
    let list = json!([email("old@example.com", false, true), email("ana@example.com", true, true)]);
    let identity = with("/user/emails", Canned::Json(200, list)).await.unwrap();
    assert_eq!(identity.email.as_deref(), Some("ana@example.com"));
}

#[tokio::test]
async fn who_gives_no_name_is_called_by_the_login() {
    let identity = with("/user", Canned::Json(200, json!({ "id": 42, "login": "anaruiz", "name": null }))).await;
    assert_eq!(identity.unwrap().name.as_deref(), Some("anaruiz"));
}

#[tokio::test]
async fn refusals_come_with_200() {
    let refuse = |error: &str| with(TOKEN, Canned::Json(200, json!({ "error": error })));
    assert_eq!(refuse("bad_verification_code").await, Err(Failure::Stale));
    assert_misbehaved(refuse("incorrect_client_credentials").await, "the error incorrect_client_credentials");
}

#[tokio::test]
async fn answers_out_of_order() {
    for path in [TOKEN, "/user", "/user/emails"] {
        assert_unreachable(with(path, Canned::Raw(502, "")).await, "502");
        assert_misbehaved(with(path, Canned::Redirect("/elsewhere".into())).await, "302: not followed");
        assert_misbehaved(with(path, Canned::Endless).await, "more than 262144 bytes");
    }
    assert_misbehaved(with("/user/emails", Canned::Raw(403, "[]")).await, "/user/emails answered 403");
}
