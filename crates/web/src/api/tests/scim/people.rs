//! Users: made, found, changed, closed.

use super::{Cast, entra, entrust, fault, get, ids, means, patch, send, set_role};
use atiende_core::accounts::{AccountState, Role, access};
use atiende_core::directories::Meaning;
use axum::http::Method;
use serde_json::{Value, json};

atiende_testing::on_both![
    entra_provisions_changes_and_closes_an_account,
    okta_provisions_and_deactivates,
    one_invitation_is_mailed,
    who_was_there_before_is_found_and_taken_over,
    names_and_addresses_are_one_persons,
    who_was_given_up_is_gone_and_may_come_back,
    filters_find_and_hostile_ones_do_not,
    pages_are_stable_and_attributes_chosen,
    versions_guard_changes,
    the_last_administrator_is_not_closed,
    an_unconfirmed_strangers_password_is_worth_nothing,
];

async fn person(cast: &Cast, email: &str) -> atiende_core::accounts::Person {
    let email = email.to_owned();
    cast.desk.db().read(async move |tx| access::by_email(tx, &email).await).await.unwrap().unwrap()
}

async fn entra_provisions_changes_and_closes_an_account() {
    let cast = Cast::new().await;
    // The connection is tried with somebody who cannot be.
    let nobody = get(&cast, "/Users?filter=userName+eq+%22e1b3-no-such-user%22").await;
    assert_eq!((nobody.status.as_u16(), &nobody.body["totalResults"]), (200, &json!(0)), "{}", nobody.body);
    let made = send(&cast, Method::POST, "/Users", &entra("lucia")).await;
    assert_eq!(made.status, 201, "{}", made.body);
    let path = format!("/Users/{}", made.id());
    assert_eq!(made.header("location"), format!("http://localhost:8080/scim/v2{path}"));
    assert_eq!(made.body["meta"]["location"], made.header("location"));
    let lucia = person(&cast, "lucia@ceiplapaz.es").await;
    assert_eq!(
        (lucia.state, lucia.role, lucia.name.as_str()),
        (AccountState::Active, Role::Requester, "lucia de Entra")
    );

    let found = get(&cast, "/Users?filter=externalId+eq+%22lucia-0a21f0f2%22").await;
    assert_eq!(ids(&found), [made.id()]);
    let operations = json!([
        { "op": "Replace", "path": "displayName", "value": "Lucía Mar" },
        { "op": "Replace", "path": "emails[type eq \"work\"].value", "value": "lucia.mar@ceiplapaz.es" },
        { "op": "Add", "path": "phoneNumbers[type eq \"mobile\"].value", "value": "600 111 222" },
        { "op": "Add", "path": "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager", "value": "7" },
        { "op": "Replace", "value": { "name.familyName": "Mar", "name.givenName": "Lucía" } },
    ]);
    let changed = send(&cast, Method::PATCH, &path, &patch(&operations)).await;
    assert_eq!(changed.status, 200, "{}", changed.body);
    assert_eq!(changed.body["emails"][0]["value"], "lucia.mar@ceiplapaz.es");
    assert_eq!(
        changed.body["name"],
        json!({ "formatted": "lucia de Entra", "givenName": "Lucía", "familyName": "Mar" })
    );
    assert_eq!(changed.body["phoneNumbers"][0]["value"], "600 111 222");
    assert_eq!(changed.body["userName"], "lucia@ceiplapaz.es", "the name there, not the address");
    let told = cast.desk.get(&cast.ada, "/mail/outbound?to=lucia@ceiplapaz.es").go().await;
    assert_eq!(told.column("state").len(), 2, "the invitation, and that the address is another now");

    let off = patch(&json!([{ "op": "Replace", "path": "active", "value": "False" }]));
    assert_eq!(send(&cast, Method::PATCH, &path, &off).await.body["active"], false);
    assert_eq!(person(&cast, "lucia.mar@ceiplapaz.es").await.state, AccountState::Disabled);
    let on = patch(&json!([{ "op": "Replace", "path": "active", "value": "True" }]));
    assert_eq!(send(&cast, Method::PATCH, &path, &on).await.body["active"], true);
}

