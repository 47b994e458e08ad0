//! Keys that no signature may be believed by (RFC 7517, RFC 7518).

use serde_json::{Value, json};

use crate::keys::{self, Signer};
use crate::provider::{Canned, NOW, World, assert_misbehaved};

async fn published(keys: Vec<Value>, signer: Signer) -> World {
    let world = World::new().await;
    world.wish(|wishes| (wishes.keys, wishes.signer) = (keys, signer));
    world
}

fn with(kid: &str, member: &str, value: Value) -> Value {
    let mut key = keys::published().into_iter().find(|key| key["kid"] == kid).unwrap();
    key[member] = value;
    key
}

#[tokio::test]
async fn none_at_all() {
    for keys in [json!([]), json!([7, null, "x", {}]), json!([{ "kty": "oct", "kid": "p256", "k": "AAAA" }])] {
        let world = World::new().await;
        world.answers("/keys", Canned::Json(200, json!({ "keys": keys })));
        assert_misbehaved(world.desk.check(&world.provider, NOW).await, "no key that a signature may be believed by");
    }
    for set in [json!({}), json!({ "keys": null }), json!({ "keys": {} }), json!([])] {
        let world = World::new().await;
        world.answers("/keys", Canned::Json(200, set));
        assert_misbehaved(world.desk.check(&world.provider, NOW).await, "JSON Data error");
    }
}

#[tokio::test]
async fn said_twice() {
    let world = World::new().await;
    world.answers("/keys", Canned::Raw(200, r#"{"keys":[],"keys":[]}"#));
    assert_misbehaved(world.desk.check(&world.provider, NOW).await, "JSON Data error");
}

#[tokio::test]
async fn meant_for_something_else() {
    for (member, value) in [("use", json!("enc")), ("key_ops", json!(["encrypt"])), ("alg", json!("ECDH-ES"))] {
        let world = published(vec![with("p256", member, value), keys::next()], Signer::Es256).await;
        assert_misbehaved(world.sign_in().await, "not among the provider's");
    }
}

#[tokio::test]
async fn whose_secret_half_everybody_can_read() {
    let world = published(vec![with("p256", "d", json!("AQAB")), keys::next()], Signer::Es256).await;
    assert_misbehaved(world.sign_in().await, "not among the provider's");
}

#[tokio::test]
async fn too_short() {
    let short = with("rsa", "n", json!(keys::base64([0xff; 128])));
    let world = published(vec![short, keys::next()], Signer::Rs256).await;
    assert_misbehaved(world.sign_in().await, "not among the provider's");
}

#[tokio::test]
async fn that_make_every_signature_right() {
    for exponent in [&[1][..], &[2], &[0], &[]] {
        let world = published(vec![with("rsa", "e", json!(keys::base64(exponent)))], Signer::Rs256).await;
        assert_misbehaved(world.sign_in().await, "xponent");
    }
    let even = keys::base64([0xfe; 256]);
    let world = published(vec![with("rsa", "n", json!(even))], Signer::Rs256).await;
    assert_misbehaved(world.sign_in().await, "odulus");
}

#[tokio::test]
async fn of_one_name() {
    let mut other = keys::next();
    other["kid"] = json!("p256");
    let mut all = keys::published();
    all.push(other);
    let world = published(all, Signer::Es256).await;
    assert_misbehaved(world.sign_in().await, "one eligible public key");
}

#[tokio::test]
async fn of_another_curve_or_kind_than_their_name_says() {
    for (member, value) in [("crv", json!("P-384")), ("kty", json!("RSA")), ("x", json!("AAAA")), ("y", json!(null))] {
        let world = published(vec![with("p256", member, value.clone())], Signer::Es256).await;
        let result = world.sign_in().await;
        assert!(matches!(result, Err(atiende_oidc::Failure::Misbehaved(_))), "{member} {value}: {result:?}");
    }
}

#[tokio::test]
async fn in_a_crowd() {
    let mut all: Vec<Value> = (0..1000).map(|n| json!({ "kty": "EC", "kid": format!("decoy-{n}") })).collect();
    all.extend(keys::published());
    let world = published(all, Signer::Es256).await;
    assert!(world.sign_in().await.is_ok());
}
