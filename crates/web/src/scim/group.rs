//! A group's JSON (RFC 7643 4.2) and what core keeps of it.

use super::Fault;
use super::fault::Found;
use super::reply::{field, text, version};
use atiende_core::directories::{Group, GroupChange};
use atiende_core::id::PersonId;
use serde_json::{Value, json};

pub(super) const SCHEMA: &str = "urn:ietf:params:scim:schemas:core:2.0:Group";
/// People of one group.
const MEMBERS_MAX: usize = 20_000;

pub(super) fn document(group: &Group, members: &[(PersonId, String)], site: &str) -> Value {
    let members = members.iter().map(|(id, name)| {
        json!({ "value": id.to_string(), "display": name, "$ref": format!("{site}/scim/v2/Users/{id}"), "type": "User" })
    });
    let mut document = json!({
        "schemas": [SCHEMA],
        "id": group.id.to_string(),
        "displayName": group.name,
        "members": members.collect::<Vec<_>>(),
        "meta": {
            "resourceType": "Group",
            "created": group.created_at.to_string(),
            "lastModified": group.updated_at.to_string(),
            "location": format!("{site}/scim/v2/Groups/{}", group.id),
            "version": version(group.updated_at),
        },
    });
    if let Some(fields) = document.as_object_mut().filter(|_| !group.external_id.is_empty()) {
        fields.insert("externalId".to_owned(), json!(group.external_id));
    }
    document
}

/// What a whole group says: nobody is in one that names nobody.
pub(super) fn read(document: &Value) -> Found<GroupChange> {
    let members = match field(document, "members") {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::Array(members)) if members.len() <= MEMBERS_MAX => {
            let mut people = members.iter().map(member).collect::<Found<Vec<_>>>()?;
            people.sort_unstable();
            people.dedup();
            people
        }
        Some(_) => return Err(Fault::Value("members")),
    };
    Ok(GroupChange { name: text(document, "displayName")?, external_id: text(document, "externalId")?, members })
}

/// A person; a group within a group is none, though its number may be somebody's.
fn member(member: &Value) -> Found<PersonId> {
    let kind = text(member, "type").map_err(|_| Fault::Value("members"))?;
    if !kind.is_empty() && !kind.eq_ignore_ascii_case("User") {
        return Err(Fault::Value("members"));
    }
    let id = field(member, "value").and_then(Value::as_str).and_then(|id| id.parse().ok());
    id.ok_or(Fault::Value("members"))
}
