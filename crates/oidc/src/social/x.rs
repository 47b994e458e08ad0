//! X ("OAuth 2.0 Authorization Code Flow with PKCE" and "Get me", X Developer Platform). It tells no address.

use serde::Deserialize;

use crate::failure::Failure;
use crate::finish::Return;
use crate::http::Http;
use crate::identity::Told;
use crate::token::Exchange;

#[derive(Deserialize)]
struct Me {
    data: User,
}

#[derive(Deserialize)]
struct User {
    id: String,
    name: Option<String>,
}

pub(crate) async fn person(http: &Http, back: Return<'_>, api_url: &str) -> Result<Told, Failure> {
    let exchange = Exchange {
        provider: back.provider,
        pending: back.pending,
        code: back.code()?,
        endpoint: &format!("{api_url}/2/oauth2/token"),
        secret_in_form: false,
        now: back.now,
    };
    let access = exchange.tokens(http).await?.access;
    let reach = back.provider.reach()?;
    let me: Me = http.get(reach, &format!("{api_url}/2/users/me"), Some(&access)).await?.json()?;
    Ok(Told { issuer: back.provider.issuer.clone(), subject: me.data.id, name: me.data.name, ..Told::default() })
}
