//! The person is back (OpenID Connect Core 3.1.2.5 to 3.1.3, RFC 6749 4.1.2, RFC 9207).

use serde::Deserialize;

use crate::begin::Pending;
use crate::failure::Failure;
use crate::id_token::{Doubt, Trial};
use crate::identity::{Identity, Told};
use crate::metadata::{Document, TENANT, is_guid, is_microsoft};
use crate::provider::{Kind, Provider, Quirks};
use crate::token::{Exchange, Tokens, code_word};
use crate::{RelyingParty, apple, social, userinfo};

/// Seconds that somebody may spend at the provider.
const PATIENCE: i64 = 600;
/// Seconds that the clocks of two of our machines may differ.
const SKEW: i64 = 60;
/// Octets of a code: the longest that are known are Microsoft's, of less than half.
const CODE: usize = 4096;

/// The parameters of the callback, from its query or (Apple) its form. All of it is whatever a browser sent.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Answer {
    pub code: Option<String>,
    pub state: Option<String>,
    /// RFC 9207.
    pub iss: Option<String>,
    pub error: Option<String>,
    /// Not used: it is a sentence by anybody. Here so that a strict form reader knows it.
    pub error_description: Option<String>,
    /// Apple's JSON with the name, at the first sign-in only.
    pub user: Option<String>,
}

/// A callback that belongs to a sign-in we began.
#[derive(Clone, Copy)]
pub(crate) struct Return<'a> {
    pub(crate) provider: &'a Provider,
    pub(crate) pending: &'a Pending,
    pub(crate) answer: &'a Answer,
    pub(crate) now: i64,
}

impl RelyingParty {
    /// Who came back. Forget `pending` before calling: each is good for one answer.
    ///
    /// # Errors
    /// All of [`Failure`].
    pub async fn finish(
        &self,
        provider: &Provider,
        pending: &Pending,
        answer: &Answer,
        now: i64,
    ) -> Result<Identity, Failure> {
        let back = Return { provider, pending, answer, now };
        back.is_awaited()?;
        let told = match &provider.kind {
            Kind::OpenId(quirks) => self.finish_openid(back, quirks).await?,
            Kind::Facebook { graph_url, .. } => social::facebook::person(&self.http, back, graph_url).await?,
            Kind::GitHub { web_url, api_url } => social::github::person(&self.http, back, (web_url, api_url)).await?,
            Kind::X { api_url, .. } => social::x::person(&self.http, back, api_url).await?,
        };
        told.identity(provider)
    }

    async fn finish_openid(&self, back: Return<'_>, quirks: &Quirks) -> Result<Told, Failure> {
        let metadata = self.directory.metadata(&self.http, back.provider, back.now).await?;
        let document = &metadata.document;
        back.is_from(document)?;
        let code = back.code()?;
        let exchange = Exchange {
            provider: back.provider,
            pending: back.pending,
            code,
            endpoint: &document.token_endpoint,
            secret_in_form: quirks.secret_in_form || document.secret_in_form(),
            now: back.now,
        };
        let tokens = exchange.tokens(&self.http).await?;
        let trial = Trial { provider: back.provider, quirks, pending: back.pending, code, now: back.now };
        let told = match trial.judge(&metadata, &tokens) {
            Err(Doubt::UnknownKey) => {
                let rotated = self.directory.rotated(&self.http, back.provider, &metadata, back.now).await?;
                trial.judge(&rotated, &tokens)
            }
            judged => judged,
        };
        let told = told.map_err(|doubt| match doubt {
            Doubt::UnknownKey => Failure::misbehaved("the token's key is not among the provider's"),
            Doubt::Failed(failure) => failure,
        })?;
        let told = self.complete(back, document, &tokens, told).await?;
        Ok(Told { email_verified: told.email_verified && quirks.vouches(&told), ..told })
    }

    async fn complete(
        &self,
        back: Return<'_>,
        document: &Document,
        tokens: &Tokens,
        told: Told,
    ) -> Result<Told, Failure> {
        let told = match &document.userinfo_endpoint {
            Some(endpoint) if told.email.is_none() => {
                let told =
                    userinfo::complete(&self.http, back.provider.reach()?, endpoint, &tokens.access, told).await?;
                // Microsoft's is what the tenant's administrator wrote, there as in the token.
                Told { email_verified: told.email_verified && !is_microsoft(back.provider), ..told }
            }
            _ => told,
        };
        let sent_name = || back.answer.user.as_deref().and_then(apple::name);
        Ok(Told { name: told.name.or_else(sent_name), ..told })
    }
}

impl<'a> Return<'a> {
    /// The state, the provider and the age; nothing else of the answer is looked at before.
    fn is_awaited(self) -> Result<(), Failure> {
        let Self { provider, pending, answer, now } = self;
        let same = pending.provider == provider.id && pending.issuer == provider.issuer;
        let age = now.saturating_sub(pending.started_at);
        let known = answer.state.as_deref().is_some_and(|state| pending.state.is(state));
        (same && known && (-SKEW..=PATIENCE).contains(&age)).then_some(()).ok_or(Failure::Stale)
    }

    /// RFC 9207 2.4: whoever announces the parameter must send it, and whoever sends it must be the one we went to.
    fn is_from(self, document: &Document) -> Result<(), Failure> {
        match self.answer.iss.as_deref() {
            Some(issuer) if !is_issuer(document, issuer) => Err(Failure::misbehaved("the answer is another issuer's")),
            None if document.authorization_response_iss_parameter_supported => {
                Err(Failure::misbehaved("the answer lacks the iss that the provider announces"))
            }
            _ => Ok(()),
        }
    }

    /// The code, unless the provider sends an error in its place.
    pub(crate) fn code(self) -> Result<&'a str, Failure> {
        if let Some(error) = self.answer.error.as_deref() {
            return Err(refusal(error));
        }
        match self.answer.code.as_deref() {
            None | Some("") => Err(Failure::misbehaved("neither a code nor an error")),
            Some(code) if code.len() > CODE => Err(Failure::misbehaved("a code without measure")),
            Some(code) => Ok(code),
        }
    }
}

fn is_issuer(document: &Document, issuer: &str) -> bool {
    match document.issuer.split_once(TENANT) {
        None => document.issuer == issuer,
        Some((before, after)) => {
            issuer.strip_prefix(before).and_then(|rest| rest.strip_suffix(after)).is_some_and(is_guid)
        }
    }
}

/// RFC 6749 4.1.2.1, OpenID Connect Core 3.1.2.6, and `LinkedIn`'s and Apple's own words for a person who goes back.
fn refusal(error: &str) -> Failure {
    match error {
        "access_denied" | "user_cancelled_login" | "user_cancelled_authorize" => Failure::Cancelled,
        "login_required" | "interaction_required" | "consent_required" | "account_selection_required" => {
            Failure::NeedsInteraction
        }
        "temporarily_unavailable" | "server_error" => {
            Failure::Unreachable(format!("the provider sent back the error {error}"))
        }
        _ => Failure::Misbehaved(format!("the provider sent back the error {}", code_word(error))),
    }
}
