//! Sign in with Apple: a signed secret, a form in place of a query, a name that comes once.

use atiende_oidc::{Answer, AppleKey, ClientSecret, Failure, Identity, Kind, Provider, Quirks, Secret};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair, UnparsedPublicKey,
};
use axum::Form;
use axum::body::Body;
use axum::extract::{FromRequest, Request};
use axum::http::header::CONTENT_TYPE;
use base64::Engine;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use openidconnect::url::form_urlencoded::Serializer;
use serde_json::{Value, json};

use crate::provider::{CLIENT, NOW, World, assert_misbehaved};

fn key(pem: &str) -> AppleKey {
    AppleKey { team_id: "TEAM".into(), key_id: "KEY".into(), private_key: Secret::new(pem) }
}

/// A world of Apple's ways, and the public half of the desk's key.
async fn world() -> (World, Vec<u8>) {
    let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new()).unwrap();
    let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8.as_ref()).unwrap();
    let body = BASE64_STANDARD.encode(pkcs8.as_ref());
    let (head, tail) = body.split_at(64);
    let pem = format!("-----BEGIN PRIVATE KEY-----\n{head}\n{tail}\n-----END PRIVATE KEY-----\n");
    let mut world = World::new().await;
    let apple = Provider::apple(CLIENT, key(&pem));
    world.provider = Provider { issuer: world.url.clone(), ..apple };
    // Apple has no userinfo, its token no name, and its booleans are words.
    world.wish(|wishes| {
        wishes.document = json!({ "userinfo_endpoint": null });
        wishes.claims = json!({ "name": null, "email_verified": "true", "is_private_email": "true" });
    });
    (world, pair.public_key().as_ref().to_vec())
}

/// The form that Apple's page posts, read as a web server reads it.
async fn posted(answer: &Answer, user: Option<&str>) -> Answer {
    let mut form = Serializer::new(String::new());
    form.append_pair("code", answer.code.as_deref().unwrap());
    form.append_pair("state", answer.state.as_deref().unwrap());
    if let Some(user) = user {
        form.append_pair("user", user);
    }
    let request = Request::post("/").header(CONTENT_TYPE, "application/x-www-form-urlencoded");
    let Form(answer) = Form::from_request(request.body(Body::from(form.finish())).unwrap(), &()).await.unwrap();
    answer
}

async fn sign_in(world: &World, user: Option<&str>) -> Result<Identity, Failure> {
    let started = world.begin().await?;
    let answer = posted(&world.consent(&started), user).await;
    world.desk.finish(&world.provider, &started.pending, &answer, NOW).await
}

#[tokio::test]
async fn the_first_time_the_form_tells_her_name() {
    let (world, _) = world().await;
    let user = r#"{"name":{"firstName":"Ana","lastName":"Ruiz"},"email":"eva@example.com"}"#;
    let identity = sign_in(&world, Some(user)).await.unwrap();
    assert_eq!(identity.name.as_deref(), Some("Ana Ruiz"));
    // The form came through the browser: its address is nobody's word.
    assert_eq!((identity.email.as_deref(), identity.email_verified), (Some("ana@example.com"), true));
}

#[tokio::test]
async fn later_there_is_no_name() {
    let (world, _) = world().await;
    assert_eq!(sign_in(&world, None).await.unwrap().name, None);
}

#[tokio::test]
async fn a_form_field_that_is_nonsense_does_no_harm() {
    for user in
        ["", "{", "null", "[]", r#"{"name":{}}"#, r#"{"name":{"firstName":7}}"#, r#"{"name":{"firstName":" "}}"#]
    {
        let (world, _) = world().await;
        assert_eq!(sign_in(&world, Some(user)).await.unwrap().name, None, "{user}");
    }
}

#[tokio::test]
async fn the_secret_is_a_token_signed_for_this_call() {
    let (world, public_key) = world().await;
    sign_in(&world, None).await.unwrap();
    let secret = world.seen("/token")[0].parameters["client_secret"].clone();
    let (signed, signature) = secret.rsplit_once('.').unwrap();
    let signature = BASE64_URL_SAFE_NO_PAD.decode(signature).unwrap();
    UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, public_key).verify(signed.as_bytes(), &signature).unwrap();
    let parts: Vec<Value> = signed
        .split('.')
        .map(|part| serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap())
        .collect();
    assert_eq!(parts[0], json!({ "alg": "ES256", "kid": "KEY" }));
    let claims = json!({ "iss": "TEAM", "iat": NOW, "exp": NOW + 300, "aud": world.url, "sub": CLIENT });
    assert_eq!(parts[1], claims);
}

#[tokio::test]
async fn the_answer_is_asked_for_as_a_form() {
    let (world, _) = world().await;
    let url = world.begin().await.unwrap().url;
    assert!(url.contains("&response_mode=form_post") && url.contains("scope=openid+name+email"), "{url}");
}

#[tokio::test]
async fn a_key_that_is_none() {
    let (mut world, _) = world().await;
    world.provider.client_secret = ClientSecret::Apple(key("-----BEGIN PRIVATE KEY-----\nAAAA\n"));
    assert_misbehaved(sign_in(&world, None).await, "no PKCS #8 key");
}

#[tokio::test]
async fn who_configures_the_issuer_gets_apples_ways() {
    let plain = Provider::openid("apple", "https://appleid.apple.com", CLIENT, ClientSecret::Apple(key("")));
    let Kind::OpenId(Quirks { form_post, secret_in_form, .. }) = plain.kind else { panic!("{:?}", plain.kind) };
    assert!(form_post && secret_in_form);
}
