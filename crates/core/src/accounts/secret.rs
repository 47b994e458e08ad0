//! Secrets that we hand out: session tokens, API tokens, links in mails.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rand::RngExt;
use sha2::{Digest, Sha256};

/// 256 random bits as 43 letters. Only its SHA-256 is stored, so a stolen database opens nothing.
#[derive(Clone)]
pub struct Secret(String);

impl Secret {
    /// A new secret from the system's generator; made at the door, before the transaction.
    #[expect(clippy::disallowed_methods, reason = "the one place where unpredictable chance is wanted")]
    pub fn generate() -> Self {
        let bytes: [u8; 32] = rand::rng().random();
        Self(URL_SAFE_NO_PAD.encode(bytes))
    }

    /// A secret as it came back to us.
    pub fn presented(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// Another secret of this one's chance, as unpredictable, that tells nothing of it. `purpose` parts them.
    #[must_use]
    pub fn derive(&self, purpose: &str) -> Self {
        let mut hasher = Sha256::new();
        hasher.update(purpose.as_bytes());
        hasher.update([0]);
        hasher.update(self.0.as_bytes());
        Self(URL_SAFE_NO_PAD.encode(hasher.finalize()))
    }

    /// The secret itself, to be handed out once.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What is stored and looked up. A plain hash is enough for 256 random bits.
    pub fn hash(&self) -> String {
        URL_SAFE_NO_PAD.encode(Sha256::digest(self.0.as_bytes()))
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(..)")
    }
}
