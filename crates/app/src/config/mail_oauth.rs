//! `mail_oauth.<id>`: applications at Microsoft, Google or others that open mailboxes by leave instead of a password.

use super::ConfigError;
use super::show::MASK;
use super::sources::content;
use atiende_mail::oauth::{OAuthClient, Provider};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::collections::BTreeMap;

/// How the names of these settings begin.
pub(super) const PREFIX: &str = "mail_oauth.";
const FIELDS: [&str; 8] =
    ["provider", "client_id", "client_secret", "tenant", "authorize_url", "token_url", "scope", "secret_expires"];

/// What was said, by application and field: the text, and where.
#[derive(Debug, Clone, Default)]
pub(super) struct MailOAuth(BTreeMap<String, BTreeMap<&'static str, (String, String)>>);

impl MailOAuth {
    /// One value of the file; `setting` is `<id>.<field>`.
    pub(super) fn read(&mut self, setting: &str, value: &toml::Value, origin: &str) -> Result<(), ConfigError> {
        match value {
            toml::Value::String(text) => self.read_text(setting, text, origin),
            toml::Value::Datetime(date) => self.read_text(setting, &date.to_string(), origin),
            _ => Err(ConfigError(format!("{origin}: {PREFIX}{setting} must be a text"))),
        }
    }

    pub(super) fn read_text(&mut self, setting: &str, text: &str, origin: &str) -> Result<(), ConfigError> {
        let unknown = || {
            let fields = FIELDS.join(", ");
            ConfigError(format!("{origin}: there is no setting \"{PREFIX}{setting}\"; an application has {fields}"))
        };
        let (id, field) = setting.split_once('.').ok_or_else(unknown)?;
        if id.is_empty() || !id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-') {
            return Err(ConfigError(format!("{origin}: {id:?}: small letters, digits and - only")));
        }
        let (field, text) = match field {
            "client_secret_file" => ("client_secret", content(text, origin)?),
            field => (field, text.trim().to_owned()),
        };
        let field = FIELDS.into_iter().find(|known| *known == field).ok_or_else(unknown)?;
        self.0.entry(id.to_owned()).or_default().insert(field, (text, origin.to_owned()));
        Ok(())
    }

    /// The accounts that need one of them, each with it. Errors: for a word that none of them has.
    pub(super) fn accounts<'a>(
        &self,
        wanted: impl Iterator<Item = (&'a str, &'a str, &'a str)>,
    ) -> Result<Vec<(String, String, OAuthClient)>, ConfigError> {
        // Also those that nobody uses have to be right.
        let clients: Vec<OAuthClient> = self.0.keys().map(|id| self.client(id)).collect::<Result<_, _>>()?;
        wanted
            .map(|(account, user, id)| {
                let client = clients
                    .iter()
                    .find(|client| client.id == id)
                    .ok_or_else(|| ConfigError(format!("oauth of {account}: there is no {PREFIX}{id}")))?;
                Ok((account.to_owned(), user.to_owned(), client.clone()))
            })
            .collect()
    }

    /// When their secrets end, of those of which that was said.
    pub(super) fn secret_ends(&self) -> Result<Vec<(String, Timestamp)>, ConfigError> {
        let mut ends = Vec::new();
        for id in self.0.keys() {
            ends.extend(self.client(id)?.secret_ends.map(|end| (id.clone(), end)));
        }
        Ok(ends)
    }

    fn client(&self, id: &str) -> Result<OAuthClient, ConfigError> {
        let text = |field: &str| self.text(id, field);
        let wrong = |field: &str, what: &str| ConfigError(format!("{PREFIX}{id}.{field} {what}"));
        let provider = match text("provider") {
            "microsoft" => Provider::Microsoft,
            "google" => Provider::Google,
            "other" => Provider::Other,
            _ => return Err(wrong("provider", "must be one of: microsoft, google, other")),
        };
        let (authorize_url, token_url, scope) = provider.usual(text("tenant"));
        let or =
            |field: &str, usual: String| Some(text(field)).filter(|text| !text.is_empty()).map_or(usual, str::to_owned);
        let client = OAuthClient {
            id: id.to_owned(),
            provider,
            client_id: text("client_id").to_owned(),
            client_secret: text("client_secret").to_owned(),
            authorize_url: or("authorize_url", authorize_url),
            token_url: or("token_url", token_url),
            scope: or("scope", scope.to_owned()),
            secret_ends: end(text("secret_expires")).map_err(|what| wrong("secret_expires", what))?,
        };
        let needed = [
            ("client_id", &client.client_id),
            ("client_secret", &client.client_secret),
            ("authorize_url", &client.authorize_url),
            ("token_url", &client.token_url),
            ("scope", &client.scope),
        ];
        match needed.iter().find(|(_, value)| value.is_empty()) {
            Some((field, _)) => Err(wrong(field, "is missing")),
            None => Ok(client),
        }
    }

    fn text(&self, id: &str, field: &str) -> &str {
        self.0.get(id).and_then(|said| said.get(field)).map_or("", |(text, _)| text.as_str())
    }

    /// For `config show`: name, value, origin; secrets are not told.
    pub(super) fn shown(&self) -> impl Iterator<Item = (String, String, &str)> {
        self.0.iter().flat_map(|(id, said)| {
            said.iter().map(move |(&field, (text, origin))| {
                let text = if field == "client_secret" { MASK.to_owned() } else { text.clone() };
                (format!("{PREFIX}{id}.{field}"), text, origin.as_str())
            })
        })
    }
}

