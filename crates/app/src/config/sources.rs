//! Reading the file and the environment into values that know where they come from.

use super::directories::{self, Directories};
use super::keys::{self, KEYS, Key, Kind};
use super::mail_oauth::{self, MailOAuth};
use super::mailboxes::{self, Mailboxes};
use super::providers::{self, Providers};
use super::{ConfigError, derive};
use std::collections::BTreeMap;
use std::path::Path;

/// The origin of what nobody said.
const DEFAULT: &str = "default";
pub(super) const PREFIX: &str = "ATIENDE_";
/// Variables that begin like settings and are none: the file's own name, and what `bin/test` tells the tests.
const NO_SETTINGS: &[&str] =
    &["ATIENDE_CONFIG", "ATIENDE_BIN", "ATIENDE_REQUIRE_SERVICES", "ATIENDE_SHOTS", "ATIENDE_CHROMIUM"];
const OF_TESTS: &str = "ATIENDE_TEST_";

/// The program's environment, as far as it is text. Nothing else reads it.
pub(crate) fn environment() -> BTreeMap<String, String> {
    std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .collect()
}

/// What the file at `path` holds, without the end of its last line; `origin` named it.
pub(super) fn content(path: &str, origin: &str) -> Result<String, ConfigError> {
    let text = std::fs::read_to_string(path).map_err(|error| ConfigError(format!("{origin}: {path}: {error}")))?;
    Ok(text.trim_end_matches(['\r', '\n']).to_owned())
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    Text(String),
    Int(i64),
    Flag(bool),
    List(Vec<String>),
}

/// A value and where it was said: a file, a variable or "default".
#[derive(Debug, Clone)]
pub(super) struct Said {
    pub(super) value: Value,
    pub(super) origin: String,
}

/// The settings that were said, then, once complete, all of them.
#[derive(Debug, Clone, Default)]
pub(super) struct Values {
    said: BTreeMap<&'static str, Said>,
    /// `oidc.<id>.<field>`, where there may be any number of ids, and `facebook.<field>` and its like.
    pub(super) providers: Providers,
    /// `ldap.<id>.<field>`.
    pub(super) directories: Directories,
    /// `mail_oauth.<id>.<field>`.
    pub(super) mail_oauth: MailOAuth,
    /// `mailboxes`.
    pub(super) mailboxes: Mailboxes,
}

impl Values {
    pub(super) fn read_file(&mut self, path: &Path, text: &str) -> Result<(), ConfigError> {
        let origin = path.display().to_string();
        let table: toml::Table = text.parse().map_err(|error| ConfigError(format!("{origin}: {error}")))?;
        self.read_table("", &table, &origin)
    }

    fn read_table(&mut self, above: &str, table: &toml::Table, origin: &str) -> Result<(), ConfigError> {
        for (name, value) in table {
            let name = if above.is_empty() { name.clone() } else { format!("{above}.{name}") };
            if let toml::Value::Table(below) = value {
                self.read_table(&name, below, origin)?;
                continue;
            }
            if providers::is_setting(&name) {
                self.providers.read(&name, value, origin)?;
                continue;
            }
            if let Some(setting) = name.strip_prefix(directories::PREFIX) {
                self.directories.read(setting, value, origin)?;
                continue;
            }
            if let Some(setting) = name.strip_prefix(mail_oauth::PREFIX) {
                self.mail_oauth.read(setting, value, origin)?;
                continue;
            }
            if name == mailboxes::NAME {
                self.mailboxes.read(value, origin)?;
                continue;
            }
            let key = keys::find(&name, origin)?;
            let value = from_toml(key.kind, value)
                .ok_or_else(|| ConfigError(format!("{origin}: {name} must be {}", looks(key.kind))))?;
            self.put(key, value, origin.to_owned());
        }
        Ok(())
    }

    /// Variables win over the file; an empty one counts as not there.
    pub(super) fn read_environment(&mut self, environment: &BTreeMap<String, String>) -> Result<(), ConfigError> {
        let ours = environment.iter().filter(|(name, text)| {
            name.starts_with(PREFIX)
                && !name.starts_with(OF_TESTS)
                && !NO_SETTINGS.contains(&name.as_str())
                && !text.is_empty()
        });
        for (variable, text) in ours {
            if let Some((key, plain)) = file_variable(variable) {
                if environment.get(&plain).is_some_and(|text| !text.is_empty()) {
                    return Err(ConfigError(format!("{plain} and {variable} are both set: set one of them")));
                }
                self.put(key, Value::Text(content(text, variable)?), variable.clone());
                continue;
            }
            let name = variable.trim_start_matches(PREFIX).to_lowercase().replace("__", ".");
            if providers::is_setting(&name) {
                self.providers.read_variable(&name, text, variable)?;
                continue;
            }
            if let Some(setting) = name.strip_prefix(directories::PREFIX) {
                self.directories.read_text(setting, text, variable)?;
                continue;
            }
            if let Some(setting) = name.strip_prefix(mail_oauth::PREFIX) {
                self.mail_oauth.read_text(setting, text, variable)?;
                continue;
            }
            if name == mailboxes::NAME {
                self.mailboxes.read_text(text, variable)?;
                continue;
            }
            let key = keys::find(&name, variable)?;
            let value = from_text(key.kind, text)
                .ok_or_else(|| ConfigError(format!("{variable} must be {}", looks(key.kind))))?;
            self.put(key, value, variable.clone());
        }
        Ok(())
    }

