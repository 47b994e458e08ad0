//! Filling PostgreSQL from an SQLite file, be it a running desk's or a backup's.

use super::{BackupError, WITHOUT};
use atiende_core::{accounts, search, tickets};
use atiende_db::copy::{self, Inventory};
use atiende_db::{Db, DbError, Options, Tx};
use std::time::Duration;

/// For how long somebody who just left may still be seen.
const LEAVING: u32 = 10;
const PAUSE: Duration = Duration::from_millis(200);

/// What came over.
#[derive(Debug)]
pub(crate) struct Moved {
    pub(crate) inventory: Inventory,
    /// Tickets in the full-text index.
    pub(crate) indexed: u64,
}

/// Whether there are people or tickets in a database whose schema is this program's.
pub(crate) async fn is_used(db: &Db) -> Result<bool, DbError> {
    let look = async |tx: &Tx| Ok(accounts::access::has_people(tx).await? || tickets::access::has_tickets(tx).await?);
    // On a thread that ends with `db`: a file that is still open here could not be replaced.
    db.read_long(look).await
}

/// Errors: `InUse` when somebody else has the database open, and keeps it open.
pub(crate) async fn refuse_in_use(database: &Options, what: &str) -> Result<(), BackupError> {
    for _ in 0..LEAVING {
        if !copy::is_in_use(database).await? {
            return Ok(());
        }
        tokio::time::sleep(PAUSE).await;
    }
    Err(BackupError::InUse(format!(
        "{what} is in use: stop `atiende serve` and whatever else has it open, then try again"
    )))
}

/// Replaces all rows of the PostgreSQL database `to`, then reads them back. The index comes first and the rows in one
/// transaction: cut off, it leaves a desk without people, that can be filled again.
pub(crate) async fn fill((source, from): (&Db, &Options), (target, to): (&Db, &Options)) -> Result<Moved, BackupError> {
    let indexed = search::rebuild(source, target).await?;
    let inventory = copy::copy(from, to, WITHOUT).await.map_err(BackupError::of_filling)?;
    let differs = copy::inventory(to, WITHOUT).await?.differences(&inventory);
    if differs.is_empty() { Ok(Moved { inventory, indexed }) } else { Err(BackupError::Differs(differs)) }
}