/// The beginning of a day, or nothing.
fn end(text: &str) -> Result<Option<Timestamp>, &'static str> {
    if text.is_empty() {
        return Ok(None);
    }
    let day: Date = text.parse().map_err(|_| "is no day, as in 2027-01-31")?;
    day.to_zoned(TimeZone::UTC).map(|start| Some(start.timestamp())).map_err(|_| "is no day, as in 2027-01-31")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&str, &str)]) -> Result<MailOAuth, String> {
        let mut all = MailOAuth::default();
        for (setting, text) in pairs {
            all.read_text(setting, text, "X").map_err(|error| error.to_string())?;
        }
        Ok(all)
    }

    const GOOD: [(&str, &str); 4] = [
        ("m365.provider", "microsoft"),
        ("m365.client_id", "desk"),
        ("m365.client_secret", "s3cr3t"),
        ("m365.secret_expires", "2027-01-31"),
    ];

    #[test]
    fn an_application_opens_accounts() {
        let all = read(&GOOD).unwrap();
        let accounts = all.accounts([("a@x.es", "ana@x.es", "m365")].into_iter()).unwrap();
        assert_eq!((accounts[0].0.as_str(), accounts[0].1.as_str()), ("a@x.es", "ana@x.es"));
        assert!(accounts[0].2.token_url.contains("/organizations/"));
        assert_eq!(all.secret_ends().unwrap(), [("m365".to_owned(), "2027-01-31T00:00:00Z".parse().unwrap())]);
        assert!(all.shown().all(|(_, text, _)| text != "s3cr3t"));
        let error = all.accounts([("a@x.es", "ana@x.es", "other")].into_iter()).unwrap_err().to_string();
        assert!(error.contains("there is no mail_oauth.other"), "{error}");
    }

    #[test]
    fn what_is_wrong_is_told() {
        for (setting, text, told) in [
            ("m365.provider", "yahoo", "must be one of"),
            ("m365.client_id", "", "client_id is missing"),
            ("m365.secret_expires", "soon", "no day"),
            ("m365.provider", "other", "authorize_url is missing"),
        ] {
            let pairs = GOOD.iter().copied().chain([(setting, text)]).collect::<Vec<_>>();
            let error = read(&pairs).unwrap().accounts(std::iter::empty()).unwrap_err().to_string();
            assert!(error.contains(told), "{setting}={text}: {error}");
        }
        assert!(read(&[("m365.secret", "x")]).unwrap_err().contains("there is no setting"));
        assert!(read(&[("M365.provider", "x")]).unwrap_err().contains("small letters"));
    }
}
