//! Making a backup while the desk serves.

use super::manifest::{self, Blob, FORMAT, Manifest};
use super::{BackupError, DATABASE, FILES, KEYS, SECRET_KEY, Say, UNFINISHED, WITHOUT, disk, files};
use atiende_core::files::{Vault, hex};
use atiende_core::migrations::STEPS;
use atiende_db::copy::{self, Inventory};
use atiende_db::migrate::{last, migrate};
use atiende_db::{Clock, Db, Engine, Options};
use sha2::{Digest, Sha256};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What a backup is made of.
#[derive(Clone)]
pub(crate) struct Origin {
    /// Its schema is this program's.
    pub(crate) db: Db,
    pub(crate) options: Options,
    pub(crate) vault: Vault,
    pub(crate) secret_key: String,
    pub(crate) clock: Clock,
}

/// How it is made.
pub(crate) struct Making<'m> {
    /// An earlier backup on the same disk: files that it has are linked, not copied.
    pub(crate) before: Option<PathBuf>,
    /// Files that the store has lost do not stop it.
    pub(crate) accepts_missing: bool,
    pub(crate) say: Say<'m>,
}

/// Makes a backup in `folder`, which is new or empty.
pub(crate) async fn make(origin: &Origin, folder: &Path, making: &Making<'_>) -> Result<Manifest, BackupError> {
    let made_at = (origin.clock)();
    begin(folder)?;
    let keys = folder.join(KEYS);
    disk::make_folder(&keys)?;
    disk::write(&keys.join(SECRET_KEY), format!("{}\n", origin.secret_key).as_bytes())?;
    let database = folder.join(DATABASE);
    let inventory = copy_database(origin, &database).await?;
    (making.say)(&format!("The database is copied: {} rows.", inventory.rows()));
    let copied = Db::open_to_read(database.clone(), Arc::clone(&origin.clock))?;
    let files = files::collect(origin, &copied, &folder.join(FILES), making).await?;
    drop(copied);
    let (bytes, sha256) = disk::blocking(&database, disk::digest).await?;
    let manifest = Manifest {
        format: FORMAT,
        program: env!("CARGO_PKG_VERSION").to_owned(),
        schema: last(STEPS),
        engine: manifest::word(origin.db.engine()).to_owned(),
        made_at,
        database: Blob { bytes, sha256 },
        has_search: origin.db.engine() == Engine::Sqlite,
        tables: manifest::tables(&inventory),
        files,
        secret_key: hex(&Sha256::digest(&origin.secret_key)),
    };
    finish(folder, &manifest)?;
    Ok(manifest)
}

fn begin(folder: &Path) -> Result<(), BackupError> {
    disk::make_folder(folder)?;
    let failed = |error| BackupError::io(folder, &error);
    if fs::read_dir(folder).map_err(failed)?.next().is_some() {
        let what = "there is something in it already: a backup wants a new or empty folder";
        return Err(BackupError::Occupied(format!("{}: {what}", folder.display())));
    }
    // The folder may have been there, open to others.
    let private = <fs::Permissions as std::os::unix::fs::PermissionsExt>::from_mode(0o700);
    fs::set_permissions(folder, private).map_err(failed)?;
    disk::write(&folder.join(UNFINISHED), b"A backup is being made here, or was not finished.\n")
}

fn finish(folder: &Path, manifest: &Manifest) -> Result<(), BackupError> {
    disk::sync_folder(folder).map_err(|error| BackupError::io(folder, &error))?;
    manifest.write(folder)?;
    let unfinished = folder.join(UNFINISHED);
    fs::remove_file(&unfinished).map_err(|error| BackupError::io(&unfinished, &error))?;
    disk::sync_folder(folder).map_err(|error| BackupError::io(folder, &error))
}

/// One instant of the database, in an SQLite file; what is in it.
async fn copy_database(origin: &Origin, to: &Path) -> Result<Inventory, BackupError> {
    let target = Options::new(format!("sqlite:{}", to.display()));
    if let Some(path) = origin.options.sqlite_path() {
        copy::snapshot(path, to.to_path_buf()).await.map_err(|error| BackupError::Io(error.to_string()))?;
        // Of the copy: reading all rows twice would hold the running desk's log for as long.
        return copy::inventory(&target, WITHOUT).await.map_err(|error| BackupError::Io(error.to_string()));
    }
    let failed = |error: std::io::Error| BackupError::io(to, &error);
    disk::create(to).map_err(failed)?;
    migrate(&target, STEPS, (origin.clock)()).await.map_err(|error| BackupError::Io(error.to_string()))?;
    remove_leftovers(to);
    copy::copy(&origin.options, &target, WITHOUT).await.map_err(BackupError::of_making)
}

/// What migrating leaves beside a database.
pub(super) fn remove_leftovers(database: &Path) {
    let lock = database.with_extension("migrating");
    for end in ["", "-wal", "-shm"] {
        let _ = fs::remove_file(format!("{}{end}", lock.display()));
    }
}
