//! Facebook Login ("Manually Build a Login Flow", "Securing Graph API Requests", Meta for Developers).

use hmac::{Hmac, KeyInit, Mac};
use serde::Deserialize;
use sha2::Sha256;

use crate::failure::Failure;
use crate::finish::Return;
use crate::http::Http;
use crate::identity::Told;
use crate::provider::{ClientSecret, Provider};
use crate::secret::Secret;
use crate::token;

#[derive(Deserialize)]
struct Me {
    id: String,
    name: Option<String>,
    email: Option<String>,
}

pub(crate) async fn person(http: &Http, back: Return<'_>, graph_url: &str) -> Result<Told, Failure> {
    let (provider, reach, secret) = (back.provider, back.provider.reach()?, shared(back.provider)?);
    let exchange = [
        ("client_id", provider.client_id.as_str()),
        ("redirect_uri", &back.pending.redirect_uri),
        ("client_secret", secret.reveal()),
        ("code", back.code()?),
    ];
    let reply = http.get_with(reach, &format!("{graph_url}/oauth/access_token"), &exchange).await?;
    let access = token::tokens(&reply)?.access;
    let proof = appsecret_proof(secret, &access)?;
    let query = [("fields", "id,name,email"), ("access_token", access.reveal()), ("appsecret_proof", &proof)];
    let me: Me = http.get_with(reach, &format!("{graph_url}/me"), &query).await?.json()?;
    Ok(Told {
        issuer: provider.issuer.clone(),
        subject: me.id,
        name: me.name,
        // Facebook promises a valid address, not that it is this person's.
        email: me.email,
        ..Told::default()
    })
}

/// Hexadecimal HMAC-SHA-256 of the token under the app's secret: a stolen token alone is worth nothing.
fn appsecret_proof(secret: &Secret, access: &Secret) -> Result<String, Failure> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.reveal().as_bytes())
        .map_err(|_| Failure::misbehaved("the app's secret is no key"))?;
    mac.update(access.reveal().as_bytes());
    Ok(mac.finalize().into_bytes().iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}")))
}

pub(crate) fn shared(provider: &Provider) -> Result<&Secret, Failure> {
    match &provider.client_secret {
        ClientSecret::Shared(secret) => Ok(secret),
        ClientSecret::Apple(_) => Err(Failure::misbehaved("this provider takes a secret, not Apple's key")),
    }
}
