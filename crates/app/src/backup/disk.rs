//! Folders and files that their owner alone can read, and that are on the disk when one is told so.

use super::BackupError;
use sha2::{Digest, Sha256};
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;

/// Read and hashed at once.
const CHUNK: usize = 256 * 1024;

pub(super) fn make_folder(path: &Path) -> Result<(), BackupError> {
    DirBuilder::new().recursive(true).mode(0o700).create(path).map_err(|error| BackupError::io(path, &error))
}

/// A new file; what is there already stays, and is an error.
pub(super) fn create(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)
}

/// Writes a small file whole or not at all.
pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<(), BackupError> {
    let draft = path.with_extension("draft");
    let written = || -> io::Result<()> {
        if draft.exists() {
            fs::remove_file(&draft)?;
        }
        let mut file = create(&draft)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&draft, path)?;
        path.parent().map_or(Ok(()), sync_folder)
    };
    written().map_err(|error| BackupError::io(path, &error))
}

/// What was created in it, renamed and removed is so after a power cut, too.
pub(super) fn sync_folder(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}

/// Bytes and SHA-256 of a file, in small letters.
pub(super) fn digest(path: &Path) -> io::Result<(u64, String)> {
    pass(File::open(path)?, |_| Ok(()))
}

/// Copies a file to a new one; bytes and SHA-256 of what was copied.
pub(super) fn copy(from: &Path, to: &Path) -> io::Result<(u64, String)> {
    let mut file = create(to)?;
    let told = pass(File::open(from)?, |chunk| file.write_all(chunk))?;
    file.sync_all()?;
    Ok(told)
}

fn pass(mut from: File, mut each: impl FnMut(&[u8]) -> io::Result<()>) -> io::Result<(u64, String)> {
    let (mut hash, mut bytes) = (Sha256::new(), 0);
    let mut buffer = vec![0; CHUNK];
    loop {
        let read = from.read(&mut buffer)?;
        let Some(chunk) = buffer.get(..read).filter(|chunk| !chunk.is_empty()) else {
            return Ok((bytes, atiende_core::files::hex(&hash.finalize())));
        };
        hash.update(chunk);
        each(chunk)?;
        bytes += chunk.len() as u64;
    }
}

/// What waits for a disk, on a thread that may.
pub(super) async fn blocking<T: Send + 'static>(
    place: &Path,
    work: impl FnOnce(&Path) -> io::Result<T> + Send + 'static,
) -> Result<T, BackupError> {
    let place = place.to_path_buf();
    let done = tokio::task::spawn_blocking(move || work(&place).map_err(|error| BackupError::io(&place, &error)));
    done.await.map_err(|error| BackupError::Io(error.to_string()))?
}
