//! What Facebook posts when a person removes the app or asks for the erasure of their data ("Data Deletion Request
//! Callback" and "Deauthorize Callback", Meta for Developers).

use base64::Engine;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use hmac::{Hmac, KeyInit, Mac};
use serde::Deserialize;
use sha2::Sha256;

use crate::failure::Failure;
use crate::provider::Provider;
use crate::social::facebook::shared;

/// Seconds that a request may have been under way. Facebook sends at once, but may try again.
const FRESH: i64 = 3600;
/// Seconds that Facebook's clock may be ahead.
const SKEW: i64 = 60;

/// Base64url with or without padding, as its examples in several languages differ.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::URL_SAFE,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// A true request of Facebook's.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct SignedRequest {
    /// The subject of the identity.
    pub user_id: String,
    algorithm: String,
    /// Unix seconds.
    pub issued_at: i64,
}

/// Reads the form field `signed_request`: signature and JSON, both base64url, with a dot between them.
///
/// # Errors
/// `Misbehaved` if it is not signed by the app's secret, `Stale` if it is older than an hour.
pub fn signed_request(provider: &Provider, field: &str, now: i64) -> Result<SignedRequest, Failure> {
    let broken = || Failure::misbehaved("a signed_request that Facebook did not sign");
    let (signature, payload) = field.split_once('.').ok_or_else(broken)?;
    let mut mac = Hmac::<Sha256>::new_from_slice(shared(provider)?.reveal().as_bytes()).map_err(|_| broken())?;
    mac.update(payload.as_bytes());
    mac.verify_slice(&BASE64.decode(signature).map_err(|_| broken())?).map_err(|_| broken())?;
    let json = BASE64.decode(payload).map_err(|_| broken())?;
    let request: SignedRequest = serde_json::from_slice(&json).map_err(|_| broken())?;
    if !request.algorithm.eq_ignore_ascii_case("HMAC-SHA256") || request.user_id.is_empty() {
        return Err(broken());
    }
    let age = now.saturating_sub(request.issued_at);
    (-SKEW..=FRESH).contains(&age).then_some(request).ok_or(Failure::Stale)
}