    /// Gives every setting that was not said its default.
    pub(super) fn complete(&mut self) -> Result<(), ConfigError> {
        for key in KEYS {
            if self.said.contains_key(key.name) {
                continue;
            }
            let value = match key.default {
                Some(text) => from_text(key.kind, text),
                None => Some(Value::Text(derive::default_of(key.name, self)?)),
            };
            let value = value.ok_or_else(|| ConfigError(format!("{}: no default", key.name)))?;
            self.put(key, value, DEFAULT.to_owned());
        }
        Ok(())
    }

    fn put(&mut self, key: &Key, value: Value, origin: String) {
        self.said.insert(key.name, Said { value, origin });
    }

    /// Whether nobody said it.
    pub(super) fn is_default(&self, name: &str) -> bool {
        self.said(name).is_none_or(|said| said.origin == DEFAULT)
    }

    /// What is said where nothing else was.
    pub(super) fn put_default(&mut self, name: &'static str, value: Value, origin: &str) {
        if self.is_default(name) {
            self.said.insert(name, Said { value, origin: origin.to_owned() });
        }
    }

    pub(super) fn said(&self, name: &str) -> Option<&Said> {
        self.said.get(name)
    }

    pub(super) fn text(&self, name: &'static str) -> &str {
        match self.said(name) {
            Some(Said { value: Value::Text(text), .. }) => text,
            _ => "",
        }
    }

    pub(super) fn int(&self, name: &'static str) -> i64 {
        match self.said(name) {
            Some(Said { value: Value::Int(number), .. }) => *number,
            _ => 0,
        }
    }

    pub(super) fn flag(&self, name: &'static str) -> bool {
        matches!(self.said(name), Some(Said { value: Value::Flag(true), .. }))
    }

    /// The text of a setting, made into something by `read`, whose error tells what is wrong with it.
    pub(super) fn parse<T>(
        &self,
        name: &'static str,
        read: impl Fn(&str) -> Result<T, String>,
    ) -> Result<T, ConfigError> {
        read(self.text(name)).map_err(|what| self.wrong(name, &what))
    }

    /// The same for each item of a list.
    pub(super) fn parse_each<T>(
        &self,
        name: &'static str,
        read: impl Fn(&str) -> Result<T, String>,
    ) -> Result<Vec<T>, ConfigError> {
        let Some(Said { value: Value::List(items), .. }) = self.said(name) else { return Ok(Vec::new()) };
        items.iter().map(|item| read(item).map_err(|what| self.wrong(name, &format!("{item:?} {what}")))).collect()
    }

    /// The error that a setting is wrong; it never repeats the value of a secret.
    pub(super) fn wrong(&self, name: &'static str, what: &str) -> ConfigError {
        let origin = self.said(name).map_or("", |said| said.origin.as_str());
        ConfigError(format!("{name} {what} (from {origin})"))
    }
}

/// `ATIENDE_SMTP_URL_FILE`: the setting and its plain variable.
fn file_variable(variable: &str) -> Option<(&'static Key, String)> {
    let plain = variable.strip_suffix("_FILE")?;
    let key = KEYS.iter().find(|key| key.may_be_a_file() && key.variable() == plain)?;
    Some((key, plain.to_owned()))
}

fn looks(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "a text",
        Kind::Int => "a whole number",
        Kind::Flag => "true or false",
        Kind::List => "a list of texts",
    }
}

fn from_toml(kind: Kind, value: &toml::Value) -> Option<Value> {
    match (kind, value) {
        (Kind::Text, toml::Value::String(text)) => Some(Value::Text(text.clone())),
        (Kind::Int, toml::Value::Integer(number)) => Some(Value::Int(*number)),
        (Kind::Flag, toml::Value::Boolean(flag)) => Some(Value::Flag(*flag)),
        (Kind::List, toml::Value::Array(items)) => {
            items.iter().map(|item| item.as_str().map(str::to_owned)).collect::<Option<_>>().map(Value::List)
        }
        _ => None,
    }
}

/// As the environment spells it: a list is JSON or parted by commas.
fn from_text(kind: Kind, text: &str) -> Option<Value> {
    match kind {
        Kind::Text => Some(Value::Text(text.to_owned())),
        Kind::Int => text.trim().parse().ok().map(Value::Int),
        Kind::Flag => text.trim().parse().ok().map(Value::Flag),
        Kind::List if text.trim_start().starts_with('[') => serde_json::from_str(text).ok().map(Value::List),
        Kind::List => {
            let items = text.split(',').map(str::trim).filter(|item| !item.is_empty());
            Some(Value::List(items.map(str::to_owned).collect()))
        }
    }
}
