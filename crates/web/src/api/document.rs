//! The OpenAPI document, made from the handlers.

use super::problem;
use utoipa::openapi::path::{Operation, PathItem};
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{Components, ContentBuilder, Info, OpenApi, Ref, RefOr, ResponseBuilder, ServerBuilder};
use utoipa::{OpenApi as _, ToSchema};

const ABOUT: &str = "The API of Atiende. Every request carries `Authorization: Bearer TOKEN`; a token does what its \
    person may, or less: `read` may only GET, and what is an administrator's needs `admin`. Ids are opaque strings, \
    times RFC 3339 in UTC. Lists are pages: `?limit&cursor`. A POST with an `Idempotency-Key` happens once: the same key \
    with the same body gives the same answer for a day. Fields that are not described are refused.";

#[derive(utoipa::OpenApi)]
#[openapi(paths(super::attachments::add), components(schemas(problem::Document, problem::FieldError)))]
struct Unrouted;

/// The document that `/api/openapi.json` serves.
pub fn openapi() -> String {
    let (_, routed) = super::documented().into_router().split_for_parts();
    let mut document = Unrouted::openapi();
    document.merge(routed);
    describe(&mut document);
    document.to_pretty_json().unwrap_or_default()
}

fn describe(document: &mut OpenApi) {
    let mut info = Info::new("Atiende", "1");
    info.description = Some(ABOUT.to_owned());
    document.info = info;
    document.servers = Some(vec![ServerBuilder::new().url("/api/v1").build()]);
    let components = document.components.get_or_insert_with(Components::new);
    components.add_security_scheme("token", SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)));
    document.security = Some(vec![SecurityRequirement::new("token", [""; 0])]);
    for item in document.paths.paths.values_mut() {
        operations(item).for_each(fails_with_a_problem);
    }
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    [&mut item.get, &mut item.post, &mut item.patch].into_iter().flatten()
}

/// Whatever goes wrong has the same form everywhere.
fn fails_with_a_problem(operation: &mut Operation) {
    let schema = Ref::from_schema_name(problem::Document::name());
    let content = ContentBuilder::new().schema(Some(RefOr::from(schema))).build();
    let response =
        ResponseBuilder::new().description("What went wrong").content("application/problem+json", content).build();
    operation.responses.responses.insert("default".to_owned(), response.into());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_document_names_every_path_of_the_contract() {
        let document: serde_json::Value = serde_json::from_str(&openapi()).unwrap();
        assert!(document["openapi"].as_str().unwrap().starts_with("3.1"), "{}", document["openapi"]);
        let paths = document["paths"].as_object().unwrap();
        let verbs = |path: &str| {
            let verbs = paths.get(path).unwrap_or_else(|| panic!("{path} is missing")).as_object().unwrap();
            verbs.keys().cloned().collect::<Vec<_>>().join(" ")
        };
        for (path, expected) in [
            ("/me", "get"),
            ("/tickets", "get post"),
            ("/tickets/{id}", "get patch"),
            ("/tickets/{id}/messages", "get post"),
            ("/attachments", "post"),
            ("/attachments/{id}", "get"),
            ("/attachments/{id}/content", "get"),
            ("/users", "get post"),
            ("/users/{id}", "patch"),
            ("/users/{id}/approve", "post"),
            ("/users/{id}/reject", "post"),
            ("/users/{id}/disable", "post"),
            ("/organizations", "get post"),
            ("/organizations/{id}", "get patch"),
            ("/categories", "get post"),
            ("/assets", "get post"),
            ("/assets/{id}", "get patch"),
            ("/assets/{id}/history", "get"),
            ("/articles", "get post"),
            ("/articles/{id}", "get patch"),
            ("/mail/inbound", "get"),
            ("/mail/inbound/{id}", "get"),
            ("/mail/inbound/{id}/raw", "get"),
            ("/mail/inbound/{id}/retry", "post"),
            ("/mail/outbound", "get"),
            ("/mail/outbound/{id}/retry", "post"),
            ("/audit", "get"),
            ("/jobs", "get"),
        ] {
            assert_eq!(verbs(path), expected, "{path}");
        }
        assert_eq!(paths.len(), 28);
    }

    #[test]
    fn every_reference_of_the_document_leads_somewhere() {
        let text = openapi();
        let document: serde_json::Value = serde_json::from_str(&text).unwrap();
        for reference in text.split("\"$ref\": \"#").skip(1) {
            let pointer = reference.split('"').next().unwrap();
            assert!(document.pointer(pointer).is_some(), "{pointer} is missing");
        }
    }
}
