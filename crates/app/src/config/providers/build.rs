//! From what was said of a provider to the provider.

use super::{OPENID, Section};
use crate::config::ConfigError;
use atiende_oidc::{AppleKey, ClientSecret, Failure, Kind, Provider, Secret};
use atiende_web::SignInProvider;

/// Where Apple answers, unless a test says otherwise.
const APPLE: &str = "https://appleid.apple.com";

/// One section with its name.
struct Asked<'a> {
    name: &'a str,
    section: &'a Section,
}

pub(super) fn provider(name: &str, section: &Section) -> Result<SignInProvider, ConfigError> {
    let asked = Asked { name, section };
    let provider = match name {
        "facebook" => asked.facebook()?,
        "github" => asked.github()?,
        "x" => asked.x()?,
        _ => asked.openid()?,
    };
    provider.check().map_err(|failure| {
        let why = if let Failure::Misbehaved(why) = failure { why } else { failure.to_string() };
        let field = if matches!(provider.kind, Kind::OpenId(_)) { ".issuer" } else { "" };
        ConfigError(format!("{name}{field}: {why}"))
    })?;
    Ok(SignInProvider { provider, link_verified_email: asked.flag("link_verified_email")? })
}

impl<'a> Asked<'a> {
    fn text(&self, field: &str) -> Option<&'a str> {
        self.section.get(field).map(|said| said.text.as_str()).filter(|text| !text.is_empty())
    }

    fn needed(&self, field: &str) -> Result<&'a str, ConfigError> {
        self.text(field).ok_or_else(|| ConfigError(format!("{}.{field}: a provider needs it", self.name)))
    }

    fn flag(&self, field: &str) -> Result<bool, ConfigError> {
        match self.text(field) {
            None | Some("false") => Ok(false),
            Some("true") => Ok(true),
            Some(_) => Err(ConfigError(format!("{}.{field} must be true or false", self.name))),
        }
    }

    /// Parted by spaces or commas.
    fn words(&self, field: &str) -> Option<Vec<String>> {
        let words = self.text(field)?.split([' ', ',', '\n', '\t']).filter(|word| !word.is_empty());
        Some(words.map(str::to_owned).collect())
    }

    fn secret(&self, field: &str) -> Result<Secret, ConfigError> {
        self.needed(field).map(Secret::new)
    }

    fn openid(&self) -> Result<Provider, ConfigError> {
        let id = self.name.strip_prefix(OPENID).unwrap_or(self.name);
        let apple = self.apple()?;
        let issuer = match &apple {
            Some(_) => self.text("issuer").unwrap_or(APPLE),
            None => self.needed("issuer")?,
        };
        let secret = match apple {
            Some(key) => ClientSecret::Apple(key),
            None => ClientSecret::Shared(self.secret("client_secret")?),
        };
        let mut provider = Provider::openid(id, issuer, self.needed("client_id")?, secret);
        if let Some(label) = self.text("label") {
            label.clone_into(&mut provider.label);
        } else if issuer != APPLE && provider.answers_by_form() {
            "Apple".clone_into(&mut provider.label);
        }
        if let Some(scopes) = self.words("scopes") {
            provider.scopes = scopes;
        }
        Ok(provider.for_domains(self.words("hosted_domains").unwrap_or_default()))
    }

    /// Apple takes no secret: it is signed with a key for each call.
    fn apple(&self) -> Result<Option<AppleKey>, ConfigError> {
        if !self.section.keys().any(|field| field.starts_with("apple.")) {
            return Ok(None);
        }
        if self.text("client_secret").is_some() {
            let name = self.name;
            return Err(ConfigError(format!("{name}.client_secret and {name}.apple are both set: set one of them")));
        }
        let (team_id, key_id) = (self.needed("apple.team_id")?.to_owned(), self.needed("apple.key_id")?.to_owned());
        let key = AppleKey { team_id, key_id, private_key: self.secret("apple.private_key")? };
        let unusable = || {
            ConfigError(format!("{}.apple.private_key is not the text of a .p8 file as Apple makes them", self.name))
        };
        key.is_usable().then_some(Some(key)).ok_or_else(unusable)
    }

    fn facebook(&self) -> Result<Provider, ConfigError> {
        let mut provider = Provider::facebook(self.needed("app_id")?, self.secret("app_secret")?);
        if let Kind::Facebook { dialog_url, graph_url } = &mut provider.kind {
            self.replace("dialog_url", dialog_url);
            self.replace("graph_url", graph_url);
        }
        Ok(provider)
    }

    fn github(&self) -> Result<Provider, ConfigError> {
        let mut provider = Provider::github(self.needed("client_id")?, self.secret("client_secret")?);
        if let Kind::GitHub { web_url, api_url } = &mut provider.kind {
            self.replace("web_url", web_url);
            self.replace("api_url", api_url);
        }
        Ok(provider)
    }

    fn x(&self) -> Result<Provider, ConfigError> {
        let mut provider = Provider::x(self.needed("client_id")?, self.secret("client_secret")?);
        if let Kind::X { web_url, api_url } = &mut provider.kind {
            self.replace("web_url", web_url);
            self.replace("api_url", api_url);
        }
        Ok(provider)
    }

    /// Another address than the provider's own; addresses are bases without a final slash.
    fn replace(&self, field: &str, address: &mut String) {
        if let Some(text) = self.text(field) {
            text.trim_end_matches('/').clone_into(address);
        }
    }
}
