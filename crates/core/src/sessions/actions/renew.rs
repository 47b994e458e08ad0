//! A session gets another key, so that whoever had the old one has nothing. After what changes its rights all of a
//! person's sessions do, each at its next request: `sessions::renew_all`.

use crate::accounts::Secret;
use crate::sessions::store;
use atiende_db::{DbError, Tx};

/// Replaces a session's key; `false` when another request was faster, which then has handed out the new one.
pub async fn renew(tx: &mut Tx, old: &Secret, new: &Secret) -> Result<bool, DbError> {
    store::rekey(tx, &old.hash(), &new.hash()).await
}
