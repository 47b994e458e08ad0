//! Passkeys (Web Authentication, level 3): what browsers are asked, and whether their answers hold.
//!
//! The site's name towards authenticators comes from `public_url` alone, never from a request.

use crate::accounts::Secret;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use webauthn_rs::prelude::{
    CredentialID, DiscoverableAuthentication, Passkey, PasskeyRegistration, PublicKeyCredential,
    RegisterPublicKeyCredential, Url, Uuid, Webauthn, WebauthnBuilder, WebauthnError,
};

/// Web Authentication level 3, section 4 "Credential ID": at most 1023 bytes.
const CREDENTIAL_ID_MAX: usize = 1023;

/// This site, as authenticators know it.
#[derive(Debug, Clone)]
pub struct RelyingParty {
    webauthn: Webauthn,
    /// `https://soporte.example.com`: where keys made elsewhere would be sought.
    host: String,
}

/// Why an answer counts for nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unproved {
    /// It is no answer to what was asked: replayed, of another site, not verified, forged, damaged.
    #[error("not proved: {0}")]
    Refused(String),
    /// The signature holds, but the key's counter went back: there may be two of it (level 3, 6.1.1).
    #[error("the signature counter went back")]
    Copied,
}

impl From<WebauthnError> for Unproved {
    fn from(error: WebauthnError) -> Self {
        match error {
            WebauthnError::CredentialPossibleCompromise => Self::Copied,
            other => Self::Refused(other.to_string()),
        }
    }
}
impl From<serde_json::Error> for Unproved {
    fn from(error: serde_json::Error) -> Self {
        Self::Refused(error.to_string())
    }
}

/// A question for the browser, and what its answer is held against.
#[derive(Debug, Clone)]
pub struct Asked {
    /// JSON for `navigator.credentials`.
    pub options: String,
    /// JSON that stays here.
    pub(super) state: String,
}

/// For whom a key is made.
#[derive(Debug, Clone, Copy)]
pub struct Holder<'a> {
    /// The random name of the person towards authenticators.
    pub handle: &'a str,
    pub email: &'a str,
    pub name: &'a str,
    /// The desk's name.
    pub desk: &'a str,
}

/// A key that was just made.
#[derive(Debug, Clone)]
pub(super) struct Made {
    pub(super) credential_id: String,
    pub(super) data: String,
}

/// Which key answered and for whom, as the browser says it: a claim, to be held against the stored key.
#[derive(Debug, Clone)]
pub(super) struct Claimed {
    pub(super) credential_id: String,
    /// Whose, where the authenticator said it: it must for a key of anybody's.
    pub(super) handle: Option<String>,
}

impl RelyingParty {
    /// `None` where no browser would make a key: without https (but on this very machine), or under a bare address.
    pub fn new(public_url: &str) -> Option<Self> {
        let origin = Url::parse(public_url).ok()?;
        let host = origin.domain()?.to_owned();
        let local = host == "localhost" || host.ends_with(".localhost");
        if origin.scheme() != "https" && !local {
            return None;
        }
        let webauthn = WebauthnBuilder::new(&host, &origin).ok()?.build().ok()?;
        Some(Self { webauthn, host })
    }

    /// The site's name towards authenticators.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Asks for a new key that the authenticator itself can find again, and that verifies its user. `known`: the ids of
    /// the keys that the person has, so that none is made twice on one device.
    pub fn ask_new(&self, holder: Holder<'_>, known: &[String]) -> Result<Asked, Unproved> {
        let handle = Uuid::parse_str(holder.handle).map_err(|error| Unproved::Refused(error.to_string()))?;
        let known: Vec<CredentialID> = known.iter().filter_map(|id| URL_SAFE_NO_PAD.decode(id).ok()).collect();
        let (asked, state) =
            self.webauthn.start_passkey_registration(handle, holder.email, holder.name, Some(known))?;
        let mut options = serde_json::to_value(asked)?;
        put(&mut options, "/publicKey/rp/name", json!(holder.desk));
        put(&mut options, "/publicKey/authenticatorSelection/requireResidentKey", json!(true));
        if let Some(Value::Object(wanted)) = options.pointer_mut("/publicKey/authenticatorSelection") {
            wanted.insert("residentKey".to_owned(), json!("required"));
        }
        Ok(Asked { options: options.to_string(), state: serde_json::to_string(&state)? })
    }

    /// The key that the browser made.
    pub(super) fn made(&self, state: &str, answer: &str) -> Result<Made, Unproved> {
        let state: PasskeyRegistration = serde_json::from_str(state)?;
        let answer: RegisterPublicKeyCredential = serde_json::from_str(answer)?;
        let key = self.webauthn.finish_passkey_registration(&answer, &state)?;
        if key.cred_id().len() > CREDENTIAL_ID_MAX {
            return Err(Unproved::Refused("the credential id is too long".to_owned()));
        }
        Ok(Made { credential_id: URL_SAFE_NO_PAD.encode(key.cred_id()), data: serde_json::to_string(&key)? })
    }

