//! What is said of each kind of provider.

use crate::admin::Options;
use crate::portal::accounts::elsewhere::{buttons, known};
use atiende_core::providers::{Kind, Settings};
use atiende_i18n::{Locale, key};
use atiende_oidc::Secret;

/// Where its own pages tell the identifier and the secret.
pub(super) const fn hint_key(kind: Kind) -> &'static str {
    match kind {
        Kind::Google => key!("providers-hint-google"),
        Kind::Workspace => key!("providers-hint-workspace"),
        Kind::Microsoft => key!("providers-hint-microsoft"),
        Kind::Apple => key!("providers-hint-apple"),
        Kind::Facebook => key!("providers-hint-facebook"),
        Kind::LinkedIn => key!("providers-hint-linkedin"),
        Kind::GitHub => key!("providers-hint-github"),
        Kind::GitLab => key!("providers-hint-gitlab"),
        Kind::X => key!("providers-hint-x"),
        Kind::Keycloak => key!("providers-hint-keycloak"),
        Kind::OpenId => key!("providers-hint-openid"),
    }
}

/// What the providers themselves call the identifier.
pub(super) const fn client_key(kind: Kind) -> &'static str {
    match kind {
        Kind::Apple => key!("providers-client-apple"),
        Kind::Facebook => key!("providers-client-facebook"),
        _ => key!("providers-client"),
    }
}

pub(super) const fn secret_key(kind: Kind) -> &'static str {
    match kind {
        Kind::Apple => key!("providers-secret-apple"),
        Kind::Facebook => key!("providers-secret-facebook"),
        _ => key!("providers-secret"),
    }
}

/// The same word as in its own menu; "another" is ours.
pub(super) fn name(t: Locale, kind: Kind) -> &'static str {
    if kind == Kind::OpenId { t.text(key!("providers-kind-openid")) } else { kind.name() }
}

pub(super) fn mark(kind: Kind) -> buttons::Mark {
    let settings = if kind == Kind::GitLab {
        Settings { issuer: GITLAB.to_owned(), ..Settings::default() }
    } else {
        Settings::default()
    };
    buttons::mark(&known::made(kind, ("", ""), &settings, Secret::new("")).issuer)
}

/// Everybody's server of it.
pub(super) const GITLAB: &str = "https://gitlab.com";

/// What Microsoft calls its audiences.
pub(super) fn tenants(t: Locale) -> Options {
    [
        ("common", key!("providers-tenant-common")),
        ("organizations", key!("providers-tenant-organizations")),
        ("consumers", key!("providers-tenant-consumers")),
        ("one", key!("providers-tenant-one")),
    ]
    .map(|(value, words)| (value.to_owned(), t.text(words).to_owned()))
    .into()
}
