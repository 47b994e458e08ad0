//! A user's JSON (RFC 7643 4.1) and what core keeps of it.

use super::Fault;
use super::fault::Found;
use super::patch::is_primary;
use super::reply::{field, text, version_with};
use atiende_core::accounts::AccountState;
use atiende_core::directories::{NewUser, User};
use atiende_core::id::GroupId;
use atiende_i18n::Locale;
use serde_json::{Map, Value, json};

pub(super) const SCHEMA: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
/// The type of what has none.
const WORK: &str = "work";

/// The user as the directory sees them. `site` is the desk's address.
pub(super) fn document(user: &User, groups: &[(GroupId, String)], site: &str) -> Value {
    let version = version(user, groups);
    let groups = groups.iter().map(|(id, name)| {
        json!({ "value": id.to_string(), "display": name, "$ref": format!("{site}/scim/v2/Groups/{id}"), "type": "direct" })
    });
    let meta = json!({
        "resourceType": "User",
        "created": user.created_at.to_string(),
        "lastModified": user.updated_at.to_string(),
        "location": format!("{site}/scim/v2/Users/{}", user.id),
        "version": version,
    });
    let kind = |kind: &str| if kind.is_empty() { WORK.to_owned() } else { kind.to_owned() };
    let mut document = common(user);
    let mut put = |name: &str, value: Value| drop(document.insert(name.to_owned(), value));
    put("schemas", json!([SCHEMA]));
    put("id", json!(user.id.to_string()));
    put("emails", json!([{ "value": user.email, "type": kind(&user.email_type), "primary": true }]));
    put("groups", groups.collect());
    put("meta", meta);
    if !user.phone.is_empty() {
        put("phoneNumbers", json!([{ "value": user.phone, "type": kind(&user.phone_type) }]));
    }
    Value::Object(document)
}

/// It shows the groups, whose changes are not the user's own.
pub(super) fn version(user: &User, groups: &[(GroupId, String)]) -> String {
    version_with(user.updated_at, groups)
}

/// What a change begins with. It calls nothing primary and gives no type to what no directory gave one: what was just
/// said goes before what only the desk supposes.
pub(super) fn before(user: &User) -> Value {
    let element = |value: &str, kind: &str| match kind {
        "" => json!([{ "value": value }]),
        kind => json!([{ "value": value, "type": kind }]),
    };
    let mut document = common(user);
    document.insert("emails".to_owned(), element(&user.email, &user.email_type));
    if !user.phone.is_empty() {
        document.insert("phoneNumbers".to_owned(), element(&user.phone, &user.phone_type));
    }
    Value::Object(document)
}

fn common(user: &User) -> Map<String, Value> {
    let mut document = Map::new();
    let mut put = |name: &str, value: Value| drop(document.insert(name.to_owned(), value));
    let parts = [("formatted", &user.formatted), ("givenName", &user.given_name), ("familyName", &user.family_name)];
    let name: Map<String, Value> = parts
        .into_iter()
        .filter(|(_, text)| !text.is_empty())
        .map(|(part, text)| (part.to_owned(), json!(text)))
        .collect();
    put("userName", json!(user.user_name));
    put("displayName", json!(user.display_name()));
    put("locale", json!(user.locale));
    put("active", json!(user.state == AccountState::Active));
    if !name.is_empty() {
        put("name", Value::Object(name));
    }
    if !user.external_id.is_empty() {
        put("externalId", json!(user.external_id));
    }
    document
}

