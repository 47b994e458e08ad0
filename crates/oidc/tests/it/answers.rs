//! Answers that no sane server gives, or none at all.

use atiende_oidc::{ClientSecret, Failure, Options, Provider, Secret};
use serde_json::json;

use crate::provider::{CLIENT, Canned, NOW, SECRET, World, assert_misbehaved, assert_unreachable, hasty};

const PATHS: [&str; 4] = ["/.well-known/openid-configuration", "/keys", "/token", "/userinfo"];

/// A world in which the sign-in needs all four.
async fn world() -> World {
    with(&Options::default()).await
}

async fn with(options: &Options) -> World {
    let world = World::with(options).await;
    world.wish(|wishes| wishes.claims = json!({ "email": null }));
    world
}

#[tokio::test]
async fn without_end() {
    for path in PATHS {
        let world = world().await;
        world.answers(path, Canned::Endless);
        assert_misbehaved(world.sign_in().await, "more than 262144 bytes");
    }
}

#[tokio::test]
async fn too_late() {
    for path in PATHS {
        let world = with(&hasty()).await;
        world.answers(path, Canned::Silence);
        assert_unreachable(world.sign_in().await, "too slow");
    }
}

#[tokio::test]
async fn drop_by_drop() {
    for path in PATHS {
        let world = with(&hasty()).await;
        world.answers(path, Canned::Drip);
        assert_unreachable(world.sign_in().await, "too slow");
    }
}

#[tokio::test]
async fn packed_small() {
    for path in PATHS {
        let world = world().await;
        world.answers(path, Canned::Gzip(b"\x1f\x8b\x08\0\0\0\0\0\0\x03bomb"));
        assert_misbehaved(world.sign_in().await, "JSON Syntax error at 1:1");
    }
}

