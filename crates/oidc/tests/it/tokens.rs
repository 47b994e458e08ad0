//! ID tokens that must not be believed, each wrong in one thing (OpenID Connect Core 3.1.3.7).

use atiende_oidc::{Failure, Kind, Quirks};
use serde_json::{Value, json};

use crate::keys::{self, Signer};
use crate::provider::{CLIENT, NOW, SECRET, World, assert_misbehaved};

async fn refused(claims: Value, reason: &str) {
    let world = World::new().await;
    world.wish(|wishes| wishes.claims = claims);
    assert_misbehaved(world.sign_in().await, reason);
}

async fn signed_by(signer: Signer, reason: &str) {
    let world = World::new().await;
    world.wish(|wishes| wishes.signer = signer);
    assert_misbehaved(world.sign_in().await, reason);
}

#[tokio::test]
async fn of_another_issuer() {
    refused(json!({ "iss": "https://evil.example" }), "Invalid issuer").await;
}

#[tokio::test]
async fn of_nearly_the_issuer() {
    let world = World::new().await;
    let iss = format!("{}/", world.url);
    world.wish(|wishes| wishes.claims = json!({ "iss": iss }));
    assert_misbehaved(world.sign_in().await, "ssuer");
}

#[tokio::test]
async fn for_another_audience() {
    refused(json!({ "aud": "somebody else" }), "Invalid audience").await;
}

#[tokio::test]
async fn for_no_audience() {
    refused(json!({ "aud": null }), "Invalid audience").await;
}

#[tokio::test]
async fn for_two_audiences_and_issued_to_nobody() {
    refused(json!({ "aud": [CLIENT, "somebody else"] }), "no azp").await;
}

#[tokio::test]
async fn issued_to_another_client() {
    refused(json!({ "aud": [CLIENT, "somebody else"], "azp": "somebody else" }), "azp is another").await;
    refused(json!({ "azp": "somebody else" }), "azp is another").await;
}

#[tokio::test]
async fn with_the_nonce_of_another_sign_in() {
    refused(json!({ "nonce": "of another" }), "another nonce").await;
}

#[tokio::test]
async fn without_a_nonce() {
    refused(json!({ "nonce": null }), "no nonce").await;
}

#[tokio::test]
async fn with_a_wrong_nonce_where_none_would_do() {
    let mut world = World::new().await;
    world.provider.kind = Kind::OpenId(Quirks { nonce_not_echoed: true, ..Quirks::default() });
    world.wish(|wishes| wishes.claims = json!({ "nonce": "of another" }));
    assert_misbehaved(world.sign_in().await, "another nonce");
}

#[tokio::test]
async fn expired() {
    refused(json!({ "exp": NOW - 60 }), "Expired").await;
}

#[tokio::test]
async fn issued_in_the_future() {
    refused(json!({ "iat": NOW + 61, "exp": NOW + 900 }), "issued in the future").await;
}

#[tokio::test]
async fn for_another_access_token() {
    refused(json!({ "at_hash": keys::base64([7; 16]) }), "at_hash").await;
}

#[tokio::test]
async fn unsigned() {
    signed_by(Signer::Unsigned, "No signature").await;
}

#[tokio::test]
async fn signed_with_the_clients_secret() {
    signed_by(Signer::Hs256(SECRET.into()), "Disallowed signature algorithm").await;
}

#[tokio::test]
async fn signed_with_the_public_key_as_a_secret() {
    signed_by(Signer::Hs256(keys::rsa_public_key()), "Disallowed signature algorithm").await;
}

#[tokio::test]
async fn forged_under_the_name_of_a_known_key() {
    signed_by(Signer::Forger, "Crypto error").await;
}

#[tokio::test]
async fn signed_with_an_algorithm_that_the_provider_does_not_announce() {
    let world = World::new().await;
    world.wish(|wishes| wishes.document = json!({ "id_token_signing_alg_values_supported": ["RS256"] }));
    assert_misbehaved(world.sign_in().await, "Disallowed signature algorithm");
}

#[tokio::test]
async fn whose_algorithm_is_not_the_keys() {
    let world = World::new().await;
    world.wish(|wishes| wishes.header = json!({ "alg": "RS256" }));
    assert_misbehaved(world.sign_in().await, "not among the provider's");
}

#[tokio::test]
async fn with_demands_that_we_do_not_understand() {
    let world = World::new().await;
    world.wish(|wishes| wishes.header = json!({ "crit": ["b64"], "b64": false }));
    assert_misbehaved(world.sign_in().await, "critical JWT header");
}

#[tokio::test]
async fn of_another_kind() {
    let world = World::new().await;
    world.wish(|wishes| wishes.header = json!({ "typ": "at+jwt" }));
    assert_misbehaved(world.sign_in().await, "unexpected or unsupported JWT type");
}

#[tokio::test]
async fn with_a_subject_that_cannot_be_stored() {
    refused(json!({ "sub": "" }), "a subject").await;
    refused(json!({ "sub": "a".repeat(256) }), "a subject").await;
    refused(json!({ "sub": "ana\u{0}" }), "a subject").await;
    refused(json!({ "sub": null }), "cannot be read").await;
}

#[tokio::test]
async fn of_another_hosted_domain() {
    for hd in [json!("evil.example"), json!(null)] {
        let mut world = World::new().await;
        let quirks = Quirks { hosted_domains: vec!["example.com".into()], ..Quirks::default() };
        world.provider.kind = Kind::OpenId(quirks);
        world.wish(|wishes| wishes.claims = json!({ "hd": hd }));
        assert!(matches!(world.sign_in().await, Err(Failure::Refused(_))), "{hd}");
    }
}

#[tokio::test]
async fn of_the_longest_subject_that_the_standard_knows() {
    let world = World::new().await;
    world.wish(|wishes| wishes.claims = json!({ "sub": "a".repeat(255) }));
    assert_eq!(world.sign_in().await.unwrap().subject.len(), 255);
}

#[tokio::test]
async fn with_a_name_that_fills_pages_and_breaks_lines() {
    let world = World::new().await;
    let name = format!("  Ana\r\n\u{202e}Ruiz\u{0}{}", "z".repeat(10_000));
    world.wish(|wishes| wishes.claims = json!({ "name": name }));
    let name = world.sign_in().await.unwrap().name.unwrap();
    assert!(name.starts_with("Ana Ruiz z"), "{name}");
    assert_eq!(name.chars().count(), 200);
}

#[tokio::test]
async fn with_an_address_that_is_none() {
    for email in [
        "ana",
        "@example.com",
        "ana@",
        "ana@exam\nple.com",
        "a b@example.com",
        "",
        "a@b.es,c@d.es",
        "a@b@example.com",
        "Ana <ana@example.com>",
        "\"a@b\"@example.com",
        "ana@example.com;x@y.es",
        "ana@[10.0.0.1]",
    ] {
        let world = World::new().await;
        world.wish(|wishes| wishes.claims = json!({ "email": email }));
        let identity = world.sign_in().await.unwrap();
        assert_eq!((identity.email, identity.email_verified), (None, false), "{email:?}");
    }
}
