//! What opens an account: its password, its passkeys, and accounts elsewhere while people may choose them.
//!
//! Whoever takes a way in away asks here first whether another is left. An app or a recovery code is none: both come
//! after a first factor.

use super::store;
use crate::id::{IdentityId, PasskeyId, PersonId};
use atiende_db::{DbError, Tx};
use std::collections::BTreeMap;

/// What the configuration and the administration let people choose now; told by the door, which knows both.
#[derive(Debug, Clone, Default)]
pub struct InUse {
    /// The words of providers and directories, as identities have them.
    pub elsewhere: Vec<String>,
    /// Browsers make and use passkeys for this site.
    pub passkeys: bool,
}

/// An account elsewhere, as far as it opens this one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Elsewhere {
    pub(super) person: PersonId,
    pub(super) id: IdentityId,
    pub(super) provider: String,
}
atiende_db::from_row!(Elsewhere { person, id, provider });

/// What somebody has that may open the account.
#[derive(Debug, Clone)]
pub struct Ways {
    pub has_password: bool,
    passkeys: Vec<PasskeyId>,
    elsewhere: Vec<Elsewhere>,
}

impl Ways {
    /// Whether anything opens the account.
    pub fn any(&self, in_use: &InUse) -> bool {
        let is_chosen = |elsewhere: &Elsewhere| in_use.elsewhere.contains(&elsewhere.provider);
        self.has_password || in_use.passkeys && !self.passkeys.is_empty() || self.elsewhere.iter().any(is_chosen)
    }

    /// Whether anything would open the account if all of it were in use.
    pub(crate) fn has_any(&self) -> bool {
        self.has_password || !self.passkeys.is_empty() || !self.elsewhere.is_empty()
    }

    #[must_use]
    pub fn without_passkey(mut self, id: PasskeyId) -> Self {
        self.passkeys.retain(|passkey| *passkey != id);
        self
    }

    #[must_use]
    pub fn without_identity(mut self, id: IdentityId) -> Self {
        self.elsewhere.retain(|elsewhere| elsewhere.id != id);
        self
    }

    #[must_use]
    pub fn without_provider(mut self, word: &str) -> Self {
        self.elsewhere.retain(|elsewhere| elsewhere.provider != word);
        self
    }
}

/// A person's.
pub async fn of(tx: &Tx, person: PersonId) -> Result<Ways, DbError> {
    Ok(Ways {
        has_password: store::has_password(tx, person).await?,
        passkeys: store::passkeys(tx, person).await?.into_iter().map(|(id,)| id).collect(),
        elsewhere: store::elsewhere(tx, person).await?,
    })
}

/// Those of everybody who has an account at this provider.
pub(crate) async fn of_users(tx: &Tx, word: &str) -> Result<Vec<Ways>, DbError> {
    let empty = |has_password| Ways { has_password, passkeys: Vec::new(), elsewhere: Vec::new() };
    let people = store::users_of(tx, word).await?.into_iter();
    let mut all: BTreeMap<i64, Ways> = people.map(|(person, has)| (person.0, empty(has))).collect();
    for (person, passkey) in store::passkeys_of_users(tx, word).await? {
        all.entry(person.0).and_modify(|ways| ways.passkeys.push(passkey));
    }
    for elsewhere in store::elsewhere_of_users(tx, word).await? {
        all.entry(elsewhere.person.0).and_modify(|ways| ways.elsewhere.push(elsewhere));
    }
    Ok(all.into_values().collect())
}
