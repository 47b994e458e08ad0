//! Somebody is to be asked anew who they are (OpenID Connect Core 3.1.2.1 and 3.1.3.7, 13).

use atiende_oidc::{Ask, Failure};
use serde_json::{Value, json};

use crate::provider::{CALLBACK, NOW, World, assert_misbehaved};

/// What comes of it when the provider says that it asked then.
async fn told(auth_time: Value) -> Result<String, Failure> {
    let world = World::new().await;
    world.wish(|wishes| wishes.claims = json!({ "auth_time": auth_time }));
    world.prove_at(NOW).await.map(|identity| identity.subject)
}

#[tokio::test]
async fn the_provider_is_told_so() {
    let world = World::new().await;
    let address = async |anew| {
        let ask = Ask { redirect_uri: CALLBACK, silently: false, anew };
        world.desk.begin(&world.provider, ask, NOW).await.unwrap().url
    };
    let (anew, usual) = (address(true).await, address(false).await);
    assert!(anew.contains("&prompt=login&max_age=0"), "{anew}");
    assert!(!usual.contains("prompt=") && !usual.contains("max_age="), "{usual}");
}

#[tokio::test]
async fn who_was_asked_is_believed() {
    // The clocks may differ by a minute.
    for at in [NOW, NOW + 5, NOW - 60] {
        assert_eq!(told(json!(at)).await, Ok("ana".to_owned()), "{at}");
    }
}

#[tokio::test]
async fn who_was_not_asked_is_not() {
    for at in [NOW - 61, NOW - 3600, 0] {
        assert_eq!(told(json!(at)).await, Err(Failure::NotAsked), "{at}");
    }
}

#[tokio::test]
async fn a_provider_that_does_not_tell_is_believed() {
    assert_eq!(told(Value::Null).await, Ok("ana".to_owned()));
}

#[tokio::test]
async fn a_time_that_is_none_is_no_token() {
    assert_misbehaved(told(json!("yesterday")).await, "cannot be read");
}

#[tokio::test]
async fn an_old_sign_in_there_is_enough_to_sign_in_here() {
    let world = World::new().await;
    world.wish(|wishes| wishes.claims = json!({ "auth_time": NOW - 86_400 }));
    assert_eq!(world.sign_in().await.unwrap().subject, "ana");
}
