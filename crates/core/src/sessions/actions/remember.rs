//! A browser becomes one of this person's: whatever key it presents, it gets a new one (no fixation).

use crate::accounts::actions::sign_in::Client;
use crate::accounts::{AccountState, Secret, access};
use crate::id::PersonId;
use crate::networks::network;
use crate::sessions::agent::kept;
use crate::sessions::devices::{self, Shown};
use crate::sessions::model::DEVICES_MAX;
use atiende_db::{DbError, Tx};

/// For who proved by a mailed link that the account is theirs. `key` is what the browser is known by from now on.
pub async fn by_link(tx: &mut Tx, person: PersonId, client: &Client, key: &Secret) -> Result<(), DbError> {
    let shown = Shown { token_hash: &key.hash(), user_agent: &kept(&client.user_agent), network: &network(&client.ip) };
    remember(tx, person, client.device.as_ref(), &shown).await?;
    Ok(())
}

/// Notes that the person is in this browser today, under the key of `shown`. Whether they have been before.
pub(super) async fn remember(
    tx: &mut Tx,
    person: PersonId,
    presented: Option<&Secret>,
    shown: &Shown<'_>,
) -> Result<bool, DbError> {
    if let Some(old) = presented {
        devices::rekey(tx, &old.hash(), shown.token_hash).await?;
    }
    let is_keyed = devices::is_keyed(tx, person, shown.token_hash).await?;
    if is_keyed {
        devices::touch(tx, person, shown).await?;
    } else if is_in(tx, person).await? {
        devices::insert(tx, person, shown).await?;
        devices::keep_newest(tx, person, DEVICES_MAX).await?;
    }
    Ok(is_keyed)
}

/// Who still waits has nothing that could be taken, and knows no browser yet: a stranger's would be known for good.
pub(super) async fn is_in(tx: &Tx, person: PersonId) -> Result<bool, DbError> {
    Ok(access::by_id(tx, person).await?.is_some_and(|person| person.state == AccountState::Active))
}
