//! What the administrator says of a provider, and how the well-known ones differ from the standard.

use serde::{Deserialize, Serialize};

use crate::apple::AppleKey;
use crate::failure::Failure;
use crate::http::Reach;
use crate::secret::Secret;

/// The version of Facebook's Graph API that the default addresses name; each lives for two years at least.
pub(crate) const GRAPH_VERSION: &str = "v23.0";

/// The tenant of personal accounts (Microsoft, "ID token claims reference": `tid`).
pub(crate) const PERSONAL_TENANT: &str = "9188040d-6c67-4c5b-b112-36a304b66dad";

/// One way to sign in.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Provider {
    /// The word in our own addresses, `/auth/{id}/callback`; one for each provider (RFC 9700 4.4.2).
    pub id: String,
    /// For the button.
    pub label: String,
    /// The issuer identifier, exactly as the provider writes it; a constant of ours for plain OAuth 2.
    pub issuer: String,
    pub client_id: String,
    pub client_secret: ClientSecret,
    pub scopes: Vec<String>,
    #[serde(default)]
    pub kind: Kind,
}

/// How we prove to the token endpoint who we are.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub enum ClientSecret {
    Shared(Secret),
    /// Apple takes a token signed for each call instead.
    Apple(AppleKey),
}

/// What the provider speaks. The addresses are bases without a final slash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    OpenId(Quirks),
    /// `dialog_url` is the whole address of the login dialog; `graph_url` has its version in it.
    Facebook {
        dialog_url: String,
        graph_url: String,
    },
    GitHub {
        web_url: String,
        api_url: String,
    },
    X {
        web_url: String,
        api_url: String,
    },
}

impl Default for Kind {
    fn default() -> Self {
        Self::OpenId(Quirks::default())
    }
}

/// Where a provider of OpenID Connect departs from the standard, or we ask more of it. All false is the standard.
#[expect(clippy::struct_excessive_bools, reason = "independent oddities of providers, most of them alone")]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Quirks {
    /// The callback is a POST from the provider's page (OAuth 2.0 Form Post Response Mode): a cookie with
    /// `SameSite=Lax` does not come along.
    pub form_post: bool,
    /// PKCE is not sent: `LinkedIn` answers `invalid_client` to it; Apple announces none and has the nonce.
    pub without_pkce: bool,
    /// The nonce may be missing in the token (never wrong).
    pub nonce_not_echoed: bool,
    /// The client's secret goes into the form, although the document does not say so.
    pub secret_in_form: bool,
    /// The last but one segment of the issuer is a tenant, and its e-mail addresses are anybody's claim.
    pub microsoft: bool,
    /// Google Workspace: only accounts whose `hd` claim is one of these; all if empty.
    pub hosted_domains: Vec<String>,
}

impl Quirks {
    /// By the issuer, so that a configuration need not say what everybody knows.
    fn of(issuer: &str) -> Self {
        match issuer {
            "https://appleid.apple.com" => {
                Self { form_post: true, without_pkce: true, secret_in_form: true, ..Self::default() }
            }
            "https://www.linkedin.com/oauth" => {
                Self { without_pkce: true, nonce_not_echoed: true, secret_in_form: true, ..Self::default() }
            }
            _ => Self { microsoft: issuer.starts_with("https://login.microsoftonline.com/"), ..Self::default() },
        }
    }
}

impl Provider {
    /// Any provider of OpenID Connect, such as Keycloak (`https://HOST/realms/REALM`), by its issuer.
    pub fn openid(id: &str, issuer: &str, client_id: &str, secret: ClientSecret) -> Self {
        let mut provider = Self::new(id, issuer, (client_id, secret), Kind::OpenId(Quirks::of(issuer)));
        provider.scopes = words("openid profile email");
        provider
    }

    /// `hosted_domains` of Google Workspace, or none for everybody ("OpenID Connect", Google Identity).
    pub fn google(client_id: &str, secret: Secret, hosted_domains: Vec<String>) -> Self {
        let secret = ClientSecret::Shared(secret);
        let google = Self::openid("google", "https://accounts.google.com", client_id, secret);
        Self { kind: Kind::OpenId(Quirks { hosted_domains, ..Quirks::default() }), ..google.labelled("Google") }
    }

    /// `tenant` is `common`, `organizations`, `consumers`, or the GUID of one ("OpenID Connect on the Microsoft
    /// identity platform").
    pub fn microsoft(client_id: &str, secret: Secret, tenant: &str) -> Self {
        let issuer = format!("https://login.microsoftonline.com/{tenant}/v2.0");
        Self::openid("microsoft", &issuer, client_id, ClientSecret::Shared(secret)).labelled("Microsoft")
    }

    /// "Sign in with Apple REST API". `client_id` is the Services ID.
    pub fn apple(client_id: &str, key: AppleKey) -> Self {
        let apple = Self::openid("apple", "https://appleid.apple.com", client_id, ClientSecret::Apple(key));
        Self { scopes: words("openid name email"), ..apple.labelled("Apple") }
    }

    /// "Sign In with `LinkedIn` using OpenID Connect".
    pub fn linkedin(client_id: &str, secret: Secret) -> Self {
        let secret = ClientSecret::Shared(secret);
        Self::openid("linkedin", "https://www.linkedin.com/oauth", client_id, secret).labelled("LinkedIn")
    }

    /// gitlab.com; an own server is [`Provider::openid`] with its address.
    pub fn gitlab(client_id: &str, secret: Secret) -> Self {
        let secret = ClientSecret::Shared(secret);
        Self::openid("gitlab", "https://gitlab.com", client_id, secret).labelled("GitLab")
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
        Self { id, label, issuer, client_id, client_secret, scopes: Vec::new(), kind }
    }

    fn labelled(self, label: &str) -> Self {
        Self { label: label.to_owned(), ..self }
    }

    /// What its own address lets the others be.
    pub(crate) fn reach(&self) -> Result<Reach, Failure> {
        Reach::of(match &self.kind {
            Kind::OpenId(_) => &self.issuer,
            Kind::Facebook { graph_url: home, .. }
            | Kind::GitHub { api_url: home, .. }
            | Kind::X { api_url: home, .. } => home,
        })
    }
}

fn words(text: &str) -> Vec<String> {
    text.split(' ').map(str::to_owned).collect()
}
