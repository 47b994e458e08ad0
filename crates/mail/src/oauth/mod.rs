//! Access tokens for accounts of mail (OAuth 2.0, RFC 6749): what Microsoft 365 and Google want instead of a password. An
//! administrator gives leave once; the refresh token is sealed in the database and takes the place of the one before each
//! time that it is used, access tokens are kept in memory until shortly before their end.

mod client;
mod source;

pub use client::{OAuthClient, Provider};
pub use source::TokenSource;

/// What a server that knows XOAUTH2 is told, before base64.
pub fn xoauth2(user: &str, token: &str) -> String {
    format!("user={user}\x01auth=Bearer {token}\x01\x01")
}
