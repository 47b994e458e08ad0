//! What a backup says of itself. It is written last, so whoever reads one reads of a whole backup.

use super::{BackupError, MANIFEST, UNFINISHED, disk};
use atiende_db::Engine;
use atiende_db::copy::Inventory;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::Path;

/// Of this notation; another one is another program's.
pub(super) const FORMAT: u32 = 1;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Manifest {
    pub(super) format: u32,
    /// The program's version.
    pub(crate) program: String,
    /// The number of the last step of the schema.
    pub(crate) schema: i64,
    /// Of the desk: `sqlite` or `postgres`. The copy is SQLite in any case.
    pub(crate) engine: String,
    /// When it was begun: everything that was acknowledged before is in it.
    pub(crate) made_at: Timestamp,
    pub(crate) database: Blob,
    /// Whether the full-text index is in it: PostgreSQL's is made anew.
    pub(super) has_search: bool,
    pub(crate) tables: BTreeMap<String, Rows>,
    pub(crate) files: Files,
    /// SHA-256 of the key.
    pub(super) secret_key: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Blob {
    pub(crate) bytes: u64,
    pub(super) sha256: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Rows {
    pub(crate) rows: u64,
    pub(super) hash: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Files {
    pub(crate) count: u64,
    pub(crate) bytes: u64,
    /// Digests that rows of the copy name and that are not in it: uploads that nobody sent and that were cleared away
    /// meanwhile, and what was lost before.
    pub(crate) gone: Vec<String>,
}

impl Manifest {
    /// Of a finished backup. Errors: `NoBackup`, saying why it is none.
    pub(crate) fn read(folder: &Path) -> Result<Self, BackupError> {
        let path = folder.join(MANIFEST);
        let none = |what: String| Err(BackupError::NoBackup(format!("{}: {what}", folder.display())));
        let text = match std::fs::read(&path) {
            Ok(text) => text,
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
                let half = folder.join(UNFINISHED).exists();
                return none(if half {
                    "this backup was never finished: take another one".to_owned()
                } else {
                    format!("this is no backup: it has no {MANIFEST}")
                });
            }
            Err(error) => return Err(BackupError::io(&path, &error)),
        };
        match serde_json::from_slice::<Self>(&text) {
            Ok(manifest) if manifest.format == FORMAT => Ok(manifest),
            Ok(manifest) => none(format!("format {}, this program knows {FORMAT}", manifest.format)),
            Err(error) => none(format!("{MANIFEST} cannot be read: {error}")),
        }
    }

    pub(super) fn write(&self, folder: &Path) -> Result<(), BackupError> {
        let text = serde_json::to_vec_pretty(self).map_err(|error| BackupError::Io(error.to_string()))?;
        disk::write(&folder.join(MANIFEST), &text)
    }

    pub(crate) fn rows(&self) -> u64 {
        self.tables.values().map(|table| table.rows).sum()
    }

    /// Names of tables that have other rows now.
    pub(super) fn differences(&self, found: &Inventory) -> Vec<String> {
        let found = tables(found);
        let all = self.tables.keys().chain(found.keys().filter(|name| !self.tables.contains_key(*name)));
        all.filter(|name| self.tables.get(*name) != found.get(*name)).cloned().collect()
    }
}

pub(super) fn tables(inventory: &Inventory) -> BTreeMap<String, Rows> {
    let rows = |counted: &atiende_db::copy::Counted| Rows { rows: counted.rows, hash: counted.hash.clone() };
    inventory.tables.iter().map(|(name, counted)| (name.clone(), rows(counted))).collect()
}

pub(super) const fn word(engine: Engine) -> &'static str {
    match engine {
        Engine::Sqlite => "sqlite",
        Engine::Postgres => "postgres",
    }
}
