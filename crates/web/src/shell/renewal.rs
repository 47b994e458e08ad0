//! A session that wants another token gets it with the answer to its next request.

use super::{Answer, State, cookies};
use atiende_core::accounts::Secret;
use axum::response::Response;
use std::sync::{Arc, OnceLock};

/// What one request's look at its session leaves for its answer.
#[derive(Clone, Default)]
pub(crate) struct Renewal(Arc<Left>);

#[derive(Default)]
struct Left {
    token: OnceLock<Secret>,
    looked: OnceLock<()>,
}

impl Renewal {
    /// The token that the session has by now, if it was renewed.
    pub(super) fn token(&self) -> Option<Secret> {
        self.0.token.get().cloned()
    }

    pub(super) fn set(&self, token: Secret) {
        // Nobody renews twice: the first look has cleared the wish.
        let _ = self.0.token.set(token);
    }

    /// Whether the request is looked at for the first time; an error's page looks again.
    pub(super) fn is_first_look(&self) -> bool {
        self.0.looked.set(()).is_ok()
    }

    /// Adds the cookie to an answer that brings none of its own.
    pub(super) fn hand_out(&self, state: &State, response: Response) -> Answer {
        match self.0.token.get() {
            Some(token) if !cookies::sets(&response, cookies::session(state)) => {
                cookies::with_session(state, response, token)
            }
            _ => Ok(response),
        }
    }
}
