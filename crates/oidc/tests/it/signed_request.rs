//! Facebook's posts when a person removes the app or wants their data erased.

use atiende_oidc::{Failure, Provider, Secret, signed_request};
use aws_lc_rs::hmac;
use serde_json::{Value, json};

use crate::keys::base64;
use crate::provider::{CLIENT, NOW, SECRET, assert_misbehaved};

fn signed(key: &str, payload: &Value) -> String {
    let payload = base64(payload.to_string());
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key.as_bytes()), payload.as_bytes());
    format!("{}.{payload}", base64(tag))
}

fn request() -> Value {
    json!({ "algorithm": "HMAC-SHA256", "user_id": "42", "issued_at": NOW, "expires": NOW + 60 })
}

fn with(member: &str, value: Value) -> String {
    let mut request = request();
    request[member] = value;
    signed(SECRET, &request)
}

fn read(field: &str) -> Result<String, Failure> {
    let provider = Provider::facebook(CLIENT, Secret::new(SECRET));
    signed_request(&provider, field, NOW).map(|request| request.user_id)
}

#[test]
fn a_true_one() {
    assert_eq!(read(&signed(SECRET, &request())), Ok("42".into()));
}

#[test]
fn with_padding() {
    // 43 letters of the signature lack one to a multiple of four.
    let whole = signed(SECRET, &request());
    let (signature, payload) = whole.split_once('.').unwrap();
    assert_eq!(read(&format!("{signature}=.{payload}")), Ok("42".into()));
}

#[test]
fn by_another_app() {
    assert_misbehaved(read(&signed("another secret", &request())), "did not sign");
    assert_misbehaved(read(&signed("", &request())), "did not sign");
}

#[test]
fn of_another_person_under_the_same_signature() {
    let good = signed(SECRET, &request());
    let other = with("user_id", json!("43"));
    let mixed = format!("{}.{}", good.split('.').next().unwrap(), other.split('.').nth(1).unwrap());
    assert_misbehaved(read(&mixed), "did not sign");
}

#[test]
fn by_another_algorithm() {
    for algorithm in [json!("none"), json!("HMAC-SHA1"), json!(""), json!(null)] {
        assert_misbehaved(read(&with("algorithm", algorithm)), "did not sign");
    }
}

#[test]
fn too_old_or_of_tomorrow() {
    assert_eq!(read(&with("issued_at", json!(NOW - 3601))), Err(Failure::Stale));
    assert_eq!(read(&with("issued_at", json!(NOW + 61))), Err(Failure::Stale));
    assert_eq!(read(&with("issued_at", json!(NOW - 3600))), Ok("42".into()));
}

#[test]
fn without_a_person_or_a_time() {
    assert_misbehaved(read(&with("user_id", json!(""))), "did not sign");
    assert_misbehaved(read(&with("user_id", json!(null))), "did not sign");
    assert_misbehaved(read(&with("issued_at", json!(null))), "did not sign");
}

#[test]
fn that_is_none() {
    let unsigned = format!(".{}", base64(request().to_string()));
    for field in ["", ".", "a", "a.b", "!.!", "..", unsigned.as_str()] {
        assert_misbehaved(read(field), "did not sign");
    }
}
