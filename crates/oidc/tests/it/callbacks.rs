//! What a browser may bring back that is not ours, not now or not a yes.

use atiende_oidc::{Answer, Ask, Failure, Identity, Started};
use serde_json::json;

use crate::provider::{CALLBACK, NOW, World, assert_misbehaved, assert_unreachable};

/// What comes of an honest consent that `change` has been at.
async fn finish(world: &World, started: &Started, change: impl FnOnce(&mut Answer)) -> Result<Identity, Failure> {
    let mut answer = world.consent(started);
    change(&mut answer);
    world.desk.finish(&world.provider, &started.pending, &answer, NOW).await
}

async fn brought(change: impl FnOnce(&mut Answer)) -> Result<Identity, Failure> {
    let world = World::new().await;
    let started = world.begin().await.unwrap();
    let result = finish(&world, &started, change).await;
    assert!(result.is_ok() || world.seen("/token").is_empty(), "the code was spent all the same");
    result
}

fn instead(answer: &mut Answer, error: &str) {
    answer.code = None;
    answer.error = Some(error.to_owned());
}

#[tokio::test]
async fn nothing_amiss() {
    assert!(brought(|_| {}).await.is_ok());
}

#[tokio::test]
async fn the_state_of_another_browser() {
    assert_eq!(brought(|answer| answer.state = Some("of another".into())).await, Err(Failure::Stale));
    assert_eq!(brought(|answer| answer.state = None).await, Err(Failure::Stale));
    assert_eq!(brought(|answer| answer.state = Some(String::new())).await, Err(Failure::Stale));
}

#[tokio::test]
async fn a_sign_in_of_ten_minutes_ago() {
    let world = World::new().await;
    let started = world.begin().await.unwrap();
    let answer = world.consent(&started);
    for now in [NOW + 601, NOW - 61] {
        let result = world.desk.finish(&world.provider, &started.pending, &answer, now).await;
        assert_eq!(result, Err(Failure::Stale), "{now}");
    }
    world.wish(|wishes| wishes.claims = json!({ "exp": NOW + 900 }));
    assert!(world.desk.finish(&world.provider, &started.pending, &answer, NOW + 600).await.is_ok());
}

#[tokio::test]
async fn a_sign_in_begun_with_another_provider() {
    let mut world = World::new().await;
    let started = world.begin().await.unwrap();
    world.provider.id = "other".into();
    assert_eq!(finish(&world, &started, |_| {}).await, Err(Failure::Stale));
}

#[tokio::test]
async fn an_answer_of_another_issuer() {
    let result = brought(|answer| answer.iss = Some("https://evil.example".into())).await;
    assert_misbehaved(result, "another issuer's");
}

#[tokio::test]
async fn the_refusal_of_another_issuer() {
    let result = brought(|answer| {
        instead(answer, "access_denied");
        answer.iss = Some("https://evil.example".into());
    });
    assert_misbehaved(result.await, "another issuer's");
}

#[tokio::test]
async fn an_answer_without_the_issuer_that_was_announced() {
    let world = World::new().await;
    world.wish(|wishes| wishes.document = json!({ "authorization_response_iss_parameter_supported": true }));
    let started = world.begin().await.unwrap();
    assert_misbehaved(finish(&world, &started, |_| {}).await, "lacks the iss");
    let issuer = world.url.clone();
    assert!(finish(&world, &started, |answer| answer.iss = Some(issuer)).await.is_ok());
}

#[tokio::test]
async fn a_code_used_twice() {
    let world = World::new().await;
    let started = world.begin().await.unwrap();
    let answer = world.consent(&started);
    let finish = async || world.desk.finish(&world.provider, &started.pending, &answer, NOW).await;
    assert!(finish().await.is_ok());
    assert_eq!(finish().await, Err(Failure::Stale));
}

#[tokio::test]
async fn a_code_of_another_sign_in() {
    let world = World::new().await;
    let (hers, his) = (world.begin().await.unwrap(), world.begin().await.unwrap());
    let stolen = world.consent(&his).code;
    let result = finish(&world, &hers, |answer| answer.code = stolen).await;
    assert_eq!(result, Err(Failure::Stale), "PKCE: the verifier is of another");
}

#[tokio::test]
async fn neither_code_nor_error() {
    assert_misbehaved(brought(|answer| answer.code = None).await, "neither a code");
    assert_misbehaved(brought(|answer| answer.code = Some(String::new())).await, "neither a code");
}

#[tokio::test]
async fn a_code_without_measure() {
    assert_misbehaved(brought(|answer| answer.code = Some("x".repeat(4097))).await, "without measure");
}

#[tokio::test]
async fn a_no() {
    for error in ["access_denied", "user_cancelled_login", "user_cancelled_authorize"] {
        assert_eq!(brought(|answer| instead(answer, error)).await, Err(Failure::Cancelled), "{error}");
    }
}

#[tokio::test]
async fn a_question_when_none_was_allowed() {
    let world = World::new().await;
    let ask = Ask { redirect_uri: CALLBACK, silently: true, anew: false };
    let started = world.desk.begin(&world.provider, ask, NOW).await.unwrap();
    assert!(started.url.contains("&prompt=none"));
    for error in ["login_required", "interaction_required", "consent_required", "account_selection_required"] {
        let result = finish(&world, &started, |answer| instead(answer, error)).await;
        assert_eq!(result, Err(Failure::NeedsInteraction), "{error}");
    }
}

#[tokio::test]
async fn a_fault_of_the_moment() {
    for error in ["server_error", "temporarily_unavailable"] {
        assert_unreachable(brought(|answer| instead(answer, error)).await, error);
    }
}

#[tokio::test]
async fn an_error_that_is_no_word_is_not_repeated() {
    assert_misbehaved(brought(|answer| instead(answer, "invalid_scope")).await, "invalid_scope");
    let injected = brought(|answer| instead(answer, "x\n2026 INFO all is well")).await;
    assert_misbehaved(injected, "(unprintable)");
}

#[tokio::test]
async fn an_error_beside_a_code() {
    assert_eq!(brought(|answer| answer.error = Some("access_denied".into())).await, Err(Failure::Cancelled));
}
