//! Versions, groups that come twice, and what of RFC 7644 there is not.

use super::{Cast, ask, entra, fault, get, patch, send};
use axum::http::Method;
use serde_json::json;

atiende_testing::on_both![
    a_group_that_comes_twice_is_one,
    a_version_tells_the_groups_too,
    lists_of_versions_are_understood,
    what_is_not_there_is_told_apart_from_what_nobody_has,
    who_is_in_a_group_is_compared_by_equality_alone,
];

/// The directory did not hear the answer, and asks again.
async fn a_group_that_comes_twice_is_one() {
    let cast = Cast::new().await;
    let post = async |group: serde_json::Value| send(&cast, Method::POST, "/Groups", &group).await;
    let docentes = json!({ "displayName": "Docentes", "externalId": "8aa1" });
    let first = post(docentes.clone()).await;
    assert_eq!(first.status, 201, "{}", first.body);
    assert_eq!(fault(&post(docentes).await), (409, "uniqueness"));
    // Names may be the same where ids tell them apart.
    assert_eq!(post(json!({ "displayName": "Docentes", "externalId": "8AA1" })).await.status, 201);
    let named = post(json!({ "displayName": "Docentes" })).await;
    assert_eq!(named.status, 201, "{}", named.body);
    assert_eq!(fault(&post(json!({ "displayName": "docentes" })).await), (409, "uniqueness"));
    let steal = patch(&json!([{ "op": "replace", "path": "externalId", "value": "8aa1" }]));
    let refused = send(&cast, Method::PATCH, &format!("/Groups/{}", named.id()), &steal).await;
    assert_eq!(fault(&refused), (409, "uniqueness"));
    let same = json!({ "displayName": "Claustro", "externalId": "8aa1" });
    assert_eq!(
        send(&cast, Method::PUT, &format!("/Groups/{}", first.id()), &same).await.body["displayName"],
        "Claustro"
    );
}

async fn a_version_tells_the_groups_too() {
    let cast = Cast::new().await;
    let lucia = send(&cast, Method::POST, "/Users", &entra("lucia")).await.id();
    let path = format!("/Users/{lucia}");
    let version = async || get(&cast, &path).await.header("etag").to_owned();
    let alone = version().await;
    let group = json!({ "displayName": "TIC", "externalId": "t-1", "members": [{ "value": lucia }] });
    let group = send(&cast, Method::POST, "/Groups", &group).await;
    let member = version().await;
    assert_ne!(alone, member);
    let old = ask(&cast, Method::GET, &cast.directory, &path).header("if-none-match", &alone).go().await;
    assert_eq!((old.status.as_u16(), &old.body["groups"][0]["display"]), (200, &json!("TIC")));
    let rename = patch(&json!([{ "op": "replace", "path": "displayName", "value": "Informática" }]));
    send(&cast, Method::PATCH, &format!("/Groups/{}", group.id()), &rename).await;
    assert_ne!(version().await, member);
    // A list says the same version, whatever it leaves out.
    let listed = get(&cast, "/Users?excludedAttributes=groups&filter=userName+sw+%22lucia%22").await;
    assert_eq!(listed.body["Resources"][0]["meta"]["version"], version().await, "{}", listed.body);
}

async fn lists_of_versions_are_understood() {
    let cast = Cast::new().await;
    let path = format!("/Users/{}", send(&cast, Method::POST, "/Users", &entra("lucia")).await.id());
    let version = get(&cast, &path).await.header("etag").to_owned();
    for known in [version.clone(), format!("\"a\", {version}"), version.replace("W/", ""), "*".into()] {
        let same = ask(&cast, Method::GET, &cast.directory, &path).header("if-none-match", &known).go().await;
        assert_eq!((same.status.as_u16(), same.header("etag")), (304, version.as_str()), "{known}");
    }
    let rename = patch(&json!([{ "op": "replace", "path": "name.givenName", "value": "Lu" }])).to_string();
    for (expected, status) in [("\"a\", W/\"b\"".to_owned(), 412), (format!("W/\"b\",{version}"), 200)] {
        let change = ask(&cast, Method::PATCH, &cast.directory, &path).header("if-match", &expected);
        let answer = change.raw("application/scim+json", rename.clone()).go().await;
        assert_eq!(answer.status, status, "{expected}: {}", answer.body);
    }
}

async fn what_is_not_there_is_told_apart_from_what_nobody_has() {
    let cast = Cast::new().await;
    for (method, path, status) in [
        (Method::GET, "/Me", 501),
        (Method::POST, "/Bulk", 501),
        (Method::POST, "/.search", 501),
        (Method::POST, "/Users/.search", 501),
        (Method::POST, "/Groups/.search", 501),
        (Method::GET, "/Nothing", 404),
        (Method::POST, "/Users/1", 405),
    ] {
        assert_eq!(fault(&send(&cast, method, path, &json!({})).await), (status, ""), "{path}");
    }
}

async fn who_is_in_a_group_is_compared_by_equality_alone() {
    let cast = Cast::new().await;
    let lucia = send(&cast, Method::POST, "/Users", &entra("lucia")).await.id();
    let new = json!({ "displayName": "TIC", "externalId": "t-1", "members": [{ "value": lucia }] });
    assert_eq!(send(&cast, Method::POST, "/Groups", &new).await.status, 201);
    let found = async |filter: &str| {
        let filter: String = form_urlencoded::byte_serialize(filter.as_bytes()).collect();
        get(&cast, &format!("/Groups?filter={filter}")).await
    };
    assert_eq!(found(&format!("members eq \"{lucia}\"")).await.body["totalResults"], 1);
    assert_eq!(found(&format!("not (members.value eq \"{lucia}\")")).await.body["totalResults"], 0);
    for operator in ["ne", "gt", "ge", "lt", "le"] {
        assert_eq!(fault(&found(&format!("members {operator} \"{lucia}\"")).await), (400, "invalidFilter"));
    }
}
