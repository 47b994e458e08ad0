//! Signing in with somebody else's account: the relying party of OpenID Connect and of the three
//! networks that speak plain OAuth 2 (Facebook, GitHub, X).
//!
//! Beside them, for its client refuses private addresses: [`Outside`] fetches what strangers gave the address of.
//!
//! A leaf: it knows no people, sessions, database or pages, and reads no clock. The caller keeps the
//! [`Pending`] sign-in on its side, bound to a cookie of the browser that [`RelyingParty::begin`] sends
//! away, and hands it to [`RelyingParty::finish`] once: what comes back is an [`Identity`] or a
//! [`Failure`]. Times are Unix seconds.

mod address;
mod apple;
mod begin;
mod directory;
mod failure;
mod finish;
mod http;
mod id_token;
mod identity;
mod keys;
mod metadata;
mod outside;
mod presets;
mod provider;
mod reach;
mod secret;
mod social;
mod token;
mod token_endpoint;
mod userinfo;

pub use address::is_public;
pub use apple::AppleKey;
pub use begin::{Ask, Pending, Started};
pub use failure::Failure;
pub use finish::Answer;
pub use http::Options;
pub use identity::Identity;
pub use outside::Outside;
pub use provider::{ClientSecret, Kind, Provider, Quirks};
pub use secret::Secret;
pub use social::signed_request::{SignedRequest, signed_request};
pub use token_endpoint::TokenEndpoints;

use directory::Directory;
use http::Http;

/// Speaks to the providers. One for the whole program: it remembers their documents and keys.
pub struct RelyingParty {
    http: Http,
    directory: Directory,
}

impl RelyingParty {
    /// # Errors
    /// `Unreachable` if the machine has no certificates to trust (`ca-certificates`): make it when there are providers.
    pub fn new(options: &Options) -> Result<Self, Failure> {
        Ok(Self { http: Http::new(options)?, directory: Directory::default() })
    }

    /// Forgets what the provider said of itself, so that it is asked anew: after its settings have changed, and to try it.
    pub fn forget(&self, provider: &Provider) {
        self.directory.forget(provider);
    }

    /// Fetches what the provider says of itself, as a sign-in would; nothing to fetch for the plain OAuth 2 networks.
    pub async fn check(&self, provider: &Provider, now: i64) -> Result<(), Failure> {
        match &provider.kind {
            Kind::OpenId(_) => self.directory.metadata(&self.http, provider, now).await.map(drop),
            Kind::Facebook { .. } | Kind::GitHub { .. } | Kind::X { .. } => Ok(()),
        }
    }
}
