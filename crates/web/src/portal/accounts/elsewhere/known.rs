//! Whose accounts open one here: the providers of the configuration, and those set up in the administration.

use crate::SignInProvider;
use crate::settings::SignInDirectory;
use crate::shell::{State, WebError};
use atiende_core::accounts::sealed::Key;
use atiende_core::accounts::ways::InUse;
use atiende_core::providers::{self, Kind, Settings, access};
use atiende_oidc::{AppleKey, ClientSecret, Provider, Secret};

/// All that people may choose from, in the order of their ids.
pub(crate) async fn all(state: &State) -> Result<Vec<SignInProvider>, WebError> {
    read(state, |stored| stored.enabled).await
}

/// The one of this id that people may choose. Errors: `NotFound`.
pub(crate) async fn find(state: &State, id: &str) -> Result<SignInProvider, WebError> {
    let mut found = read(state, |stored| stored.enabled && stored.word == id).await?;
    found.retain(|known| known.provider.id == id);
    found.pop().ok_or(WebError::NotFound)
}

/// The same, also while nobody may choose it: for who tries it out.
pub(crate) async fn any(state: &State, id: &str) -> Result<SignInProvider, WebError> {
    let mut found = read(state, |stored| stored.word == id).await?;
    found.retain(|known| known.provider.id == id);
    found.pop().ok_or(WebError::NotFound)
}

/// Whether the configuration has one of this id: it goes before one that was set up here.
pub(crate) fn is_configured(state: &State, id: &str) -> bool {
    state.settings().providers.iter().any(|known| known.provider.id == id)
}

/// What opens accounts here now.
pub(crate) async fn in_use(state: &State) -> Result<InUse, WebError> {
    let providers = all(state).await?.into_iter().map(|known| known.provider.id);
    let directories = state.settings().directories.iter().map(SignInDirectory::issuer);
    Ok(InUse { elsewhere: providers.chain(directories).collect(), passkeys: state.passkeys().is_some() })
}

async fn read(state: &State, wanted: impl Fn(&providers::Provider) -> bool) -> Result<Vec<SignInProvider>, WebError> {
    let stored = state.db().read(async move |tx| access::known(tx).await).await?;
    let mut all = state.settings().providers.clone();
    let here = stored.iter().filter(|stored| wanted(stored) && !is_configured(state, &stored.word));
    all.extend(here.filter_map(|stored| opened(state, stored)));
    all.sort_by(|a, b| a.provider.id.cmp(&b.provider.id));
    Ok(all)
}

/// With its secret; `None`, with a line in the log, if that was sealed under another `secret_key`.
pub(crate) fn opened(state: &State, stored: &providers::Provider) -> Option<SignInProvider> {
    let opened = provider_in_use(&state.settings().key, stored);
    if opened.is_none() {
        tracing::error!(provider = %stored.word, "its secret does not open: secret_key has changed; enter it anew");
    }
    opened
}

/// One that was set up in the administration, with its secret; `None` if that was sealed under another key.
pub fn provider_in_use(key: &Key, stored: &providers::Provider) -> Option<SignInProvider> {
    let secret = key.open(&providers::purpose(&stored.word), &stored.sealed_secret).ok()?;
    let secret = Secret::new(String::from_utf8(secret).ok()?);
    let provider = made(stored.kind, (&stored.word, &stored.label), &stored.settings, secret);
    Some(SignInProvider { provider, link_verified_email: stored.link_verified_email })
}

/// What the relying party needs to know of it.
pub(crate) fn made(kind: Kind, (word, label): (&str, &str), settings: &Settings, secret: Secret) -> Provider {
    let client = settings.client_id.as_str();
    let provider = match kind {
        Kind::Google => Provider::google(client, secret, Vec::new()),
        Kind::Workspace => Provider::google(client, secret, settings.domains.clone()),
        Kind::Microsoft => Provider::microsoft(client, secret, &settings.tenant),
        Kind::Apple => {
            let (team_id, key_id) = (settings.team_id.clone(), settings.key_id.clone());
            Provider::apple(client, AppleKey { team_id, key_id, private_key: secret })
        }
        Kind::Facebook => Provider::facebook(client, secret),
        Kind::LinkedIn => Provider::linkedin(client, secret),
        Kind::GitHub => Provider::github(client, secret),
        Kind::X => Provider::x(client, secret),
        Kind::GitLab | Kind::Keycloak | Kind::OpenId => {
            Provider::openid(word, &settings.issuer, client, ClientSecret::Shared(secret))
        }
    };
    // Who administers the desk in a browser does not thereby look around on its machine.
    Provider { id: word.to_owned(), label: label.to_owned(), allowed_only: true, ..provider }
}
