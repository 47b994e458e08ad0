//! Why nobody was let in.

use ldap3::LdapError;

/// `WrongLogin` is told to the person in the words for a wrong password; the others are the administrator's to mend.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// Nobody has this name, the password is another, or the account is locked: all the same from outside.
    #[error("nobody has this name and password")]
    WrongLogin,
    /// More than one entry matches: which of them it is, cannot be told.
    #[error("more than one entry matches the login")]
    Ambiguous,
    /// It does not answer, or with something that is no LDAP.
    #[error("{0}")]
    Unreachable(String),
    /// It answers, and refuses what the settings ask of it.
    #[error("{0}")]
    Misconfigured(String),
}

impl Failure {
    pub(crate) fn silent(error: impl std::fmt::Display) -> Self {
        Self::Unreachable(error.to_string())
    }
}

impl From<LdapError> for Failure {
    fn from(error: LdapError) -> Self {
        match error {
            LdapError::FilterParsing => Self::Misconfigured("the filter is none (RFC 4515)".to_owned()),
            other => Self::silent(other),
        }
    }
}
