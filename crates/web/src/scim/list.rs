//! Lists: which part, how filtered, with what of each resource (RFC 7644 3.4.2, 3.9).

use super::Fault;
use super::fault::Found;
use super::filter::{self, Filter, Operator as Op};
use super::path::without_schema;
use super::reply;
use atiende_core::directories::{Field, Operator, Selection, Term};
use axum::extract::Query;
use axum::http::StatusCode;
use axum::response::Response;
use jiff::Timestamp;
use serde_json::{Value, json};
use std::collections::HashMap;

const SCHEMA: &str = "urn:ietf:params:scim:api:messages:2.0:ListResponse";
/// Resources of one answer, when nobody says and at the most.
const COUNT: i64 = 100;
pub(super) const COUNT_MAX: i64 = 200;

/// What the address asks for.
pub(super) type Asked = Query<HashMap<String, String>>;

/// What of the list; `name` tells which attributes can be compared.
pub(super) fn selection(asked: &Asked, name: fn(&str) -> Option<Field>) -> Found<Selection> {
    let number = |key: &'static str, usual: i64| match asked.get(key).map(|text| text.trim().parse()) {
        None => Ok(usual),
        Some(Ok(number)) => Ok(number),
        Some(Err(_)) => Err(Fault::Value(key)),
    };
    let start: i64 = number("startIndex", 1)?;
    let count: i64 = number("count", COUNT)?;
    let filter = match asked.get("filter").map(|text| text.trim()).filter(|text| !text.is_empty()) {
        None => None,
        Some(text) => {
            let filter = filter::parse(text).ok_or(Fault::Filter)?;
            Some(term(&filter, name).ok_or(Fault::Filter)?)
        }
    };
    Ok(Selection { filter, from: start.max(1) - 1, count: count.clamp(0, COUNT_MAX) })
}

/// The answer.
pub(super) fn answer(asked: &Asked, total: i64, from: i64, resources: Vec<Value>) -> Response {
    let resources: Vec<Value> = resources.into_iter().map(|resource| cut(resource, asked)).collect();
    part(total, from, &resources)
}

/// So many resources of a list, after those that were passed over.
pub(super) fn part(total: i64, from: i64, resources: &[Value]) -> Response {
    let document = json!({
        "schemas": [SCHEMA],
        "totalResults": total,
        "startIndex": from + 1,
        "itemsPerPage": resources.len(),
        "Resources": resources,
    });
    reply::json(StatusCode::OK, &document)
}

/// Whether the attribute is wanted: then it is worth looking up.
pub(super) fn wants(asked: &Asked, attribute: &str) -> bool {
    let has = |key: &str| names(asked, key).any(|name| head(name).eq_ignore_ascii_case(attribute));
    let only = asked.get("attributes").is_some_and(|names| !names.trim().is_empty());
    !has("excludedAttributes") && (!only || has("attributes"))
}

/// The resource with what was asked for: always with id and schemas.
pub(super) fn cut(mut resource: Value, asked: &Asked) -> Value {
    if let Some(fields) = resource.as_object_mut() {
        fields.retain(|name, _| matches!(name.as_str(), "id" | "schemas") || wants(asked, name));
    }
    resource
}

fn names<'a>(asked: &'a Asked, key: &str) -> impl Iterator<Item = &'a str> {
    asked.get(key).into_iter().flat_map(|all| all.split(',')).map(str::trim)
}

/// The attribute of `name.givenName`.
fn head(name: &str) -> &str {
    let name = without_schema(name);
    name.split_once('.').map_or(name, |(head, _)| head)
}

/// The filter as core knows it; `None` when something in it cannot be compared.
fn term(filter: &Filter, name: fn(&str) -> Option<Field>) -> Option<Term> {
    Some(match filter {
        Filter::And(one, other) => Term::And(Box::new(term(one, name)?), Box::new(term(other, name)?)),
        Filter::Or(one, other) => Term::Or(Box::new(term(one, name)?), Box::new(term(other, name)?)),
        Filter::Not(inner) => Term::Not(Box::new(term(inner, name)?)),
        Filter::Present(attribute) => Term::Present(name(without_schema(attribute))?),
        Filter::Compare(attribute, operator, value) => compare(name(without_schema(attribute))?, *operator, value)?,
        Filter::Within(attribute, inner) => within(without_schema(attribute), inner, name)?,
    })
}

