//! The desk as its provider knows it.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest as _, Sha256};
use std::fmt;
use url::Url;

/// Whose accounts these are: where to ask, and for what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Provider {
    Microsoft,
    Google,
    Other,
}

/// An application that was registered with a provider. Its `Debug` hides the secret.
#[derive(Clone, PartialEq, Eq)]
pub struct OAuthClient {
    /// The word of the configuration.
    pub id: String,
    pub provider: Provider,
    pub client_id: String,
    pub client_secret: String,
    pub authorize_url: String,
    pub token_url: String,
    pub scope: String,
    /// When another secret is needed; `None`: nobody said.
    pub secret_ends: Option<Timestamp>,
}

impl fmt::Debug for OAuthClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OAuthClient({} at {})", self.client_id, self.token_url)
    }
}

impl Provider {
    /// Where to ask for leave, where for tokens, and for what. `tenant`: of Microsoft's; empty for any company's.
    pub fn usual(self, tenant: &str) -> (String, String, &'static str) {
        let tenant = if tenant.is_empty() { "organizations" } else { tenant };
        match self {
            Self::Microsoft => (
                format!("https://login.microsoftonline.com/{tenant}/oauth2/v2.0/authorize"),
                format!("https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token"),
                "offline_access https://outlook.office.com/IMAP.AccessAsUser.All https://outlook.office.com/SMTP.Send",
            ),
            Self::Google => (
                "https://accounts.google.com/o/oauth2/v2/auth".to_owned(),
                "https://oauth2.googleapis.com/token".to_owned(),
                "https://mail.google.com/",
            ),
            Self::Other => (String::new(), String::new(), ""),
        }
    }

    /// How long a refresh token lives that nobody uses, where that is known: Microsoft's 90 days.
    pub(super) const fn rest(self) -> Option<SignedDuration> {
        match self {
            Self::Microsoft => Some(SignedDuration::from_hours(90 * 24)),
            Self::Google | Self::Other => None,
        }
    }
}

impl OAuthClient {
    /// Where an administrator is sent (RFC 6749 4.1.1, RFC 7636 4.3). `user`: whose leave is wanted.
    pub(super) fn departure(&self, user: &str, (state, verifier): (&str, &str), back: &str) -> Option<String> {
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()));
        let mut url = Url::parse(&self.authorize_url).ok()?;
        url.query_pairs_mut()
            .append_pair("response_type", "code")
            .append_pair("client_id", &self.client_id)
            .append_pair("redirect_uri", back)
            .append_pair("scope", &self.scope)
            .append_pair("state", state)
            .append_pair("code_challenge", &challenge)
            .append_pair("code_challenge_method", "S256")
            .append_pair("login_hint", user);
        if self.provider == Provider::Google {
            // Without these it gives no refresh token, or only the first time.
            url.query_pairs_mut().append_pair("access_type", "offline").append_pair("prompt", "consent");
        }
        Some(url.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_departs_takes_the_challenge_and_not_the_verifier() {
        let (authorize_url, token_url, scope) = Provider::Google.usual("");
        let client = OAuthClient {
            id: "g".into(),
            provider: Provider::Google,
            client_id: "desk".into(),
            client_secret: "s3cr3t".into(),
            authorize_url,
            token_url,
            scope: scope.into(),
            secret_ends: None,
        };
        // The pair of RFC 7636, appendix B.
        let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        let url = client.departure("a@x.es", ("st", verifier), "https://x.es/back").unwrap();
        assert!(url.contains("code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&"), "{url}");
        assert!(url.contains("access_type=offline") && url.contains("login_hint=a%40x.es"), "{url}");
        assert!(!url.contains(verifier) && !url.contains("s3cr3t"), "{url}");
        assert!(!format!("{client:?}").contains("s3cr3t"));
        assert!(Provider::Microsoft.usual("contoso").1.contains("/contoso/"));
    }
}
