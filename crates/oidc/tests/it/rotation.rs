//! What is remembered, for how long, and how little an attacker can make us ask.

use serde_json::json;

use crate::keys::{self, Signer};
use crate::provider::{Canned, NOW, World, assert_misbehaved, assert_unreachable};

const DOCUMENT: &str = "/.well-known/openid-configuration";

/// Lives long enough for every moment of these tests.
async fn world() -> World {
    let world = World::new().await;
    world.wish(|wishes| wishes.claims = json!({ "exp": NOW + 90_000 }));
    world
}

#[tokio::test]
async fn documents_and_keys_are_fetched_once_an_hour() {
    let world = world().await;
    for (after, fetched) in [(0, 1), (3599, 1), (3600, 2), (3601, 2)] {
        world.sign_in_at(NOW + after).await.unwrap();
        assert_eq!((world.seen(DOCUMENT).len(), world.seen("/keys").len()), (fetched, fetched), "{after}");
    }
}

#[tokio::test]
async fn a_new_key_is_found() {
    let world = world().await;
    world.sign_in().await.unwrap();
    world.wish(|wishes| {
        wishes.signer = Signer::Next;
        wishes.keys = vec![keys::next()];
    });
    world.sign_in_at(NOW + 1).await.unwrap();
    world.sign_in_at(NOW + 2).await.unwrap();
    assert_eq!(world.seen("/keys").len(), 2);
    assert_eq!(world.seen(DOCUMENT).len(), 1);
}

#[tokio::test]
async fn two_who_meet_a_new_key_at_once_share_one_look() {
    let world = world().await;
    world.sign_in().await.unwrap();
    world.wish(|wishes| {
        wishes.signer = Signer::Next;
        wishes.keys = vec![keys::next()];
    });
    let (hers, his) = tokio::join!(world.sign_in_at(NOW + 1), world.sign_in_at(NOW + 1));
    assert!(hers.is_ok() && his.is_ok(), "{hers:?} {his:?}");
    assert_eq!(world.seen("/keys").len(), 2);
}

#[tokio::test]
async fn a_key_that_nobody_publishes_is_looked_for_once_a_minute() {
    let world = world().await;
    world.wish(|wishes| wishes.signer = Signer::Next);
    assert_misbehaved(world.sign_in().await, "not among the provider's");
    assert_eq!(world.seen("/keys").len(), 2);
    for after in [1, 30, 59] {
        assert_misbehaved(world.sign_in_at(NOW + after).await, "fetched a moment ago");
        assert_eq!(world.seen("/keys").len(), 2, "{after}");
    }
    assert_misbehaved(world.sign_in_at(NOW + 60).await, "not among the provider's");
    assert_eq!(world.seen("/keys").len(), 3);
}

#[tokio::test]
async fn a_wrong_signature_fetches_nothing() {
    let world = world().await;
    world.wish(|wishes| wishes.signer = Signer::Forger);
    assert_misbehaved(world.sign_in().await, "Crypto error");
    assert_eq!(world.seen("/keys").len(), 1);
}

#[tokio::test]
async fn keys_that_we_cannot_read_do_not_hide_the_others() {
    let world = world().await;
    world.wish(|wishes| wishes.keys.insert(0, json!({ "kty": "LATTICE", "kid": "quantum" })));
    world.sign_in().await.unwrap();
}

#[tokio::test]
async fn a_failure_is_believed_for_five_seconds() {
    let world = world().await;
    world.answers(DOCUMENT, Canned::Raw(503, ""));
    for after in [0, 1, 4] {
        assert_unreachable(world.sign_in_at(NOW + after).await, "503");
    }
    assert_eq!(world.seen(DOCUMENT).len(), 1);
    world.wish(|wishes| wishes.canned.clear());
    world.sign_in_at(NOW + 5).await.unwrap();
}

#[tokio::test]
async fn a_crowd_waits_for_one_answer() {
    let world = world().await;
    let check = || world.desk.check(&world.provider, NOW);
    let (a, b, c) = tokio::join!(check(), check(), check());
    assert!(a.is_ok() && b.is_ok() && c.is_ok());
    assert_eq!((world.seen(DOCUMENT).len(), world.seen("/keys").len()), (1, 1));
}