/// The desk keeps one address, which is the primary one.
fn within(attribute: &str, inner: &Filter, name: fn(&str) -> Option<Field>) -> Option<Term> {
    match inner {
        Filter::And(one, other) => {
            let (one, other) = (within(attribute, one, name)?, within(attribute, other, name)?);
            Some(Term::And(Box::new(one), Box::new(other)))
        }
        Filter::Compare(part, operator, value) if part == "value" => compare(name(attribute)?, *operator, value),
        Filter::Present(part) if part == "value" => Some(Term::Present(name(attribute)?)),
        Filter::Compare(part, operator, value) if part == "type" => {
            compare(name(&format!("{attribute}.type"))?, *operator, value)
        }
        Filter::Compare(part, Op::Eq, Value::Bool(value)) if part == "primary" => {
            let always = Term::Present(Field::Id);
            Some(if *value { always } else { Term::Not(Box::new(always)) })
        }
        _ => None,
    }
}

fn compare(field: Field, operator: Op, value: &Value) -> Option<Term> {
    let operator = match operator {
        Op::Eq => Operator::Equal,
        Op::Ne => Operator::NotEqual,
        Op::Co => Operator::Contains,
        Op::Sw => Operator::StartsWith,
        Op::Ew => Operator::EndsWith,
        Op::Gt => Operator::Greater,
        Op::Ge => Operator::GreaterOrEqual,
        Op::Lt => Operator::Less,
        Op::Le => Operator::LessOrEqual,
    };
    let is_of_text = matches!(operator, Operator::Contains | Operator::StartsWith | Operator::EndsWith);
    match field {
        Field::Active => {
            let wanted = value.as_bool().or_else(|| value.as_str()?.to_ascii_lowercase().parse().ok())?;
            match operator {
                Operator::Equal => Some(Term::Active(wanted)),
                Operator::NotEqual => Some(Term::Active(!wanted)),
                _ => None,
            }
        }
        Field::Id | Field::Member | Field::Created | Field::LastModified if is_of_text => None,
        // Somebody is in it or not; "not" says the opposite.
        Field::Member if operator != Operator::Equal => None,
        // What is no number is nobody's id.
        Field::Id | Field::Member => {
            let id = value.as_str().and_then(|text| text.parse().ok()).or_else(|| value.as_i64()).unwrap_or(-1);
            Some(Term::Number(field, operator, id))
        }
        Field::Created | Field::LastModified => {
            Some(Term::Time(field, operator, value.as_str()?.parse::<Timestamp>().ok()?))
        }
        _ => Some(Term::Text(field, operator, value.as_str()?.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(pairs: &[(&str, &str)]) -> Asked {
        Query(pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect())
    }

    #[test]
    fn pages_begin_at_one() {
        let of = |pairs: &[(&str, &str)]| selection(&asked(pairs), |_| None).map(|s| (s.from, s.count)).ok();
        assert_eq!(of(&[]), Some((0, 100)));
        assert_eq!(of(&[("startIndex", "-7"), ("count", "9999")]), Some((0, 200)));
        assert_eq!(of(&[("startIndex", "41"), ("count", "-1")]), Some((40, 0)));
        assert_eq!(of(&[("startIndex", "x")]), None);
        assert_eq!(of(&[("startIndex", "99999999999999999999")]), None);
    }

    #[test]
    fn only_what_is_wanted_is_told() {
        let user = json!({ "id": "7", "schemas": [], "userName": "a", "groups": [], "name": {} });
        let told = |pairs: &[(&str, &str)]| {
            let cut = cut(user.clone(), &asked(pairs));
            cut.as_object().unwrap().keys().cloned().collect::<Vec<_>>().join(" ")
        };
        assert_eq!(told(&[("attributes", "USERNAME, name.givenName")]), "id name schemas userName");
        assert_eq!(told(&[("excludedAttributes", "groups,id")]), "id name schemas userName");
    }
}
