//! A token endpoint by itself (RFC 6749 3.2), for tokens that sign nobody in: mail. The same client as for sign-ins asks.

use crate::failure::Failure;
use crate::http::{Http, Options};
use crate::reach::Reach;
use serde_json::Value;

/// Asks token endpoints.
pub struct TokenEndpoints(Http);

impl std::fmt::Debug for TokenEndpoints {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TokenEndpoints")
    }
}

impl TokenEndpoints {
    /// # Errors
    /// `Unreachable` if the machine has no certificates to trust.
    pub fn new(options: &Options) -> Result<Self, Failure> {
        Ok(Self(Http::new(options)?))
    }

    /// Posts the form to an endpoint that the configuration names: its status, and what it says as JSON.
    pub async fn post(&self, url: &str, form: &[(&str, &str)]) -> Result<(u16, Value), Failure> {
        let reply = self.0.post(Reach::of(url)?, url, form, None).await?;
        Ok((reply.status.as_u16(), reply.any_json()?))
    }
}
