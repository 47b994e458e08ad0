//! A user's JSON (RFC 7643 4.1) and what core keeps of it.

use super::Fault;
use super::fault::Found;
use super::reply::{field, text, version};
use atiende_core::accounts::AccountState;
use atiende_core::directories::{NewUser, User};
use atiende_core::id::GroupId;
use atiende_i18n::Locale;
use serde_json::{Value, json};

pub(super) const SCHEMA: &str = "urn:ietf:params:scim:schemas:core:2.0:User";

/// The user as the directory sees them. `site` is the desk's address.
pub(super) fn document(user: &User, groups: &[(GroupId, String)], site: &str) -> Value {
    let groups = groups.iter().map(|(id, name)| {
        json!({ "value": id.to_string(), "display": name, "$ref": format!("{site}/scim/v2/Groups/{id}"), "type": "direct" })
    });
    let mut document = json!({
        "schemas": [SCHEMA],
        "id": user.id.to_string(),
        "userName": user.user_name,
        "name": { "formatted": user.name, "givenName": user.given_name, "familyName": user.family_name },
        "displayName": user.name,
        "emails": [{ "value": user.email, "type": "work", "primary": true }],
        "locale": user.locale,
        "active": user.state == AccountState::Active,
        "groups": groups.collect::<Vec<_>>(),
        "meta": {
            "resourceType": "User",
            "created": user.created_at.to_string(),
            "lastModified": user.updated_at.to_string(),
            "location": format!("{site}/scim/v2/Users/{}", user.id),
            "version": version(user.updated_at),
        },
    });
    if let Some(fields) = document.as_object_mut() {
        if !user.external_id.is_empty() {
            fields.insert("externalId".to_owned(), json!(user.external_id));
        }
        if !user.phone.is_empty() {
            fields.insert("phoneNumbers".to_owned(), json!([{ "value": user.phone, "type": "work" }]));
        }
    }
    document
}

/// What a whole user says. Attributes that the desk does not keep are passed over.
pub(super) fn read(document: &Value) -> Found<NewUser> {
    let nothing = Value::Null;
    let name = field(document, "name").unwrap_or(&nothing);
    let (given_name, family_name) = (text(name, "givenName")?, text(name, "familyName")?);
    let user_name = text(document, "userName")?;
    let email = first(document, "emails")?;
    let names = [
        text(document, "displayName")?,
        text(name, "formatted")?,
        format!("{given_name} {family_name}").trim().to_owned(),
        user_name.clone(),
    ];
    Ok(NewUser {
        external_id: text(document, "externalId")?,
        name: names.into_iter().find(|name| !name.is_empty()).unwrap_or_default(),
        // Where it says no address, the name often is one.
        email: if email.is_empty() { user_name.clone() } else { email },
        phone: first(document, "phoneNumbers")?,
        locale: locale(document)?,
        active: active(document)?,
        user_name,
        given_name,
        family_name,
    })
}

/// The value of the primary element, or of the one for work, or of the first.
fn first(document: &Value, name: &'static str) -> Found<String> {
    let elements = match field(document, name) {
        None | Some(Value::Null) => return Ok(String::new()),
        Some(Value::Array(elements)) => elements.as_slice(),
        Some(one @ Value::Object(_)) => std::slice::from_ref(one),
        Some(_) => return Err(Fault::Value(name)),
    };
    let has = |element: &&Value, part: &str, value: Value| field(element, part) == Some(&value);
    let primary = elements.iter().find(|element| has(element, "primary", json!(true)));
    let work = || elements.iter().find(|element| has(element, "type", json!("work")));
    let chosen = primary.or_else(work).or_else(|| elements.first());
    chosen.map_or(Ok(String::new()), |element| text(element, "value").map_err(|_| Fault::Value(name)))
}

/// One of the desk's languages, or "" when it is another.
fn locale(document: &Value) -> Found<String> {
    for name in ["preferredLanguage", "locale"] {
        let asked = text(document, name)?;
        let language = asked.split(['-', '_']).next().unwrap_or_default().to_lowercase();
        if let Ok(locale) = language.parse::<Locale>() {
            return Ok(locale.as_str().to_owned());
        }
    }
    Ok(String::new())
}

/// Entra ID writes "True" and "False" (RFC 7643 2.3.2 has true and false); who says nothing is active.
fn active(document: &Value) -> Found<bool> {
    match field(document, "active") {
        None | Some(Value::Null) => Ok(true),
        Some(Value::Bool(active)) => Ok(*active),
        Some(Value::String(text)) if text.eq_ignore_ascii_case("true") => Ok(true),
        Some(Value::String(text)) if text.eq_ignore_ascii_case("false") => Ok(false),
        Some(_) => Err(Fault::Value("active")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_and_the_address_are_found_where_they_are() {
        let user = read(&json!({ "userName": "maria@x.es", "name": { "givenName": "María", "familyName": "Gil" } }));
        let user = user.unwrap();
        assert_eq!((user.name.as_str(), user.email.as_str(), user.active), ("María Gil", "maria@x.es", true));
        let emails = json!([{ "type": "home", "value": "a@x.es" }, { "type": "work", "value": "b@x.es" }]);
        let user =
            read(&json!({ "USERNAME": "maria", "emails": emails, "active": "False", "locale": "en-US" })).unwrap();
        assert_eq!((user.email.as_str(), user.name.as_str()), ("b@x.es", "maria"));
        assert_eq!((user.active, user.locale.as_str()), (false, "en"));
    }

    #[test]
    fn a_value_of_another_kind_is_refused() {
        for wrong in [
            json!({ "userName": 7 }),
            json!({ "userName": "a", "active": "perhaps" }),
            json!({ "userName": "a", "active": 1 }),
            json!({ "userName": "a", "emails": "a@x.es" }),
            json!({ "userName": "a", "emails": [{ "value": 7 }] }),
            json!({ "userName": "a", "displayName": [] }),
        ] {
            assert!(read(&wrong).is_err(), "{wrong}");
        }
    }
}
