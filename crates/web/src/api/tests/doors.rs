//! Tokens, scopes, limits, errors, and what operators ask.

use super::support::{Cast, Desk, Token};
use crate::Rate;
use atiende_core::accounts::{Role, TokenScope};
use axum::http::Method;
use serde_json::json;
use std::num::NonZeroU32;
use std::time::Duration;

atiende_testing::on_both![
    who_has_no_good_token_is_nobody,
    a_disabled_person_has_no_token_any_more,
    a_token_may_less_than_its_person,
    too_many_requests_wait,
    errors_are_problems_in_the_callers_language,
    bodies_are_read_strictly,
    the_document_is_public,
    operators_see_that_it_lives_and_works,
    numbers_are_for_an_administrators_token,
];

async fn who_has_no_good_token_is_nobody() {
    let cast = Cast::new().await;
    let none = cast.desk.ask(Method::GET, "/api/v1/me").go().await;
    assert_eq!((none.status.as_u16(), none.header("content-type")), (401, "application/problem+json"));
    assert!(none.header("www-authenticate").starts_with("Bearer"));
    let wrong = Token { secret: "wrong".into(), ..cast.maria.clone() };
    assert_eq!(cast.desk.get(&wrong, "/me").go().await.status, 401);

    let me = cast.desk.get(&cast.carmen, "/me").go().await;
    assert_eq!(me.status, 200);
    assert_eq!(me.body["user"]["email"], "carmen@ceiplapaz.es");
    assert_eq!((&me.body["role"], &me.body["organization"]), (&json!("requester"), &json!(cast.la_paz.to_string())));
    assert_eq!(me.body["user"]["organizations"][0]["coordinator"], true);
}

async fn a_disabled_person_has_no_token_any_more() {
    let cast = Cast::new().await;
    let path = format!("/users/{}/disable", cast.maria.person);
    assert_eq!(cast.desk.bearing(Method::POST, &cast.ada, &path).go().await.status, 200);
    assert_eq!(cast.desk.get(&cast.maria, "/me").go().await.status, 401);
}

async fn a_token_may_less_than_its_person() {
    let cast = Cast::new().await;
    let reads = cast.desk.token(cast.maria.person, TokenScope::Read).await;
    assert_eq!(cast.desk.get(&reads, "/tickets").go().await.status, 200);
    let refused = cast.desk.post(&reads, "/tickets", &json!({})).go().await;
    assert_eq!((refused.status.as_u16(), &refused.body["code"]), (403, &json!("api-scope")));

    let writes = cast.desk.token(cast.ada.person, TokenScope::Write).await;
    let refused = cast.desk.post(&writes, "/organizations", &json!({ "name": "Gestoría Sol" })).go().await;
    assert_eq!((refused.status.as_u16(), &refused.body["code"]), (403, &json!("api-scope")));
    assert_eq!(cast.desk.post(&cast.ada, "/organizations", &json!({ "name": "Gestoría Sol" })).go().await.status, 201);
    let scope_alone = cast.desk.token(cast.luis.person, TokenScope::Admin).await;
    let refused = cast.desk.post(&scope_alone, "/organizations", &json!({ "name": "X" })).go().await;
    assert_eq!((refused.status.as_u16(), &refused.body["code"]), (403, &json!("api-forbidden")));
}

async fn too_many_requests_wait() {
    let few = Rate { times: NonZeroU32::new(2).unwrap(), within: Duration::from_mins(1) };
    let desk = Desk::with(|settings| settings.rates.api = few).await;
    let ada = desk.person("Ada", "ada@desk.es", Role::Admin).await;
    let (one, other) = (desk.token(ada, TokenScope::Read).await, desk.token(ada, TokenScope::Read).await);
    for _ in 0..2 {
        assert_eq!(desk.get(&one, "/me").go().await.status, 200);
    }
    let stopped = desk.get(&one, "/me").go().await;
    assert_eq!(stopped.status, 429);
    assert!(stopped.header("retry-after").parse::<u64>().unwrap() > 0);
    assert_eq!(desk.get(&other, "/me").go().await.status, 200, "another token has its own limit");
}

