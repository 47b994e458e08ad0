//! `oidc.<id>`: the providers whose accounts open one here, as many as are set up.

use super::ConfigError;
use super::show::MASK;
use super::sources::content;
use atiende_oidc::{ClientSecret, Failure, Provider, Secret};
use atiende_web::SignInProvider;
use std::collections::BTreeMap;

/// How the names of these settings begin.
pub(super) const PREFIX: &str = "oidc.";
const FIELDS: [&str; 6] = ["issuer", "client_id", "client_secret", "label", "scopes", "link_verified_email"];

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
            "client_secret_file" => ("client_secret", content(text, origin)?),
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

    /// For `config show`: id, field, value, origin; secrets are not told.
    pub(super) fn shown(&self) -> impl Iterator<Item = (&str, &str, &str, &str)> {
        self.0.iter().flat_map(|(id, said)| {
            said.iter().map(move |(&field, (text, origin))| {
                let text = if field == "client_secret" { MASK } else { text.as_str() };
                (id.as_str(), field, text, origin.as_str())
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
    if let Some(label) = text("label") {
        label.clone_into(&mut provider.label);
    }
    if let Some(scopes) = text("scopes") {
        provider.scopes = scopes.split_whitespace().map(str::to_owned).collect();
    }
    let link_verified_email = match text("link_verified_email") {
        None | Some("false") => false,
        Some("true") => true,
        Some(_) => return Err(ConfigError(format!("{PREFIX}{id}.link_verified_email must be true or false"))),
    };
    Ok(SignInProvider { provider, link_verified_email })
}
