//! An administrator wants a mailbox read now.

use crate::Denied;
use crate::actor::Admin;
use crate::mailboxes::{TOPIC, store};
use atiende_db::Tx;

/// Errors: `NotFound` for one that is not fetched.
pub async fn hurry(tx: &mut Tx, _by: Admin<'_>, address: &str) -> Result<(), Denied> {
    if store::hurry(tx, address).await? == 0 {
        return Err(Denied::NotFound);
    }
    tx.announce(TOPIC);
    Ok(())
}
