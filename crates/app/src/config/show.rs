//! The effective settings as a document, without its secrets.

use super::keys::{KEYS, Key, Privacy};
use super::sources::{Said, Value};
use super::{Config, directories, mailboxes};
use serde_json::{Map, Value as Json, json};
use std::fmt::Write;

pub(super) const MASK: &str = "***";

impl Config {
    /// Nested as in the file.
    pub(crate) fn to_json(&self) -> Json {
        let mut document = Map::new();
        for (key, said) in self.all() {
            put(&mut document, key.name, shown(key, said));
        }
        for (name, value, _) in self.values.providers.shown() {
            put(&mut document, &name, json!(value));
        }
        for (name, value, _) in self.values.mail_oauth.shown() {
            put(&mut document, &name, json!(value));
        }
        if let Some((mailboxes, _)) = self.values.mailboxes.shown() {
            document.insert(mailboxes::NAME.to_owned(), mailboxes);
        }
        let mut directories = Map::new();
        for (id, field, value, _) in self.values.directories.shown() {
            let directory = directories.entry(id).or_insert_with(|| json!({}));
            if let Some(directory) = directory.as_object_mut() {
                directory.insert(field.to_owned(), json!(value));
            }
        }
        if !directories.is_empty() {
            document.insert("ldap".to_owned(), Json::Object(directories));
        }
        Json::Object(document)
    }

    /// TOML that can be used as a file, each line with where its value comes from.
    pub(crate) fn to_toml(&self) -> String {
        let mut text = String::new();
        for (key, said) in self.all() {
            // A JSON text, number, flag or list of texts is a TOML one too, and `a.b = ..` is a dotted key.
            let _ = writeln!(text, "{} = {}  # {}", key.name, shown(key, said), said.origin);
        }
        for (name, value, origin) in self.values.providers.shown() {
            let _ = writeln!(text, "{name} = {}  # {origin}", json!(value));
        }
        for (name, value, origin) in self.values.mail_oauth.shown() {
            let _ = writeln!(text, "{name} = {}  # {origin}", json!(value));
        }
        if let Some((mailboxes, origin)) = self.values.mailboxes.shown() {
            let _ = writeln!(text, "{} = {}  # {origin}", mailboxes::NAME, inline(&mailboxes));
        }
        for (id, field, value, origin) in self.values.directories.shown() {
            let _ = writeln!(text, "{}{id}.{field} = {}  # {origin}", directories::PREFIX, json!(value));
        }
        text
    }

    fn all(&self) -> impl Iterator<Item = (&'static Key, &Said)> {
        KEYS.iter().filter_map(|key| self.values.said(key.name).map(|said| (key, said)))
    }
}

/// TOML's inline tables: they have no null, and `=` for JSON's colon.
fn inline(list: &Json) -> String {
    let table = |item: &Json| {
        let fields = item.as_object().into_iter().flatten().filter(|(_, value)| !value.is_null());
        let fields: Vec<String> = fields.map(|(name, value)| format!("{name} = {value}")).collect();
        format!("{{ {} }}", fields.join(", "))
    };
    let items: Vec<String> = list.as_array().into_iter().flatten().map(table).collect();
    format!("[{}]", items.join(", "))
}

/// In the table that the name's dots lead to.
fn put(table: &mut Map<String, Json>, name: &str, value: Json) {
    match name.split_once('.') {
        None => drop(table.insert(name.to_owned(), value)),
        Some((below, rest)) => {
            if let Some(below) = table.entry(below).or_insert_with(|| json!({})).as_object_mut() {
                put(below, rest, value);
            }
        }
    }
}

fn shown(key: &Key, said: &Said) -> Json {
    match (&said.value, key.privacy) {
        (Value::Text(text), Privacy::Secret) if !text.is_empty() => json!(MASK),
        (Value::Text(text), Privacy::Address) => json!(without_password(text)),
        (Value::Text(text), _) => json!(text),
        (Value::Int(number), _) => json!(number),
        (Value::Flag(flag), _) => json!(flag),
        (Value::List(items), _) => json!(items),
    }
}

/// `scheme://user:***@host/..?password=***`.
pub(super) fn without_password(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
    let place = match place.rsplit_once('@') {
        Some((login, place)) => match login.split_once(':') {
            Some((user, _)) => format!("{user}:{MASK}@{place}"),
            None => format!("{login}@{place}"),
        },
        None => place.to_owned(),
    };
    let query: Vec<String> = query.split('&').filter(|pair| !pair.is_empty()).map(without_value).collect();
    let mark = if query.is_empty() { "" } else { "?" };
    format!("{scheme}://{place}{mark}{}", query.join("&"))
}

fn without_value(pair: &str) -> String {
    match pair.split_once('=') {
        Some((name, _)) if name.contains("pass") => format!("{name}={MASK}"),
        _ => pair.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::without_password;

    #[test]
    fn passwords_are_masked() {
        let cases = [
            ("sqlite:data/atiende.db", "sqlite:data/atiende.db"),
            ("postgres://atiende@db/atiende", "postgres://atiende@db/atiende"),
            ("postgres://atiende:s3cr@t@db:5432/atiende", "postgres://atiende:***@db:5432/atiende"),
            ("postgres://db/atiende?user=a&password=b", "postgres://db/atiende?user=a&password=***"),
            ("smtp://u:p@host?tls=none", "smtp://u:***@host?tls=none"),
        ];
        for (url, expected) in cases {
            assert_eq!(without_password(url), expected);
        }
    }
}
