//! Somebody, as the directory has them.

use crate::Failure;
use crate::directory::Attributes;
use ldap3::SearchEntry;
use std::collections::HashMap;

/// Values of an attribute that are read; characters of each.
const VALUES_MAX: usize = 2000;
const VALUE_MAX: usize = 1024;

/// Who was proved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Theirs for good, also under another name.
    pub id: String,
    /// The entry's distinguished name.
    pub dn: String,
    pub name: Option<String>,
    /// As the directory has them, in its order.
    pub emails: Vec<String>,
    /// Distinguished names.
    pub groups: Vec<String>,
}

impl Entry {
    /// Errors: `Misconfigured` when the entry has no attribute that tells who it is for good, or, with `has_groups`, more
    /// groups than it tells at once.
    pub(crate) fn read(found: SearchEntry, attributes: &Attributes, has_groups: bool) -> Result<Self, Failure> {
        let values = Values::of(found.attrs, found.bin_attrs);
        let id = names(&attributes.id).find_map(|name| Some(id(name, values.bytes(name)?)));
        let id = id.ok_or_else(|| {
            let why = format!("the entry has none of {}: who it is for good, cannot be told", attributes.id);
            Failure::Misconfigured(why)
        })?;
        // A part of the groups would take away what the others give.
        if has_groups && names(&attributes.groups).any(|name| values.is_cut(name)) {
            let why = "the entry has more groups than it tells at once: use group_filter".to_owned();
            return Err(Failure::Misconfigured(why));
        }
        Ok(Self {
            id,
            name: values.text(&attributes.name),
            emails: names(&attributes.email).find_map(|name| values.texts(name)).unwrap_or_default(),
            groups: names(&attributes.groups).find_map(|name| values.texts(name)).unwrap_or_default(),
            dn: found.dn,
        })
    }
}

/// The attributes that a search asks for.
pub(crate) fn asked(attributes: &Attributes) -> Vec<&str> {
    let Attributes { id, name, email, groups } = attributes;
    [id, name, email, groups].into_iter().flat_map(|several| names(several)).collect()
}

fn names(several: &str) -> impl Iterator<Item = &str> {
    several.split_whitespace()
}

/// Active Directory's is 16 bytes, of which some happen to be text.
fn id(name: &str, value: &[u8]) -> String {
    let text = std::str::from_utf8(value).ok().filter(|_| !name.eq_ignore_ascii_case("objectGUID"));
    text.map_or_else(|| hex(value), str::to_owned)
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 0xf]);
    digits.filter_map(|digit| char::from_digit(u32::from(digit), 16)).collect()
}

/// Attributes by name; directories write it as their schema does.
struct Values(HashMap<String, Vec<Vec<u8>>>);

impl Values {
    fn of(texts: HashMap<String, Vec<String>>, bytes: HashMap<String, Vec<Vec<u8>>>) -> Self {
        let texts = texts.into_iter().map(|(name, all)| (name, all.into_iter().map(String::into_bytes).collect()));
        Self(texts.chain(bytes).map(|(name, all)| (name.to_ascii_lowercase(), all)).collect())
    }

    fn all(&self, name: &str) -> &[Vec<u8>] {
        self.0.get(&name.to_ascii_lowercase()).map_or(&[], Vec::as_slice)
    }

    /// Whether there are more than are here: Active Directory then tells a part, as `memberOf;range=0-1499`.
    fn is_cut(&self, name: &str) -> bool {
        let part = format!("{};range=", name.to_ascii_lowercase());
        self.all(name).len() > VALUES_MAX || self.0.keys().any(|known| known.starts_with(&part))
    }

    fn bytes(&self, name: &str) -> Option<&[u8]> {
        self.all(name).first().map(Vec::as_slice).filter(|value| !value.is_empty() && value.len() <= VALUE_MAX)
    }

    fn text(&self, several: &str) -> Option<String> {
        names(several).find_map(|name| self.texts(name)?.into_iter().next())
    }

    fn texts(&self, name: &str) -> Option<Vec<String>> {
        let all = self.all(name).iter().take(VALUES_MAX).filter(|value| value.len() <= VALUE_MAX);
        let texts: Vec<String> = all.filter_map(|value| String::from_utf8(value.clone()).ok()).collect();
        let texts: Vec<String> = texts.into_iter().filter(|text| !text.trim().is_empty()).collect();
        (!texts.is_empty()).then_some(texts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(texts: &[(&str, &str)], bytes: &[(&str, &[u8])]) -> SearchEntry {
        SearchEntry {
            dn: "uid=maria,dc=x".into(),
            attrs: texts.iter().map(|(name, value)| ((*name).to_owned(), vec![(*value).to_owned()])).collect(),
            bin_attrs: bytes.iter().map(|(name, value)| ((*name).to_owned(), vec![value.to_vec()])).collect(),
        }
    }

    fn read(found: SearchEntry) -> Result<Entry, Failure> {
        Entry::read(found, &Attributes::default(), true)
    }

    #[test]
    fn the_first_attribute_that_is_there_counts() {
        let entry =
            read(found(&[("entryuuid", "7-8"), ("CN", "María Gil"), ("displayName", " "), ("Mail", "m@x.es")], &[]));
        let entry = entry.unwrap();
        assert_eq!((entry.id.as_str(), entry.name.as_deref()), ("7-8", Some("María Gil")));
        assert_eq!((entry.emails.join(" ").as_str(), entry.groups.len()), ("m@x.es", 0));
    }

    #[test]
    fn a_guid_is_the_same_text_whatever_its_bytes() {
        assert_eq!(read(found(&[], &[("objectGUID", b"\xff\x00ab")])).unwrap().id, "ff006162");
        assert_eq!(read(found(&[("objectGUID", "abcd")], &[])).unwrap().id, "61626364");
    }

    #[test]
    fn who_cannot_be_told_for_good_is_nobody() {
        assert!(matches!(read(found(&[("cn", "María")], &[])), Err(Failure::Misconfigured(_))));
    }

    #[test]
    fn a_part_of_the_groups_is_not_taken_for_all() {
        let cut = || found(&[("entryUUID", "7"), ("memberOf", ""), ("memberOf;Range=0-1499", "cn=tecnicos,dc=x")], &[]);
        let refused = read(cut()).unwrap_err();
        assert!(matches!(&refused, Failure::Misconfigured(why) if why.contains("group_filter")), "{refused}");
        assert!(Entry::read(cut(), &Attributes::default(), false).is_ok(), "the groups are searched for");
        let mut many = found(&[("entryUUID", "7")], &[]);
        many.attrs.insert("memberOf".into(), (0..=VALUES_MAX).map(|n| format!("cn=g{n},dc=x")).collect());
        assert!(read(many).is_err());
        assert_eq!(read(found(&[("entryUUID", "7"), ("memberOf", "cn=a,dc=x")], &[])).unwrap().groups.len(), 1);
    }
}