async fn okta_provisions_and_deactivates() {
    let cast = Cast::new().await;
    let new = json!({
        "schemas": [super::USER],
        "userName": "pau@ieselmar.es",
        "name": { "givenName": "Pau", "familyName": "Riera" },
        "emails": [{ "primary": true, "value": "pau@ieselmar.es", "type": "work" }],
        "displayName": "Pau Riera",
        "locale": "en-US",
        "externalId": "00ujl29u0le5T6Aj10h7",
        "groups": [],
        "password": "1mz050nq",
        "active": true,
    });
    let made = send(&cast, Method::POST, "/Users", &new).await;
    assert_eq!((made.status.as_u16(), &made.body["locale"]), (201, &json!("en")), "{}", made.body);
    assert!(!made.body.to_string().contains("1mz050nq"), "passwords are not kept");
    let path = format!("/Users/{}", made.id());
    let off = patch(&json!([{ "op": "replace", "value": { "active": false } }]));
    assert_eq!(send(&cast, Method::PATCH, &path, &off).await.body["active"], false);
    // Okta opens an account again by sending all of it.
    let whole = json!({
        "schemas": [super::USER], "id": made.id(), "userName": "pau@ieselmar.es", "active": true,
        "name": { "givenName": "Pau", "familyName": "Riera Sanz" },
        "emails": [{ "primary": true, "value": "pau@ieselmar.es", "type": "work" }],
        "meta": { "resourceType": "User" },
    });
    let again = send(&cast, Method::PUT, &path, &whole).await;
    assert_eq!((again.status.as_u16(), &again.body["active"]), (200, &json!(true)), "{}", again.body);
    assert_eq!(again.body["displayName"], "Pau Riera Sanz");
    assert_eq!(again.body.get("externalId"), None, "what a whole user does not say is gone");
    assert_eq!(person(&cast, "pau@ieselmar.es").await.state, AccountState::Active);
}

async fn one_invitation_is_mailed() {
    let cast = Cast::new().await;
    let made = send(&cast, Method::POST, "/Users", &entra("lucia")).await;
    let name = patch(&json!([{ "op": "replace", "path": "displayName", "value": "Lucía" }]));
    send(&cast, Method::PATCH, &format!("/Users/{}", made.id()), &name).await;
    send(&cast, Method::POST, "/Users", &entra("lucia")).await;
    let mails = cast.desk.get(&cast.ada, "/mail/outbound?to=lucia@ceiplapaz.es").go().await;
    assert_eq!(mails.body["items"].as_array().unwrap().len(), 1, "{}", mails.body);
}

async fn who_was_there_before_is_found_and_taken_over() {
    let cast = Cast::new().await;
    let filter = "/Users?filter=userName+eq+%22MARIA@ceiplapaz.es%22";
    assert!(ids(&get(&cast, filter).await).is_empty(), "nobody has given the directory her school");
    entrust(&cast, cast.la_paz).await;
    let found = get(&cast, filter).await;
    assert_eq!(ids(&found), [cast.maria.person.to_string()], "{}", found.body);
    let path = format!("/Users/{}", cast.maria.person);
    let own = patch(&json!([{ "op": "Add", "path": "externalId", "value": "m-1" }]));
    let taken = send(&cast, Method::PATCH, &path, &own).await;
    assert_eq!((taken.status.as_u16(), &taken.body["externalId"]), (200, &json!("m-1")), "{}", taken.body);
    assert_eq!(taken.body["displayName"], "María Gil", "what it does not say stays");
    let history = cast.desk.get(&cast.ada, &format!("/audit?object=person:{}", cast.maria.person)).go().await;
    assert_eq!(history.status, 200, "{}", history.body);
}

