//! Making a desk of a backup: files first, then the key, the database last. Cut off, it leaves an empty desk, and can be
//! run again.

use super::files;
use super::make::remove_leftovers;
use super::manifest::Manifest;
use super::movement::{self, is_used, refuse_in_use};
use super::{BackupError, DATABASE, FILES, KEYS, SECRET_KEY, Say, disk};
use atiende_core::files::Vault;
use atiende_core::migrations::{self, STEPS};
use atiende_core::search;
use atiende_db::migrate::{last, migrate};
use atiende_db::{Clock, Db, DbError, Options};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The installation that a backup is restored to.
pub(crate) struct Target {
    pub(crate) options: Options,
    pub(crate) vault: Vault,
    /// Of `data_dir`, which is there.
    pub(crate) folder: PathBuf,
    /// The key that the configuration gives; without one it is in `folder`.
    pub(crate) secret_key: Option<String>,
    pub(crate) clock: Clock,
    /// What is there may go.
    pub(crate) replaces: bool,
}

/// What was done.
#[derive(Debug)]
pub(crate) struct Restored {
    pub(crate) manifest: Manifest,
    pub(crate) files: u64,
    /// What was there before and was put aside.
    pub(crate) aside: Vec<PathBuf>,
    /// Texts that PostgreSQL cannot hold as they were.
    pub(crate) mended: u64,
}

/// Restores the backup in `folder`.
pub(crate) async fn restore(target: &Target, folder: &Path, say: Say<'_>) -> Result<Restored, BackupError> {
    let manifest = Manifest::read(folder)?;
    let known = last(STEPS);
    if manifest.schema > known {
        return Err(DbError::NewerSchema { found: manifest.schema, known }.into());
    }
    let key = read_key(folder, &manifest, target)?;
    target.refuse_used().await?;
    let draft = Draft::of(target, folder, &manifest).await?;
    say(&format!("The database is whole: {} rows.", manifest.rows()));
    let copied = Db::open_to_read(draft.0.clone(), Arc::clone(&target.clock))?;
    let files = files::put_back(&folder.join(FILES), &target.vault, &copied, &manifest.files.gone).await?;
    say(&format!("The files are back: {files}."));
    let mut restored = Restored { manifest, files, aside: Vec::new(), mended: 0 };
    restored.aside.extend(put_key(target, &key)?);
    match target.options.sqlite_path() {
        Some(path) => {
            drop(copied);
            let has_search = restored.manifest.has_search;
            restored.aside.extend(into_sqlite(target, &draft, &path, has_search).await?);
        }
        None => restored.mended = into_postgres(target, (&copied, &draft), &restored.manifest).await?,
    }
    Ok(restored)
}

impl Target {
    async fn refuse_used(&self) -> Result<(), BackupError> {
        let mut is_there = self.options.sqlite_path().is_none();
        if let Some(path) = self.options.sqlite_path() {
            is_there = path.exists();
        }
        if !is_there {
            return Ok(());
        }
        refuse_in_use(&self.options, "the database that would be replaced").await?;
        if self.replaces {
            return Ok(());
        }
        let db = Db::open(&self.options, Arc::clone(&self.clock))?;
        // Without this program's schema there may still be something of another one's.
        let is_used = match migrations::version(&db).await? {
            0 => false,
            version if version == last(STEPS) => is_used(&db).await?,
            _ => true,
        };
        if is_used {
            let what = "there is a desk in this installation already. Restore into an empty one (another data_dir, another \
                        database), or replace it with --replace-everything";
            return Err(BackupError::Occupied(what.into()));
        }
        Ok(())
    }
}

fn read_key(folder: &Path, manifest: &Manifest, target: &Target) -> Result<String, BackupError> {
    let path = folder.join(KEYS).join(SECRET_KEY);
    let key = fs::read_to_string(&path).map_err(|error| BackupError::io(&path, &error))?.trim().to_owned();
    let digest = <sha2::Sha256 as sha2::Digest>::digest(&key);
    if atiende_core::files::hex(&digest) != manifest.secret_key {
        return Err(BackupError::NoBackup(format!("{}: this is not the key that was copied", path.display())));
    }
    if target.secret_key.as_ref().is_some_and(|given| *given != key) {
        let what = "secret_key: the configuration gives another key than the backup's, which alone opens the second \
                    factors and passwords that are sealed in it. Remove it from the configuration, or give that of \
                    keys/secret_key";
        return Err(BackupError::Config(what.into()));
    }
    Ok(key)
}

