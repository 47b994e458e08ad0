//! Why nobody signed in.

/// Each variant is another sentence for the person; the details are for the log and hold no secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// The person said no at the provider.
    #[error("the person cancelled")]
    Cancelled,
    /// Asked without a page (`prompt=none`), the provider wants to show one (OpenID Connect Core 3.1.2.6).
    #[error("the provider has to ask the person something")]
    NeedsInteraction,
    /// Told to ask who it is, the provider says that it has not (`auth_time`, OpenID Connect Core 3.1.3.7, 13).
    #[error("the provider did not ask again who it is")]
    NotAsked,
    /// The sign-in is not (or no longer) one we began: another browser, too late, or a code used twice.
    #[error("the sign-in is stale")]
    Stale,
    /// No answer, or one that admits a fault of the moment (5xx, 429). Trying later may help.
    #[error("the provider cannot be reached: {0}")]
    Unreachable(String),
    /// What no sane provider would answer, or a configuration that it does not accept.
    #[error("the provider misbehaved: {0}")]
    Misbehaved(String),
    /// A true identity that the configuration does not let in: another domain or tenant.
    #[error("the account is not let in: {0}")]
    Refused(String),
}

impl Failure {
    pub(crate) fn misbehaved(detail: impl Into<String>) -> Self {
        Self::Misbehaved(detail.into())
    }
}
