//! Whether the providers answer that people sign in with: those of the configuration and those set up at
//! `/admin/proveedores`.

use super::super::desk::Desk;
use super::{Finding, finding, patiently, words};
use crate::config::secret_key;
use atiende_core::accounts::sealed::Key;
use atiende_core::providers::{self, access};
use atiende_oidc::{Kind, Options, Provider, RelyingParty};
use atiende_web::{SignInProvider, provider_in_use};

/// One finding for each.
pub(super) async fn providers(desk: &Desk) -> Vec<Finding> {
    let stored = stored(desk).await;
    let configured = &desk.config.providers;
    if configured.is_empty() && stored.is_empty() {
        return Vec::new();
    }
    let options = Options { allow: desk.config.outbound_allow.clone(), ..Options::default() };
    let party = match RelyingParty::new(&options) {
        Ok(party) => party,
        Err(failure) => return vec![finding("oidc", Err(words(failure)))],
    };
    let key = secret_key(&desk.config).map(|key| Key::new(&key));
    let mut findings = Vec::new();
    for SignInProvider { provider, .. } in configured {
        findings.push(finding("oidc", patiently(discovery(desk, &party, provider)).await));
    }
    for stored in &stored {
        let found = match &key {
            Ok(key) => administered(desk, &party, (key, stored)).await,
            Err(error) => Err(words(error)),
        };
        findings.push(finding("oidc", found.map_err(|wrong| format!("{wrong} (/admin/proveedores)"))));
    }
    findings
}

/// Those of the administration; none where the database does not answer, which is a finding of its own.
async fn stored(desk: &Desk) -> Vec<providers::Provider> {
    let Ok(db) = desk.open().await else { return Vec::new() };
    let known = db.read(async |tx| access::known(tx).await).await;
    known.map(|known| known.to_vec()).unwrap_or_default()
}

async fn administered(
    desk: &Desk,
    party: &RelyingParty,
    (key, stored): (&Key, &providers::Provider),
) -> Result<String, String> {
    let word = &stored.word;
    if desk.config.providers.iter().any(|known| known.provider.id == *word) {
        return Ok(format!("{word}: not in use, the configuration has one of this name"));
    }
    let opened = provider_in_use(key, stored).ok_or_else(|| {
        format!("{word}: its secret does not open, for secret_key is not the one it was sealed with: enter it anew")
    })?;
    if !stored.enabled {
        return Ok(format!("{word}: switched off, not asked"));
    }
    patiently(discovery(desk, party, &opened.provider)).await
}

/// What the provider says of itself, as a sign-in would read it.
async fn discovery(desk: &Desk, party: &RelyingParty, provider: &Provider) -> Result<String, String> {
    provider.check().map_err(|failure| format!("{}: {failure}", provider.id))?;
    let checked = party.check(provider, (desk.clock)().as_second()).await;
    checked.map_err(|failure| format!("{}: {failure}", provider.id))?;
    Ok(match provider.kind {
        Kind::OpenId(_) => format!("{}: {} answers", provider.id, provider.issuer),
        // Plain OAuth 2: it publishes nothing of itself.
        _ => format!("{}: set up; whether {} knows the desk shows at the first sign-in", provider.id, provider.issuer),
    })
}
