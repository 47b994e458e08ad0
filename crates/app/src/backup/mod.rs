//! Backups: a folder with the database as one SQLite file, the files that its rows name, the key, and a manifest.
//!
//! `make` writes one while the desk serves, from either engine; `check` looks whether one is whole; `restore` makes a desk
//! of it, on either engine; `movement` fills PostgreSQL from an SQLite file; `keep` says which of many stay. The database is
//! copied before the files (files are written before the rows that name them), the manifest comes last: a folder without
//! one is no backup (decision 0015).

pub(crate) mod check;
mod disk;
mod files;
pub(crate) mod keep;
mod make;
pub(crate) mod manifest;
pub(crate) mod movement;
pub(crate) mod restore;

pub(crate) use make::{Making, Origin, make};

use atiende_core::files::VaultError;
use atiende_db::DbError;
use atiende_db::copy::{CopyError, Without};
use std::io;
use std::path::Path;

/// What a backup folder has in it.
const DATABASE: &str = "database.sqlite";
const FILES: &str = "files";
const KEYS: &str = "keys";
const SECRET_KEY: &str = "secret_key";
const MANIFEST: &str = "manifest.json";
/// There from the beginning until the manifest is: says that a folder was to become a backup.
const UNFINISHED: &str = "unfinished";

/// The engines keep full text in ways that cannot be copied: it is written anew. Each keeps its own history of the schema.
pub(crate) const WITHOUT: Without = &["search_", "refinery_"];

/// Why a backup was not made or not restored.
#[derive(Debug, thiserror::Error)]
pub(crate) enum BackupError {
    /// Reading or writing a folder.
    #[error("{0}")]
    Io(String),
    #[error(transparent)]
    Db(#[from] DbError),
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// Files that rows name are not in the file store, or not what they were.
    #[error("{}", missing(.0))]
    Missing(Vec<String>),
    /// The folder holds no backup, or a damaged one.
    #[error("{0}")]
    NoBackup(String),
    /// There is something where nothing should be.
    #[error("{0}")]
    Occupied(String),
    /// Somebody works with what is to be replaced.
    #[error("{0}")]
    InUse(String),
    #[error("{0}")]
    Config(String),
    /// What was written is not what was read.
    #[error("the copy differs from what was copied, in: {}", .0.join(", "))]
    Differs(Vec<String>),
}

impl BackupError {
    fn io(place: &Path, error: &io::Error) -> Self {
        Self::Io(format!("{}: {error}", place.display()))
    }

    /// Of a copy from the desk's database into a file of the backup.
    fn of_making(error: CopyError) -> Self {
        match error {
            CopyError::Source(error) => error.into(),
            CopyError::Target(error) => Self::Io(error.to_string()),
            CopyError::Differ(what) => Self::Config(format!("the schemas differ: {what}")),
        }
    }

    /// Of a copy from a file into the desk's database.
    fn of_filling(error: CopyError) -> Self {
        match error {
            CopyError::Source(error) => Self::Io(error.to_string()),
            CopyError::Target(error) => error.into(),
            CopyError::Differ(what) => Self::Config(format!("the schemas differ: {what}")),
        }
    }
}

/// As many as somebody reads.
const TOLD: usize = 10;

fn missing(files: &[String]) -> String {
    let told: Vec<&str> = files.iter().take(TOLD).map(String::as_str).collect();
    let told = told.join("\n  ");
    let more = if files.len() > TOLD { "\n  ..." } else { "" };
    format!(
        "the file store lacks {} that the database names, so this is no whole backup:\n  {told}{more}\n\
         Put them back, or accept their loss with --accept-missing.",
        if files.len() == 1 { "a file".to_owned() } else { format!("{} files", files.len()) }
    )
}

/// Tells somebody how far it is.
pub(crate) type Say<'s> = &'s (dyn Fn(&str) + Sync);