async fn names_and_addresses_are_one_persons() {
    let cast = Cast::new().await;
    send(&cast, Method::POST, "/Users", &entra("lucia")).await;
    let twice = send(&cast, Method::POST, "/Users", &entra("LUCIA")).await;
    assert_eq!(fault(&twice), (409, "uniqueness"), "{}", twice.body);
    let mut other = entra("otra");
    other["userName"] = json!("maria@ceiplapaz.es");
    assert_eq!(fault(&send(&cast, Method::POST, "/Users", &other).await), (409, "uniqueness"));
    let made = send(&cast, Method::POST, "/Users", &entra("marta")).await;
    let steal = patch(&json!([{ "op": "replace", "path": "userName", "value": "lucia@ceiplapaz.es" }]));
    let refused = send(&cast, Method::PATCH, &format!("/Users/{}", made.id()), &steal).await;
    assert_eq!(fault(&refused), (409, "uniqueness"));
    let mut nothing = entra("nada");
    nothing["userName"] = Value::Null;
    assert_eq!(fault(&send(&cast, Method::POST, "/Users", &nothing).await), (400, "invalidValue"));
    let mut nowhere = entra("nada");
    nowhere["emails"] = json!([{ "value": "no address" }]);
    let refused = send(&cast, Method::POST, "/Users", &nowhere).await;
    assert_eq!(fault(&refused), (400, "invalidValue"));
    assert!(refused.body["detail"].as_str().unwrap().starts_with("emails: "), "{}", refused.body);
    let mut nul = entra("nada");
    nul["displayName"] = json!("a\u{0}b");
    assert_eq!(fault(&send(&cast, Method::POST, "/Users", &nul).await), (400, "invalidValue"));
    let mut long = entra("nada");
    long["userName"] = json!("x".repeat(300));
    assert_eq!(fault(&send(&cast, Method::POST, "/Users", &long).await), (400, "invalidValue"));
}

async fn who_was_given_up_is_gone_and_may_come_back() {
    let cast = Cast::new().await;
    entrust(&cast, cast.la_paz).await;
    cast.opens(&cast.maria, "Sin wifi").await;
    let path = format!("/Users/{}", cast.maria.person);
    assert_eq!(send(&cast, Method::DELETE, &path, &json!({})).await.status, 204);
    assert_eq!(fault(&get(&cast, &path).await), (404, ""));
    assert_eq!(fault(&send(&cast, Method::DELETE, &path, &json!({})).await), (404, ""));
    assert!(ids(&get(&cast, "/Users?filter=userName+eq+%22maria@ceiplapaz.es%22").await).is_empty());
    let maria = person(&cast, "maria@ceiplapaz.es").await;
    assert_eq!(maria.state, AccountState::Disabled);
    assert_eq!(cast.desk.get(&cast.maria, "/me").go().await.status, 401, "her token is worth nothing now");
    assert_eq!(cast.desk.get(&cast.luis, "/tickets").go().await.column("subject"), ["Sin wifi"], "what she said stays");
    let back = send(&cast, Method::POST, "/Users", &entra("maria")).await;
    assert_eq!((back.status.as_u16(), back.id()), (201, maria.id.to_string()), "{}", back.body);
    assert_eq!(person(&cast, "maria@ceiplapaz.es").await.state, AccountState::Active);
    assert_eq!(cast.desk.get(&cast.maria, "/me").go().await.status, 401, "what opened it before opens it no more");
    let mails = cast.desk.get(&cast.ada, "/mail/outbound?to=maria@ceiplapaz.es").go().await;
    let mails = mails.body["items"].as_array().unwrap();
    assert_eq!(mails.iter().filter(|mail| mail["ticket"].is_null()).count(), 1, "an invitation: {mails:?}");
}

