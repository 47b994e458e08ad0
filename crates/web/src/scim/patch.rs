//! Changes of parts of a resource (RFC 7644 3.5.2), as Entra ID and Okta really write them.
//!
//! Each operation changes the resource's JSON, which is then read like one that was sent whole. Attributes that the desk
//! does not keep come and go without a word.

use super::Fault;
use super::fault::Found;
use super::filter::Filter;
use super::path::{self, Path};
use super::reply::field;
use serde_json::{Map, Value, json};
use std::collections::{HashMap, HashSet};

/// Operations of one request.
const OPERATIONS_MAX: usize = 1000;
/// What only the desk decides.
const READ_ONLY: [&str; 4] = ["id", "meta", "groups", "schemas"];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Verb {
    Add,
    Replace,
    Remove,
}

/// The resource after all operations of `request`.
pub(super) fn apply(mut resource: Value, request: &Value) -> Found<Value> {
    let operations = field(request, "Operations").and_then(Value::as_array).ok_or(Fault::Value("Operations"))?;
    if operations.len() > OPERATIONS_MAX {
        return Err(Fault::Value("Operations"));
    }
    for operation in operations {
        one(&mut resource, operation)?;
    }
    Ok(resource)
}

fn one(resource: &mut Value, operation: &Value) -> Found<()> {
    // Entra ID writes them with a capital.
    let verb = match field(operation, "op").and_then(Value::as_str).map(str::to_ascii_lowercase).as_deref() {
        Some("add") => Verb::Add,
        Some("replace") => Verb::Replace,
        Some("remove") => Verb::Remove,
        _ => return Err(Fault::Value("op")),
    };
    let value = field(operation, "value");
    match (field(operation, "path"), value) {
        (None | Some(Value::Null), Some(Value::Object(all))) if verb != Verb::Remove => {
            // Okta repeats the id, Entra ID writes "name.givenName" for a part.
            let mut own = all.iter().filter(|(name, _)| !is_read_only(name) && !path::is_foreign(name));
            own.try_for_each(|(name, value)| at(resource, verb, name, Some(value)))
        }
        (Some(Value::String(text)), _) if path::is_foreign(text) => Ok(()),
        (Some(Value::String(text)), _) if is_read_only(text) => Err(Fault::ReadOnly),
        (Some(Value::String(text)), value) => at(resource, verb, text, value),
        _ => Err(Fault::Path),
    }
}

fn is_read_only(name: &str) -> bool {
    let name = path::without_schema(name);
    READ_ONLY.iter().any(|own| name.eq_ignore_ascii_case(own))
}

fn at(resource: &mut Value, verb: Verb, text: &str, value: Option<&Value>) -> Found<()> {
    let Path { attribute, filter, part } = path::parse(text).ok_or(Fault::Path)?;
    if verb != Verb::Remove && value.is_none() {
        return Err(Fault::Value("value"));
    }
    let fields = resource.as_object_mut().ok_or(Fault::Path)?;
    let name = known_name(fields, &attribute);
    let before = primaries(fields.get(&name));
    match (filter, part) {
        (None, None) => whole(fields, verb, &name, value),
        (None, Some(part)) => {
            let target = fields.entry(name.clone()).or_insert_with(|| json!({}));
            each(target, |element| set_part(element, verb, &part, value));
        }
        (Some(filter), part) => {
            let elements = fields.entry(name.clone()).or_insert_with(|| json!([]));
            let Some(elements) = elements.as_array_mut() else { return Err(Fault::Path) };
            chosen(elements, verb, (&filter, part.as_deref()), value);
        }
    }
    if let Some(Value::Array(elements)) = fields.get_mut(&name) {
        one_primary(&before, elements);
    }
    Ok(())
}

/// Changes the elements that the filter describes; makes one when there is none.
fn chosen(elements: &mut Vec<Value>, verb: Verb, (filter, part): (&Filter, Option<&str>), value: Option<&Value>) {
    if verb == Verb::Remove && part.is_none() {
        elements.retain(|element| !filter.holds(element));
        return;
    }
    if verb != Verb::Remove && !elements.iter().any(|element| filter.holds(element)) {
        elements.push(filter.described().into_iter().map(|(name, value)| (name.to_owned(), value.clone())).collect());
    }
    for element in elements.iter_mut().filter(|element| filter.holds(element)) {
        match (part, value) {
            (Some(part), value) => set_part(element, verb, part, value),
            (None, Some(value)) => merge(element, value),
            (None, None) => {}
        }
    }
}

