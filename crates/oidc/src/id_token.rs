//! Whether an ID token may be believed (OpenID Connect Core 3.1.3.7 and 3.1.3.8).

use std::error::Error;
use std::time::{Duration, UNIX_EPOCH};

use openidconnect::core::{
    CoreGenderClaim, CoreIdTokenVerifier, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm,
};
use openidconnect::{
    AccessToken, AccessTokenHash, AdditionalClaims, AuthorizationCode, AuthorizationCodeHash, ClaimsVerificationError,
    ClientId, IdToken, IdTokenClaims, IssuerUrl, Nonce, SignatureVerificationError,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::begin::Pending;
use crate::failure::Failure;
use crate::identity::{Told, line};
use crate::metadata::{Document, Metadata, TENANT, is_guid};
use crate::provider::{PERSONAL_TENANT, Provider, Quirks};
use crate::secret::Secret;
use crate::token::Tokens;

/// Seconds that the provider's clock may differ from ours.
const LEEWAY: i64 = 60;

/// Claims of single providers: Google's `hd`, Microsoft's `tid` and `xms_edov`; and one that the library does not know.
#[derive(Debug, Deserialize, Serialize)]
struct Extra {
    hd: Option<String>,
    tid: Option<String>,
    xms_edov: Option<Value>,
    /// RFC 7519 4.1.5.
    nbf: Option<Value>,
}

impl AdditionalClaims for Extra {}

type Token = IdToken<Extra, CoreGenderClaim, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm>;
type Claims = IdTokenClaims<Extra, CoreGenderClaim>;

/// Why a token is not believed.
pub(crate) enum Doubt {
    /// Its key is not among those we know: they may have changed.
    UnknownKey,
    Failed(Failure),
}

impl From<Failure> for Doubt {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

/// What a token is held against.
pub(crate) struct Trial<'a> {
    pub(crate) provider: &'a Provider,
    pub(crate) quirks: &'a Quirks,
    pub(crate) pending: &'a Pending,
    pub(crate) code: &'a str,
    pub(crate) now: i64,
}

impl Trial<'_> {
    pub(crate) fn judge(&self, metadata: &Metadata, tokens: &Tokens) -> Result<Told, Doubt> {
        let raw = tokens.id.as_ref().ok_or_else(|| Failure::misbehaved("no id token"))?;
        // The parser's own words could quote the token.
        let token: Token = raw.reveal().parse().map_err(|_| Failure::misbehaved("the id token cannot be read"))?;
        let verifier = self.verifier(metadata)?;
        let nonce = |found: Option<&Nonce>| self.is_ours(found);
        let claims = token.claims(&verifier, nonce).map_err(|error| doubt(&error))?;
        self.authorized_party(claims)?;
        self.has_begun(claims)?;
        issued_together(claims, (&token, &verifier), (&tokens.access, self.code))?;
        self.issuer(claims, &metadata.document)?;
        self.hosted_domain(claims)?;
        self.asked_anew(claims)?;
        Ok(self.told(claims))
    }

    fn verifier(&self, metadata: &Metadata) -> Result<CoreIdTokenVerifier<'static>, Failure> {
        let issuer = IssuerUrl::new(metadata.document.issuer.clone())
            .map_err(|_| Failure::misbehaved("the issuer is no address"))?;
        let client = ClientId::new(self.provider.client_id.clone());
        let (earliest_end, latest_start) = (self.now.saturating_sub(LEEWAY), self.now.saturating_add(LEEWAY));
        let earliest_end = UNIX_EPOCH + Duration::from_secs(earliest_end.try_into().unwrap_or_default());
        // The public client's verifier holds no secret, so that no HS* can ever be right.
        Ok(CoreIdTokenVerifier::new_public_client(client, issuer, metadata.keys.clone())
            .set_allowed_algs(metadata.document.algorithms())
            // Other audiences are in order if the token says that it was issued to us: see `authorized_party`.
            .set_other_audience_verifier_fn(|_| true)
            // Microsoft's is made of the token's own tenant: see `issuer`.
            .require_issuer_match(!self.quirks.microsoft)
            .set_time_fn(move || earliest_end.into())
            .set_issue_time_verifier_fn(move |issued| {
                (issued.timestamp() <= latest_start).then_some(()).ok_or_else(|| "issued in the future".to_owned())
            }))
    }

    fn is_ours(&self, found: Option<&Nonce>) -> Result<(), String> {
        match found {
            Some(nonce) if self.pending.nonce.is(nonce.secret()) => Ok(()),
            Some(_) => Err("another nonce".to_owned()),
            None if self.quirks.nonce_not_echoed => Ok(()),
            None => Err("no nonce".to_owned()),
        }
    }

    /// Core 3.1.3.7, 4 and 5.
    fn authorized_party(&self, claims: &Claims) -> Result<(), Failure> {
        match claims.authorized_party() {
            Some(party) if **party != self.provider.client_id => Err(Failure::misbehaved("azp is another client")),
            None if claims.audiences().len() > 1 => Err(Failure::misbehaved("several audiences and no azp")),
            _ => Ok(()),
        }
    }

    /// RFC 7519 4.1.5. What is no number is no time that has come.
    fn has_begun(&self, claims: &Claims) -> Result<(), Failure> {
        let Some(from) = &claims.additional_claims().nbf else { return Ok(()) };
        let latest = self.now.saturating_add(LEEWAY);
        let begun = seconds(from).is_some_and(|from| from <= latest);
        begun.then_some(()).ok_or_else(|| Failure::misbehaved("the token is not valid yet"))
    }

    /// Once more, letter by letter, and with the tenant filled in ("Validate the issuer", Microsoft identity platform).
    fn issuer(&self, claims: &Claims, document: &Document) -> Result<(), Failure> {
        let tenant = claims.additional_claims().tid.as_deref();
        let expected = match tenant {
            Some(tenant) if self.quirks.microsoft && is_guid(tenant) => document.issuer.replace(TENANT, tenant),
            _ => document.issuer.clone(),
        };
        if claims.issuer().as_str() != expected {
            return Err(Failure::misbehaved("the token is another issuer's"));
        }
        if self.provider.issuer.ends_with("/organizations/v2.0") && tenant == Some(PERSONAL_TENANT) {
            return Err(Failure::Refused("a personal Microsoft account".to_owned()));
        }
        Ok(())
    }

    fn hosted_domain(&self, claims: &Claims) -> Result<(), Failure> {
        let (allowed, found) = (&self.quirks.hosted_domains, claims.additional_claims().hd.as_deref());
        let is_allowed = |domain: &str| allowed.iter().any(|allowed| allowed.eq_ignore_ascii_case(domain));
        if allowed.is_empty() || found.is_some_and(is_allowed) {
            return Ok(());
        }
        Err(Failure::Refused(format!("the hosted domain {}", line(found.unwrap_or("(none)"), 100))))
    }

    /// Core 3.1.3.7, 13. Who does not tell is believed (decision 0011).
    fn asked_anew(&self, claims: &Claims) -> Result<(), Failure> {
        let earliest = self.pending.started_at.saturating_sub(LEEWAY);
        let asked_at = claims.auth_time().map(|at| at.timestamp());
        let is_old = self.pending.anew && asked_at.is_some_and(|at| at < earliest);
        if is_old { Err(Failure::NotAsked) } else { Ok(()) }
    }

    fn told(&self, claims: &Claims) -> Told {
        let extra = claims.additional_claims();
        let name =
            claims.name().and_then(|names| names.get(None).or_else(|| names.iter().next().map(|(_, name)| name)));
        // Microsoft lets an administrator of any tenant write any address into an account; `xms_edov` tells that the
        // domain's owner is that tenant ("Migrate away from using email claims", Microsoft identity platform).
        let verified = if self.quirks.microsoft {
            extra.xms_edov.as_ref().is_some_and(is_true)
        } else {
            claims.email_verified() == Some(true)
        };
        Told {
            issuer: claims.issuer().as_str().to_owned(),
            subject: claims.subject().as_str().to_owned(),
            name: name.map(|name| name.as_str().to_owned()),
            email: claims.email().map(|email| email.as_str().to_owned()),
            email_verified: verified,
            hosted_domain: extra.hd.clone(),
        }
    }
}

