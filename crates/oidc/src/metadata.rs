//! What a provider says of itself (OpenID Connect Discovery 1.0, 3 and 4) and the keys it signs with.

use openidconnect::core::{CoreJsonWebKeySet, CoreJwsSigningAlgorithm as Algorithm};
use serde::Deserialize;

use crate::failure::Failure;
use crate::http::Http;
use crate::keys;
use crate::provider::{Kind, Provider};
use crate::reach::Reach;

/// The members that we use. A missing list means what Discovery 3 says it means.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Document {
    pub(crate) issuer: String,
    pub(crate) authorization_endpoint: String,
    pub(crate) token_endpoint: String,
    pub(crate) userinfo_endpoint: Option<String>,
    jwks_uri: String,
    token_endpoint_auth_methods_supported: Option<Vec<String>>,
    id_token_signing_alg_values_supported: Option<Vec<String>>,
    /// RFC 9207 3.
    #[serde(default)]
    pub(crate) authorization_response_iss_parameter_supported: bool,
}

#[derive(Debug)]
pub(crate) struct Metadata {
    pub(crate) document: Document,
    pub(crate) keys: CoreJsonWebKeySet,
}

impl Metadata {
    pub(crate) async fn fetch(http: &Http, provider: &Provider) -> Result<Self, Failure> {
        let reach = provider.reach()?;
        let base = provider.issuer.trim_end_matches('/');
        let reply = http.get(reach, &format!("{base}/.well-known/openid-configuration"), None).await?;
        let document: Document = reply.json()?;
        document.check(http, provider, reach)?;
        let keys = document.keys(http, reach).await?;
        Ok(Self { document, keys })
    }
}

impl Document {
    /// The issuer is the one we asked (Discovery 4.3), and no address leads where it should not.
    fn check(&self, http: &Http, provider: &Provider, reach: Reach) -> Result<(), Failure> {
        let same = self.issuer == provider.issuer || is_microsoft(provider) && same_but_tenant(self, provider);
        if !same {
            return Err(Failure::misbehaved("the discovery document is another issuer's"));
        }
        if self.algorithms().is_empty() {
            return Err(Failure::misbehaved("the provider announces no signature that could be believed"));
        }
        let endpoints = [&self.authorization_endpoint, &self.token_endpoint, &self.jwks_uri];
        endpoints.into_iter().chain(&self.userinfo_endpoint).try_for_each(|url| http.admit(reach, url).map(drop))
    }

    pub(crate) async fn keys(&self, http: &Http, reach: Reach) -> Result<CoreJsonWebKeySet, Failure> {
        keys::fit(&http.get(reach, &self.jwks_uri, None).await?)
    }

    /// Discovery 3: `client_secret_basic` unless told otherwise.
    pub(crate) fn secret_in_form(&self) -> bool {
        let methods = self.token_endpoint_auth_methods_supported.as_deref();
        methods.is_some_and(|methods| !methods.iter().any(|method| method == "client_secret_basic"))
    }

    /// Announced and fit to be trusted: never `none`, never one where whoever checks could also sign (HS*).
    pub(crate) fn algorithms(&self) -> Vec<Algorithm> {
        let announced = self.id_token_signing_alg_values_supported.as_deref();
        let is_announced = |name: &str| match announced {
            Some(names) => names.iter().any(|announced| announced == name),
            None => name == "RS256",
        };
        ASYMMETRIC.iter().filter(|(name, _)| is_announced(name)).map(|(_, algorithm)| algorithm.clone()).collect()
    }
}

/// RFC 7518 3.1 and RFC 8037; ES512 is left out because the library has no P-521.
const ASYMMETRIC: [(&str, Algorithm); 9] = [
    ("RS256", Algorithm::RsaSsaPkcs1V15Sha256),
    ("RS384", Algorithm::RsaSsaPkcs1V15Sha384),
    ("RS512", Algorithm::RsaSsaPkcs1V15Sha512),
    ("PS256", Algorithm::RsaSsaPssSha256),
    ("PS384", Algorithm::RsaSsaPssSha384),
    ("PS512", Algorithm::RsaSsaPssSha512),
    ("ES256", Algorithm::EcdsaP256Sha256),
    ("ES384", Algorithm::EcdsaP384Sha384),
    ("EdDSA", Algorithm::EdDsa),
];

/// What stands for the tenant in the issuer of the documents of `common` and `organizations`.
pub(crate) const TENANT: &str = "{tenantid}";

pub(crate) fn is_microsoft(provider: &Provider) -> bool {
    matches!(&provider.kind, Kind::OpenId(quirks) if quirks.microsoft)
}

/// Microsoft's document names its tenant by GUID or as [`TENANT`], whatever word was asked for.
fn same_but_tenant(document: &Document, provider: &Provider) -> bool {
    let asked = provider.issuer.strip_suffix("/v2.0").and_then(|issuer| issuer.rsplit_once('/'));
    let told = document.issuer.strip_suffix("/v2.0").and_then(|issuer| issuer.rsplit_once('/'));
    let (Some((asked, word)), Some((told, tenant))) = (asked, told) else { return false };
    // Who configured one tenant by GUID gets that one.
    asked == told && (tenant == TENANT || is_guid(tenant)) && !is_guid(word)
}

/// Only the shape: 8-4-4-4-12 hexadecimal digits.
pub(crate) fn is_guid(text: &str) -> bool {
    let lengths: Vec<usize> = text.split('-').map(str::len).collect();
    lengths == [8, 4, 4, 4, 12] && text.chars().all(|letter| letter == '-' || letter.is_ascii_hexdigit())
}
