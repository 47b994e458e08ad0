//! `ldap.<id>`: the directories whose people sign in here with their name and password there.

use super::ConfigError;
use super::show::MASK;
use super::sources::{self, content};
use atiende_core::directories::{Rules, is_whole_name};
use atiende_ldap::{Attributes, Directory, Settings};
use atiende_web::SignInDirectory;
use std::collections::BTreeMap;

/// How the names of these settings begin.
pub(super) const PREFIX: &str = "ldap.";
const FIELDS: [&str; 21] = [
    "url",
    "start_tls",
    "allow_plain",
    "ca_file",
    "bind_dn",
    "bind_password",
    "base",
    "filter",
    "group_filter",
    "id_attribute",
    "name_attribute",
    "email_attribute",
    "groups_attribute",
    "label",
    "domains",
    "link_verified_email",
    "organization",
    "groups",
    "coordinators_group",
    "technicians_group",
    "admins_group",
];
const FILTER: &str = "(&(objectClass=person)(|(uid={login})(mail={login})))";
/// Between the items of a list, once it is one text.
const NEXT: char = '\n';

/// What was said, by directory and field: the text, and where.
#[derive(Debug, Clone, Default)]
pub(super) struct Directories(BTreeMap<String, BTreeMap<&'static str, (String, String)>>, Passwords);

/// By directory and where: how its password was said.
type Passwords = BTreeMap<(String, bool), String>;

impl Directories {
    /// One value of the file; `setting` is `<id>.<field>`.
    pub(super) fn read(&mut self, setting: &str, value: &toml::Value, origin: &str) -> Result<(), ConfigError> {
        let text = match value {
            toml::Value::String(text) => return self.read_text(setting, text, origin),
            toml::Value::Boolean(flag) => flag.to_string(),
            toml::Value::Array(items) => {
                let items: Option<Vec<&str>> = items.iter().map(toml::Value::as_str).collect();
                let items =
                    items.ok_or_else(|| ConfigError(format!("{origin}: {PREFIX}{setting}: a list of texts")))?;
                items.join(&NEXT.to_string())
            }
            _ => return Err(ConfigError(format!("{origin}: {PREFIX}{setting} must be a text"))),
        };
        self.put(setting, text, origin)
    }

    /// One text of the file or the environment; a list is JSON, or parted by semicolons: names in directories have commas.
    pub(super) fn read_text(&mut self, setting: &str, text: &str, origin: &str) -> Result<(), ConfigError> {
        let is_list = matches!(setting.split_once('.'), Some((_, "domains" | "groups")));
        let items: Option<Vec<String>> = serde_json::from_str(text).ok().filter(|_| is_list);
        let text = match items {
            Some(items) => items.join(&NEXT.to_string()),
            None if is_list => text.replace(';', &NEXT.to_string()),
            None => text.to_owned(),
        };
        self.put(setting, text, origin)
    }

    fn put(&mut self, setting: &str, text: String, origin: &str) -> Result<(), ConfigError> {
        let unknown = || {
            let fields = FIELDS.join(", ");
            ConfigError(format!("{origin}: there is no setting \"{PREFIX}{setting}\"; a directory has {fields}"))
        };
        let (id, field) = setting.split_once('.').ok_or_else(unknown)?;
        let is_plain = !id.is_empty() && id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
        if !is_plain {
            return Err(ConfigError(format!("{origin}: {id:?}: small letters, digits and - only")));
        }
        if field.starts_with("bind_password") {
            // Variables win over the file, but of two in one place nobody knows which is meant.
            let place = (id.to_owned(), origin.starts_with(sources::PREFIX));
            let before = self.1.insert(place, field.to_owned()).filter(|before| before != field);
            if before.is_some() {
                let both = format!("{PREFIX}{id}.bind_password and {PREFIX}{id}.bind_password_file are both set");
                return Err(ConfigError(format!("{origin}: {both}: set one of them")));
            }
        }
        let (field, text) = match field {
            "bind_password_file" => ("bind_password", content(&text, origin)?),
            field => (field, text),
        };
        let field = FIELDS.into_iter().find(|known| *known == field).ok_or_else(unknown)?;
        self.0.entry(id.to_owned()).or_default().insert(field, (text, origin.to_owned()));
        Ok(())
    }

    /// Each of them, checked, in the order of their ids.
    pub(super) fn build(&self) -> Result<Vec<SignInDirectory>, ConfigError> {
        self.0.iter().map(|(id, said)| Said { id, said }.build()).collect()
    }

    /// For `config show`: id, field, value, origin; secrets are not told.
    pub(super) fn shown(&self) -> impl Iterator<Item = (&str, &str, String, &str)> {
        self.0.iter().flat_map(|(id, said)| {
            said.iter().map(move |(&field, (text, origin))| {
                let text = if field == "bind_password" { MASK.to_owned() } else { text.replace(NEXT, "; ") };
                (id.as_str(), field, text, origin.as_str())
            })
        })
    }
}

/// What was said of one directory.
struct Said<'a> {
    id: &'a str,
    said: &'a BTreeMap<&'static str, (String, String)>,
}

