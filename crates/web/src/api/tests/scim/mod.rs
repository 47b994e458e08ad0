//! SCIM 2.0 as directories speak it. Requests have the shapes that Microsoft and Okta document.

mod groups;
mod openings;
mod people;
mod protocol;
mod rights;
mod sources;
mod written;

use super::support::{Answer, Ask, Cast, Token};
use atiende_core::accounts::access;
use atiende_core::directories::actions::groups as actions;
use atiende_core::directories::{self, Meaning};
use atiende_core::id::{GroupId, OrganizationId, PersonId};
use atiende_core::{Actor, Sudo};
use atiende_db::{Tx, args, sql};
use axum::http::Method;
use serde_json::{Value, json};

const USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
const PATCH: &str = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

fn ask<'c>(cast: &'c Cast, method: Method, who: &Token, path: &str) -> Ask<'c> {
    cast.desk.ask(method, &format!("/scim/v2{path}")).header("authorization", &format!("Bearer {}", who.secret))
}

async fn get(cast: &Cast, path: &str) -> Answer {
    ask(cast, Method::GET, &cast.directory, path).go().await
}

async fn send(cast: &Cast, method: Method, path: &str, body: &Value) -> Answer {
    send_as(cast, &cast.directory, (method, path), body).await
}

async fn send_as(cast: &Cast, who: &Token, (method, path): (Method, &str), body: &Value) -> Answer {
    ask(cast, method, who, path).raw("application/scim+json; charset=utf-8", body.to_string()).go().await
}

async fn actor(cast: &Cast, id: PersonId) -> Actor {
    let found = async move |tx: &Tx| {
        let (email,): (String,) = tx.one(sql!("SELECT email FROM people WHERE id = $1"), args![id]).await?;
        let person = access::by_email(tx, &email).await?.unwrap();
        access::actor(tx, &person, "").await
    };
    cast.desk.db().read(found).await.unwrap()
}

/// Ada says what a group is here.
async fn means(cast: &Cast, group: &str, meaning: Meaning) {
    let (ada, id) = (actor(cast, cast.ada.person).await, GroupId(group.parse().unwrap()));
    let mean = async move |tx: &mut Tx| {
        let target = directories::access::group(tx, &ada, id).await?;
        actions::mean(tx, &target, Sudo::at_the_terminal(), meaning).await
    };
    cast.desk.db().write(mean).await.unwrap();
}

/// A group of this directory, with nobody in it, is given the organization: the directory finds who is there already.
async fn entrust(cast: &Cast, organization: OrganizationId) {
    let new = json!({ "displayName": format!("Gente de {organization}") });
    let group = send(cast, Method::POST, "/Groups", &new).await.id();
    means(cast, &group, Meaning { organization: Some(organization), ..Meaning::default() }).await;
}

/// By hand, around every check.
async fn set_role(cast: &Cast, person: PersonId, role: &'static str) {
    let set = sql!("UPDATE people SET role = $2 WHERE id = $1");
    cast.desk.db().write(async move |tx| tx.execute(set, args![person, role]).await).await.unwrap();
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
