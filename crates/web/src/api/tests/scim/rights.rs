//! Who may speak for a directory, and what is no SCIM.

use super::{Cast, ask, entra, fault, get, send};
use atiende_core::accounts::TokenScope;
use axum::http::Method;
use serde_json::json;

atiende_testing::on_both![
    only_a_directorys_own_token_speaks_for_it,
    it_is_good_for_nothing_else,
    what_is_no_scim_is_refused_in_its_words,
    it_says_what_it_can_do,
    a_cookie_is_nothing_here,
];

const PATHS: [&str; 8] = [
    "/Users",
    "/Users/1",
    "/Groups",
    "/Groups/1",
    "/ServiceProviderConfig",
    "/ResourceTypes",
    "/Schemas",
    "/Schemas/urn:ietf:params:scim:schemas:core:2.0:User",
];

async fn only_a_directorys_own_token_speaks_for_it() {
    let cast = Cast::new().await;
    let weak = cast.desk.token(cast.ada.person, TokenScope::Write).await;
    for path in PATHS {
        for (_, who) in cast.everybody() {
            assert_eq!(fault(&ask(&cast, Method::GET, who, path).go().await), (403, ""), "{path}");
        }
        assert_eq!(fault(&ask(&cast, Method::GET, &weak, path).go().await), (403, ""), "{path}");
        let nobody = cast.desk.ask(Method::GET, &format!("/scim/v2{path}")).go().await;
        assert_eq!(fault(&nobody), (401, ""), "{path}");
        assert!(nobody.header("www-authenticate").starts_with("Bearer"), "{path}");
    }
    for (method, path) in [
        (Method::POST, "/Users"),
        (Method::PUT, "/Users/1"),
        (Method::PATCH, "/Users/1"),
        (Method::DELETE, "/Users/1"),
        (Method::POST, "/Groups"),
        (Method::PUT, "/Groups/1"),
        (Method::PATCH, "/Groups/1"),
        (Method::DELETE, "/Groups/1"),
    ] {
        for who in [&cast.luis, &cast.ada] {
            let body = entra("lucia").to_string();
            let refused = ask(&cast, method.clone(), who, path).raw("application/scim+json", body).go().await;
            assert_eq!(fault(&refused), (403, ""), "{path}");
        }
    }
}

/// A school's own people hold it: it opens nothing of the API, whoever's name it is in.
async fn it_is_good_for_nothing_else() {
    let cast = Cast::new().await;
    assert_eq!(get(&cast, "/Users").await.status, 200);
    for path in ["/me", "/tickets", "/users", "/organizations", "/audit", "/mail/outbound"] {
        let refused = cast.desk.get(&cast.directory, path).go().await;
        assert_eq!(refused.status, 403, "{path}: {}", refused.body);
        assert_eq!(cast.desk.get(&cast.ada, path).go().await.status, 200, "{path}");
    }
    let new = json!({ "subject": "a", "body": "b" });
    assert_eq!(cast.desk.post(&cast.directory, "/tickets", &new).go().await.status, 403);
}

async fn what_is_no_scim_is_refused_in_its_words() {
    let cast = Cast::new().await;
    let raw = async |kind: &str, body: &str| {
        let answer = ask(&cast, Method::POST, &cast.directory, "/Users").raw(kind, body.to_owned()).go().await;
        let (status, kind) = fault(&answer);
        (status, kind.to_owned())
    };
    let refused = |status: u16, kind: &str| (status, kind.to_owned());
    assert_eq!(raw("application/scim+json", "{").await, refused(400, "invalidSyntax"));
    assert_eq!(raw("application/scim+json", "[]").await, refused(400, "invalidSyntax"));
    assert_eq!(raw("text/plain", "{}").await, refused(415, ""));
    assert_eq!(raw("application/scim+json", "{}").await, refused(400, "invalidValue"));
    let deep = format!("{}1{}", "{\"a\":".repeat(5000), "}".repeat(5000));
    assert_eq!(raw("application/scim+json", &deep).await, refused(400, "invalidSyntax"));
    let huge = format!("{{\"userName\":\"{}\"}}", "x".repeat(2 * 1024 * 1024));
    assert_eq!(raw("application/scim+json", &huge).await, refused(413, ""));
    assert_eq!(fault(&get(&cast, "/Users/x").await), (404, ""));
    assert_eq!(fault(&get(&cast, "/Users/99999999999999999999").await), (404, ""));
    assert_eq!(fault(&get(&cast, "/Nothing").await), (404, ""));
    assert_eq!(fault(&send(&cast, Method::DELETE, "/Users", &json!({})).await), (405, ""));
    let english = ask(&cast, Method::GET, &cast.directory, "/Nothing").header("accept-language", "en").go().await;
    assert_eq!(english.header("content-language"), "en");
}

async fn it_says_what_it_can_do() {
    let cast = Cast::new().await;
    let config = get(&cast, "/ServiceProviderConfig").await;
    assert_eq!(config.header("content-type"), "application/scim+json");
    assert_eq!((&config.body["patch"]["supported"], &config.body["bulk"]["supported"]), (&json!(true), &json!(false)));
    for path in ["/ResourceTypes", "/Schemas"] {
        let listed = get(&cast, path).await;
        let all = listed.body["Resources"].as_array().unwrap();
        assert_eq!(all.len(), 2);
        for one in all {
            let shown = get(&cast, &format!("{path}/{}", one["id"].as_str().unwrap())).await;
            assert_eq!(&shown.body, one);
        }
    }
}

async fn a_cookie_is_nothing_here() {
    let cast = Cast::new().await;
    let answer = cast.desk.ask(Method::GET, "/scim/v2/Users").header("cookie", "session=x").go().await;
    assert_eq!(answer.status, 401);
    // Programs send neither Origin nor Sec-Fetch-Site, browsers of other sites do: a token is what counts.
    let foreign = ask(&cast, Method::POST, &cast.directory, "/Users").header("sec-fetch-site", "cross-site");
    let answer = foreign.raw("application/scim+json", entra("lucia").to_string()).go().await;
    assert_eq!(answer.status, 201, "{}", answer.body);
}
