//! Tokens that are built wrongly, whoever signed them (RFC 7515, RFC 7519, RFC 8725).

use serde_json::{Value, json};

use crate::keys::{self, Signer, base64};
use crate::provider::{NOW, World, assert_misbehaved};

async fn claimed(claims: Value, reason: &str) {
    let world = World::new().await;
    world.wish(|wishes| wishes.claims = claims);
    assert_misbehaved(world.sign_in().await, reason);
}

async fn bent(bend: fn(String) -> String, reason: &str) {
    let world = World::new().await;
    world.wish(|wishes| wishes.bend = bend);
    assert_misbehaved(world.sign_in().await, reason);
}

async fn headed(header: Value, signer: Signer, reason: &str) {
    let world = World::new().await;
    world.wish(|wishes| (wishes.header, wishes.signer) = (header, signer));
    assert_misbehaved(world.sign_in().await, reason);
}

const UNREADABLE: &str = "the id token cannot be read";

#[tokio::test]
async fn in_other_than_three_parts() {
    bent(|token| token.rsplit_once('.').unwrap().0.to_owned(), UNREADABLE).await;
    bent(|token| format!("{token}.AAAA"), UNREADABLE).await;
    // Encrypted ones have five (RFC 7516).
    bent(|token| format!("{token}.AAAA.AAAA"), UNREADABLE).await;
    bent(|_| String::new(), UNREADABLE).await;
}

#[tokio::test]
async fn in_other_letters_than_base64url() {
    bent(|token| format!("{token}=="), UNREADABLE).await;
    bent(|token| token.replacen('.', " .", 1), UNREADABLE).await;
    bent(|token| token.replacen("ey", "ey\n", 1), UNREADABLE).await;
    bent(|token| token.replacen('.', "+/.", 1), UNREADABLE).await;
}

#[tokio::test]
async fn with_another_payload_under_the_same_signature() {
    let swap = |token: String| {
        let parts: Vec<&str> = token.split('.').collect();
        let claims = String::from_utf8(keys::unbase64(parts[1])).unwrap().replace("\"ana\"", "\"eva\"");
        format!("{}.{}.{}", parts[0], base64(claims), parts[2])
    };
    bent(swap, "Crypto error").await;
}

/// Some libraries once took zero for a signature of everything (CVE-2022-21449).
#[tokio::test]
async fn with_a_signature_of_zeros_or_of_nothing() {
    fn signed_with(token: &str, signature: &[u8]) -> String {
        format!("{}.{}", token.rsplit_once('.').unwrap().0, base64(signature))
    }
    bent(|token| signed_with(&token, &[0; 64]), "Crypto error").await;
    bent(|token| signed_with(&token, &[]), "Crypto error").await;
    bent(|token| signed_with(&token, &[7; 63]), "Crypto error").await;
}

#[tokio::test]
async fn that_bring_their_own_key() {
    for header in [
        json!({ "jwk": keys::next() }),
        json!({ "jwk": keys::next(), "kid": "next" }),
        json!({ "kid": "next", "jku": "https://evil.example/keys" }),
        json!({ "kid": "next", "x5u": "https://evil.example/cert", "x5c": ["AAAA"] }),
        json!({ "kid": "../../../../dev/null" }),
        json!({ "kid": "p256' OR '1'='1" }),
    ] {
        let reason = if header.get("kid").is_some() { "not among the provider's" } else { "Crypto error" };
        headed(header, Signer::Forger, reason).await;
    }
}

#[tokio::test]
async fn of_algorithms_that_nobody_announces() {
    for alg in ["none", "None", "nOnE", "ES512", "ES256K", "RS1", "HS512", "dir", "RSA-OAEP", "A128GCM", ""] {
        let world = World::new().await;
        world.wish(|wishes| wishes.header = json!({ "alg": alg }));
        let failure = world.sign_in().await.unwrap_err();
        assert_misbehaved::<()>(Err(failure), "token");
    }
    headed(json!({ "alg": null }), Signer::Es256, UNREADABLE).await;
    headed(json!({ "alg": 7 }), Signer::Es256, UNREADABLE).await;
}