/// What was there before, where it is now.
fn put_key(target: &Target, key: &str) -> Result<Option<PathBuf>, BackupError> {
    let path = target.folder.join(SECRET_KEY);
    if target.secret_key.is_some() || fs::read_to_string(&path).is_ok_and(|there| there.trim() == key) {
        return Ok(None);
    }
    let aside = path.exists().then(|| put_aside(&path, &target.clock)).transpose()?;
    disk::write(&path, format!("{key}\n").as_bytes())?;
    Ok(aside)
}

fn put_aside(path: &Path, clock: &Clock) -> Result<PathBuf, BackupError> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let aside = path.with_file_name(format!("{name}.replaced-{}", clock().strftime("%Y%m%dT%H%M%SZ")));
    fs::rename(path, &aside).map_err(|error| BackupError::io(path, &error))?;
    Ok(aside)
}

/// The backup's database as a file of the installation, proved whole and with this program's schema. Removed, unless it
/// became the database.
struct Draft(PathBuf);

impl Draft {
    async fn of(target: &Target, folder: &Path, manifest: &Manifest) -> Result<Self, BackupError> {
        let beside = target.options.sqlite_path().unwrap_or_else(|| target.folder.join(DATABASE));
        let draft = Self(beside.with_extension("restoring"));
        draft.remove();
        let path = draft.0.clone();
        let (_, sha256) = disk::blocking(&folder.join(DATABASE), move |from| disk::copy(from, &path)).await?;
        if sha256 != manifest.database.sha256 {
            let what = format!("{}: its bytes are not those that were written", folder.join(DATABASE).display());
            return Err(BackupError::NoBackup(what));
        }
        if manifest.schema < last(STEPS) {
            let report = migrate(&draft.options(), STEPS, (target.clock)()).await?;
            if let Some(copy) = report.backup {
                fs::remove_file(&copy).map_err(|error| BackupError::io(&copy, &error))?;
            }
            remove_leftovers(&draft.0);
        }
        Ok(draft)
    }

    fn options(&self) -> Options {
        Options::new(format!("sqlite:{}", self.0.display()))
    }

    fn remove(&self) {
        for end in ["", "-wal", "-shm", "-journal"] {
            let _ = fs::remove_file(format!("{}{end}", self.0.display()));
        }
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        self.remove();
    }
}

/// Where the file is that was there before, if anything was in it.
async fn into_sqlite(
    target: &Target,
    draft: &Draft,
    path: &Path,
    has_search: bool,
) -> Result<Option<PathBuf>, BackupError> {
    if !has_search {
        let db = Db::open(&draft.options(), Arc::clone(&target.clock))?;
        search::rebuild(&db, &db).await?;
    }
    // Whoever worked on it here has left, and everything is in this one file.
    refuse_in_use(&draft.options(), "the database that is being restored").await?;
    let mut aside = None;
    if path.exists() {
        refuse_in_use(&target.options, "the database that would be replaced").await?;
        aside = Some(put_aside(path, &target.clock)?);
    }
    fs::rename(&draft.0, path).map_err(|error| BackupError::io(path, &error))?;
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    disk::sync_folder(parent).map_err(|error| BackupError::io(parent, &error))?;
    Ok(aside)
}

/// How many texts could not stay as they were.
async fn into_postgres(
    target: &Target,
    (copied, draft): (&Db, &Draft),
    manifest: &Manifest,
) -> Result<u64, BackupError> {
    migrate(&target.options, STEPS, (target.clock)()).await?;
    let db = Db::open(&target.options, Arc::clone(&target.clock))?;
    let moved = movement::fill((copied, &draft.options()), (&db, &target.options)).await?;
    let is_same_schema = manifest.schema == last(STEPS);
    if is_same_schema && moved.inventory.mended == 0 {
        let differs = manifest.differences(&moved.inventory);
        if !differs.is_empty() {
            return Err(BackupError::Differs(differs));
        }
    }
    Ok(moved.inventory.mended)
}
