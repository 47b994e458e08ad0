//! What this server can do and what its resources look like (RFC 7643 5 to 7), for programs that ask first.

use super::fault::Found;
use super::{Directory, Fault, group, list, reply, user};
use crate::api::Problem;
use crate::shell::State;
use atiende_i18n::Locale;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Value, json};

pub(super) async fn config(state: State, _: Directory) -> Response {
    let site = &state.settings().public_url;
    let document = json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"],
        "patch": { "supported": true },
        "bulk": { "supported": false, "maxOperations": 0, "maxPayloadSize": 0 },
        "filter": { "supported": true, "maxResults": list::COUNT_MAX },
        "changePassword": { "supported": false },
        "sort": { "supported": false },
        "etag": { "supported": true },
        "authenticationSchemes": [{
            "type": "oauthbearertoken", "name": "API token", "primary": true,
            "description": "A token of an administrator with the scope admin: atiende token add --scope admin",
            "specUri": "https://www.rfc-editor.org/rfc/rfc6750",
        }],
        "meta": {
            "resourceType": "ServiceProviderConfig", "location": format!("{site}/scim/v2/ServiceProviderConfig"),
        },
    });
    reply::json(StatusCode::OK, &document)
}

pub(super) async fn resource_types(state: State, _: Directory) -> Response {
    all(&types(&state))
}

pub(super) async fn resource_type(state: State, _: Directory, Path(id): Path<String>) -> Found<Response> {
    one(types(&state), &id)
}

pub(super) async fn schemas(state: State, _: Directory) -> Response {
    all(&descriptions(&state))
}

pub(super) async fn schema(state: State, _: Directory, Path(id): Path<String>) -> Found<Response> {
    one(descriptions(&state), &id)
}

fn all(documents: &[Value]) -> Response {
    list::part(i64::try_from(documents.len()).unwrap_or(i64::MAX), 0, documents)
}

fn one(documents: Vec<Value>, id: &str) -> Found<Response> {
    let found = documents.into_iter().find(|document| reply::field(document, "id").is_some_and(|own| own == id));
    found.map(|document| reply::json(StatusCode::OK, &document)).ok_or(Fault::Problem(Problem::NotFound))
}

fn types(state: &State) -> Vec<Value> {
    let site = &state.settings().public_url;
    let of = |name: &str, path: &str, schema: &str| {
        json!({
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:ResourceType"],
            "id": name, "name": name, "endpoint": path, "schema": schema,
            "meta": { "resourceType": "ResourceType", "location": format!("{site}/scim/v2/ResourceTypes/{name}") },
        })
    };
    vec![of("User", "/Users", user::SCHEMA), of("Group", "/Groups", group::SCHEMA)]
}

fn descriptions(state: &State) -> Vec<Value> {
    let site = &state.settings().public_url;
    let of = |name: &str, id: &str, attributes: &[Value]| {
        json!({
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Schema"],
            "id": id, "name": name, "description": name, "attributes": attributes,
            "meta": { "resourceType": "Schema", "location": format!("{site}/scim/v2/Schemas/{id}") },
        })
    };
    vec![of("User", user::SCHEMA, &of_user()), of("Group", group::SCHEMA, &of_group())]
}

fn of_user() -> Vec<Value> {
    let value = || attribute("value", "string", "readWrite");
    let part = |name| attribute(name, "string", "readWrite");
    let one =
        |several: Value| with(several, &[("description", json!("One is kept: the primary one, or that for work"))]);
    vec![
        with(
            attribute("userName", "string", "readWrite"),
            &[("required", json!(true)), ("uniqueness", json!("server"))],
        ),
        with(attribute("externalId", "string", "readWrite"), &[("caseExact", json!(true))]),
        complex("name", false, &[part("formatted"), part("givenName"), part("familyName")]),
        part("displayName"),
        one(complex("emails", true, &[value(), part("type"), attribute("primary", "boolean", "readWrite")])),
        one(complex("phoneNumbers", true, &[value(), part("type")])),
        with(part("locale"), &[("canonicalValues", json!(Locale::ALL.map(Locale::as_str)))]),
        attribute("active", "boolean", "readWrite"),
        with(
            complex(
                "groups",
                true,
                &[attribute("value", "string", "readOnly"), attribute("display", "string", "readOnly")],
            ),
            &[("mutability", json!("readOnly"))],
        ),
    ]
}

fn of_group() -> Vec<Value> {
    vec![
        with(attribute("displayName", "string", "readWrite"), &[("required", json!(true))]),
        with(attribute("externalId", "string", "readWrite"), &[("caseExact", json!(true))]),
        complex(
            "members",
            true,
            &[attribute("value", "string", "immutable"), attribute("display", "string", "readOnly")],
        ),
    ]
}

fn attribute(name: &str, kind: &str, mutability: &str) -> Value {
    json!({
        "name": name, "type": kind, "multiValued": false, "required": false, "caseExact": false,
        "mutability": mutability, "returned": "default", "uniqueness": "none", "description": name,
    })
}

fn complex(name: &str, several: bool, parts: &[Value]) -> Value {
    with(attribute(name, "complex", "readWrite"), &[("multiValued", json!(several)), ("subAttributes", json!(parts))])
}

fn with(mut attribute: Value, said: &[(&str, Value)]) -> Value {
    if let Some(fields) = attribute.as_object_mut() {
        fields.extend(said.iter().map(|(name, value)| ((*name).to_owned(), value.clone())));
    }
    attribute
}
