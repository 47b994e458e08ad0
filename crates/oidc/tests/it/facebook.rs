//! Facebook Login: no ID token; the Graph tells who it is, to whoever proves to know the app's secret.

use atiende_oidc::{Failure, Identity, Kind, Provider, Secret};
use aws_lc_rs::hmac;
use serde_json::{Value, json};

use crate::provider::{ACCESS, CALLBACK, CLIENT, Canned, NOW, SECRET, World, assert_misbehaved, assert_unreachable};

const TOKEN: &str = "/graph/oauth/access_token";
const ME: &str = "/graph/me";

async fn world() -> World {
    let mut world = World::new().await;
    let kind =
        Kind::Facebook { dialog_url: format!("{}/dialog", world.url), graph_url: format!("{}/graph", world.url) };
    world.provider = Provider { kind, ..Provider::facebook(CLIENT, Secret::new(SECRET)) };
    world.answers(TOKEN, Canned::Json(200, json!({ "access_token": ACCESS, "token_type": "bearer" })));
    world.answers(ME, Canned::Json(200, json!({ "id": "42", "name": "Ana Ruiz", "email": "ana@example.com" })));
    world
}

async fn with(path: &str, canned: Canned) -> Result<Identity, Failure> {
    let world = world().await;
    world.answers(path, canned);
    world.sign_in().await
}

#[tokio::test]
async fn she_signs_in() {
    let expected = Identity {
        provider: "facebook".into(),
        issuer: "https://www.facebook.com".into(),
        subject: "42".into(),
        name: Some("Ana Ruiz".into()),
        email: Some("ana@example.com".into()),
        email_verified: false,
        hosted_domain: None,
    };
    assert_eq!(world().await.sign_in().await, Ok(expected));
}

#[tokio::test]
async fn the_requests_are_those_of_the_manual() {
    let world = world().await;
    let started = world.begin().await.unwrap();
    assert!(started.url.starts_with(&format!("{}/dialog?", world.url)), "{}", started.url);
    assert!(started.url.contains("scope=public_profile+email") && !started.url.contains("nonce="));
    let answer = world.consent(&started);
    world.desk.finish(&world.provider, &started.pending, &answer, NOW).await.unwrap();

    let exchange = &world.seen(TOKEN)[0].parameters;
    let sent = ["client_id", "client_secret", "redirect_uri", "code"].map(|name| exchange[name].as_str());
    assert_eq!(sent, [CLIENT, SECRET, CALLBACK, answer.code.as_deref().unwrap()]);

    let me = &world.seen(ME)[0].parameters;
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, SECRET.as_bytes()), ACCESS.as_bytes());
    let proof = tag.as_ref().iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
    let sent = ["fields", "access_token", "appsecret_proof"].map(|name| me[name].as_str());
    assert_eq!(sent, ["id,name,email", ACCESS, &proof]);
}

fn error(code: u64, subcode: u64) -> Value {
    json!({ "error": { "message": "s3cret", "type": "OAuthException", "code": code, "error_subcode": subcode } })
}

#[tokio::test]
async fn a_code_that_is_spent_or_old() {
    for subcode in [36007, 36009] {
        assert_eq!(with(TOKEN, Canned::Json(400, error(100, subcode))).await, Err(Failure::Stale), "{subcode}");
    }
}

#[tokio::test]
async fn a_graph_that_refuses() {
    assert_misbehaved(with(TOKEN, Canned::Json(400, error(101, 0))).await, "answered the error 101/0");
    assert_misbehaved(with(ME, Canned::Json(400, error(190, 463))).await, "/graph/me answered 400");
    assert_unreachable(with(ME, Canned::Json(500, error(2, 0))).await, "/graph/me answered 500");
}

#[tokio::test]
async fn a_graph_that_makes_no_sense() {
    assert_misbehaved(with(TOKEN, Canned::Json(200, json!({}))).await, "no access token");
    assert_misbehaved(with(TOKEN, Canned::Endless).await, "more than 262144 bytes");
    assert_misbehaved(with(TOKEN, Canned::Redirect(ME.into())).await, "302: not followed");
    assert_misbehaved(with(ME, Canned::Json(200, json!({ "name": "Ana" }))).await, "JSON Data error");
    assert_misbehaved(with(ME, Canned::Json(200, json!({ "id": "" }))).await, "a subject");
}

#[tokio::test]
async fn a_person_who_shares_no_address() {
    let identity = with(ME, Canned::Json(200, json!({ "id": "42" }))).await.unwrap();
    assert_eq!((identity.name, identity.email), (None, None));
}

#[tokio::test]
async fn a_no() {
    let world = world().await;
    let started = world.begin().await.unwrap();
    let mut answer = world.consent(&started);
    (answer.code, answer.error) = (None, Some("access_denied".into()));
    let result = world.desk.finish(&world.provider, &started.pending, &answer, NOW).await;
    assert_eq!(result, Err(Failure::Cancelled));
    assert!(world.seen(TOKEN).is_empty());
}

#[tokio::test]
async fn a_graph_out_of_bounds() {
    for (graph, reason) in [("https://10.0.0.1", "a private address"), ("http://example.com", "only https")] {
        let mut world = world().await;
        let kind = Kind::Facebook { dialog_url: "https://www.facebook.com/x".into(), graph_url: graph.into() };
        let started = world.begin().await.unwrap();
        world.provider.kind = kind;
        let answer = world.consent(&started);
        let result = world.desk.finish(&world.provider, &started.pending, &answer, NOW).await;
        assert_misbehaved(result, reason);
    }
}