/// Core 3.1.3.8 and 3.3.2.11: the access token and the code are those that this ID token was issued with. Providers may
/// say nothing of either.
fn issued_together(
    claims: &Claims,
    (token, verifier): (&Token, &CoreIdTokenVerifier<'_>),
    (access, code): (&Secret, &str),
) -> Result<(), Failure> {
    let signed = token.signing_alg().and_then(|algorithm| Ok((algorithm, token.signing_key(verifier)?))).ok();
    let access = || {
        let access = AccessToken::new(access.reveal().to_owned());
        signed.and_then(|(algorithm, key)| AccessTokenHash::from_token(&access, algorithm, key).ok())
    };
    let code = || {
        let code = AuthorizationCode::new(code.to_owned());
        signed.and_then(|(algorithm, key)| AuthorizationCodeHash::from_code(&code, algorithm, key).ok())
    };
    if claims.access_token_hash().is_some_and(|expected| access().as_ref() != Some(expected)) {
        return Err(Failure::misbehaved("at_hash is of another token"));
    }
    if claims.code_hash().is_some_and(|expected| code().as_ref() != Some(expected)) {
        return Err(Failure::misbehaved("c_hash is of another code"));
    }
    Ok(())
}

/// Booleans as Microsoft writes them: `true`, `"true"`, `1`, `"1"`.
fn is_true(value: &Value) -> bool {
    match value {
        Value::Bool(truth) => *truth,
        Value::String(text) => text.eq_ignore_ascii_case("true") || text == "1",
        Value::Number(number) => number.as_u64() == Some(1),
        _ => false,
    }
}

/// Seconds of a date (RFC 7519 2): it may have a fraction.
fn seconds(date: &Value) -> Option<i64> {
    let whole = |date: f64| i64::try_from(Duration::try_from_secs_f64(date).ok()?.as_secs()).ok();
    date.as_i64().or_else(|| whole(date.as_f64()?))
}

fn doubt(error: &ClaimsVerificationError) -> Doubt {
    if let ClaimsVerificationError::SignatureVerification(SignatureVerificationError::NoMatchingKey) = error {
        return Doubt::UnknownKey;
    }
    let reason = error.source().map_or_else(|| error.to_string(), |source| format!("{error}: {source}"));
    Doubt::Failed(Failure::Misbehaved(format!("the id token: {}", line(&reason, 300))))
}