/// The attribute's name as the resource writes it.
fn known_name(fields: &Map<String, Value>, name: &str) -> String {
    fields.keys().find(|key| key.eq_ignore_ascii_case(name)).map_or(name, String::as_str).to_owned()
}

fn whole(fields: &mut Map<String, Value>, verb: Verb, name: &str, value: Option<&Value>) {
    let before = fields.get_mut(name);
    match (verb, before, value) {
        // Entra ID names the members to remove beside the path; only who names none removes all of them.
        (Verb::Remove, Some(Value::Array(elements)), Some(value)) if !value.is_null() => {
            let gone: HashSet<String> = several(value).iter().map(key).collect();
            elements.retain(|element| !gone.contains(&key(element)));
        }
        (Verb::Remove, ..) => drop(fields.remove(name)),
        (Verb::Add, Some(Value::Array(elements)), Some(value)) => add(elements, several(value)),
        (_, Some(before @ Value::Object(_)), Some(value @ Value::Object(_))) => merge(before, value),
        (_, _, Some(value)) => drop(fields.insert(name.to_owned(), value.clone())),
        (_, _, None) => {}
    }
}

/// One value is a list of one.
fn several(value: &Value) -> &[Value] {
    value.as_array().map_or_else(|| std::slice::from_ref(value), Vec::as_slice)
}

/// Adds what is not there, and completes what is.
fn add(elements: &mut Vec<Value>, new: &[Value]) {
    let mut places: HashMap<String, usize> =
        elements.iter().enumerate().map(|(place, element)| (key(element), place)).collect();
    for value in new {
        let known = places.get(&key(value)).and_then(|&place| elements.get_mut(place));
        match known {
            Some(before) if value.is_object() => merge(before, value),
            Some(_) => {}
            None => {
                places.insert(key(value), elements.len());
                elements.push(value.clone());
            }
        }
    }
}