async fn filters_find_and_hostile_ones_do_not() {
    let cast = Cast::new().await;
    entrust(&cast, cast.la_paz).await;
    entrust(&cast, cast.el_mar).await;
    let mut odd = entra("odd");
    odd["externalId"] = json!("50%_off\\");
    let odd = send(&cast, Method::POST, "/Users", &odd).await.id();
    let find = async |filter: &str| {
        let filter: String = form_urlencoded::byte_serialize(filter.as_bytes()).collect();
        get(&cast, &format!("/Users?filter={filter}")).await
    };
    let count = async |filter: &str| find(filter).await.body["totalResults"].as_i64();
    assert_eq!(count("externalId sw \"50%_\"").await, Some(1));
    assert_eq!(count("externalId co \"%\"").await, Some(1));
    assert_eq!(count("externalId co \"_off\\\\\"").await, Some(1));
    assert_eq!(count("externalId eq \"50x_off\\\\\"").await, Some(0), "a wildcard is a letter");
    assert_eq!(count("emails co \"@CeipLaPaz.es\"").await, Some(3));
    assert_eq!(count("emails[type eq \"work\" and value sw \"carmen\"]").await, Some(1));
    assert_eq!(count("emails[type eq \"home\"]").await, Some(0));
    assert_eq!(count("active eq true and userName ew \"ieselmar.es\"").await, Some(1));
    assert_eq!(count("not (active eq \"True\")").await, Some(0));
    assert_eq!(count("displayName eq \"María Gil\" or displayName eq \"jon etxeberria\"").await, Some(2));
    assert_eq!(count("externalId pr").await, Some(1));
    assert_eq!(count("meta.lastModified gt \"2020-01-01T00:00:00Z\"").await, Some(4));
    assert_eq!(count("meta.lastModified lt \"2020-01-01T00:00:00Z\"").await, Some(0));
    assert_eq!(count(&format!("id eq \"{odd}\"")).await, Some(1));
    assert_eq!(count("id eq \"1 or 1=1\"").await, Some(0));
    assert_eq!(count("urn:ietf:params:scim:schemas:core:2.0:User:userName eq \"jon@ieselmar.es\"").await, Some(1));
    assert_eq!(count("userName eq \"luis@desk.es\"").await, Some(0), "staff is no directory's");
    assert_eq!(count("userName eq \"' OR 1=1 --\"").await, Some(0));
    let deep = format!("{}userName pr{}", "(".repeat(400), ")".repeat(400));
    for wrong in [
        "userName",
        "userName like \"a\"",
        "password eq \"a\"",
        "userName eq \"a\"; DROP TABLE people",
        "active co \"t\"",
        "meta.lastModified gt \"yesterday\"",
        "userName eq 7",
        "userName eq \"\\u0000\"",
        "emails[value",
        &deep,
    ] {
        assert_eq!(fault(&find(wrong).await), (400, "invalidFilter"), "{wrong:.40}");
    }
}

async fn pages_are_stable_and_attributes_chosen() {
    let cast = Cast::new().await;
    entrust(&cast, cast.la_paz).await;
    entrust(&cast, cast.el_mar).await;
    for n in 0..9 {
        assert_eq!(send(&cast, Method::POST, "/Users", &entra(&format!("p{n}"))).await.status, 201);
    }
    let mut all = Vec::new();
    for start in [1, 5, 9] {
        let page = get(&cast, &format!("/Users?startIndex={start}&count=4")).await;
        assert_eq!((&page.body["totalResults"], &page.body["startIndex"]), (&json!(12), &json!(start)));
        assert_eq!(page.body["itemsPerPage"], 4);
        all.extend(ids(&page));
    }
    let mut once = all.clone();
    once.sort();
    once.dedup();
    assert_eq!(once.len(), 12, "{all:?}");
    assert!(ids(&get(&cast, "/Users?startIndex=13").await).is_empty());
    assert_eq!(get(&cast, "/Users?count=0").await.body["totalResults"], 12);
    assert_eq!(fault(&get(&cast, "/Users?count=many").await), (400, "invalidValue"));
    let cut = get(&cast, "/Users?count=1&attributes=userName,meta").await;
    let keys: Vec<&String> = cut.body["Resources"][0].as_object().unwrap().keys().collect();
    assert_eq!(keys, ["id", "meta", "schemas", "userName"]);
    let cut = get(&cast, &format!("/Users/{}?excludedAttributes=emails,groups", cast.maria.person)).await;
    assert!(cut.body.get("emails").is_none() && cut.body.get("userName").is_some(), "{}", cut.body);
}

