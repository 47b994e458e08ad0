//! What nobody has used for long is known no more.

use crate::sessions::devices;
use crate::sessions::model::DEVICE_LIFE;
use atiende_db::{DbError, Tx};

/// Deletes browsers that nobody has signed in from for as long as their cookie lives.
pub async fn old_devices(tx: &mut Tx) -> Result<u64, DbError> {
    devices::delete_old(tx, tx.now() - DEVICE_LIFE).await
}
