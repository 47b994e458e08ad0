//! Secrets that must be read again, and so cannot be hashed: sealed with a key that is not in the database.

use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::fmt;

/// What a sealed text begins with; another way of sealing would have another.
const VERSION: u8 = 1;

/// The desk's `secret_key`. Each purpose has a key of its own, made from it by HMAC-SHA256.
#[derive(Clone)]
pub struct Key(String);

/// It was sealed with another key, for another purpose, or changed since.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("does not open with this key")]
pub struct Unreadable;

impl Key {
    pub fn new(secret_key: &str) -> Self {
        Self(secret_key.to_owned())
    }

    /// 32 bytes that stand for `bytes`, and that nobody without the key can compute.
    pub fn mac(&self, purpose: &str, bytes: &[u8]) -> [u8; 32] {
        digest(&digest(self.0.as_bytes(), purpose.as_bytes()), bytes)
    }

    /// AES-256-GCM: version, nonce, sealed bytes and tag. Errors: only if the system has no chance to give.
    pub fn seal(&self, purpose: &str, bytes: &[u8]) -> Result<Vec<u8>, Unreadable> {
        let mut body = bytes.to_vec();
        let nonce = self.aead(purpose)?.seal_in_place_append_tag(Aad::empty(), &mut body).map_err(|_| Unreadable)?;
        Ok([&[VERSION], nonce.as_ref().as_slice(), &body].concat())
    }

    /// What was sealed for the same purpose.
    pub fn open(&self, purpose: &str, sealed: &[u8]) -> Result<Vec<u8>, Unreadable> {
        let (&version, rest) = sealed.split_first().ok_or(Unreadable)?;
        let (nonce, body) = rest.split_at_checked(NONCE_LEN).ok_or(Unreadable)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| Unreadable)?;
        let mut body = body.to_vec();
        let opened = self.aead(purpose)?.open_in_place(nonce, Aad::empty(), &mut body).map_err(|_| Unreadable)?;
        if version == VERSION { Ok(opened.to_vec()) } else { Err(Unreadable) }
    }

    fn aead(&self, purpose: &str) -> Result<RandomizedNonceKey, Unreadable> {
        let key = self.mac("seal", purpose.as_bytes());
        RandomizedNonceKey::new(&AES_256_GCM, &key).map_err(|_| Unreadable)
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(..)")
    }
}

/// HMAC takes keys of any length, so that `default` is never used.
fn digest(key: &[u8], bytes: &[u8]) -> [u8; 32] {
    Hmac::<Sha256>::new_from_slice(key)
        .map(|mac| mac.chain_update(bytes).finalize().into_bytes().into())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_key_and_purpose_open() {
        let key = Key::new("a key that is long enough for the test");
        let sealed = key.seal("app/7", b"secret").unwrap();
        assert_eq!(key.open("app/7", &sealed).unwrap(), b"secret");
        assert_ne!(key.seal("app/7", b"secret").unwrap(), sealed, "another nonce each time");
        assert_eq!(key.open("app/8", &sealed), Err(Unreadable));
        assert_eq!(Key::new("another").open("app/7", &sealed), Err(Unreadable));
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert_eq!(key.open("app/7", &changed), Err(Unreadable), "byte {at}");
            assert_eq!(key.open("app/7", &sealed[..at]), Err(Unreadable), "cut at {at}");
        }
        assert_eq!(format!("{key:?}"), "Key(..)");
    }

    #[test]
    fn purposes_have_keys_of_their_own() {
        let key = Key::new("a key that is long enough for the test");
        assert_ne!(key.mac("a", b"x"), key.mac("b", b"x"));
        assert_ne!(key.mac("a", b"x"), Key::new("another").mac("a", b"x"));
    }
}