async fn versions_guard_changes() {
    let cast = Cast::new().await;
    entrust(&cast, cast.la_paz).await;
    let path = format!("/Users/{}", cast.maria.person);
    let before = get(&cast, &path).await;
    let version = before.header("etag").to_owned();
    assert_eq!(before.body["meta"]["version"], version);
    let ask = |method, header: &'static str, version: &str| {
        super::ask(&cast, method, &cast.directory, &path).header(header, version)
    };
    assert_eq!(ask(Method::GET, "if-none-match", &version).go().await.status, 304);
    let change = patch(&json!([{ "op": "replace", "path": "displayName", "value": "M. Gil" }])).to_string();
    let stale = ask(Method::PATCH, "if-match", "W/\"1\"").raw("application/scim+json", change.clone()).go().await;
    assert_eq!(fault(&stale), (412, ""));
    let fresh = ask(Method::PATCH, "if-match", &version).raw("application/json", change).go().await;
    assert_eq!(fresh.status, 200, "{}", fresh.body);
    assert_ne!(fresh.header("etag"), version);
}

async fn the_last_administrator_is_not_closed() {
    let cast = Cast::new().await;
    let lucia = send(&cast, Method::POST, "/Users", &entra("lucia")).await.id();
    let heads = json!({ "displayName": "Jefes", "members": [{ "value": lucia }] });
    let heads = send(&cast, Method::POST, "/Groups", &heads).await.id();
    means(&cast, &heads, Meaning { role: Some(Role::Admin), ..Meaning::default() }).await;
    set_role(&cast, cast.ada.person, "requester").await;
    let path = format!("/Users/{lucia}");
    let off = patch(&json!([{ "op": "replace", "path": "active", "value": false }]));
    for refused in [send(&cast, Method::PATCH, &path, &off).await, send(&cast, Method::DELETE, &path, &json!({})).await]
    {
        assert_eq!(refused.status, 409, "{}", refused.body);
    }
    assert_eq!(person(&cast, "lucia@ceiplapaz.es").await.state, AccountState::Active);
    set_role(&cast, cast.ada.person, "admin").await;
    assert_eq!(send(&cast, Method::DELETE, &path, &json!({})).await.status, 204);
    let lucia = person(&cast, "lucia@ceiplapaz.es").await;
    assert_eq!((lucia.state, lucia.role), (AccountState::Disabled, Role::Requester));
}

/// Who signed up with somebody's address and a password of their own must not find the door open later.
async fn an_unconfirmed_strangers_password_is_worth_nothing() {
    use atiende_core::accounts::actions::sign_up;
    use atiende_core::accounts::{NewAccount, Secret, password};
    let cast = Cast::new().await;
    let hash = password::hash("la del impostor".into()).await.unwrap();
    let new = NewAccount { name: "Impostor".into(), email: "lucia@ceiplapaz.es".into(), ..NewAccount::default() };
    let link = Secret::generate();
    let sign_up = async move |tx: &mut atiende_db::Tx| sign_up::sign_up(tx, &new, Some(&hash), &link, "").await;
    cast.desk.db().write(sign_up).await.unwrap();
    assert!(ids(&get(&cast, "/Users?filter=userName+eq+%22lucia@ceiplapaz.es%22").await).is_empty());
    let made = send(&cast, Method::POST, "/Users", &entra("lucia")).await;
    assert_eq!(made.status, 201, "{}", made.body);
    let credentials = async move |tx: &atiende_db::Tx| password::credentials(tx, "lucia@ceiplapaz.es").await;
    let credentials = cast.desk.db().read(credentials).await.unwrap();
    assert!(credentials.verify("la del impostor".into()).await.is_none());
}