    /// Asks for a key of this site: any, of which the authenticator says whose it is, or one of these.
    pub fn ask(&self, one_of: &[String]) -> Result<Asked, Unproved> {
        let (asked, state) = self.webauthn.start_discoverable_authentication()?;
        let mut options = serde_json::to_value(asked)?;
        // Whether the browser asks at once or in the field of the address is the page's to say.
        options.as_object_mut().and_then(|options| options.remove("mediation"));
        let allowed: Vec<Value> = one_of.iter().map(|id| json!({ "type": "public-key", "id": id })).collect();
        put(&mut options, "/publicKey/allowCredentials", json!(allowed));
        Ok(Asked { options: options.to_string(), state: serde_json::to_string(&state)? })
    }

    /// Which key answered. Proves nothing yet.
    pub(super) fn claimed(answer: &str) -> Result<Claimed, Unproved> {
        let answer: PublicKeyCredential = serde_json::from_str(answer)?;
        let handle = answer.get_user_unique_id().and_then(|handle| Uuid::from_slice(handle).ok());
        Ok(Claimed {
            credential_id: URL_SAFE_NO_PAD.encode(answer.get_credential_id()),
            handle: handle.map(|handle| handle.to_string()),
        })
    }

    /// The stored key `data` after this use of it.
    pub(super) fn proved(&self, state: &str, answer: &str, data: &str) -> Result<String, Unproved> {
        let state: DiscoverableAuthentication = serde_json::from_str(state)?;
        let answer: PublicKeyCredential = serde_json::from_str(answer)?;
        let mut key: Passkey = serde_json::from_str(data)?;
        let result = self.webauthn.finish_discoverable_authentication_v2(&answer, state, &key)?;
        key.update_credential(&result);
        Ok(serde_json::to_string(&key)?)
    }
}

/// The name of somebody who has no key yet.
pub(super) fn handle(chance: &Secret) -> String {
    let bytes = Sha256::digest(chance.reveal().as_bytes());
    Uuid::from_slice(bytes.get(..16).unwrap_or_default()).unwrap_or_default().to_string()
}

fn put(options: &mut Value, at: &str, value: Value) {
    if let Some(found) = options.pointer_mut(at) {
        *found = value;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_need_https_and_a_name() {
        let host = |url| RelyingParty::new(url).map(|site| site.host().to_owned());
        assert_eq!(host("https://soporte.example.com").as_deref(), Some("soporte.example.com"));
        assert_eq!(host("http://localhost:8080").as_deref(), Some("localhost"));
        for without in
            ["http://soporte.example.com", "https://192.0.2.7", "http://127.0.0.1:8080", "https://[2001:db8::1]", ""]
        {
            assert_eq!(host(without), None, "{without}");
        }
    }

    #[test]
    fn a_new_key_is_asked_for_as_it_should_be() {
        let site = RelyingParty::new("https://soporte.example.com").unwrap();
        let handle = handle(&Secret::generate());
        let holder = Holder { handle: &handle, email: "maria@lapaz.es", name: "María Gil", desk: "Soporte TIC" };
        let asked = site.ask_new(holder, &["AQID".to_owned()]).unwrap();
        let options: Value = serde_json::from_str(&asked.options).unwrap();
        let at = |pointer: &str| options.pointer(pointer).unwrap().clone();
        assert_eq!(at("/publicKey/rp"), json!({ "id": "soporte.example.com", "name": "Soporte TIC" }));
        assert_eq!(at("/publicKey/authenticatorSelection/residentKey"), "required");
        assert_eq!(at("/publicKey/authenticatorSelection/userVerification"), "required");
        assert_eq!(at("/publicKey/attestation"), "none");
        assert_eq!(at("/publicKey/excludeCredentials/0/id"), "AQID");
        assert_eq!(at("/publicKey/user/displayName"), "María Gil");
    }

    #[test]
    fn a_key_is_asked_for_with_its_user_verified() {
        let site = RelyingParty::new("https://soporte.example.com").unwrap();
        for one_of in [vec![], vec!["AQID".to_owned()]] {
            let options: Value = serde_json::from_str(&site.ask(&one_of).unwrap().options).unwrap();
            assert_eq!(options.pointer("/publicKey/userVerification").unwrap(), "required");
            let allowed = options.pointer("/publicKey/allowCredentials").unwrap().as_array().unwrap();
            assert_eq!(allowed.len(), one_of.len());
            assert!(options.get("mediation").is_none());
        }
    }

    #[test]
    fn rubbish_proves_nothing() {
        let site = RelyingParty::new("https://soporte.example.com").unwrap();
        let asked = site.ask(&[]).unwrap();
        for answer in ["", "{}", "null", "[]", "{\"id\":\"x\"}"] {
            assert!(RelyingParty::claimed(answer).is_err());
            assert!(site.proved(&asked.state, answer, "{}").is_err());
            assert!(site.made(&asked.state, answer).is_err());
        }
    }
}
