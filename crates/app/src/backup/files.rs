//! The bytes of attached files and of old mails, out of the file store and back.

use super::make::{Making, Origin};
use super::manifest::Files;
use super::{BackupError, disk};
use atiende_core::files::contents::{self, Content, NamedBy};
use atiende_core::files::{Limits, UploadError, Vault, hex};
use atiende_db::{Db, DbError};
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use sha2::{Digest, Sha256};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::io::AsyncWriteExt as _;

/// Files on their way at once.
const SIDE_BY_SIDE: usize = 8;
/// Pauses before a file that cannot be read is tried again.
const AGAIN: [Duration; 2] = [Duration::from_millis(200), Duration::from_secs(1)];

/// Where a content is kept, under the folder of files: two levels, as in the store.
pub(super) fn place(folder: &Path, sha256: &str) -> PathBuf {
    let level = |range| sha256.get(range).unwrap_or("00");
    folder.join(level(0..2)).join(level(2..4)).join(sha256)
}

/// Whether a name is one of a content: it becomes a path.
pub(super) fn is_digest(name: &str) -> bool {
    name.len() == 64 && name.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// All contents that rows of this copy name, page by page.
pub(super) struct Named<'d> {
    db: &'d Db,
    left: Vec<NamedBy>,
    after: String,
    logo: bool,
}

impl<'d> Named<'d> {
    pub(super) fn of(db: &'d Db) -> Self {
        Self { db, left: NamedBy::ALL.to_vec(), after: String::new(), logo: true }
    }

    /// The next ones; none: that was all. The same content may come twice.
    pub(super) async fn next(&mut self) -> Result<Vec<Content>, DbError> {
        while let Some(by) = self.left.last().copied() {
            let after = self.after.clone();
            let page = self.db.read_long(async move |tx| contents::page(tx, by, &after).await).await?;
            if let Some(last) = page.last() {
                self.after.clone_from(&last.sha256);
                return Ok(page);
            }
            self.left.pop();
            self.after.clear();
        }
        if !std::mem::take(&mut self.logo) {
            return Ok(Vec::new());
        }
        let logo = self.db.read_long(async |tx| contents::logo(tx).await).await?;
        Ok(logo.into_iter().map(|sha256| Content { sha256, size: -1 }).collect())
    }
}

/// What became of one content.
enum Taken {
    /// It came, with so many bytes.
    New(u64),
    /// It was there.
    Already,
    Gone(String),
    /// A row needs it, and this is wrong with it.
    Missing(String, String),
}

/// Copies every file that the copied rows name into `folder`.
pub(super) async fn collect(
    origin: &Origin,
    copied: &Db,
    folder: &Path,
    making: &Making<'_>,
) -> Result<Files, BackupError> {
    disk::make_folder(folder)?;
    let collector = Collector { origin, folder, before: making.before.as_deref() };
    let (mut files, mut missing) = (Files::default(), Vec::new());
    let mut named = Named::of(copied);
    loop {
        let page = named.next().await.map_err(|error| BackupError::Io(error.to_string()))?;
        if page.is_empty() {
            break;
        }
        let mut taken = stream::iter(page).map(|content| collector.take(content)).buffer_unordered(SIDE_BY_SIDE);
        while let Some(one) = taken.try_next().await? {
            match one {
                Taken::New(bytes) => {
                    files.count += 1;
                    files.bytes += bytes;
                }
                Taken::Already => {}
                Taken::Gone(sha256) => files.gone.push(sha256),
                Taken::Missing(sha256, _) if making.accepts_missing => files.gone.push(sha256),
                Taken::Missing(sha256, why) => missing.push(format!("{sha256}: {why}")),
            }
        }
    }
    (making.say)(&format!("The files are copied: {}.", files.count));
    files.gone.sort_unstable();
    files.gone.dedup();
    if missing.is_empty() { Ok(files) } else { Err(BackupError::Missing(missing)) }
}

struct Collector<'c> {
    origin: &'c Origin,
    folder: &'c Path,
    /// The files of an earlier backup.
    before: Option<&'c Path>,
}

