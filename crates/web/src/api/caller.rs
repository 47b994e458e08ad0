//! Who calls: the person behind a bearer token, with what the token may do.

use super::Problem;
use crate::shell::{State, Visitor};
use atiende_core::Actor;
use atiende_core::accounts::{Secret, TokenScope, access};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use std::sync::Arc;

/// Somebody with a token that is good for this method.
pub(crate) struct Caller {
    pub(crate) actor: Arc<Actor>,
    pub(crate) scope: TokenScope,
}

impl FromRequestParts<State> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Problem> {
        let (actor, scope) = bearing(parts, state).await?;
        if scope == TokenScope::Scim || scope == TokenScope::Read && !parts.method.is_safe() {
            return Err(Problem::Scope);
        }
        Ok(Self { actor: Arc::new(actor), scope })
    }
}

/// Who bears a token, whatever it is good for.
pub(crate) async fn bearing(parts: &Parts, state: &State) -> Result<(Actor, TokenScope), Problem> {
    let token = bearer(&parts.headers).ok_or(Problem::Unauthorized)?;
    state.limiters().api.check(&token.hash())?;
    let ip = address(parts, state).await?;
    let known_as = ip.clone();
    let found = state.db().read(async move |tx| access::by_api_token(tx, &token, &ip).await).await?;
    let Some(found) = found else {
        // 256 random bits are not guessed; but looking them up costs, and every wrong one has a limiter of its own.
        state.limiters().flood.check(&known_as)?;
        return Err(Problem::Unauthorized);
    };
    Ok(found)
}

impl Caller {
    /// For what only an administrator may do: the role, and a token that was given it.
    pub(crate) fn administers(&self) -> Result<(), Problem> {
        match (self.actor.is_admin(), self.scope) {
            (true, TokenScope::Admin) => Ok(()),
            (true, _) => Err(Problem::Scope),
            (false, _) => Err(Problem::Forbidden),
        }
    }
}

/// RFC 6750 2.1; the scheme's case does not matter (RFC 9110 11.1).
fn bearer(headers: &HeaderMap) -> Option<Secret> {
    let (scheme, token) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then(|| Secret::presented(token))
}

/// The caller's address for the record. A cookie is nothing to the API: no session is looked up.
async fn address(parts: &Parts, state: &State) -> Result<String, Problem> {
    let mut bare = parts.clone();
    bare.headers.remove(header::COOKIE);
    Ok(Visitor::from_request_parts(&mut bare, state).await?.client.ip)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn only_a_bearer_token_counts() {
        let with = |text: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::AUTHORIZATION, HeaderValue::from_static(text));
            bearer(&headers).map(|token| token.reveal().to_owned())
        };
        assert_eq!(with("Bearer abc"), Some("abc".into()));
        assert_eq!(with("bearer  abc"), Some("abc".into()));
        for wrong in ["abc", "Basic abc", "Bearer ", "Bearer"] {
            assert_eq!(with(wrong), None, "{wrong}");
        }
        assert!(bearer(&HeaderMap::new()).is_none());
    }
}
