//! What is known of a provider, and what its form has to say: pure.

use crate::error::{Check, Refused};
use crate::id::ProviderId;
use serde::{Deserialize, Serialize};

text_enum! {
    /// Which form it has; the order is that of the page where one is chosen.
    Kind {
        Google = "google",
        /// Google, for the accounts of some Workspace domains alone.
        Workspace = "workspace",
        Microsoft = "microsoft",
        Apple = "apple",
        Facebook = "facebook",
        LinkedIn = "linkedin",
        GitHub = "github",
        GitLab = "gitlab",
        X = "x",
        Keycloak = "keycloak",
        /// Any other that speaks OpenID Connect with discovery.
        OpenId = "openid",
    }
}

impl Kind {
    /// What people call it; an own server's name is the administrator's to give.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Google => "Google",
            Self::Workspace => "Google Workspace",
            Self::Microsoft => "Microsoft",
            Self::Apple => "Apple",
            Self::Facebook => "Facebook",
            Self::LinkedIn => "LinkedIn",
            Self::GitHub => "GitHub",
            Self::GitLab => "GitLab",
            Self::X => "X",
            Self::Keycloak => "Keycloak",
            Self::OpenId => "OpenID Connect",
        }
    }

    /// Its address is the administrator's to give.
    pub const fn has_issuer(self) -> bool {
        matches!(self, Self::GitLab | Self::Keycloak | Self::OpenId)
    }

    /// There is one of it, and its word in addresses is its own.
    pub const fn is_single(self) -> bool {
        matches!(self, Self::Facebook | Self::GitHub | Self::X)
    }

    /// It may answer for an address.
    pub const fn may_verify(self) -> bool {
        !matches!(self, Self::Facebook | Self::X)
    }
}

/// What a kind needs besides its secret; the rest is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    pub client_id: String,
    pub issuer: String,
    /// Of Microsoft.
    pub tenant: String,
    /// Of Google Workspace.
    pub domains: Vec<String>,
    /// Of Apple.
    pub team_id: String,
    pub key_id: String,
}

/// A provider that is set up here.
#[derive(Debug, Clone)]
pub struct Provider {
    pub id: ProviderId,
    /// In addresses: `/auth/{word}/callback`.
    pub word: String,
    pub kind: Kind,
    pub label: String,
    pub settings: Settings,
    /// For [`purpose`].
    pub sealed_secret: Vec<u8>,
    pub link_verified_email: bool,
    pub enabled: bool,
}

impl atiende_db::FromRow for Provider {
    fn from_row(columns: &mut atiende_db::Columns<'_>) -> Result<Self, atiende_db::DbError> {
        Ok(Self {
            id: columns.take()?,
            word: columns.take()?,
            kind: columns.take()?,
            label: columns.take()?,
            settings: serde_json::from_str(&columns.take::<String>()?).unwrap_or_default(),
            sealed_secret: columns.take()?,
            link_verified_email: columns.take()?,
            enabled: columns.take()?,
        })
    }
}

/// Who enters with a provider.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Users {
    pub all: i64,
    /// Of them, whose account nothing else opens.
    pub without_another_way: i64,
}

/// What the secret of the provider of this word is sealed for.
pub fn purpose(word: &str) -> String {
    format!("the secret of the provider {word}")
}

/// What the form says.
#[derive(Debug, Clone)]
pub struct Change {
    pub kind: Kind,
    /// Of a new one; an old one's never changes.
    pub word: String,
    pub label: String,
    pub settings: Settings,
    /// `None`: the one that is there stays.
    pub sealed_secret: Option<Vec<u8>>,
    pub link_verified_email: bool,
}

/// Letters of a word in an address.
const WORD: i64 = 40;

impl Change {
    /// Errors: `Invalid`, for each field that is wrong.
    pub(super) fn check(&self, is_new: bool) -> Result<(), Refused> {
        let mut check = Check::default();
        check.required(&self.label, "label", "providers-label-missing", 60);
        if is_new {
            self.check_word(&mut check);
        }
        let Settings { client_id, issuer, tenant, domains, team_id, key_id } = &self.settings;
        if self.kind.has_issuer() {
            check.that(is_issuer(issuer), "issuer", "providers-issuer-wrong");
            check.at_most(issuer, "issuer", 300);
        }
        if self.kind == Kind::Microsoft {
            check.that(is_tenant(tenant), "tenant", "providers-tenant-wrong");
        }
        if self.kind == Kind::Workspace {
            let fine = !domains.is_empty() && domains.len() <= 50 && domains.iter().all(|domain| is_domain(domain));
            check.that(fine, "domains", "providers-domains-wrong");
        }
        check.required(client_id, "client_id", "providers-client-missing", 300);
        if self.kind == Kind::Apple {
            check.required(team_id, "team_id", "providers-team-missing", 40);
            check.required(key_id, "key_id", "providers-key-missing", 40);
        }
        check.that(self.sealed_secret.is_some() || !is_new, "secret", "providers-secret-missing");
        check.finish()
    }

