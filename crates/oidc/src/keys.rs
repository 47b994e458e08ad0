//! The keys that a provider signs with (RFC 7517), and which of them a signature may be believed by.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use openidconnect::core::CoreJsonWebKeySet;
use serde::Deserialize;
use serde_json::Value;

use crate::failure::Failure;
use crate::http::Reply;

/// RFC 7518 3.3: a shorter modulus must not be used.
const RSA_BITS: usize = 2048;

/// The secret half of a key, of any kind (RFC 7518 6): what everybody can read, everybody can sign with.
const SECRET: [&str; 8] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

#[derive(Deserialize)]
struct Published {
    keys: Vec<Value>,
}

/// Those that are fit; one that is not hides no other. `Misbehaved` if none is left.
pub(crate) fn fit(reply: &Reply) -> Result<CoreJsonWebKeySet, Failure> {
    let published: Published = reply.json()?;
    let fit = published.keys.into_iter().filter(is_fit);
    let keys: Vec<_> = fit.filter_map(|key| serde_json::from_value(key).ok()).collect();
    if keys.is_empty() {
        return Err(Failure::misbehaved(format!("{}: no key that a signature may be believed by", reply.place)));
    }
    Ok(CoreJsonWebKeySet::new(keys))
}

fn is_fit(key: &Value) -> bool {
    let text = |member: &str| key.get(member).and_then(Value::as_str);
    let is_public = SECRET.iter().all(|member| key.get(member).is_none());
    let is_for_signatures = key.get("use").is_none_or(|purpose| purpose == "sig");
    let verifies = match key.get("key_ops") {
        None => true,
        Some(purposes) => purposes.as_array().is_some_and(|all| all.iter().any(|purpose| purpose == "verify")),
    };
    let is_strong = text("kty") != Some("RSA") || text("n").is_some_and(|modulus| bits(modulus) >= RSA_BITS);
    is_public && is_for_signatures && verifies && is_strong
}

/// Of a big-endian number in base64url; none if it cannot be read.
fn bits(number: &str) -> usize {
    let octets = BASE64_URL_SAFE_NO_PAD.decode(number).unwrap_or_default();
    let zeros = octets.iter().take_while(|octet| **octet == 0).count();
    let first = octets.get(zeros).map_or(0, |octet| octet.leading_zeros() as usize);
    ((octets.len() - zeros) * 8).saturating_sub(first)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_length_of_a_number_is_without_its_leading_zeros() {
        let number = |octets: &[u8]| BASE64_URL_SAFE_NO_PAD.encode(octets);
        for (octets, expected) in [(&[][..], 0), (&[0, 0], 0), (&[1], 1), (&[0, 0x80], 8), (&[0x40, 0], 15)] {
            assert_eq!(bits(&number(octets)), expected, "{octets:?}");
        }
        assert_eq!(bits("not base64!"), 0);
    }

    #[test]
    fn which_keys_are_fit() {
        let modulus = |octets: usize| BASE64_URL_SAFE_NO_PAD.encode(vec![0xff; octets]);
        let rsa = |octets| json!({ "kty": "RSA", "n": modulus(octets), "e": "AQAB" });
        let with = |member: &str, value: Value| {
            let mut key = rsa(256);
            key[member] = value;
            key
        };
        for key in [rsa(256), rsa(512), with("use", json!("sig")), with("key_ops", json!(["verify"]))] {
            assert!(is_fit(&key), "{key}");
        }
        for key in [
            rsa(255),
            rsa(64),
            rsa(0),
            json!({ "kty": "RSA", "e": "AQAB" }),
            with("use", json!("enc")),
            with("use", json!(7)),
            with("key_ops", json!(["encrypt", "sign"])),
            with("key_ops", json!("verify")),
            with("d", json!("AQAB")),
            json!({ "kty": "oct", "k": "c2VjcmV0" }),
        ] {
            assert!(!is_fit(&key), "{key}");
        }
    }
}