impl Collector<'_> {
    async fn take(&self, content: Content) -> Result<Taken, BackupError> {
        let Content { sha256, size } = content;
        if !is_digest(&sha256) {
            return Ok(Taken::Missing(sha256, "the row names no content".into()));
        }
        let to = place(self.folder, &sha256);
        if to.exists() {
            return Ok(Taken::Already);
        }
        let parent = to.parent().unwrap_or(self.folder).to_path_buf();
        disk::make_folder(&parent)?;
        if let Some(bytes) = self.link(&sha256, size, &to) {
            return Ok(Taken::New(bytes));
        }
        let mut why = String::new();
        for pause in [Duration::ZERO].into_iter().chain(AGAIN) {
            tokio::time::sleep(pause).await;
            match self.copy(&sha256, &to).await? {
                Ok(bytes) => return Ok(Taken::New(bytes)),
                Err(error) => why = error,
            }
            // Cleared away since: uploads that nobody sent, a logo that was replaced.
            let asked = sha256.clone();
            if !self.origin.db.read(async move |tx| contents::is_needed(tx, &asked).await).await? {
                return Ok(Taken::Gone(sha256));
            }
        }
        Ok(Taken::Missing(sha256, why))
    }

    /// The bytes never change under this name, so backups on one disk can share them.
    fn link(&self, sha256: &str, size: i64, to: &Path) -> Option<u64> {
        let from = place(&self.before?.join(super::FILES), sha256);
        let found = fs::metadata(&from).ok()?.len();
        let is_whole = size < 0 || found == size.unsigned_abs();
        (is_whole && fs::hard_link(&from, to).is_ok()).then_some(found)
    }

    /// Bytes, or what is wrong with the file store or the file.
    async fn copy(&self, sha256: &str, to: &Path) -> Result<Result<u64, String>, BackupError> {
        let failed = |error: std::io::Error| BackupError::io(to, &error);
        let mut bytes = match self.origin.vault.read(sha256).await {
            Ok(bytes) => bytes,
            Err(error) => return Ok(Err(error.to_string())),
        };
        let draft = to.with_extension("draft");
        let _ = fs::remove_file(&draft);
        let mut file = tokio::fs::File::from_std(disk::create(&draft).map_err(failed)?);
        let (mut hash, mut size) = (Sha256::new(), 0);
        while let Some(chunk) = bytes.next().await {
            let chunk = match chunk {
                Ok(chunk) => chunk,
                Err(error) => return Ok(Err(error.to_string())),
            };
            hash.update(&chunk);
            size += chunk.len() as u64;
            file.write_all(&chunk).await.map_err(failed)?;
        }
        if hex(&hash.finalize()) != sha256 {
            return Ok(Err("its bytes are not those that it was stored with".into()));
        }
        // What a write still owes is told here, and not by `sync_all`.
        file.flush().await.map_err(failed)?;
        file.sync_all().await.map_err(failed)?;
        fs::rename(&draft, to).map_err(failed)?;
        Ok(Ok(size))
    }
}

/// Puts every file of a backup back into a store; how many. Errors: `NoBackup` for one whose bytes are not what its name
/// says.
pub(super) async fn put_back(folder: &Path, vault: &Vault, copied: &Db, gone: &[String]) -> Result<u64, BackupError> {
    let mut named = Named::of(copied);
    let mut count = 0;
    loop {
        let page = named.next().await.map_err(|error| BackupError::Io(error.to_string()))?;
        if page.is_empty() {
            return Ok(count);
        }
        let wanted = page.into_iter().filter(|content| !gone.contains(&content.sha256));
        let mut put =
            stream::iter(wanted).map(|content| put_one(folder, vault, content)).buffer_unordered(SIDE_BY_SIDE);
        while let Some(()) = put.try_next().await? {
            count += 1;
        }
    }
}

async fn put_one(folder: &Path, vault: &Vault, content: Content) -> Result<(), BackupError> {
    let from = place(folder, &content.sha256);
    let (_, found) = disk::blocking(&from, disk::digest).await?;
    if found != content.sha256 {
        let what = format!("{}: its bytes are not what its name says", from.display());
        return Err(BackupError::NoBackup(what));
    }
    let file = tokio::fs::File::open(&from).await.map_err(|error| BackupError::io(&from, &error))?;
    let any = Limits { file_bytes: u64::MAX, files: 1, types: Vec::new() };
    // On its way it is called as its content is: nobody else restores the same.
    match vault.take(tokio_util::io::ReaderStream::new(file), &content.sha256, &any).await {
        Ok(_) => Ok(()),
        Err(UploadError::Empty) => {
            vault.keep(Vec::new()).await?;
            Ok(())
        }
        Err(UploadError::Vault(error)) => Err(error.into()),
        Err(other) => Err(BackupError::Io(format!("{}: {other}", from.display()))),
    }
}
