//! The providers that everybody knows, with the words of their own manuals.

use crate::apple::AppleKey;
use crate::provider::{APPLE, ClientSecret, Kind, Provider, Quirks};
use crate::secret::Secret;

/// The version of Facebook's Graph API that the default addresses name; each lives for two years at least.
const GRAPH_VERSION: &str = "v23.0";

/// How an issuer begins, and what people call it.
const LABELS: [(&str, &str); 5] = [
    ("https://accounts.google.com", "Google"),
    ("https://login.microsoftonline.com/", "Microsoft"),
    ("https://appleid.apple.com", "Apple"),
    ("https://www.linkedin.com/", "LinkedIn"),
    ("https://gitlab.com", "GitLab"),
];

impl Provider {
    /// Any provider of OpenID Connect, such as Keycloak (`https://HOST/realms/REALM`), by its issuer.
    pub fn openid(id: &str, issuer: &str, client_id: &str, secret: ClientSecret) -> Self {
        let is_apples = matches!(secret, ClientSecret::Apple(_));
        let quirks = if is_apples { Quirks::apple() } else { Quirks::of(issuer) };
        let mut provider = Self::new(id, issuer, (client_id, secret), Kind::OpenId(quirks));
        provider.scopes = words(if is_apples { "openid name email" } else { "openid profile email" });
        if let Some((_, label)) = LABELS.iter().find(|(start, _)| issuer.starts_with(start)) {
            (*label).clone_into(&mut provider.label);
        }
        provider
    }

    /// `hosted_domains` of Google Workspace, or none for everybody ("OpenID Connect", Google Identity).
    pub fn google(client_id: &str, secret: Secret, hosted_domains: Vec<String>) -> Self {
        let secret = ClientSecret::Shared(secret);
        Self::openid("google", "https://accounts.google.com", client_id, secret).for_domains(hosted_domains)
    }

    /// `tenant` is `common`, `organizations`, `consumers`, or the GUID of one ("OpenID Connect on the Microsoft
    /// identity platform").
    pub fn microsoft(client_id: &str, secret: Secret, tenant: &str) -> Self {
        let issuer = format!("https://login.microsoftonline.com/{tenant}/v2.0");
        Self::openid("microsoft", &issuer, client_id, ClientSecret::Shared(secret))
    }

    /// "Sign in with Apple REST API". `client_id` is the Services ID.
    pub fn apple(client_id: &str, key: AppleKey) -> Self {
        Self::openid("apple", APPLE, client_id, ClientSecret::Apple(key))
    }

    /// "Sign In with `LinkedIn` using OpenID Connect".
    pub fn linkedin(client_id: &str, secret: Secret) -> Self {
        let secret = ClientSecret::Shared(secret);
        Self::openid("linkedin", "https://www.linkedin.com/oauth", client_id, secret)
    }

    /// "Manually Build a Login Flow", Meta for Developers.
    pub fn facebook(app_id: &str, app_secret: Secret) -> Self {
        let kind = Kind::Facebook {
            dialog_url: format!("https://www.facebook.com/{GRAPH_VERSION}/dialog/oauth"),
            graph_url: format!("https://graph.facebook.com/{GRAPH_VERSION}"),
        };
        let client = (app_id, ClientSecret::Shared(app_secret));
        let facebook = Self::new("facebook", "https://www.facebook.com", client, kind);
        Self { scopes: words("public_profile email"), ..facebook.labelled("Facebook") }
    }

    /// "Authorizing OAuth apps", GitHub Docs.
    pub fn github(client_id: &str, secret: Secret) -> Self {
        let kind = Kind::GitHub { web_url: "https://github.com".into(), api_url: "https://api.github.com".into() };
        let client = (client_id, ClientSecret::Shared(secret));
        let github = Self::new("github", "https://github.com", client, kind);
        Self { scopes: words("read:user user:email"), ..github.labelled("GitHub") }
    }

    /// "OAuth 2.0 Authorization Code Flow with PKCE", X Developer Platform. X tells no address.
    pub fn x(client_id: &str, secret: Secret) -> Self {
        let kind = Kind::X { web_url: "https://x.com".into(), api_url: "https://api.x.com".into() };
        let client = (client_id, ClientSecret::Shared(secret));
        Self { scopes: words("users.read tweet.read"), ..Self::new("x", "https://x.com", client, kind).labelled("X") }
    }

    fn new(id: &str, issuer: &str, client: (&str, ClientSecret), kind: Kind) -> Self {
        let (client_id, client_secret) = (client.0.to_owned(), client.1);
        let (id, label, issuer) = (id.to_owned(), id.to_owned(), issuer.to_owned());
        Self { id, label, issuer, client_id, client_secret, scopes: Vec::new(), kind, allowed_only: false }
    }

    fn labelled(self, label: &str) -> Self {
        Self { label: label.to_owned(), ..self }
    }
}

fn words(text: &str) -> Vec<String> {
    text.split(' ').map(str::to_owned).collect()
}
