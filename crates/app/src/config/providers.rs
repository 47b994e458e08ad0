//! `oidc.<id>`: the providers whose accounts open one here, as many as are set up.

use super::ConfigError;
use atiende_oidc::{ClientSecret, Failure, Provider, Secret};
use atiende_web::SignInProvider;
use std::collections::BTreeMap;

/// How the names of these settings begin.
pub(super) const PREFIX: &str = "oidc.";
const FIELDS: [&str; 6] = ["issuer", "client_id", "client_secret", "label", "scopes", "link_verified_email"];
/// What a provider asks for if `scopes` is not set: name and address, and nothing else.
const SCOPES: &str = "openid profile email";

/// What was said, by provider and field: the text, and where.
#[derive(Debug, Clone, Default)]
pub(super) struct Providers(BTreeMap<String, BTreeMap<&'static str, (String, String)>>);

impl Providers {
    /// One value of the file; `setting` is `<id>.<field>`.
    pub(super) fn read(&mut self, setting: &str, value: &toml::Value, origin: &str) -> Result<(), ConfigError> {
        let text = match value {
            toml::Value::String(text) => text.clone(),
            toml::Value::Boolean(flag) => flag.to_string(),
            toml::Value::Array(words) => words.iter().filter_map(toml::Value::as_str).collect::<Vec<_>>().join(" "),
            _ => return Err(ConfigError(format!("{origin}: {PREFIX}{setting} must be a text"))),
        };
        self.read_text(setting, &text, origin)
    }

    /// One value of the environment, or of a file that it names (`.._CLIENT_SECRET_FILE`).
    pub(super) fn read_text(&mut self, setting: &str, text: &str, origin: &str) -> Result<(), ConfigError> {
        let unknown = || {
            let fields = FIELDS.join(", ");
            ConfigError(format!("{origin}: there is no setting \"{PREFIX}{setting}\"; a provider has {fields}"))
        };
        let (id, field) = setting.split_once('.').ok_or_else(unknown)?;
        let id_is_plain =
            !id.is_empty() && id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
        if !id_is_plain {
            return Err(ConfigError(format!("{origin}: {id:?} stands in addresses: small letters, digits and - only")));
        }
        let (field, text) = match field {
            "client_secret_file" => {
                let content =
                    std::fs::read_to_string(text).map_err(|error| ConfigError(format!("{origin}: {text}: {error}")))?;
                ("client_secret", content.trim_end_matches(['\r', '\n']).to_owned())
            }
            field => (field, text.to_owned()),
        };
        let field = FIELDS.into_iter().find(|known| *known == field).ok_or_else(unknown)?;
        self.0.entry(id.to_owned()).or_default().insert(field, (text, origin.to_owned()));
        Ok(())
    }

    /// Each of them, checked, in the order of their ids.
    pub(super) fn build(&self) -> Result<Vec<SignInProvider>, ConfigError> {
        self.0.iter().map(|(id, said)| build(id, said)).collect()
    }

    /// For `config show`: name, value, origin; secrets are not told.
    pub(super) fn shown(&self) -> impl Iterator<Item = (String, String, &str)> {
        self.0.iter().flat_map(|(id, said)| {
            said.iter().map(move |(field, (text, origin))| {
                let text = if *field == "client_secret" { "***".to_owned() } else { text.clone() };
                (format!("{PREFIX}{id}.{field}"), text, origin.as_str())
            })
        })
    }
}

fn build(id: &str, said: &BTreeMap<&'static str, (String, String)>) -> Result<SignInProvider, ConfigError> {
    let text = |field: &str| said.get(field).map(|(text, _)| text.as_str()).filter(|text| !text.is_empty());
    let needed =
        |field: &str| text(field).ok_or_else(|| ConfigError(format!("{PREFIX}{id}.{field}: a provider needs it")));
    let issuer = needed("issuer")?;
    let secret = ClientSecret::Shared(Secret::new(needed("client_secret")?));
    let mut provider = Provider::openid(id, issuer, needed("client_id")?, secret);
    provider.check().map_err(|failure| {
        let why = if let Failure::Misbehaved(why) = failure { why } else { failure.to_string() };
        ConfigError(format!("{PREFIX}{id}.issuer: {why}"))
    })?;
    provider.label = text("label").map_or_else(|| label(issuer, id), str::to_owned);
    provider.scopes = text("scopes").unwrap_or(SCOPES).split_whitespace().map(str::to_owned).collect();
    let link_verified_email = match text("link_verified_email") {
        None | Some("false") => false,
        Some("true") => true,
        Some(_) => return Err(ConfigError(format!("{PREFIX}{id}.link_verified_email must be true or false"))),
    };
    Ok(SignInProvider { provider, link_verified_email })
}

/// What people call it.
fn label(issuer: &str, id: &str) -> String {
    let known = [
        ("https://accounts.google.com", "Google"),
        ("https://login.microsoftonline.com/", "Microsoft"),
        ("https://www.linkedin.com/", "LinkedIn"),
        ("https://gitlab.com", "GitLab"),
    ];
    let found = known.iter().find(|(start, _)| issuer.starts_with(start));
    found.map_or_else(|| id.to_owned(), |(_, name)| (*name).to_owned())
}
