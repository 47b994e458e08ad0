//! Everybody keeps to the standard.

use atiende_oidc::{Identity, Kind, Quirks};
use serde_json::json;

use crate::keys::Signer;
use crate::provider::{CLIENT, SECRET, World};

fn ana(world: &World) -> Identity {
    Identity {
        provider: "acme".into(),
        issuer: world.url.clone(),
        subject: "ana".into(),
        name: Some("Ana Ruiz".into()),
        email: Some("ana@example.com".into()),
        email_verified: true,
        hosted_domain: None,
    }
}

#[tokio::test]
async fn she_signs_in() {
    let world = World::new().await;
    assert_eq!(world.sign_in().await, Ok(ana(&world)));
    assert_eq!(world.seen("/userinfo").len(), 0, "the token told the address");
}

#[tokio::test]
async fn every_asymmetric_algorithm_is_understood() {
    for signer in [Signer::Rs256, Signer::Ps256, Signer::Es256, Signer::Es384, Signer::EdDsa] {
        let world = World::new().await;
        world.wish(|wishes| wishes.signer = signer.clone());
        assert_eq!(world.sign_in().await, Ok(ana(&world)), "{signer:?}");
    }
}

#[tokio::test]
async fn the_browser_is_sent_with_all_that_guards_the_way() {
    let world = World::new().await;
    let started = world.begin().await.unwrap();
    let url = &started.url;
    assert!(url.starts_with(&format!("{}/authorize?kept=1&", world.url)), "{url}");
    for part in [
        "response_type=code",
        "scope=openid+profile+email",
        "code_challenge_method=S256",
        "nonce=",
        "client_id=atiende+client",
    ] {
        assert!(url.contains(part), "{part} in {url}");
    }
    assert!(!url.contains("prompt="), "{url}");
    assert!(url.contains(&format!("state={}", started.pending.state())));
    assert_eq!(started.pending.provider(), "acme");
}

#[tokio::test]
async fn openid_is_asked_for_whatever_the_configuration_forgets() {
    for (scopes, sent) in
        [(vec!["email"], "scope=openid+email&"), (vec![], "scope=openid&"), (vec!["openid"], "scope=openid&")]
    {
        let mut world = World::new().await;
        world.provider.scopes = scopes.into_iter().map(str::to_owned).collect();
        let url = world.begin().await.unwrap().url;
        assert!(url.contains(sent), "{url}");
    }
}

#[tokio::test]
async fn no_two_sign_ins_share_a_secret() {
    let world = World::new().await;
    let (one, other) = (world.begin().await.unwrap(), world.begin().await.unwrap());
    assert_ne!(one.pending.state(), other.pending.state());
    assert!(one.pending.state().len() >= 43, "256 bits");
}

#[tokio::test]
async fn a_pending_sign_in_survives_its_storage() {
    let world = World::new().await;
    let started = world.begin().await.unwrap();
    let answer = world.consent(&started);
    let stored = serde_json::to_string(&started.pending).unwrap();
    let pending = serde_json::from_str(&stored).unwrap();
    let identity = world.desk.finish(&world.provider, &pending, &answer, crate::provider::NOW).await;
    assert_eq!(identity, Ok(ana(&world)));
}

#[tokio::test]
async fn the_secret_goes_where_the_document_says() {
    let world = World::new().await;
    world.sign_in().await.unwrap();
    assert!(world.seen("/token")[0].authorization.as_ref().unwrap().starts_with("Basic "));

    let fresh = World::new().await;
    fresh.wish(|wishes| wishes.document = json!({ "token_endpoint_auth_methods_supported": ["client_secret_post"] }));
    fresh.sign_in().await.unwrap();
    let seen = fresh.seen("/token");
    assert_eq!((seen[0].authorization.as_ref(), seen[0].parameters["client_secret"].as_str()), (None, SECRET));
    assert_eq!(seen[0].parameters["client_id"], CLIENT);
}

#[tokio::test]
async fn an_address_that_only_userinfo_knows() {
    let world = World::new().await;
    world.wish(|wishes| {
        wishes.claims = json!({ "email": null, "email_verified": null });
        wishes.userinfo = json!({ "email": "ana@example.com", "email_verified": true });
    });
    assert_eq!(world.sign_in().await, Ok(ana(&world)));
}

#[tokio::test]
async fn two_audiences_are_in_order_when_the_token_was_issued_to_us() {
    let world = World::new().await;
    world.wish(|wishes| wishes.claims = json!({ "aud": [CLIENT, "account"], "azp": CLIENT }));
    assert_eq!(world.sign_in().await, Ok(ana(&world)));
}

#[tokio::test]
async fn clocks_may_differ_by_a_minute() {
    let world = World::new().await;
    world.sign_in_at(crate::provider::NOW - 60).await.unwrap();
    world.sign_in_at(crate::provider::NOW + 359).await.unwrap();
}

#[tokio::test]
async fn a_verified_address_is_one_that_the_provider_answers_for() {
    let spellings = [
        (json!(true), true),
        (json!("true"), true),
        (json!(false), false),
        (json!("false"), false),
        (json!(null), false),
    ];
    for (spelling, verified) in spellings {
        let world = World::new().await;
        world.wish(|wishes| wishes.claims = json!({ "email_verified": spelling }));
        assert_eq!(world.sign_in().await.unwrap().email_verified, verified, "{spelling}");
    }
}

#[tokio::test]
async fn linkedin_echoes_no_nonce_and_wants_no_pkce() {
    let mut world = World::new().await;
    let quirks = Quirks { without_pkce: true, nonce_not_echoed: true, secret_in_form: true, ..Quirks::default() };
    world.provider.kind = Kind::OpenId(quirks);
    world.wish(|wishes| wishes.claims = json!({ "nonce": null }));
    assert_eq!(world.sign_in().await, Ok(ana(&world)));
    assert!(!world.begin().await.unwrap().url.contains("code_challenge"));
    let seen = world.seen("/token");
    assert!(!seen[0].parameters.contains_key("code_verifier") && seen[0].authorization.is_none());
}

#[tokio::test]
async fn google_workspace_lets_in_its_own_domain() {
    let mut world = World::new().await;
    let quirks = Quirks { hosted_domains: vec!["example.com".into()], ..Quirks::default() };
    world.provider.kind = Kind::OpenId(quirks);
    world.wish(|wishes| wishes.claims = json!({ "hd": "Example.com" }));
    let identity = world.sign_in().await.unwrap();
    assert_eq!(identity.hosted_domain.as_deref(), Some("Example.com"));
    assert!(world.begin().await.unwrap().url.contains("&hd=example.com"));
}
