//! Sign in with Apple: the client secret that we sign ourselves, and the name that comes once.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use base64::Engine;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};

use crate::failure::Failure;
use crate::secret::Secret;

/// Seconds that a client secret lives; Apple takes up to six months, we need one call.
const LIFETIME: i64 = 300;

/// A key for "Sign in with Apple" of the developer account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppleKey {
    pub team_id: String,
    pub key_id: String,
    /// The text of the `.p8` file: PKCS #8 in PEM.
    pub private_key: Secret,
}

impl AppleKey {
    /// Whether something can be signed with it.
    pub fn is_usable(&self) -> bool {
        self.key_pair().is_some()
    }

    /// The JWT that stands for a secret ("Creating a client secret", Apple Developer Documentation).
    pub(crate) fn client_secret(&self, client_id: &str, audience: &str, now: i64) -> Result<Secret, Failure> {
        let header = serde_json::json!({ "alg": "ES256", "kid": self.key_id });
        let claims = serde_json::json!({
            "iss": self.team_id, "iat": now, "exp": now.saturating_add(LIFETIME), "aud": audience, "sub": client_id,
        });
        let encode = |part: serde_json::Value| BASE64_URL_SAFE_NO_PAD.encode(part.to_string());
        let signed = format!("{}.{}", encode(header), encode(claims));
        let signature = self
            .key_pair()
            .and_then(|key| key.sign(&SystemRandom::new(), signed.as_bytes()).ok())
            .ok_or_else(|| Failure::misbehaved("the private key for Apple is no PKCS #8 key of P-256"))?;
        Ok(Secret::new(format!("{signed}.{}", BASE64_URL_SAFE_NO_PAD.encode(signature))))
    }

    fn key_pair(&self) -> Option<EcdsaKeyPair> {
        let pem = self.private_key.reveal();
        let body: String = pem.lines().map(str::trim).filter(|line| !line.starts_with("-----")).collect();
        EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &BASE64_STANDARD.decode(body).ok()?).ok()
    }
}

/// The form field `user` of a person's first sign-in; its address is not signed and is ignored.
#[derive(Deserialize)]
struct User {
    name: Name,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[derive(Default)]
struct Name {
    first_name: Option<String>,
    last_name: Option<String>,
}

/// The name in the field, if there is one to read. It came through the browser: good for a greeting, proof of nothing.
pub(crate) fn name(user: &str) -> Option<String> {
    let name = serde_json::from_str::<User>(user).ok()?.name;
    let parts: Vec<String> = [name.first_name, name.last_name].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(" "))
}
