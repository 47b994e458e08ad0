//! Whose accounts open one here.

use crate::SignInProvider;
use crate::shell::{State, WebError};

#[expect(clippy::unused_async, reason = "those set up in the administration are read")]
/// All that people may choose from, in the order of their ids.
pub(crate) async fn all(state: &State) -> Result<Vec<SignInProvider>, WebError> {
    Ok(state.settings().providers.clone())
}

/// The one of this id. Errors: `NotFound`.
pub(crate) async fn find(state: &State, id: &str) -> Result<SignInProvider, WebError> {
    all(state).await?.into_iter().find(|known| known.provider.id == id).ok_or(WebError::NotFound)
}
