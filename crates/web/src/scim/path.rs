//! Which part of a resource a change is about (RFC 7644 3.5.2): `emails[type eq "work"].value`.

use super::filter::{self, Filter};

/// What the attributes of a user and a group are called in full.
const OWN: [&str; 2] = ["urn:ietf:params:scim:schemas:core:2.0:user:", "urn:ietf:params:scim:schemas:core:2.0:group:"];

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Path {
    pub(super) attribute: String,
    pub(super) filter: Option<Filter>,
    pub(super) part: Option<String>,
}

/// The path; `None` when it is none.
pub(super) fn parse(text: &str) -> Option<Path> {
    let text = without_schema(text.trim());
    let (attribute, filter, part) = match text.split_once('[') {
        None => {
            let (attribute, part) = text.split_once('.').map_or((text, None), |(all, part)| (all, Some(part)));
            (attribute, None, part)
        }
        Some((attribute, rest)) => {
            let (filter, part) = rest.rsplit_once(']')?;
            let part = if part.is_empty() { None } else { Some(part.strip_prefix('.')?) };
            (attribute, Some(filter::parse(filter)?), part)
        }
    };
    let is_name = |name: &str| {
        name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '$')
            && name.chars().all(|c| c.is_ascii_alphanumeric() || "_-$".contains(c))
    };
    let is_path = is_name(attribute) && part.is_none_or(is_name);
    is_path.then(|| Path { attribute: attribute.to_owned(), filter, part: part.map(str::to_owned) })
}

/// Whether it is about something that only other schemas have: nothing of that is kept.
pub(super) fn is_foreign(text: &str) -> bool {
    let text = text.trim().to_ascii_lowercase();
    text.starts_with("urn:") && !OWN.iter().any(|own| text.starts_with(own))
}

/// An attribute without the name of its schema.
pub(super) fn without_schema(text: &str) -> &str {
    let is_own = |own: &&str| text.get(..own.len()).is_some_and(|start| start.eq_ignore_ascii_case(own));
    OWN.iter().find(|own| is_own(own)).and_then(|own| text.get(own.len()..)).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_name_attributes_elements_and_parts() {
        let path = parse(r#"emails[type eq "work"].value"#).unwrap();
        assert_eq!((path.attribute.as_str(), path.part.as_deref()), ("emails", Some("value")));
        assert!(path.filter.is_some());
        let path = parse("urn:ietf:params:scim:schemas:core:2.0:User:name.givenName").unwrap();
        assert_eq!((path.attribute.as_str(), path.part.as_deref()), ("name", Some("givenName")));
        assert!(is_foreign("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department"));
        for wrong in
            ["", ".", "a.b.c", "emails[", "emails[type eq]", "emails]", "emails[type pr]value", "a b", "[a pr]"]
        {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
    }
}