#[tokio::test]
async fn wrapped_in_another_token() {
    headed(json!({ "cty": "JWT" }), Signer::Es256, "nested").await;
    for typ in ["logout+jwt", "secevent+jwt", "dpop+jwt", "application/at+jwt"] {
        headed(json!({ "typ": typ }), Signer::Es256, "JWT type").await;
    }
    headed(json!({ "crit": [] }), Signer::Es256, "critical").await;
}

#[tokio::test]
async fn without_a_kid_where_several_keys_would_do() {
    let world = World::new().await;
    world.wish(|wishes| {
        wishes.header = json!({ "kid": null });
        wishes.keys.push(keys::next());
    });
    assert_misbehaved(world.sign_in().await, "one eligible public key");
}

#[tokio::test]
async fn without_what_a_token_must_say() {
    for claim in ["iss", "sub", "exp", "iat"] {
        claimed(json!({ claim: null }), UNREADABLE).await;
    }
    claimed(json!({ "aud": [] }), "Invalid audience").await;
}

#[tokio::test]
async fn that_say_it_twice() {
    fn twice(token: &str, member: &str) -> String {
        let parts: Vec<&str> = token.split('.').collect();
        let claims = String::from_utf8(keys::unbase64(parts[1])).unwrap();
        Signer::Es256.seal(parts[0], &claims.replacen('{', &format!("{{{member},"), 1))
    }
    bent(|token| twice(&token, r#""sub":"eva""#), UNREADABLE).await;
    bent(|token| twice(&token, r#""iss":"https://evil.example""#), UNREADABLE).await;
    bent(|token| twice(&token, r#""email":"eva@example.com""#), UNREADABLE).await;
    bent(|token| twice(&token, r#""hd":"a","hd":"b""#), UNREADABLE).await;
}

#[tokio::test]
async fn whose_times_are_no_times() {
    for time in [json!("1800000300"), json!(true), json!([NOW]), json!(1e300), json!(-1e300), json!(u64::MAX)] {
        claimed(json!({ "exp": time }), UNREADABLE).await;
        claimed(json!({ "iat": time }), UNREADABLE).await;
    }
    claimed(json!({ "exp": -1 }), "Expired").await;
    claimed(json!({ "exp": 0.5 }), "Expired").await;
}

#[tokio::test]
async fn that_are_not_valid_yet() {
    for from in [json!(NOW + 61), json!(1e300), json!(-1e300), json!("soon"), json!({}), json!(u64::MAX)] {
        claimed(json!({ "nbf": from }), "not valid yet").await;
    }
    for from in [json!(NOW + 60), json!(NOW), json!(0), json!(1.5), json!(null)] {
        let world = World::new().await;
        world.wish(|wishes| wishes.claims = json!({ "nbf": from }));
        assert!(world.sign_in().await.is_ok(), "{from}");
    }
}

#[tokio::test]
async fn for_another_code() {
    claimed(json!({ "c_hash": base64([7; 16]) }), "c_hash").await;
    claimed(json!({ "c_hash": "" }), "c_hash").await;
}

#[tokio::test]
async fn whose_members_are_of_other_kinds() {
    for claims in [
        json!({ "sub": 7 }),
        json!({ "sub": ["ana"] }),
        json!({ "aud": 7 }),
        json!({ "aud": [["x"]] }),
        json!({ "nonce": 7 }),
        json!({ "email": ["ana@example.com", "eva@example.com"] }),
        json!({ "email_verified": 1 }),
        json!({ "email_verified": "yes" }),
        json!({ "email_verified": "TRUE" }),
        json!({ "name": { "text": "Ana" } }),
    ] {
        claimed(claims, UNREADABLE).await;
    }
}

#[tokio::test]
async fn nested_without_end() {
    let bottomless = |_| {
        let claims = format!(r#"{{"iss":{}{}}}"#, "[".repeat(50_000), "]".repeat(50_000));
        Signer::Es256.seal(&base64(r#"{"alg":"ES256","kid":"p256"}"#), &claims)
    };
    bent(bottomless, UNREADABLE).await;
}
