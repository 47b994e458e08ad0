//! Small disks, and folders that may not be written: mounted, so only root has them.

use atiende_testing::skip;
use std::fs::{self, File};
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;

/// A folder that is a mount of its own; given back when dropped.
pub(crate) struct Mount {
    folder: PathBuf,
    /// The file behind a disk.
    image: Option<PathBuf>,
}

impl Mount {
    /// An ext4 of so many MiB on `folder`, in a file beside it. `None`, said aloud, without root.
    pub(crate) fn disk(test: &str, folder: &Path, mebibytes: u64) -> Option<Self> {
        fs::create_dir_all(folder).unwrap();
        let image = folder.with_extension("img");
        File::create(&image).unwrap().set_len(mebibytes << 20).unwrap();
        // Root has no blocks of its own: full is full.
        run("mkfs.ext4", &["-q", "-m", "0", "-F", path(&image)]).unwrap();
        if let Err(why) = run("mount", &["-o", "loop", path(&image), path(folder)]) {
            // Where no file can be a disk, memory can.
            let size = format!("size={mebibytes}m");
            if let Err(nor) = run("mount", &["-t", "tmpfs", "-o", &size, "tmpfs", path(folder)]) {
                skip(test, &format!("root, to mount a small disk: {why}; {nor}"));
                return None;
            }
        }
        Some(Self { folder: folder.to_owned(), image: Some(image) })
    }

    /// From now on nothing new is opened for writing below `folder`. `None`, said aloud, without root.
    pub(crate) fn read_only(test: &str, folder: &Path) -> Option<Self> {
        if let Err(why) = run("mount", &["--bind", path(folder), path(folder)]) {
            skip(test, &format!("root, to mount a folder for reading only: {why}"));
            return None;
        }
        let mount = Self { folder: folder.to_owned(), image: None };
        run("mount", &["-o", "remount,bind,ro", path(folder)]).unwrap();
        Some(mount)
    }

    /// Takes all that is left of the disk, to the last byte.
    pub(crate) fn fill(&self) {
        let mut ballast = File::options().create(true).append(true).open(self.ballast()).unwrap();
        for piece in [1 << 20, 64 << 10, 4096, 1] {
            let zeros = vec![0; piece];
            loop {
                match ballast.write_all(&zeros).and_then(|()| ballast.sync_data()) {
                    Ok(()) => {}
                    Err(error) if error.kind() == ErrorKind::StorageFull => break,
                    Err(error) => panic!("{error}"),
                }
            }
        }
    }

    /// Gives it back.
    pub(crate) fn empty(&self) {
        fs::remove_file(self.ballast()).unwrap();
    }

    fn ballast(&self) -> PathBuf {
        self.folder.join("ballast")
    }
}

impl Drop for Mount {
    fn drop(&mut self) {
        // Lazily: a test that failed may have left somebody inside.
        let _ = run("umount", &["-l", path(&self.folder)]);
        let _ = self.image.as_ref().map(fs::remove_file);
    }
}

fn path(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn run(program: &str, arguments: &[&str]) -> Result<(), String> {
    let ended = Command::new(program).args(arguments).output().map_err(|error| format!("{program}: {error}"))?;
    let said = String::from_utf8_lossy(&ended.stderr).trim().to_owned();
    if ended.status.success() { Ok(()) } else { Err(format!("{program}: {said}")) }
}

/// Every file below the folder but what ext4 finds.
pub(crate) fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        if entry.file_name() == "lost+found" {
            continue;
        }
        if entry.file_type().unwrap().is_dir() {
            found.extend(files(&entry.path()));
        } else {
            found.push(entry.path());
        }
    }
    found
}
