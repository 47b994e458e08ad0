//! What a provider says of somebody, and what we keep of it.

use crate::id::{IdentityId, PersonId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Who somebody is at a provider. `issuer` and `subject` together tell it for good; the rest may change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    /// The provider's word in the configuration.
    pub provider: String,
    /// What people call it.
    pub label: String,
    pub issuer: String,
    pub subject: String,
    pub name: Option<String>,
    /// Normalised.
    pub email: Option<String>,
    /// The provider answers for it that the address is theirs.
    pub email_verified: bool,
}

impl Claims {
    /// The address, if it needs no further proof.
    pub fn proved_email(&self) -> Option<&str> {
        self.email.as_deref().filter(|_| self.email_verified)
    }
}

/// An account elsewhere that opens this one.
#[derive(Debug, Clone)]
pub struct Identity {
    pub id: IdentityId,
    pub provider: String,
    pub issuer: String,
    /// As the provider last said it; may be empty.
    pub email: String,
}
atiende_db::from_row!(Identity { id, provider, issuer, email });

/// A provider's word that somebody wants no more of us.
#[derive(Debug, Clone)]
pub struct Withdrawal {
    /// The provider's word in our addresses, and what people call it.
    pub provider: String,
    pub label: String,
    pub issuer: String,
    pub subject: String,
    /// What was added later stays.
    pub asked_at: Timestamp,
}

/// What became of a request to be forgotten.
#[derive(Debug, Clone)]
pub struct Deletion {
    pub provider: String,
    /// There was something to delete.
    pub found: bool,
    pub at: Timestamp,
}
atiende_db::from_row!(Deletion { provider, found, at });

/// A browser's way to a provider and back.
#[derive(Debug, Clone)]
pub struct Departure {
    /// The provider's word in the configuration.
    pub provider: String,
    /// Who is signed in and adds the account to the own one; `None` to sign in.
    pub person: Option<PersonId>,
    /// JSON: what the relying party needs at the return; once back, the claims that were proved.
    pub data: String,
    /// A path of this site.
    pub back_to: String,
}
atiende_db::from_row!(Departure { provider, person, data, back_to });

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_providers_own_word_proves_an_address() {
        let claims = |email: Option<&str>, email_verified| Claims {
            provider: "google".into(),
            label: "Google".into(),
            issuer: "https://accounts.google.com".into(),
            subject: "7".into(),
            name: None,
            email: email.map(Into::into),
            email_verified,
        };
        assert_eq!(claims(Some("a@b.es"), true).proved_email(), Some("a@b.es"));
        assert_eq!(claims(Some("a@b.es"), false).proved_email(), None);
        assert_eq!(claims(None, true).proved_email(), None);
    }
}
