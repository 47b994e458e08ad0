//! What a browser brings back from a provider, before anything of it is believed.

use atiende_oidc::Answer as Returned;
use axum::extract::FromRequestParts;
use axum::http::Method;
use axum::http::request::Parts;
use std::convert::Infallible;

/// Of the callback's query. Whatever it says gets a page of ours, not a bare line.
pub(crate) enum Brought {
    Answer(Returned),
    /// One of the members came more than once (RFC 6749 3.1): who reads the first and who reads the last would differ.
    Doubled,
    /// Nobody is there to be signed in: a HEAD asks for nothing to happen (RFC 9110 9.2.1).
    Glance,
}

impl<S: Sync> FromRequestParts<S> for Brought {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        if parts.method == Method::HEAD {
            return Ok(Self::Glance);
        }
        Ok(read(parts.uri.query().unwrap_or_default()).map_or(Self::Doubled, Self::Answer))
    }
}

/// Apple's `user` is not among them: it comes by its own way (`posted`), and nobody else sends one.
fn read(query: &str) -> Option<Returned> {
    let mut returned = Returned::default();
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        let member = match name.as_ref() {
            "code" => &mut returned.code,
            "state" => &mut returned.state,
            "iss" => &mut returned.iss,
            "error" => &mut returned.error,
            _ => continue,
        };
        if member.replace(value.into_owned()).is_some() {
            return None;
        }
    }
    Some(returned)
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn what_is_said_once_is_read() {
        let read = read("code=a%20b&state=s&scope=x&scope=y&iss=https%3A%2F%2Fid.example&hd=z").unwrap();
        assert_eq!((read.code.as_deref(), read.state.as_deref()), (Some("a b"), Some("s")));
        assert_eq!((read.iss.as_deref(), read.error), (Some("https://id.example"), None));
        assert!(super::read("").is_some() && super::read("%").is_some());
    }

    #[test]
    fn what_is_said_twice_is_not() {
        for query in ["code=a&code=a", "state=a&code=b&state=c", "iss=&iss=", "error=x&err%6Fr=y"] {
            assert!(read(query).is_none(), "{query}");
        }
    }
}
