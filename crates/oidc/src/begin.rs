//! Sending somebody to the provider (OpenID Connect Core 3.1.2.1, RFC 6749 4.1.1, RFC 7636).

use openidconnect::{CsrfToken, PkceCodeChallenge};
use reqwest::Url;
use serde::{Deserialize, Serialize};

use crate::RelyingParty;
use crate::failure::Failure;
use crate::provider::{Kind, Provider, Quirks};
use crate::secret::Secret;

/// Octets of chance in a state and a nonce.
const CHANCE: u32 = 32;

/// How the person is to be asked.
#[derive(Clone, Copy, Debug)]
pub struct Ask<'a> {
    /// Our callback, exactly as registered with the provider.
    pub redirect_uri: &'a str,
    /// Only if no page needs to be shown; else the answer is [`Failure::NeedsInteraction`]. Ignored by plain OAuth 2.
    pub silently: bool,
    /// Who it is shall be asked although the provider knows it (OpenID Connect Core 3.1.2.1, `prompt=login` and
    /// `max_age=0`): who says that it was not is [`Failure::NotAsked`]. Not known to plain OAuth 2. Not together with
    /// `silently`.
    pub anew: bool,
}

/// Where to send the browser, and what to keep until it comes back. The address holds the state: not for logs.
pub struct Started {
    pub url: String,
    pub pending: Pending,
}

/// A sign-in under way. Keep it on the server, bound to the browser's cookie, and hand it out once.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Pending {
    pub(crate) provider: String,
    pub(crate) issuer: String,
    pub(crate) redirect_uri: String,
    pub(crate) started_at: i64,
    pub(crate) state: Secret,
    pub(crate) nonce: Secret,
    pub(crate) verifier: Option<Secret>,
    /// Who it is was to be asked.
    #[serde(default)]
    pub(crate) anew: bool,
}

impl Pending {
    /// The id of the provider it was begun with.
    pub fn provider(&self) -> &str {
        &self.provider
    }

    /// What the callback's `state` will be, to find it by.
    pub fn state(&self) -> &str {
        self.state.reveal()
    }
}

impl RelyingParty {
    /// The address of the provider's page for this person.
    ///
    /// # Errors
    /// `Unreachable` and `Misbehaved`, if the provider's document has to be fetched.
    pub async fn begin(&self, provider: &Provider, ask: Ask<'_>, now: i64) -> Result<Started, Failure> {
        let endpoint = match &provider.kind {
            Kind::OpenId(_) => {
                let metadata = self.directory.metadata(&self.http, provider, now).await?;
                metadata.document.authorization_endpoint.clone()
            }
            Kind::Facebook { dialog_url, .. } => dialog_url.clone(),
            Kind::GitHub { web_url, .. } => format!("{web_url}/login/oauth/authorize"),
            Kind::X { web_url, .. } => format!("{web_url}/i/oauth2/authorize"),
        };
        let url = self.http.admit(provider.reach()?, &endpoint)?;
        Ok(started(provider, ask, url, now))
    }
}

fn started(provider: &Provider, ask: Ask<'_>, mut url: Url, now: i64) -> Started {
    let chance = || CsrfToken::new_random_len(CHANCE).into_secret();
    let (state, nonce) = (chance(), chance());
    let pkce = with_pkce(&provider.kind).then(PkceCodeChallenge::new_random_sha256);
    let mut query = url.query_pairs_mut();
    query.append_pair("response_type", "code").append_pair("client_id", &provider.client_id);
    query.append_pair("redirect_uri", ask.redirect_uri).append_pair("scope", &scope(provider));
    query.append_pair("state", &state);
    if let Some((challenge, _)) = &pkce {
        query.append_pair("code_challenge", challenge.as_str()).append_pair("code_challenge_method", "S256");
    }
    if let Kind::OpenId(quirks) = &provider.kind {
        query.append_pair("nonce", &nonce);
        query.extend_pairs(extras(quirks, ask));
    }
    drop(query);
    let pending = Pending {
        provider: provider.id.clone(),
        issuer: provider.issuer.clone(),
        redirect_uri: ask.redirect_uri.to_owned(),
        started_at: now,
        state: Secret::new(state),
        nonce: Secret::new(nonce),
        verifier: pkce.map(|(_, verifier)| Secret::new(verifier.into_secret())),
        anew: ask.anew,
    };
    Started { url: url.into(), pending }
}

/// Without the word `openid` there would be no ID token (OpenID Connect Core 3.1.2.1).
fn scope(provider: &Provider) -> String {
    let asked = provider.scopes.join(" ");
    let lacks_openid =
        matches!(provider.kind, Kind::OpenId(_)) && !provider.scopes.iter().any(|scope| scope == "openid");
    if lacks_openid { format!("openid {asked}").trim_end().to_owned() } else { asked }
}

fn with_pkce(kind: &Kind) -> bool {
    match kind {
        Kind::OpenId(quirks) => !quirks.without_pkce,
        // The manual flow for a server's code knows no PKCE.
        Kind::Facebook { .. } => false,
        Kind::GitHub { .. } | Kind::X { .. } => true,
    }
}

fn extras(quirks: &Quirks, ask: Ask<'_>) -> Vec<(&'static str, String)> {
    let mut extras = Vec::new();
    if ask.silently {
        extras.push(("prompt", "none".to_owned()));
    }
    if ask.anew {
        extras.push(("prompt", "login".to_owned()));
        // With it the ID token has to tell when that was.
        extras.push(("max_age", "0".to_owned()));
    }
    if quirks.form_post {
        extras.push(("response_mode", "form_post".to_owned()));
    }
    // Google takes one domain, or a star for any Workspace; the claim decides, this only chooses the account.
    match quirks.hosted_domains.as_slice() {
        [] => {}
        [domain] => extras.push(("hd", domain.clone())),
        _ => extras.push(("hd", "*".to_owned())),
    }
    extras
}
