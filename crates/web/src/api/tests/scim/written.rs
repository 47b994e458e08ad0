//! What a directory writes comes back as it was written; what is changed is what is kept.

use super::{Cast, entra, fault, get, ids, patch, send};
use axum::http::Method;
use serde_json::{Value, json};

atiende_testing::on_both![
    one_member_is_removed_in_every_shape,
    a_type_of_telephone_is_kept,
    an_address_of_another_type_is_kept,
    a_new_primary_address_takes_the_place_of_the_old,
    what_is_announced_comes_back_as_it_was_written,
    a_long_name_comes_back_whole,
    people_are_found_by_the_mail_of_a_type,
    names_are_found_in_any_case_and_ids_in_their_own,
];

async fn made(cast: &Cast, new: &Value) -> String {
    let made = send(cast, Method::POST, "/Users", new).await;
    assert_eq!(made.status, 201, "{}", made.body);
    format!("/Users/{}", made.id())
}

/// The user after one operation of a change, as both the answer and a look show it.
async fn after(cast: &Cast, path: &str, operation: Value) -> Value {
    let changed = send(cast, Method::PATCH, path, &patch(&json!([operation]))).await;
    assert_eq!(changed.status, 200, "{}", changed.body);
    assert_eq!(get(cast, path).await.body, changed.body);
    changed.body
}

async fn count(cast: &Cast, filter: &str) -> Option<i64> {
    let filter: String = form_urlencoded::byte_serialize(filter.as_bytes()).collect();
    get(cast, &format!("/Users?filter={filter}")).await.body["totalResults"].as_i64()
}

async fn one_member_is_removed_in_every_shape() {
    let cast = Cast::new().await;
    let mut people = Vec::new();
    for name in ["eva", "ana", "leo", "pol"] {
        people.push(made(&cast, &entra(name)).await.replace("/Users/", ""));
    }
    let members: Vec<Value> = people.iter().map(|id| json!({ "value": id })).collect();
    let new = json!({ "displayName": "Docentes", "externalId": "d-1", "members": members });
    let group = send(&cast, Method::POST, "/Groups", &new).await;
    let path = format!("/Groups/{}", group.id());
    let shapes = [json!({ "value": people[0] }), json!(people[1]), json!([{ "value": people[2] }])];
    for (n, shape) in shapes.into_iter().enumerate() {
        let remove = patch(&json!([{ "op": "remove", "path": "members", "value": shape }]));
        assert!(send(&cast, Method::PATCH, &path, &remove).await.status.is_success(), "{shape}");
        let left = get(&cast, &path).await.body["members"].clone();
        assert_eq!(left.as_array().unwrap().len(), 3 - n, "{shape}: {left}");
    }
    let all = patch(&json!([{ "op": "remove", "path": "members" }]));
    assert!(send(&cast, Method::PATCH, &path, &all).await.status.is_success());
    assert_eq!(get(&cast, &path).await.body["members"], json!([]));
}

/// Entra ID writes a mobile number again and again by its type.
async fn a_type_of_telephone_is_kept() {
    let cast = Cast::new().await;
    let path = made(&cast, &entra("lucia")).await;
    let mobile = "phoneNumbers[type eq \"mobile\"].value";
    for number in ["600 111 222", "600 333 444"] {
        let operation = json!({ "op": "Add", "path": mobile, "value": number });
        let phones = after(&cast, &path, operation).await["phoneNumbers"].clone();
        assert_eq!(phones, json!([{ "value": number, "type": "mobile" }]));
    }
    let gone = after(&cast, &path, json!({ "op": "Remove", "path": mobile })).await;
    assert_eq!(gone.get("phoneNumbers"), None, "{gone}");
    // Of two, the one for work.
    let mut both = entra("marta");
    both["phoneNumbers"] =
        json!([{ "type": "mobile", "value": "600 555 666" }, { "type": "work", "value": "96 100 20 30" }]);
    let path = made(&cast, &both).await;
    assert_eq!(get(&cast, &path).await.body["phoneNumbers"], json!([{ "value": "96 100 20 30", "type": "work" }]));
}

