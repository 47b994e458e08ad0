//! What the administrator says of a provider, and how the well-known ones differ from the standard.

use serde::{Deserialize, Serialize};

use crate::apple::AppleKey;
use crate::failure::Failure;
use crate::identity::Told;
use crate::reach::{Reach, parse};
use crate::secret::Secret;

/// The tenant of personal accounts (Microsoft, "ID token claims reference": `tid`).
pub(crate) const PERSONAL_TENANT: &str = "9188040d-6c67-4c5b-b112-36a304b66dad";

/// Apple's issuer.
pub(crate) const APPLE: &str = "https://appleid.apple.com";

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
    /// Was not set up by who administers this machine: it reaches even loopback only where `outbound_allow` says so.
    #[serde(default)]
    pub allowed_only: bool,
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
    /// Google answers for the addresses of its own mail and of a Workspace. Another one was its owner's when the account
    /// was made, and may have changed hands since ("Verify the Google ID token", Google Identity: `email_verified`).
    pub google: bool,
    /// Google Workspace: only accounts whose `hd` claim is one of these; all if empty.
    pub hosted_domains: Vec<String>,
}

impl Quirks {
    pub(crate) fn apple() -> Self {
        Self { form_post: true, without_pkce: true, secret_in_form: true, ..Self::default() }
    }

    /// By the issuer, so that a configuration need not say what everybody knows.
    pub(crate) fn of(issuer: &str) -> Self {
        match issuer {
            APPLE => Self::apple(),
            "https://www.linkedin.com/oauth" => {
                Self { without_pkce: true, nonce_not_echoed: true, secret_in_form: true, ..Self::default() }
            }
            "https://accounts.google.com" => Self { google: true, ..Self::default() },
            _ => Self { microsoft: issuer.starts_with("https://login.microsoftonline.com/"), ..Self::default() },
        }
    }
}

impl Quirks {
    /// Whether an address that the provider calls verified is this person's today.
    pub(crate) fn vouches(&self, told: &Told) -> bool {
        let domain = told.email.as_deref().and_then(|email| email.rsplit_once('@')).map(|(_, domain)| domain);
        let is_googles = ["gmail.com", "googlemail.com"]
            .iter()
            .any(|own| domain.is_some_and(|domain| domain.eq_ignore_ascii_case(own)));
        !self.google || is_googles || told.hosted_domain.is_some()
    }
}

impl Provider {
    /// Whether its addresses may be used at all.
    ///
    /// # Errors
    /// `Misbehaved` if one is neither https nor http on this machine.
    pub fn check(&self) -> Result<(), Failure> {
        let page = match &self.kind {
            Kind::OpenId(_) => &self.issuer,
            Kind::Facebook { dialog_url: page, .. }
            | Kind::GitHub { web_url: page, .. }
            | Kind::X { web_url: page, .. } => page,
        };
        Reach::of(page)?;
        self.reach().map(drop)
    }

    /// Whether it knows of being asked for nothing but who is signed in there (OpenID Connect Core 3.1.2.1, `prompt=none`).
    pub fn is_asked_silently(&self) -> bool {
        matches!(&self.kind, Kind::OpenId(_))
    }

    /// Whether it sends its answer as a form from its own page: a POST from another site.
    pub fn answers_by_form(&self) -> bool {
        matches!(&self.kind, Kind::OpenId(quirks) if quirks.form_post)
    }

    /// The same provider, for the accounts of these Google Workspace domains alone; no other kind has them.
    #[must_use]
    pub fn for_domains(mut self, domains: Vec<String>) -> Self {
        if let Kind::OpenId(quirks) = &mut self.kind {
            quirks.hosted_domains = domains;
        }
        self
    }

    /// What its own address lets the others be.
    pub(crate) fn reach(&self) -> Result<Reach, Failure> {
        let reach = Reach::of(match &self.kind {
            Kind::OpenId(_) => &self.issuer,
            Kind::Facebook { graph_url: home, .. }
            | Kind::GitHub { api_url: home, .. }
            | Kind::X { api_url: home, .. } => home,
        })?;
        Ok(if self.allowed_only { reach.as_allowed() } else { reach })
    }

    /// Whether accounts of this issuer are those that it opens. Each of Microsoft's tokens names its own tenant.
    pub fn is_of(&self, issuer: &str) -> bool {
        let host = |address: &str| parse(address).ok().and_then(|url| url.host_str().map(str::to_owned));
        match &self.kind {
            Kind::OpenId(quirks) if quirks.microsoft => host(issuer).is_some_and(|own| Some(own) == host(&self.issuer)),
            _ => self.issuer == issuer,
        }
    }
}