/// What a whole user says. Attributes that the desk does not keep are passed over.
pub(super) fn read(document: &Value) -> Found<NewUser> {
    let nothing = Value::Null;
    let name = field(document, "name").unwrap_or(&nothing);
    let (given_name, family_name) = (text(name, "givenName")?, text(name, "familyName")?);
    let (user_name, formatted) = (text(document, "userName")?, text(name, "formatted")?);
    let (email, email_type) = chosen(document, "emails")?;
    let (phone, phone_type) = chosen(document, "phoneNumbers")?;
    let names = [
        text(document, "displayName")?,
        formatted.clone(),
        format!("{given_name} {family_name}").trim().to_owned(),
        user_name.clone(),
    ];
    Ok(NewUser {
        external_id: text(document, "externalId")?,
        name: names.into_iter().find(|name| !name.is_empty()).unwrap_or_default(),
        // Where it says no address, the name often is one.
        email: if email.is_empty() { user_name.clone() } else { email },
        email_type,
        phone,
        phone_type,
        formatted,
        locale: locale(document)?,
        active: active(document)?,
        user_name,
        given_name,
        family_name,
    })
}

/// Value and type of the element that is kept: the primary one, or the one for work, or the first that has a type, or the
/// first. Empty when there is none.
fn chosen(document: &Value, name: &'static str) -> Found<(String, String)> {
    let elements = match field(document, name) {
        None | Some(Value::Null) => return Ok((String::new(), String::new())),
        Some(Value::Array(elements)) => elements.as_slice(),
        Some(one @ Value::Object(_)) => std::slice::from_ref(one),
        Some(_) => return Err(Fault::Value(name)),
    };
    let mut said = Vec::new();
    for element in elements {
        let part = |part| text(element, part).map_err(|_| Fault::Value(name));
        let (value, kind) = (part("value")?, part("type")?);
        let rank = match (is_primary(element), kind.eq_ignore_ascii_case(WORK), kind.is_empty()) {
            (true, ..) => 0,
            (_, true, _) => 1,
            (_, _, false) => 2,
            _ => 3,
        };
        if !value.is_empty() {
            said.push((rank, value, kind));
        }
    }
    let best = said.into_iter().min_by_key(|&(rank, ..)| rank);
    Ok(best.map(|(_, value, kind)| (value, kind)).unwrap_or_default())
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

/// Entra ID writes "True" and "False" (RFC 7643 2.3.2 has true and false); `None` when it says nothing.
fn active(document: &Value) -> Found<Option<bool>> {
    match field(document, "active") {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Bool(active)) => Ok(Some(*active)),
        Some(Value::String(text)) if text.eq_ignore_ascii_case("true") => Ok(Some(true)),
        Some(Value::String(text)) if text.eq_ignore_ascii_case("false") => Ok(Some(false)),
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
        assert_eq!((user.name.as_str(), user.email.as_str(), user.active), ("María Gil", "maria@x.es", None));
        assert_eq!(user.email_type, "", "the name, not an address that it gave");
        let emails = json!([{ "type": "home", "value": "a@x.es" }, { "type": "work", "value": "b@x.es" }]);
        let user =
            read(&json!({ "USERNAME": "maria", "emails": emails, "active": "False", "locale": "en-US" })).unwrap();
        assert_eq!((user.email.as_str(), user.name.as_str()), ("b@x.es", "maria"));
        assert_eq!((user.active, user.locale.as_str()), (Some(false), "en"));
        assert_eq!((user.email_type.as_str(), user.phone_type.as_str()), ("work", ""));
    }

    #[test]
    fn one_of_several_is_kept() {
        let kept = |elements: Value| chosen(&json!({ "emails": elements }), "emails").unwrap().0;
        let (home, work) = (json!({ "type": "home", "value": "h" }), json!({ "type": "Work", "value": "w" }));
        let (bare, gone) = (json!({ "value": "b" }), json!({ "type": "work", "primary": true }));
        let first = json!({ "type": "other", "value": "p", "primary": "True" });
        assert_eq!(kept(json!([home, work, first])), "p");
        assert_eq!(kept(json!([bare, home, work])), "w");
        assert_eq!(kept(json!([bare, home])), "h");
        assert_eq!(kept(json!([gone, bare])), "b", "an element without a value is none");
        assert_eq!(kept(json!([])), "");
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
