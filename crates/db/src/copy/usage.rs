//! An SQLite file that others work with: a copy of one instant of it, who has it open, whether it changes.

use super::blocking;
use crate::{DbError, sqlite};
use rusqlite::Connection;
use std::fs::{File, OpenOptions};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Copies the database as it is at one instant into `to`, a new file that its owner alone can read, while others write; it
/// is on the disk when this returns. Full-text tables and indexes are in it.
pub async fn snapshot(from: PathBuf, to: PathBuf) -> Result<(), DbError> {
    blocking(move || -> Result<(), DbError> {
        let failed = |error: std::io::Error| DbError::Unavailable(format!("{}: {error}", to.display()));
        // SQLite takes an empty file for none, and its own would be everybody's to read.
        let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&to).map_err(failed)?;
        sqlite::open(&from, true)?.execute("VACUUM INTO ?1", [to.to_string_lossy()])?;
        drop(file);
        File::open(&to).and_then(|file| file.sync_all()).map_err(failed)
    })
    .await
}

/// Only who is alone can end the log (journal mode WAL).
pub(super) fn is_in_use(path: &Path) -> Result<bool, DbError> {
    let connection = sqlite::open(path, false)?;
    connection.busy_timeout(Duration::from_secs(1))?;
    match connection.query_row("PRAGMA journal_mode = DELETE", [], |row| row.get::<_, String>(0)) {
        Ok(mode) => Ok(mode != "delete"),
        Err(error) => match DbError::from(error) {
            DbError::Unavailable(_) => Ok(true),
            other => Err(other),
        },
    }
}

/// Sees whether anybody writes into an SQLite database meanwhile.
#[derive(Debug)]
pub struct Watch {
    connection: Connection,
    version: i64,
}

impl Watch {
    pub fn start(path: &Path) -> Result<Self, DbError> {
        let connection = sqlite::open(path, true)?;
        let version = version(&connection)?;
        Ok(Self { connection, version })
    }

    /// Whether anything was committed since the start.
    pub fn has_changed(&self) -> Result<bool, DbError> {
        Ok(version(&self.connection)? != self.version)
    }
}

fn version(connection: &Connection) -> Result<i64, DbError> {
    Ok(connection.query_row(crate::dialect::SQLITE_VERSION, [], |row| row.get(0))?)
}
