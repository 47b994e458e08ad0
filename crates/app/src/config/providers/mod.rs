//! `oidc.<id>`, `facebook`, `github`, `x`: the providers whose accounts open one here. This file reads what was said of
//! them; `build` makes providers of it.

mod build;

use super::ConfigError;
use super::show::MASK;
use super::sources::content;
use atiende_web::SignInProvider;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// How the names of the settings begin of which there may be any number.
const OPENID: &str = "oidc.";
const OPENID_FIELDS: &[&str] = &[
    "issuer",
    "client_id",
    "client_secret",
    "label",
    "scopes",
    "hosted_domains",
    "link_verified_email",
    "apple.team_id",
    "apple.key_id",
    "apple.private_key",
];
/// The networks that speak plain OAuth 2: there is one of each.
const NETWORKS: &[(&str, &[&str])] = &[
    ("facebook", &["app_id", "app_secret", "dialog_url", "graph_url"]),
    ("github", &["client_id", "client_secret", "web_url", "api_url", "link_verified_email"]),
    ("x", &["client_id", "client_secret", "web_url", "api_url"]),
];
const SECRETS: &[&str] = &["client_secret", "app_secret", "apple.private_key"];

/// The file comes first: what the environment says later wins over it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Layer {
    File,
    Environment,
}

#[derive(Debug, Clone)]
struct Said {
    text: String,
    origin: String,
    layer: Layer,
    /// The field's own name, or the one with `_file`.
    by: String,
}

/// What was said of one provider, by field.
type Section = BTreeMap<&'static str, Said>;

/// What was said, by `oidc.<id>` or the network's name.
#[derive(Debug, Clone, Default)]
pub(super) struct Providers(BTreeMap<String, Section>);

/// Whether a setting of this name belongs here.
pub(super) fn is_setting(name: &str) -> bool {
    name.starts_with(OPENID) || name.split_once('.').is_some_and(|(network, _)| fields_of(network).is_some())
}

fn fields_of(network: &str) -> Option<&'static [&'static str]> {
    NETWORKS.iter().find(|(name, _)| *name == network).map(|(_, fields)| *fields)
}

impl Providers {
    /// One value of the file.
    pub(super) fn read(&mut self, name: &str, value: &toml::Value, origin: &str) -> Result<(), ConfigError> {
        let wrong = |what: &str| ConfigError(format!("{origin}: {name} must be {what}"));
        let text = match value {
            toml::Value::String(text) => text.clone(),
            toml::Value::Boolean(flag) => flag.to_string(),
            toml::Value::Array(items) => {
                let words: Option<Vec<&str>> = items.iter().map(toml::Value::as_str).collect();
                words.ok_or_else(|| wrong("a list of texts"))?.join(" ")
            }
            _ => return Err(wrong("a text")),
        };
        self.put(name, &text, (origin, Layer::File))
    }

    /// One variable, or a file that it names (`.._CLIENT_SECRET_FILE`).
    pub(super) fn read_variable(&mut self, name: &str, text: &str, variable: &str) -> Result<(), ConfigError> {
        self.put(name, text, (variable, Layer::Environment))
    }

    fn put(&mut self, name: &str, text: &str, (origin, layer): (&str, Layer)) -> Result<(), ConfigError> {
        let (section, field, fields) = parted(name, origin)?;
        let plain = field.strip_suffix("_file").filter(|plain| SECRETS.contains(plain));
        let known = fields.iter().find(|known| **known == plain.unwrap_or(field));
        let known = known.ok_or_else(|| unknown(name, origin, fields))?;
        let text = if plain.is_some() { content(text, origin)? } else { text.to_owned() };
        let said = Said { text, origin: origin.to_owned(), layer, by: field.to_owned() };
        match self.0.entry(section.to_owned()).or_default().entry(known) {
            Entry::Occupied(earlier) if earlier.get().layer == layer && earlier.get().by != field => {
                let other = format!("{section}.{}", earlier.get().by);
                Err(ConfigError(format!("{origin}: {other} and {name} are both set: set one of them")))
            }
            Entry::Occupied(mut earlier) => {
                earlier.insert(said);
                Ok(())
            }
            Entry::Vacant(free) => {
                free.insert(said);
                Ok(())
            }
        }
    }

    /// Each of them, checked, in the order of their ids.
    pub(super) fn build(&self) -> Result<Vec<SignInProvider>, ConfigError> {
        let built = self.0.iter().map(|(name, section)| build::provider(name, section));
        let mut all = built.collect::<Result<Vec<_>, _>>()?;
        all.sort_by(|a, b| a.provider.id.cmp(&b.provider.id));
        let twice = all.windows(2).find_map(|pair| match pair {
            [one, other] if one.provider.id == other.provider.id => Some(&one.provider.id),
            _ => None,
        });
        twice.map_or(Ok(()), |id| {
            Err(ConfigError(format!("{OPENID}{id} and {id}: both have the address /auth/{id}")))
        })?;
        Ok(all)
    }

    /// For `config show`: name, value, origin; secrets are not told.
    pub(super) fn shown(&self) -> impl Iterator<Item = (String, &str, &str)> {
        self.0.iter().flat_map(|(section, fields)| {
            fields.iter().map(move |(&field, said)| {
                let text = if SECRETS.contains(&field) { MASK } else { said.text.as_str() };
                (format!("{section}.{field}"), text, said.origin.as_str())
            })
        })
    }
}

/// `oidc.google.client_id`: its section, its field, and which fields there are.
fn parted<'n>(name: &'n str, origin: &str) -> Result<(&'n str, &'n str, &'static [&'static str]), ConfigError> {
    if let Some((network, field)) = name.split_once('.')
        && let Some(fields) = fields_of(network)
    {
        return Ok((network, field, fields));
    }
    let rest = name.strip_prefix(OPENID).unwrap_or(name);
    let (id, field) = rest.split_once('.').ok_or_else(|| unknown(name, origin, OPENID_FIELDS))?;
    let is_plain = !id.is_empty() && id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    if !is_plain {
        return Err(ConfigError(format!("{origin}: {id:?} stands in addresses: small letters, digits and - only")));
    }
    let section = name.get(..OPENID.len() + id.len()).unwrap_or(name);
    Ok((section, field, OPENID_FIELDS))
}

fn unknown(name: &str, origin: &str, fields: &[&str]) -> ConfigError {
    let fields = fields.join(", ");
    ConfigError(format!("{origin}: there is no setting \"{name}\"; a provider has {fields}"))
}