impl Said<'_> {
    fn text(&self, field: &str) -> Option<&str> {
        self.said.get(field).map(|(text, _)| text.trim()).filter(|text| !text.is_empty())
    }

    fn owned(&self, field: &str) -> String {
        self.text(field).unwrap_or_default().to_owned()
    }

    fn items(&self, field: &str) -> Vec<String> {
        let items = self.text(field).unwrap_or_default().split(NEXT).map(str::trim);
        items.filter(|item| !item.is_empty()).map(str::to_owned).collect()
    }

    fn flag(&self, field: &str) -> Result<bool, ConfigError> {
        match self.text(field) {
            None | Some("false") => Ok(false),
            Some("true") => Ok(true),
            Some(_) => Err(self.wrong(field, "must be true or false")),
        }
    }

    fn wrong(&self, field: &str, why: &str) -> ConfigError {
        ConfigError(format!("{PREFIX}{}.{field}: {why}", self.id))
    }

    fn build(&self) -> Result<SignInDirectory, ConfigError> {
        for needed in ["url", "base"] {
            self.text(needed).ok_or_else(|| self.wrong(needed, "a directory needs it"))?;
        }
        self.check_trust()?;
        let directory = Directory::new(self.settings()?).map_err(|(field, why)| self.wrong(field, &why))?;
        Ok(SignInDirectory {
            id: self.id.to_owned(),
            label: self.text("label").unwrap_or(self.id).to_owned(),
            domains: self.items("domains").iter().map(|domain| domain.to_lowercase()).collect(),
            link_verified_email: self.flag("link_verified_email")?,
            rules: Rules {
                organization: self.text("organization").map(str::to_owned),
                groups: self.groups()?,
                coordinators: self.text("coordinators_group").map(str::to_owned),
                technicians: self.text("technicians_group").map(str::to_owned),
                admins: self.text("admins_group").map(str::to_owned),
            },
            directory,
        })
    }

    /// What would trust more than anybody has answered for.
    fn check_trust(&self) -> Result<(), ConfigError> {
        if self.flag("link_verified_email")? && self.items("domains").is_empty() {
            return Err(
                self.wrong("link_verified_email", "needs domains: the directory answers for no other addresses")
            );
        }
        for field in ["technicians_group", "admins_group"] {
            if self.text(field).is_some_and(|group| !is_whole_name(group)) {
                let why = "must be the group's whole name, as in CN=Tecnicos,OU=Grupos,DC=example,DC=com: \
                    who may make a group of the same name elsewhere would be staff";
                return Err(self.wrong(field, why));
            }
        }
        Ok(())
    }

    fn settings(&self) -> Result<Settings, ConfigError> {
        let usual = Attributes::default();
        let attribute = |field: &str, usual: String| self.text(field).map_or(usual, str::to_owned);
        Ok(Settings {
            url: self.owned("url"),
            start_tls: self.flag("start_tls")?,
            allow_plain: self.flag("allow_plain")?,
            authorities: self.authorities()?,
            bind_dn: self.owned("bind_dn"),
            bind_password: self.said.get("bind_password").map(|(text, _)| text.clone()).unwrap_or_default(),
            base: self.owned("base"),
            filter: self.text("filter").unwrap_or(FILTER).to_owned(),
            group_filter: self.owned("group_filter"),
            attributes: Attributes {
                id: attribute("id_attribute", usual.id),
                name: attribute("name_attribute", usual.name),
                email: attribute("email_attribute", usual.email),
                groups: attribute("groups_attribute", usual.groups),
            },
        })
    }

    fn authorities(&self) -> Result<Option<Vec<u8>>, ConfigError> {
        let read = |path| std::fs::read(path).map_err(|error| self.wrong("ca_file", &format!("{path}: {error}")));
        self.text("ca_file").map(read).transpose()
    }

    /// `GROUP -> ORGANIZATION`, each.
    fn groups(&self) -> Result<Vec<(String, String)>, ConfigError> {
        let pair = |item: &String| {
            let (group, organization) = item.split_once("->")?;
            let (group, organization) = (group.trim(), organization.trim());
            (!group.is_empty() && !organization.is_empty()).then(|| (group.to_owned(), organization.to_owned()))
        };
        let items = self.items("groups");
        let pairs: Option<Vec<_>> = items.iter().map(pair).collect();
        pairs.ok_or_else(|| self.wrong("groups", "each is GROUP -> ORGANIZATION"))
    }
}