async fn errors_are_problems_in_the_callers_language() {
    let cast = Cast::new().await;
    let desk = &cast.desk;
    for (method, path, status) in [
        (Method::GET, "/nothing", 404),
        (Method::DELETE, "/tickets", 405),
        (Method::GET, "/tickets/999999", 404),
        (Method::GET, "/tickets/x", 404),
        (Method::GET, "/tickets?cursor=nonsense", 422),
        (Method::GET, "/tickets?status=broken", 422),
        (Method::GET, "/tickets?limit=many", 422),
    ] {
        let answer = desk.bearing(method, &cast.maria, path).go().await;
        assert_eq!(answer.status, status, "{path}: {}", answer.body);
        assert_eq!(answer.header("content-type"), "application/problem+json", "{path}");
        assert_eq!(answer.body["status"], status, "{path}");
    }
    for (asked, language) in [("en", "en"), ("es", "es"), ("fr", "es")] {
        let answer = desk.get(&cast.maria, "/tickets/999999").header("accept-language", asked).go().await;
        assert_eq!(answer.header("content-language"), language);
    }
}

async fn bodies_are_read_strictly() {
    let cast = Cast::new().await;
    let post = |content_type: &str, body: String| {
        cast.desk.bearing(Method::POST, &cast.maria, "/tickets").raw(content_type, body)
    };
    let json = "application/json";
    let unknown = post(json, r#"{"subject": "x", "body": "y", "state": "closed"}"#.into()).go().await;
    assert_eq!((unknown.status.as_u16(), unknown.errors()), (422, vec!["state: api-unknown-field".into()]));
    let number = post(json, r#"{"subject": 5}"#.into()).go().await;
    assert_eq!((number.status.as_u16(), number.errors()), (422, vec!["subject: api-value-wrong".into()]));
    let own_field = post(json, r#"{"subject": "x", "body": "y", "fields": {"a": 1}}"#.into()).go().await;
    assert_eq!((own_field.status.as_u16(), own_field.errors()), (422, vec!["a: api-unknown-field".into()]));
    let empty = post(json, "{}".into()).go().await;
    let missing = ["subject: tickets-subject-missing", "body: tickets-body-missing"];
    assert_eq!((empty.status.as_u16(), empty.errors()), (422, missing.map(String::from).to_vec()));
    assert_eq!(post(json, "{".into()).go().await.status, 400);
    assert_eq!(post("text/plain", "{}".into()).go().await.status, 415);
    let long = format!(r#"{{"subject": "x", "body": "{}"}}"#, "a".repeat(3 * 1024 * 1024));
    assert_eq!(post(json, long).go().await.status, 413);
    assert_eq!(cast.desk.get(&cast.maria, "/tickets").go().await.body["items"], json!([]));
}

async fn the_document_is_public() {
    let desk = Desk::open().await;
    let document = desk.ask(Method::GET, "/api/openapi.json").go().await;
    assert_eq!((document.status.as_u16(), document.header("content-type")), (200, "application/json"));
    assert_eq!(document.body["info"]["title"], "Atiende");
}

async fn operators_see_that_it_lives_and_works() {
    let cast = Cast::new().await;
    let desk = &cast.desk;
    let alive = desk.ask(Method::GET, "/healthz").go().await;
    assert_eq!((alive.status.as_u16(), &alive.body), (200, &json!({ "status": "ok" })));
    let ready = desk.ask(Method::GET, "/readyz").go().await;
    assert_eq!((ready.status.as_u16(), &ready.body["status"]), (200, &json!("ok")));
    let checks = json!({
        "database": "ok", "storage": "ok", "mail_out": "ok", "mail_in": "ok", "antivirus": "off"
    });
    assert_eq!(ready.body["checks"], checks);
}

async fn numbers_are_for_an_administrators_token() {
    let cast = Cast::new().await;
    let desk = &cast.desk;
    cast.opens(&cast.maria, "No imprime").await;
    let asked = async |who: Option<&Token>| {
        let ask = desk.ask(Method::GET, "/metrics");
        let ask = match who {
            Some(who) => ask.header("authorization", &format!("Bearer {}", who.secret)),
            None => ask,
        };
        ask.go().await
    };
    assert_eq!(asked(None).await.status, 401);
    assert_eq!(asked(Some(&cast.luis)).await.status, 403);
    let numbers = asked(Some(&cast.ada)).await;
    assert_eq!(numbers.status, 200);
    let text = String::from_utf8(numbers.bytes).unwrap();
    for line in ["atiende_tickets_total 1", "atiende_jobs_due 0", "atiende_jobs_failed_total 0"] {
        assert!(text.lines().any(|l| l == line), "{line} is missing:\n{text}");
    }
    assert!(text.contains("atiende_mail_out_total{state=\"queued\"} 3"), "{text}");
    let timed = "http_request_duration_seconds_count{method=\"POST\",route=\"/api/v1/tickets\",status=\"201\"}";
    assert!(text.contains(timed), "{text}");
}
