//! The claims that some providers keep out of the ID token (OpenID Connect Core 5.3).

use serde::Deserialize;
use serde_json::Value;

use crate::failure::Failure;
use crate::http::Http;
use crate::identity::Told;
use crate::reach::Reach;
use crate::secret::Secret;

#[derive(Deserialize)]
struct Claims {
    sub: String,
    name: Option<String>,
    email: Option<String>,
    email_verified: Option<Value>,
}

/// Adds the address, and the name if none is known, provided that they are the same person's (Core 5.3.2).
pub(crate) async fn complete(
    http: &Http,
    reach: Reach,
    endpoint: &str,
    access: &Secret,
    told: Told,
) -> Result<Told, Failure> {
    let claims: Claims = http.get(reach, endpoint, Some(access)).await?.json()?;
    if claims.sub != told.subject {
        return Err(Failure::misbehaved("userinfo tells of another subject"));
    }
    Ok(Told {
        name: told.name.or(claims.name),
        // The word of the place that told the address, not of the token.
        email_verified: claims.email_verified.is_some_and(|said| said == true || said == "true"),
        email: claims.email,
        ..told
    })
}
