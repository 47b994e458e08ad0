//! Keys and tokens, good and bad.

use std::sync::LazyLock;

use aws_lc_rs::hmac;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair, EcdsaSigningAlgorithm,
    Ed25519KeyPair, KeyPair, RSA_PKCS1_SHA256, RSA_PSS_SHA256, RsaEncoding, RsaKeyPair,
};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde_json::{Value, json};

static RSA: LazyLock<RsaKeyPair> = LazyLock::new(|| RsaKeyPair::generate(KeySize::Rsa2048).unwrap());
static P256: LazyLock<EcdsaKeyPair> = LazyLock::new(|| ec(&ECDSA_P256_SHA256_FIXED_SIGNING));
static NEXT: LazyLock<EcdsaKeyPair> = LazyLock::new(|| ec(&ECDSA_P256_SHA256_FIXED_SIGNING));
static P384: LazyLock<EcdsaKeyPair> = LazyLock::new(|| ec(&ECDSA_P384_SHA384_FIXED_SIGNING));
static ED25519: LazyLock<Ed25519KeyPair> = LazyLock::new(|| Ed25519KeyPair::generate().unwrap());

fn ec(curve: &'static EcdsaSigningAlgorithm) -> EcdsaKeyPair {
    EcdsaKeyPair::generate(curve).unwrap()
}

/// How a token is signed.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Signer {
    Rs256,
    Ps256,
    Es256,
    Es384,
    EdDsa,
    /// ES256 with a key that was not there yesterday.
    Next,
    /// ES256 under the name of the old key, by a key that nobody published.
    Forger,
    Unsigned,
    /// HS256 under this key.
    Hs256(Vec<u8>),
}

impl Signer {
    pub(crate) fn alg(&self) -> &'static str {
        match self {
            Self::Rs256 => "RS256",
            Self::Ps256 => "PS256",
            Self::Es256 | Self::Next | Self::Forger => "ES256",
            Self::Es384 => "ES384",
            Self::EdDsa => "EdDSA",
            Self::Unsigned => "none",
            Self::Hs256(_) => "HS256",
        }
    }

    pub(crate) fn kid(&self) -> &'static str {
        match self {
            Self::Rs256 | Self::Ps256 | Self::Hs256(_) => "rsa",
            Self::Es384 => "p384",
            Self::EdDsa => "ed25519",
            Self::Next => "next",
            Self::Es256 | Self::Forger | Self::Unsigned => "p256",
        }
    }

    fn sign(&self, message: &[u8]) -> Vec<u8> {
        match self {
            Self::Rs256 => rsa(&RSA_PKCS1_SHA256, message),
            Self::Ps256 => rsa(&RSA_PSS_SHA256, message),
            Self::Es256 => ecdsa(&P256, message),
            Self::Es384 => ecdsa(&P384, message),
            Self::Next | Self::Forger => ecdsa(&NEXT, message),
            Self::EdDsa => ED25519.sign(message).as_ref().to_vec(),
            Self::Unsigned => Vec::new(),
            Self::Hs256(key) => hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), message).as_ref().to_vec(),
        }
    }

    /// The token with these claims, its header as in `header` where that says anything.
    pub(crate) fn token(&self, header: &Value, claims: &Value) -> String {
        let mut whole = json!({ "alg": self.alg(), "kid": self.kid(), "typ": "JWT" });
        super::provider::patch(&mut whole, header);
        self.seal(&base64(whole.to_string()), &claims.to_string())
    }

    /// The same of a header as it is sent and claims to the letter.
    pub(crate) fn seal(&self, header: &str, claims: &str) -> String {
        let signed = format!("{header}.{}", base64(claims));
        format!("{signed}.{}", base64(self.sign(signed.as_bytes())))
    }
}

fn rsa(padding: &'static dyn RsaEncoding, message: &[u8]) -> Vec<u8> {
    let mut signature = vec![0; RSA.public_modulus_len()];
    RSA.sign(padding, &SystemRandom::new(), message, &mut signature).unwrap();
    signature
}

fn ecdsa(key: &EcdsaKeyPair, message: &[u8]) -> Vec<u8> {
    key.sign(&SystemRandom::new(), message).unwrap().as_ref().to_vec()
}

pub(crate) fn base64(bytes: impl AsRef<[u8]>) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

pub(crate) fn unbase64(text: &str) -> Vec<u8> {
    BASE64_URL_SAFE_NO_PAD.decode(text).unwrap()
}

/// The octets that a confused verifier would take for a shared secret.
pub(crate) fn rsa_public_key() -> Vec<u8> {
    RSA.public_key().as_ref().to_vec()
}

pub(crate) fn published() -> Vec<Value> {
    let (n, e) = (RSA.public_key().modulus(), RSA.public_key().exponent());
    let (n, e) = (n.big_endian_without_leading_zero(), e.big_endian_without_leading_zero());
    vec![
        json!({ "kty": "RSA", "use": "sig", "kid": "rsa", "n": base64(n), "e": base64(e) }),
        ec_key("p256", "P-256", &P256),
        ec_key("p384", "P-384", &P384),
        json!({ "kty": "OKP", "crv": "Ed25519", "kid": "ed25519", "x": base64(ED25519.public_key().as_ref()) }),
    ]
}

pub(crate) fn next() -> Value {
    ec_key("next", "P-256", &NEXT)
}

fn ec_key(kid: &str, curve: &str, key: &EcdsaKeyPair) -> Value {
    // An uncompressed point: 4, x, y.
    let point = &key.public_key().as_ref()[1..];
    let (x, y) = point.split_at(point.len() / 2);
    json!({ "kty": "EC", "use": "sig", "kid": kid, "crv": curve, "x": base64(x), "y": base64(y) })
}