    /// Another server is another provider: the secret of before is not for it, and knows nobody whom that one knew.
    pub(super) fn check_move(&self, before: &Settings, is_used: bool) -> Result<(), Refused> {
        let moves = self.kind.has_issuer() && self.settings.issuer != before.issuer;
        let mut check = Check::default();
        check.that(!(moves && is_used), "issuer", "providers-issuer-in-use");
        check.that(!moves || is_used || self.sealed_secret.is_some(), "secret", "providers-secret-anew");
        check.finish()
    }

    fn check_word(&self, check: &mut Check) {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        // "nuevo" is the page where one is added.
        let fine = !self.word.is_empty() && self.word != "nuevo" && self.word.chars().all(plain);
        check.that(fine, "word", "providers-word-wrong");
        check.at_most(&self.word, "word", WORD);
        // Facebook posts to addresses of its own; nobody else may stand there.
        let single = Kind::ALL.iter().find(|kind| kind.is_single() && kind.as_str() == self.word);
        let own = single.is_none_or(|kind| *kind == self.kind) && (single.is_some() || !self.kind.is_single());
        check.that(!fine || own, "word", "providers-word-taken");
    }
}

/// https, or http on this machine; the relying party looks at it once more.
fn is_issuer(text: &str) -> bool {
    let plain = !text.contains(|c: char| c.is_whitespace() || c.is_control() || "?#@\\\"<>".contains(c));
    let host = |rest: &str| rest.split(['/', ':']).next().unwrap_or_default().to_owned();
    let secure = text.strip_prefix("https://").is_some_and(|rest| !host(rest).is_empty());
    let here =
        text.strip_prefix("http://").is_some_and(|rest| matches!(host(rest).as_str(), "localhost" | "127.0.0.1"));
    plain && (secure || here)
}

/// `common`, `organizations`, `consumers`, or one tenant by its identifier or domain.
fn is_tenant(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.';
    !text.is_empty() && text.len() <= 100 && text.chars().all(plain) && !text.contains("..")
}

fn is_domain(text: &str) -> bool {
    let part = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_alphanumeric() || c == '-');
    text.len() <= 253 && text.contains('.') && text.split('.').all(part)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(kind: Kind, word: &str) -> Change {
        let settings = Settings { client_id: "client".into(), ..Settings::default() };
        let (word, label) = (word.to_owned(), kind.name().to_owned());
        Change { kind, word, label, settings, sealed_secret: Some(vec![1]), link_verified_email: false }
    }

    fn wrong(change: &Change, is_new: bool) -> Vec<&'static str> {
        match change.check(is_new) {
            Err(Refused::Invalid(problems)) => problems.iter().map(|problem| problem.field).collect(),
            _ => Vec::new(),
        }
    }

    #[test]
    fn each_kind_asks_for_what_it_needs() {
        for (kind, expected) in [
            (Kind::Google, &[][..]),
            (Kind::Workspace, &["domains"]),
            (Kind::Microsoft, &["tenant"]),
            (Kind::Apple, &["team_id", "key_id"]),
            (Kind::Keycloak, &["issuer"]),
            (Kind::OpenId, &["issuer"]),
            (Kind::Facebook, &[]),
        ] {
            assert_eq!(wrong(&change(kind, kind.as_str()), true), expected, "{kind}");
        }
        let bare = Change { label: " ".into(), sealed_secret: None, ..change(Kind::Google, "google") };
        assert_eq!(wrong(&bare, true), ["label", "secret"]);
        assert_eq!(wrong(&bare, false), ["label"]);
    }

    #[test]
    fn a_word_stands_in_an_address() {
        for word in ["", "Google", "a/b", "nuevo", "ñ", "a b", "facebook", "x"] {
            assert_eq!(wrong(&change(Kind::Google, word), true), ["word"], "{word}");
        }
        assert_eq!(wrong(&change(Kind::Facebook, "meta"), true), ["word"]);
        assert!(wrong(&change(Kind::Google, "google-2"), true).is_empty());
    }

    #[test]
    fn an_issuer_is_https_or_here() {
        for (text, fine) in [
            ("https://id.example/realms/school", true),
            ("http://localhost:8080/realms/a", true),
            ("http://127.0.0.1", true),
            ("http://id.example", false),
            ("http://localhost.evil.example", false),
            ("https://", false),
            ("https://a@b.example", false),
            ("id.example", false),
        ] {
            assert_eq!(is_issuer(text), fine, "{text}");
        }
    }
}
