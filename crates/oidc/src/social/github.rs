//! GitHub ("Authorizing OAuth apps", "REST API endpoints for users" and "for emails", GitHub Docs).

use serde::Deserialize;

use crate::failure::Failure;
use crate::finish::Return;
use crate::http::Http;
use crate::identity::Told;
use crate::token::Exchange;

#[derive(Deserialize)]
struct User {
    /// Stays when the login changes.
    id: u64,
    login: String,
    name: Option<String>,
}

#[derive(Deserialize)]
struct Address {
    email: String,
    primary: bool,
    verified: bool,
}

pub(crate) async fn person(http: &Http, back: Return<'_>, urls: (&str, &str)) -> Result<Told, Failure> {
    let ((web_url, api_url), reach) = (urls, back.provider.reach()?);
    let exchange = Exchange {
        provider: back.provider,
        pending: back.pending,
        code: back.code()?,
        endpoint: &format!("{web_url}/login/oauth/access_token"),
        secret_in_form: true,
        now: back.now,
    };
    let access = exchange.tokens(http).await?.access;
    let user: User = http.get(reach, &format!("{api_url}/user"), Some(&access)).await?.json()?;
    // The address on the public profile is whatever the person likes to show; these are known to be theirs or not.
    let addresses: Vec<Address> = http.get(reach, &format!("{api_url}/user/emails"), Some(&access)).await?.json()?;
    let email = addresses.into_iter().find(|address| address.primary && address.verified).map(|address| address.email);
    Ok(Told {
        issuer: back.provider.issuer.clone(),
        subject: user.id.to_string(),
        name: user.name.or(Some(user.login)),
        email_verified: email.is_some(),
        email,
        hosted_domain: None,
    })
}
