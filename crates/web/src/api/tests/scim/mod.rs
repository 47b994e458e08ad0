//! SCIM 2.0 as directories speak it. Requests have the shapes that Microsoft and Okta document.

mod groups;
mod people;
mod rights;

use super::support::{Answer, Ask, Cast, Token};
use axum::http::Method;
use serde_json::{Value, json};

const USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
const PATCH: &str = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

fn ask<'c>(cast: &'c Cast, method: Method, who: &Token, path: &str) -> Ask<'c> {
    cast.desk.ask(method, &format!("/scim/v2{path}")).header("authorization", &format!("Bearer {}", who.secret))
}

async fn get(cast: &Cast, path: &str) -> Answer {
    ask(cast, Method::GET, &cast.ada, path).go().await
}

async fn send(cast: &Cast, method: Method, path: &str, body: &Value) -> Answer {
    ask(cast, method, &cast.ada, path).raw("application/scim+json; charset=utf-8", body.to_string()).go().await
}

/// What Entra ID sends for a new employee.
fn entra(name: &str) -> Value {
    json!({
        "schemas": [USER, "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"],
        "externalId": format!("{name}-0a21f0f2"),
        "userName": format!("{name}@ceiplapaz.es"),
        "active": true,
        "displayName": format!("{name} de Entra"),
        "emails": [{ "primary": true, "type": "work", "value": format!("{name}@ceiplapaz.es") }],
        "meta": { "resourceType": "User" },
        "name": { "formatted": format!("{name} de Entra"), "familyName": "de Entra", "givenName": name },
        "roles": [],
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": { "department": "TIC" },
    })
}

fn patch(operations: &Value) -> Value {
    json!({ "schemas": [PATCH], "Operations": operations })
}

fn ids(answer: &Answer) -> Vec<String> {
    let all = answer.body["Resources"].as_array().unwrap_or_else(|| panic!("no list: {}", answer.body));
    all.iter().map(|one| one["id"].as_str().unwrap().to_owned()).collect()
}

/// The status and SCIM's word for what is wrong.
fn fault(answer: &Answer) -> (u16, &str) {
    assert_eq!(answer.body["schemas"][0], "urn:ietf:params:scim:api:messages:2.0:Error", "{}", answer.body);
    assert_eq!(answer.body["status"], answer.status.as_u16().to_string());
    assert_eq!(answer.header("content-type"), "application/scim+json");
    (answer.status.as_u16(), answer.body["scimType"].as_str().unwrap_or_default())
}
