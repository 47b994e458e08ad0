//! Discovery documents that lie, or lead where the server must not go.

use atiende_oidc::{ClientSecret, Failure, Provider, Secret};
use serde_json::json;

use crate::provider::{CLIENT, Canned, NOW, SECRET, World, assert_misbehaved};

async fn refused(document: serde_json::Value, reason: &str) {
    refused_each(vec![document], reason).await;
}

/// One after the other, far enough apart that no failure is remembered.
async fn refused_each(documents: Vec<serde_json::Value>, reason: &str) {
    let world = World::new().await;
    for (now, document) in (NOW..).step_by(10).zip(documents) {
        world.wish(|wishes| wishes.document = document);
        assert_misbehaved(world.desk.check(&world.provider, now).await, reason);
    }
    assert!(world.seen("/keys").is_empty(), "went on to the keys");
}

const ENDPOINTS: [&str; 4] = ["authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri"];

fn at_each_endpoint(addresses: &[&str]) -> Vec<serde_json::Value> {
    let with = |address| ENDPOINTS.map(|endpoint| json!({ endpoint: address }));
    addresses.iter().flat_map(with).collect()
}

#[tokio::test]
async fn of_another_issuer() {
    refused(json!({ "issuer": "https://evil.example" }), "another issuer's").await;
}

#[tokio::test]
async fn of_the_issuer_with_a_slash() {
    let world = World::new().await;
    let issuer = format!("{}/", world.url);
    world.wish(|wishes| wishes.document = json!({ "issuer": issuer }));
    assert_misbehaved(world.begin().await.map(drop), "another issuer's");
}

#[tokio::test]
async fn of_the_issuer_in_other_letters() {
    let world = World::new().await;
    let upper = world.url.replace("http:", "HTTP:");
    for (now, issuer) in (NOW..).step_by(10).zip([upper, format!("{}/.", world.url), format!("{}?", world.url)]) {
        world.wish(|wishes| wishes.document = json!({ "issuer": issuer }));
        assert_misbehaved(world.desk.check(&world.provider, now).await, "another issuer's");
    }
}

#[tokio::test]
async fn that_say_a_thing_twice() {
    let world = World::new().await;
    world.answers(
        "/.well-known/openid-configuration",
        Canned::Raw(200, r#"{"issuer":"https://a.example","issuer":"https://b.example"}"#),
    );
    assert_misbehaved(world.desk.check(&world.provider, NOW).await, "JSON Data error");
}

#[tokio::test]
async fn that_announce_no_signature_worth_the_name() {
    let lists = [json!([]), json!(["none"]), json!(["HS256", "none"]), json!(["rs256"]), json!(["ES512"])];
    let with = |list| json!({ "id_token_signing_alg_values_supported": list });
    refused_each(lists.into_iter().map(with).collect(), "no signature that could be believed").await;
}

#[tokio::test]
async fn without_what_is_needed() {
    for member in ["issuer", "authorization_endpoint", "token_endpoint", "jwks_uri"] {
        refused(json!({ member: null }), "JSON Data error").await;
    }
}

#[tokio::test]
async fn that_is_no_json() {
    let world = World::new().await;
    world.answers("/.well-known/openid-configuration", Canned::Raw(200, "<html>"));
    assert_misbehaved(world.begin().await.map(drop), "JSON Syntax error at 1:1");
}

#[tokio::test]
async fn with_endpoints_at_private_addresses() {
    let addresses = [
        "https://10.0.0.1/x",
        "https://192.168.1.1/x",
        "https://169.254.169.254/latest",
        "https://[fd00::1]/x",
        "https://[::ffff:10.0.0.1]/x",
        "https://0/x",
        "https://0x0a000001/x",
        "https://167772161/x",
    ];
    refused_each(at_each_endpoint(&addresses), "a private address").await;
}

#[tokio::test]
async fn with_endpoints_of_other_schemes() {
    let addresses = [
        "http://93.184.215.14/x",
        "http://example.com/x",
        "ftp://example.com/x",
        "file:///etc/passwd",
        "javascript:alert(1)",
    ];
    refused_each(at_each_endpoint(&addresses), "only https").await;
    refused_each(at_each_endpoint(&["/relative"]), "no address").await;
    refused_each(at_each_endpoint(&["https://user:pw@example.com/"]), "a name or password").await;
    refused_each(at_each_endpoint(&["https://example.com/x#y", "https://example.com/#"]), "a fragment").await;
    refused_each(at_each_endpoint(&["", "//example.com/x", "example.com"]), "no address").await;
}

fn provider(issuer: &str) -> Provider {
    Provider::openid("acme", issuer, CLIENT, ClientSecret::Shared(Secret::new(SECRET)))
}

#[tokio::test]
async fn of_an_issuer_that_itself_is_out_of_bounds() {
    let world = World::new().await;
    let issuers = [
        ("http://example.com", "only https"),
        ("http://10.0.0.1", "only https"),
        ("http://localhost.example.com", "only https"),
        ("https://10.0.0.1", "a private address"),
        ("https://[fe80::1]", "a private address"),
        ("not an address", "no address"),
    ];
    for (issuer, reason) in issuers {
        assert_misbehaved(world.desk.check(&provider(issuer), NOW).await, reason);
    }
}

#[tokio::test]
async fn of_an_issuer_that_the_administrator_allows() {
    let allow = vec!["192.0.2.0/24".parse().unwrap()];
    let options = atiende_oidc::Options { allow, connect: std::time::Duration::from_millis(1), ..Default::default() };
    let world = World::with(&options).await;
    // Nobody lives in the documentation's network: it is tried, and nobody answers.
    let result = world.desk.check(&provider("https://192.0.2.1"), NOW).await;
    assert!(matches!(result, Err(Failure::Unreachable(_))), "{result:?}");
}

#[tokio::test]
async fn localhost_by_its_name() {
    let mut world = World::new().await;
    let issuer = world.url.replace("127.0.0.1", "localhost");
    world.provider = provider(&issuer);
    world.wish(|wishes| {
        wishes.document = json!({ "issuer": issuer });
        wishes.claims = json!({ "iss": issuer });
    });
    assert_eq!(world.sign_in().await.unwrap().issuer, issuer);
}