async fn an_address_of_another_type_is_kept() {
    let cast = Cast::new().await;
    // No address is mapped at first: the name is one.
    let mut bare = entra("lucia");
    bare.as_object_mut().unwrap().remove("emails");
    let path = made(&cast, &bare).await;
    assert_eq!(get(&cast, &path).await.body["emails"][0]["value"], "lucia@ceiplapaz.es");
    let home = "emails[type eq \"home\"].value";
    for address in ["lucia@casa.es", "lucia.mar@casa.es"] {
        let operation = json!({ "op": "Add", "path": home, "value": address });
        let emails = after(&cast, &path, operation).await["emails"].clone();
        assert_eq!(emails, json!([{ "value": address, "type": "home", "primary": true }]));
    }
    assert_eq!(count(&cast, "emails[type eq \"home\"].value eq \"lucia.mar@casa.es\"").await, Some(1));
    assert_eq!(count(&cast, "emails[type eq \"work\"].value eq \"lucia.mar@casa.es\"").await, Some(0));
    // A name that changes does not bring the address of before back.
    let renamed = after(&cast, &path, json!({ "op": "replace", "path": "displayName", "value": "L. Mar" })).await;
    assert_eq!(renamed["emails"][0]["value"], "lucia.mar@casa.es");
}

async fn a_new_primary_address_takes_the_place_of_the_old() {
    let cast = Cast::new().await;
    let path = made(&cast, &entra("lucia")).await;
    for (type_, address) in [("work", "lucia.mar@ceiplapaz.es"), ("other", "mar@ceiplapaz.es")] {
        let element = json!({ "primary": true, "type": type_, "value": address });
        let operation = json!({ "op": "add", "path": "emails", "value": [element.clone()] });
        assert_eq!(after(&cast, &path, operation).await["emails"], json!([element]));
    }
}

/// What a validator does that reads the schema first: Microsoft's SCIM Validator, for one.
async fn what_is_announced_comes_back_as_it_was_written() {
    let cast = Cast::new().await;
    let schema = get(&cast, "/Schemas/urn:ietf:params:scim:schemas:core:2.0:User").await.body;
    let announced = |of: &Value, what: &str| -> Vec<Value> { of[what].as_array().cloned().unwrap_or_default() };
    let mut new = json!({ "schemas": [super::USER] });
    for attribute in announced(&schema, "attributes") {
        let name = attribute["name"].as_str().unwrap();
        let value = match (name, attribute["type"].as_str().unwrap()) {
            ("emails", _) => json!([{ "value": "zoe@ceiplapaz.es", "type": "other", "primary": true }]),
            ("phoneNumbers", _) => json!([{ "value": "96 100 20 30", "type": "other" }]),
            ("locale", _) => announced(&attribute, "canonicalValues")[1].clone(),
            (_, "boolean") => json!(false),
            (_, "complex") if attribute["mutability"] == "readOnly" => continue,
            (_, "complex") => announced(&attribute, "subAttributes")
                .iter()
                .map(|part| (part["name"].as_str().unwrap().to_owned(), json!(format!("{} Ñ", part["name"]))))
                .collect(),
            _ => json!(format!("Zoe {name}")),
        };
        new[name] = value;
    }
    let path = made(&cast, &new).await;
    let shown = get(&cast, &path).await.body;
    for (name, value) in new.as_object().unwrap() {
        assert_eq!(&shown[name], value, "{name}");
    }
}

