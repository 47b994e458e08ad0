//! The networks that speak plain OAuth 2: no discovery, no ID token, an own page for who signed in. They announce no
//! `iss` for the callback; what keeps them apart is that each has its own redirect address (RFC 9700 4.4.2.2).

pub(crate) mod facebook;
pub(crate) mod github;
pub(crate) mod signed_request;
pub(crate) mod x;
