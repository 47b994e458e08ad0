//! API tokens.

use crate::accounts::{Secret, TokenScope, token_store};
use crate::events::{self, By, Object};
use crate::id::{ApiTokenId, PersonId};
use crate::{Denied, Sudo};
use atiende_db::{DbError, Tx};
use jiff::Timestamp;
use serde_json::json;

/// What a token is to be allowed. One that administers, or opens and closes accounts for a directory, is as dangerous as
/// what can be done with it.
#[derive(Debug, Clone, Copy)]
pub enum Grant<'a> {
    Read,
    Write,
    Admin(Sudo<'a>),
    Scim(Sudo<'a>),
}

impl<'a> Grant<'a> {
    /// The scope, with the proof that the dangerous ones need.
    pub fn of(scope: TokenScope, sudo: impl FnOnce() -> Result<Sudo<'a>, Denied>) -> Result<Self, Denied> {
        Ok(match scope {
            TokenScope::Read => Self::Read,
            TokenScope::Write => Self::Write,
            TokenScope::Admin => Self::Admin(sudo()?),
            TokenScope::Scim => Self::Scim(sudo()?),
        })
    }

    const fn scope(self) -> TokenScope {
        match self {
            Self::Read => TokenScope::Read,
            Self::Write => TokenScope::Write,
            Self::Admin(_) => TokenScope::Admin,
            Self::Scim(_) => TokenScope::Scim,
        }
    }
}

/// Stores a token for a person; the secret is shown once by the caller and kept nowhere.
pub async fn add(
    tx: &mut Tx,
    by: &By,
    person: PersonId,
    (token, name, grant): (&Secret, &str, Grant<'_>),
    expires_at: Option<Timestamp>,
) -> Result<ApiTokenId, DbError> {
    let scope = grant.scope();
    let id = token_store::insert(tx, &token.hash(), person, (name, scope), expires_at).await?;
    events::record(tx, by, (Object::Token, id.0), "added", &json!({ "name": name, "scope": scope })).await?;
    Ok(id)
}

/// Ends the token at once. Errors: `NotFound` for one that is not this person's.
pub async fn revoke(tx: &mut Tx, by: &By, person: PersonId, id: ApiTokenId) -> Result<(), Denied> {
    let name = token_store::delete(tx, person, id).await?.ok_or(Denied::NotFound)?;
    events::record(tx, by, (Object::Token, id.0), "revoked", &json!({ "name": name, "person": person })).await?;
    Ok(())
}
