//! Microsoft: one document for all tenants, and addresses that are anybody's claim ("nOAuth").

use atiende_oidc::{Answer, Failure, Identity, Provider, Secret};
use serde_json::{Value, json};

use crate::provider::{CLIENT, NOW, SECRET, World, assert_misbehaved};

const TENANT: &str = "72f988bf-86f1-41af-91ab-2d7cd011db47";
const OTHER: &str = "11111111-2222-3333-4444-555555555555";
const PERSONAL: &str = "9188040d-6c67-4c5b-b112-36a304b66dad";

/// A desk that asks for `asked`, and a document that calls the tenant `told`; Ana is of `tenant`.
async fn world(asked: &str, told: &str, tenant: &str) -> World {
    let mut world = World::new().await;
    let (issuer, told) = (format!("{}/{asked}/v2.0", world.url), format!("{}/{told}/v2.0", world.url));
    world.provider = Provider { issuer, ..Provider::microsoft(CLIENT, Secret::new(SECRET), asked) };
    let claims = json!({
        "iss": format!("{}/{tenant}/v2.0", world.url), "tid": tenant, "email_verified": null,
    });
    world.wish(|wishes| {
        wishes.document = json!({ "issuer": told });
        wishes.claims = claims;
    });
    world
}

async fn common_with(claims: Value) -> Result<Identity, Failure> {
    let world = world("common", "{tenantid}", TENANT).await;
    world.wish(|wishes| crate::provider::patch(&mut wishes.claims, &claims));
    world.sign_in().await
}

#[tokio::test]
async fn she_signs_in_from_any_tenant() {
    let world = world("common", "{tenantid}", TENANT).await;
    let identity = world.sign_in().await.unwrap();
    assert_eq!(identity.issuer, format!("{}/{TENANT}/v2.0", world.url));
    assert_eq!((identity.email.as_deref(), identity.email_verified), (Some("ana@example.com"), false));
}

#[tokio::test]
async fn an_address_is_hers_only_if_the_domains_owner_says_so() {
    let spellings = [
        (json!(true), true),
        (json!("true"), true),
        (json!(1), true),
        (json!("1"), true),
        (json!(false), false),
        (json!(0), false),
        (json!("0"), false),
        (json!([true]), false),
    ];
    for (spelling, verified) in spellings {
        let identity = common_with(json!({ "xms_edov": spelling })).await.unwrap();
        assert_eq!(identity.email_verified, verified, "{spelling}");
    }
}

/// Whoever writes the tenant's claims writes this one, too; nor is userinfo another witness.
#[tokio::test]
async fn what_others_call_verified_is_not() {
    for said in [json!(true), json!("true")] {
        assert!(!common_with(json!({ "email_verified": said })).await.unwrap().email_verified);
        let world = world("common", "{tenantid}", TENANT).await;
        world.wish(|wishes| {
            (wishes.claims["email"], wishes.claims["xms_edov"]) = (json!(null), json!(true));
            wishes.userinfo = json!({ "email": "boss@victim.example", "email_verified": said });
        });
        let identity = world.sign_in().await.unwrap();
        assert_eq!((identity.email.as_deref(), identity.email_verified), (Some("boss@victim.example"), false));
    }
}

#[tokio::test]
async fn that_claim_counts_for_nobody_else() {
    let world = World::new().await;
    world.wish(|wishes| wishes.claims = json!({ "email_verified": null, "xms_edov": true }));
    assert!(!world.sign_in().await.unwrap().email_verified);
}

#[tokio::test]
async fn the_issuer_is_the_one_of_the_tokens_own_tenant() {
    assert_misbehaved(common_with(json!({ "tid": OTHER })).await, "another issuer's");
    assert_misbehaved(common_with(json!({ "tid": null })).await, "another issuer's");
    assert_misbehaved(common_with(json!({ "iss": "https://evil.example" })).await, "another issuer's");
}

#[tokio::test]
async fn a_tenant_is_a_guid_and_nothing_that_bends_the_address() {
    let world = world("common", "{tenantid}", "..").await;
    assert_misbehaved(world.sign_in().await, "another issuer's");
}

#[tokio::test]
async fn organizations_are_not_persons() {
    let personal = world("organizations", "{tenantid}", PERSONAL).await.sign_in().await;
    assert_eq!(personal, Err(Failure::Refused("a personal Microsoft account".into())));
    assert!(world("organizations", "{tenantid}", TENANT).await.sign_in().await.is_ok());
    assert!(world("consumers", PERSONAL, PERSONAL).await.sign_in().await.is_ok());
}

#[tokio::test]
async fn one_tenant_is_that_one() {
    assert!(world(TENANT, TENANT, TENANT).await.sign_in().await.is_ok());
    assert!(world("example.com", TENANT, TENANT).await.sign_in().await.is_ok());
    assert_misbehaved(world(TENANT, TENANT, OTHER).await.sign_in().await, "another issuer's");
    for told in [OTHER, "{tenantid}"] {
        let result = world(TENANT, told, OTHER).await.begin().await;
        assert_misbehaved(result.map(drop), "the discovery document is another issuer's");
    }
}

#[tokio::test]
async fn a_template_is_a_privilege_of_microsofts() {
    let mut world = world("common", "{tenantid}", TENANT).await;
    world.provider.kind = atiende_oidc::Kind::default();
    assert_misbehaved(world.begin().await.map(drop), "the discovery document is another issuer's");
}

#[tokio::test]
async fn the_callbacks_issuer_may_be_any_tenants() {
    let world = world("common", "{tenantid}", TENANT).await;
    let started = world.begin().await.unwrap();
    let answer = |iss: String| Answer { iss: Some(iss), ..world.consent(&started) };
    for wrong in ["evil", "", "../.."] {
        let answer = answer(format!("{}/{wrong}/v2.0", world.url));
        let result = world.desk.finish(&world.provider, &started.pending, &answer, NOW).await;
        assert_misbehaved(result, "the answer is another issuer's");
    }
    let answer = answer(format!("{}/{TENANT}/v2.0", world.url));
    assert!(world.desk.finish(&world.provider, &started.pending, &answer, NOW).await.is_ok());
}