/// Entra ID's displayName has up to 256 letters; names here have 120.
async fn a_long_name_comes_back_whole() {
    let cast = Cast::new().await;
    let long = "Departamento de Orientación ".repeat(9).trim().to_owned();
    let mut new = entra("orienta");
    new["displayName"] = json!(long);
    let path = made(&cast, &new).await;
    assert_eq!(get(&cast, &path).await.body["displayName"], long.as_str());
    let flag = after(&cast, &path, json!({ "op": "replace", "path": "externalId", "value": "o-1" })).await;
    assert_eq!(flag["displayName"], long.as_str());
    let people = cast.desk.get(&cast.ada, "/users").go().await;
    let name = people.column("name").into_iter().find(|name| name.as_str().unwrap().starts_with("Departamento"));
    assert_eq!(name.unwrap().as_str().unwrap().chars().count(), 120);
    let endless = json!({ "op": "replace", "path": "displayName", "value": "x".repeat(257) });
    let refused = send(&cast, Method::PATCH, &path, &patch(&json!([endless]))).await;
    assert_eq!(fault(&refused), (400, "invalidValue"));
}

/// Where mail is Entra ID's matching attribute.
async fn people_are_found_by_the_mail_of_a_type() {
    let cast = Cast::new().await;
    let path = made(&cast, &entra("lucia")).await;
    let filter = "emails%5Btype+eq+%22work%22%5D.value+eq+%22Lucia@ceiplapaz.es%22";
    let found = get(&cast, &format!("/Users?filter={filter}")).await;
    assert_eq!(ids(&found), [path.replace("/Users/", "")], "{}", found.body);
    for (filter, expected) in [
        ("emails[type eq \"home\"].value eq \"lucia@ceiplapaz.es\"", 0),
        ("emails[type eq \"work\" and primary eq true].value sw \"lucia\"", 1),
        ("emails[primary eq false].value sw \"lucia\"", 0),
        ("emails[type eq \"work\"].value pr and userName sw \"lucia\"", 1),
    ] {
        assert_eq!(count(&cast, filter).await, Some(expected), "{filter}");
    }
    for wrong in ["emails[type eq \"work\"].value", "emails[type eq \"work\"].display eq \"a\"", "emails[].value pr"] {
        let filter: String = form_urlencoded::byte_serialize(wrong.as_bytes()).collect();
        let refused = get(&cast, &format!("/Users?filter={filter}")).await;
        assert_eq!(fault(&refused), (400, "invalidFilter"), "{wrong}");
    }
}

/// RFC 7643 3.1: externalId minds the case, the others do not; also beyond ASCII, whatever the database makes of it.
async fn names_are_found_in_any_case_and_ids_in_their_own() {
    let cast = Cast::new().await;
    let mut new = entra("alvaro");
    new["displayName"] = json!("Álvaro Ñúñez");
    new["name"] = json!({ "givenName": "Álvaro", "familyName": "ÑÚÑEZ" });
    new["externalId"] = json!("Á-0aF%");
    made(&cast, &new).await;
    for filter in [
        "displayName eq \"Álvaro Ñúñez\"",
        "displayName eq \"ÁLVARO ÑÚÑEZ\"",
        "displayName co \"ñúñ\"",
        "displayName ew \"Ñúñez\"",
        "name.givenName eq \"álvaro\"",
        "name.familyName sw \"Ñú\"",
        "userName eq \"ALVARO@ceiplapaz.es\"",
        "externalId eq \"Á-0aF%\"",
        "externalId sw \"Á-0a\"",
        "externalId ew \"aF%\"",
        "externalId co \"-0aF\"",
        "externalId co \"%\" and not (externalId eq \"Á-0AF%\")",
    ] {
        assert_eq!(count(&cast, filter).await, Some(1), "{filter}");
    }
    for filter in [
        "displayName eq \"Alvaro Nunez\"",
        "externalId eq \"á-0af%\"",
        "externalId sw \"á\"",
        "externalId ew \"AF%\"",
        "externalId co \"0AF\"",
        "externalId ew \"longer than it is: Á-0aF%\"",
    ] {
        assert_eq!(count(&cast, filter).await, Some(0), "{filter}");
    }
}