/// What tells an element from the others: its value, whole or alone.
fn key(element: &Value) -> String {
    match field(element, "value").unwrap_or(element) {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// A new primary element takes the place of the one of before (RFC 7644 3.5.2).
fn one_primary(before: &HashSet<String>, elements: &mut [Value]) {
    if elements.iter().all(|element| !is_primary(element) || before.contains(&element.to_string())) {
        return;
    }
    for element in elements.iter_mut().filter(|element| before.contains(&element.to_string())) {
        set_part(element, Verb::Replace, "primary", Some(&Value::Bool(false)));
    }
}

/// The elements that say that they are the primary one.
fn primaries(elements: Option<&Value>) -> HashSet<String> {
    let elements = elements.and_then(Value::as_array).into_iter().flatten();
    elements.filter(|element| is_primary(element)).map(Value::to_string).collect()
}

pub(super) fn is_primary(element: &Value) -> bool {
    field(element, "primary").is_some_and(is_true)
}

/// Entra ID writes flags as texts.
fn is_true(value: &Value) -> bool {
    value.as_bool().unwrap_or_else(|| value.as_str().is_some_and(|text| text.eq_ignore_ascii_case("true")))
}

/// Each element of several, or the one.
fn each(target: &mut Value, mut change: impl FnMut(&mut Value)) {
    match target {
        Value::Array(elements) => elements.iter_mut().for_each(change),
        one => change(one),
    }
}

fn set_part(element: &mut Value, verb: Verb, part: &str, value: Option<&Value>) {
    if !element.is_object() {
        *element = json!({});
    }
    let Some(fields) = element.as_object_mut() else { return };
    let name = known_name(fields, part);
    match value {
        Some(value) if verb != Verb::Remove => drop(fields.insert(name, value.clone())),
        _ => drop(fields.remove(&name)),
    }
}

fn merge(before: &mut Value, value: &Value) {
    match (before.as_object_mut(), value.as_object()) {
        (Some(fields), Some(new)) => {
            for (name, value) in new {
                let name = known_name(fields, name);
                fields.insert(name, value.clone());
            }
        }
        _ => *before = value.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn maria() -> Value {
        json!({
            "id": "7", "userName": "maria", "active": true, "name": { "givenName": "María" },
            "emails": [{ "type": "work", "value": "maria@x.es", "primary": true }],
        })
    }

    fn patched(operations: &Value) -> Value {
        apply(maria(), &json!({ "Operations": operations })).unwrap()
    }

    #[test]
    fn entra_writes_texts_for_flags_and_capitals() {
        let after = patched(&json!([{ "op": "Replace", "path": "active", "value": "False" }]));
        assert_eq!(after["active"], "False");
        let value = json!({ "name.familyName": "Gil", "displayName": "María Gil" });
        let after = patched(&json!([{ "op": "Add", "value": value }]));
        assert_eq!((&after["name"]["familyName"], &after["displayName"]), (&json!("Gil"), &json!("María Gil")));
    }

    #[test]
    fn an_element_is_changed_or_made() {
        let path = r#"emails[type eq "work"].value"#;
        let after = patched(&json!([{ "op": "Replace", "path": path, "value": "gil@x.es" }]));
        assert_eq!(after["emails"], json!([{ "type": "work", "value": "gil@x.es", "primary": true }]));
        let path = r#"phoneNumbers[type eq "mobile"].value"#;
        let after = patched(&json!([{ "op": "Add", "path": path, "value": "600" }]));
        assert_eq!(after["phoneNumbers"], json!([{ "type": "mobile", "value": "600" }]));
    }

    #[test]
    fn members_come_and_go_in_both_ways() {
        let group = || json!({ "members": [{ "value": "1" }, { "value": "2" }] });
        let after =
            |operation: Value| apply(group(), &json!({ "Operations": [operation] })).unwrap()["members"].clone();
        let add = json!({ "op": "Add", "path": "members", "value": [{ "value": "2" }, { "value": "3" }] });
        assert_eq!(after(add), json!([{ "value": "1" }, { "value": "2" }, { "value": "3" }]));
        let entra = json!({ "op": "Remove", "path": "members", "value": [{ "value": "2" }] });
        assert_eq!(after(entra), json!([{ "value": "1" }]));
        for one in [json!({ "value": "2" }), json!("2"), json!(["2"])] {
            let remove = json!({ "op": "remove", "path": "members", "value": one });
            assert_eq!(after(remove), json!([{ "value": "1" }]), "{one}");
        }
        let nobody = json!({ "op": "remove", "path": "members", "value": [] });
        assert_eq!(after(nobody), group()["members"]);
        let okta = json!({ "op": "remove", "path": "members[value eq \"1\"]" });
        assert_eq!(after(okta), json!([{ "value": "2" }]));
        let all = json!({ "op": "remove", "path": "members" });
        assert_eq!(after(all), Value::Null);
    }

    #[test]
    fn there_is_one_primary_element() {
        let emails = |operation: Value| patched(&json!([operation]))["emails"].clone();
        let old = json!({ "type": "work", "value": "maria@x.es", "primary": false });
        let new = json!({ "value": "gil@x.es", "type": "work", "primary": true });
        for value in [new.clone(), json!([new])] {
            assert_eq!(emails(json!({ "op": "add", "path": "emails", "value": value })), json!([old, new]));
        }
        let path = "emails[type eq \"home\"]";
        let home = json!({ "type": "home", "value": "gil@x.es", "primary": "True" });
        assert_eq!(emails(json!({ "op": "add", "path": path, "value": home })), json!([old, home]));
        let flag = json!({ "op": "add", "path": "emails[type eq \"home\"].primary", "value": true });
        assert_eq!(emails(flag), json!([old, { "type": "home", "primary": true }]));
        let second = json!({ "op": "add", "path": "emails", "value": [{ "value": "gil@x.es" }] });
        assert_eq!(emails(second)[0]["primary"], true, "who says nothing of it changes nothing");
        let again = json!({ "op": "add", "path": "emails", "value": [{ "value": "maria@x.es", "display": "M" }] });
        assert_eq!(emails(again).as_array().unwrap().len(), 1, "completed, not twice");
    }

    #[test]
    fn what_is_not_kept_comes_and_goes_without_a_word() {
        let path = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department";
        assert_eq!(patched(&json!([{ "op": "add", "path": path, "value": "TIC" }])), maria());
        assert_eq!(patched(&json!([{ "op": "replace", "value": { "id": "9" } }])), maria());
    }

    #[test]
    fn what_is_no_change_is_refused() {
        let wrong = [
            json!([{ "op": "move", "path": "active" }]),
            json!([{ "op": "replace", "path": "active" }]),
            json!([{ "op": "replace", "path": "emails[", "value": 1 }]),
            json!([{ "op": "remove" }]),
            json!([{ "op": "replace", "path": "id", "value": "9" }]),
            json!([{ "op": "replace", "path": 7, "value": "9" }]),
            json!("x"),
        ];
        for operations in wrong {
            assert!(apply(maria(), &json!({ "Operations": operations })).is_err(), "{operations}");
        }
        assert!(apply(maria(), &json!({})).is_err());
    }
}