#[tokio::test]
async fn of_other_texts() {
    let texts = [
        ("", "JSON Eof error"),
        ("null", "JSON Data error"),
        ("[]", "JSON Data error"),
        ("\u{feff}{}", "JSON Syntax error"),
        ("<!doctype html><title>Sign in</title>", "JSON Syntax error"),
        (r#"{"issuer":NaN,"keys":NaN,"access_token":NaN,"sub":NaN}"#, "JSON Syntax error"),
        ("eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbmEifQ.", "JSON Syntax error"),
    ];
    for path in PATHS {
        for (text, reason) in texts {
            let world = world().await;
            world.answers(path, Canned::Raw(200, text));
            // An empty list is a truthful answer of members in their order; only the token's has too few.
            match (world.sign_in().await, path, text) {
                (Err(Failure::Misbehaved(_)), _, "[]") => {}
                (result, ..) => assert_misbehaved(result, reason),
            }
        }
        let world = world().await;
        world.answers(path, Canned::Raw(204, ""));
        assert_misbehaved(world.sign_in().await, "JSON Eof error");
    }
}

#[tokio::test]
async fn that_nest_without_end() {
    let text: &'static str = "[".repeat(100_000).leak();
    for path in PATHS {
        let world = world().await;
        world.answers(path, Canned::Raw(200, text));
        assert!(matches!(world.sign_in().await, Err(Failure::Misbehaved(_))), "{path}");
    }
}

#[tokio::test]
async fn that_lead_elsewhere() {
    for path in PATHS {
        for to in ["/elsewhere", "https://10.0.0.1/elsewhere"] {
            let world = world().await;
            world.answers(path, Canned::Redirect(to.to_owned()));
            assert_misbehaved(world.sign_in().await, "302: not followed");
            assert!(world.seen("/elsewhere").is_empty());
        }
    }
}

#[tokio::test]
async fn that_admit_a_fault_of_the_moment() {
    for path in PATHS {
        for status in [500, 503, 429] {
            let world = world().await;
            world.answers(path, Canned::Raw(status, ""));
            assert_unreachable(world.sign_in().await, &status.to_string());
        }
    }
}

#[tokio::test]
async fn that_are_errors() {
    for path in ["/.well-known/openid-configuration", "/keys", "/userinfo"] {
        let world = world().await;
        world.answers(path, Canned::Raw(404, "{}"));
        assert_misbehaved(world.sign_in().await, "404");
    }
}

#[tokio::test]
async fn that_are_no_json() {
    for path in PATHS {
        let world = world().await;
        world.answers(path, Canned::Raw(200, "{\"access_token\": secret"));
        let failure = world.sign_in().await.unwrap_err();
        assert!(!failure.to_string().contains("secret"), "{failure}");
        assert_misbehaved::<()>(Err(failure), "JSON Syntax error");
    }
}

#[tokio::test]
async fn of_a_token_endpoint_that_refuses() {
    let refusals = [
        (400, json!({ "error": "invalid_grant" }), Failure::Stale),
        (401, json!({ "error": "invalid_client" }), misbehaved("answered the error invalid_client")),
        (400, json!({ "error": "s3cret\n" }), misbehaved("answered the error (unprintable)")),
        (400, json!({}), misbehaved("answered 400")),
    ];
    for (status, body, expected) in refusals {
        let world = world().await;
        world.answers("/token", Canned::Json(status, body));
        match (world.sign_in().await.unwrap_err(), expected) {
            (Failure::Misbehaved(told), Failure::Misbehaved(end)) => assert!(told.ends_with(&end), "{told}"),
            (told, expected) => assert_eq!(told, expected),
        }
    }
}

fn misbehaved(end: &str) -> Failure {
    Failure::Misbehaved(end.to_owned())
}

#[tokio::test]
async fn of_a_token_endpoint_that_lacks_something() {
    let answers = [
        (json!({ "token_type": "Bearer" }), "no access token"),
        (json!({ "access_token": "a", "token_type": "mac" }), "no bearer token"),
        (json!({ "access_token": "a", "token_type": "bearer" }), "no id token"),
        (json!({ "id_token": "a.b.c" }), "no access token"),
        (json!({ "access_token": 7 }), "JSON Data error"),
        (json!({ "access_token": "a", "id_token": 7 }), "JSON Data error"),
        (json!({ "access_token": "a", "id_token": ["a"] }), "JSON Data error"),
        (json!({ "access_token": "a", "error": "<b>s3cret</b>" }), "the error (unprintable)"),
        (json!({ "access_token": "a", "error": { "message": "s3cret" } }), "the error 0/0"),
        (json!({ "access_token": "a", "id_token": "a.b" }), "the id token cannot be read"),
        (json!({ "access_token": "a", "id_token": "a.b.c" }), "the id token cannot be read"),
    ];
    for (answer, reason) in answers {
        let world = world().await;
        world.answers("/token", Canned::Json(200, answer));
        assert_misbehaved(world.sign_in().await, reason);
    }
}

#[tokio::test]
async fn of_userinfo_about_somebody_else() {
    let world = world().await;
    world.wish(|wishes| wishes.userinfo = json!({ "sub": "eva", "email": "eva@example.com", "email_verified": true }));
    assert_misbehaved(world.sign_in().await, "another subject");
}

#[tokio::test]
async fn of_userinfo_that_vouches_for_nothing() {
    let world = world().await;
    world.wish(|wishes| wishes.userinfo = json!({ "email": "ana@example.com" }));
    let identity = world.sign_in().await.unwrap();
    assert_eq!((identity.email.as_deref(), identity.email_verified), (Some("ana@example.com"), false));
}

#[tokio::test]
async fn of_userinfo_whose_word_is_no_word() {
    for said in [json!(1), json!("1"), json!("yes"), json!("TRUE"), json!([true]), json!({})] {
        let world = world().await;
        world.wish(|wishes| wishes.userinfo = json!({ "email": "ana@example.com", "email_verified": said }));
        assert!(!world.sign_in().await.unwrap().email_verified, "{said}");
    }
}

#[tokio::test]
async fn of_userinfo_about_nobody() {
    for sub in [json!(null), json!(7), json!(["ana"])] {
        let world = world().await;
        world.wish(|wishes| wishes.userinfo = json!({ "sub": sub, "email": "ana@example.com" }));
        assert_misbehaved(world.sign_in().await, "JSON Data error");
    }
    let world = world().await;
    world.wish(|wishes| wishes.userinfo = json!({ "sub": "Ana", "email": "ana@example.com" }));
    assert_misbehaved(world.sign_in().await, "another subject");
}

/// A token that is no header value must not become two.
#[tokio::test]
async fn of_a_token_that_breaks_the_line() {
    let mut world = world().await;
    world.provider.kind = atiende_oidc::Kind::X { web_url: world.url.clone(), api_url: world.url.clone() };
    world.answers("/2/oauth2/token", Canned::Json(200, json!({ "access_token": "a\r\nx-evil: 1" })));
    assert_misbehaved(world.sign_in().await, "no header");
    assert!(world.seen("/2/users/me").is_empty());
}

#[tokio::test]
async fn of_nobody() {
    // A port that was free a moment ago.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let issuer = format!("http://127.0.0.1:{port}");
    let provider = Provider::openid("acme", &issuer, CLIENT, ClientSecret::Shared(Secret::new(SECRET)));
    let world = World::new().await;
    assert_unreachable(world.desk.check(&provider, NOW).await, "refused");
}

#[tokio::test]
async fn of_a_name_that_does_not_exist() {
    let provider = Provider::openid("acme", "https://a.invalid", CLIENT, ClientSecret::Shared(Secret::new(SECRET)));
    let world = World::new().await;
    assert_unreachable(world.desk.check(&provider, NOW).await, "https://a.invalid/");
}
