//! Whether a backup is whole: each file against its name, the database restored to a scratch place and counted.

use super::files::{Named, is_digest};
use super::manifest::Manifest;
use super::{BackupError, DATABASE, FILES, KEYS, SECRET_KEY, Say, WITHOUT, disk};
use atiende_core::files::hex;
use atiende_db::copy;
use atiende_db::{Clock, Db, Options};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What was looked at, and what is wrong.
#[derive(Debug)]
pub(crate) struct Checked {
    pub(crate) manifest: Manifest,
    pub(crate) files: u64,
    /// In words that name the file or the table; none: it is whole.
    pub(crate) problems: Vec<String>,
}

/// Checks the backup in `folder`; `scratch` is a folder that can hold its database for a while. Errors: `NoBackup` when it
/// was never finished.
pub(crate) async fn check(folder: &Path, scratch: &Path, clock: Clock, say: Say<'_>) -> Result<Checked, BackupError> {
    let manifest = Manifest::read(folder)?;
    let mut problems = Vec::new();
    check_key(folder, &manifest, &mut problems);
    let scratch = Scratch::make(scratch)?;
    let files = check_files(&folder.join(FILES), &mut problems).await?;
    say(&format!("Files looked at: {}.", files.len()));
    match restore(folder, &manifest, &scratch.0).await? {
        Ok(database) => {
            problems.append(&mut check_rows(&database, &manifest).await);
            say(&format!("Rows counted: {}.", manifest.rows()));
            if let Err(error) = check_names(&database, &manifest, &files, (clock, &mut problems)).await {
                problems.push(format!("{DATABASE}: {error}"));
            }
        }
        Err(what) => problems.push(what),
    }
    Ok(Checked { manifest, files: files.len() as u64, problems })
}

/// Removed at the end, whatever the end is.
struct Scratch(PathBuf);

impl Scratch {
    fn make(within: &Path) -> Result<Self, BackupError> {
        let folder = within.join(format!(".atiende-scratch-{}", std::process::id()));
        disk::make_folder(&folder)?;
        Ok(Self(folder))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn check_key(folder: &Path, manifest: &Manifest, problems: &mut Vec<String>) {
    let path = folder.join(KEYS).join(SECRET_KEY);
    match std::fs::read(&path) {
        Ok(key) if hex(&Sha256::digest(key.trim_ascii())) == manifest.secret_key => {}
        Ok(_) => problems.push(format!("{KEYS}/{SECRET_KEY}: this is not the key that was copied")),
        Err(error) => problems.push(format!("{KEYS}/{SECRET_KEY}: {error}")),
    }
}

/// Lengths of the files that are there; `None` for one whose bytes are not what its name says.
type Found = HashMap<String, Option<u64>>;

async fn check_files(folder: &Path, problems: &mut Vec<String>) -> Result<Found, BackupError> {
    let (found, mut odd) = disk::blocking(folder, |folder| {
        let (mut found, mut odd) = (Found::new(), Vec::new());
        look_through(folder, &mut |path: &Path| {
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
            match disk::digest(path) {
                Ok((bytes, sha256)) if sha256 == name => drop(found.insert(name, Some(bytes))),
                Ok(_) if is_digest(&name) => {
                    odd.push(format!("{FILES}: {name}: its bytes are not what its name says"));
                    found.insert(name, None);
                }
                Ok(_) => odd.push(format!("{FILES}: {} is no file of a backup", path.display())),
                Err(error) => odd.push(format!("{FILES}: {name}: {error}")),
            }
        })?;
        Ok((found, odd))
    })
    .await?;
    problems.append(&mut odd);
    Ok(found)
}

fn look_through(folder: &Path, each: &mut impl FnMut(&Path)) -> io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            look_through(&entry.path(), each)?;
        } else {
            each(&entry.path());
        }
    }
    Ok(())
}

/// The database's file in the scratch place, as a restoration would copy it; or what is wrong with it.
async fn restore(folder: &Path, manifest: &Manifest, scratch: &Path) -> Result<Result<PathBuf, String>, BackupError> {
    let (from, to) = (folder.join(DATABASE), scratch.join(DATABASE));
    if !from.exists() {
        return Ok(Err(format!("{DATABASE}: there is none")));
    }
    let target = to.clone();
    let (bytes, sha256) = disk::blocking(&from, move |from| disk::copy(from, &target)).await?;
    let whole = bytes == manifest.database.bytes && sha256 == manifest.database.sha256;
    Ok(if whole { Ok(to) } else { Err(format!("{DATABASE}: its bytes are not those that were written")) })
}

async fn check_rows(database: &Path, manifest: &Manifest) -> Vec<String> {
    let options = Options::new(format!("sqlite:{}", database.display()));
    match copy::inventory(&options, WITHOUT).await {
        Ok(found) => {
            let differs = manifest.differences(&found);
            differs.into_iter().map(|table| format!("{DATABASE}: table {table} has other rows")).collect()
        }
        Err(error) => vec![format!("{DATABASE}: {error}")],
    }
}

/// Every content that a row names is there, as long as the row says.
async fn check_names(
    database: &Path,
    manifest: &Manifest,
    files: &Found,
    (clock, problems): (Clock, &mut Vec<String>),
) -> Result<(), BackupError> {
    let db = Db::open_to_read(database.to_path_buf(), Arc::clone(&clock))?;
    let mut named = Named::of(&db);
    loop {
        let page = named.next().await?;
        if page.is_empty() {
            return Ok(());
        }
        for content in page.iter().filter(|content| !manifest.files.gone.contains(&content.sha256)) {
            let (name, expected) = (&content.sha256, content.size);
            match files.get(name) {
                Some(Some(bytes)) if expected >= 0 && *bytes != expected.unsigned_abs() => {
                    problems.push(format!("{FILES}: {name} has {bytes} bytes, not {expected}"));
                }
                // None: that was told already.
                Some(_) => {}
                None => problems.push(format!("{FILES}: {name} is missing: a row names it")),
            }
        }
    }
}
