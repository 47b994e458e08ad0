//! Nightly backups in one folder: what each is called, the one that is made next, and which of them stay.

use super::manifest::Manifest;
use super::{BackupError, MANIFEST, Making, Origin, UNFINISHED, disk, make};
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

const PREFIX: &str = "atiende-";
const STAMP: &str = "%Y%m%dT%H%M%SZ";
/// Who holds it makes backups here.
const LOCK: &str = ".lock";

/// Where nightly backups are, and how many stay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Shelf {
    pub(crate) folder: PathBuf,
    /// At least one.
    pub(crate) keep: usize,
}

/// A folder that is called as ours are.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Found {
    at: Timestamp,
    name: String,
    state: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum State {
    Whole,
    /// Begun by this program, and cut off.
    Half,
    /// Nothing that this program left like this.
    Foreign,
}

/// How the night's backup went.
#[derive(Debug)]
pub(crate) enum Night {
    Made(Box<Manifest>),
    /// There is one of that night, or a later one.
    Already,
    /// Another process is at it.
    Busy,
}

impl Shelf {
    /// Makes the backup of this night, unless there is one, and removes those that need not stay.
    pub(crate) async fn fill(&self, origin: &Origin, night: Timestamp) -> Result<Night, BackupError> {
        disk::make_folder(&self.folder)?;
        let lock = self.folder.join(LOCK);
        let lock = File::create(&lock).map_err(|error| BackupError::io(&lock, &error))?;
        // It ends with this process, however that ends.
        if lock.try_lock().is_err() {
            return Ok(Night::Busy);
        }
        let found = self.found()?;
        let newest = found.iter().rfind(|one| one.state == State::Whole);
        if newest.is_some_and(|newest| newest.at >= seconds(night)) {
            return Ok(Night::Already);
        }
        for half in found.iter().filter(|one| one.state == State::Half) {
            self.remove(&half.name)?;
        }
        let before = newest.map(|newest| self.folder.join(&newest.name));
        let making = Making { before, accepts_missing: false, say: &|words| tracing::info!("{words}") };
        let manifest = make(origin, &self.folder.join(name(night)), &making).await?;
        for name in superfluous(&self.found()?, self.keep) {
            self.remove(&name)?;
        }
        Ok(Night::Made(Box::new(manifest)))
    }

    /// Oldest first.
    fn found(&self) -> Result<Vec<Found>, BackupError> {
        let failed = |error| BackupError::io(&self.folder, &error);
        let mut found = Vec::new();
        for entry in fs::read_dir(&self.folder).map_err(failed)? {
            let Ok(name) = entry.map_err(failed)?.file_name().into_string() else { continue };
            if let Some(at) = made_at(&name) {
                found.push(Found { at, state: state(&self.folder.join(&name)), name });
            }
        }
        found.sort();
        Ok(found)
    }

    /// First of all it stops being a backup, which takes no room: a removal that is cut off leaves one that is half.
    fn remove(&self, name: &str) -> Result<(), BackupError> {
        let folder = self.folder.join(name);
        let manifest = folder.join(MANIFEST);
        if manifest.exists() {
            fs::rename(&manifest, folder.join(UNFINISHED)).map_err(|error| BackupError::io(&manifest, &error))?;
        }
        fs::remove_dir_all(&folder).map_err(|error| BackupError::io(&folder, &error))
    }
}

fn state(folder: &Path) -> State {
    match Manifest::read(folder) {
        Ok(_) => State::Whole,
        Err(_) if !folder.join(MANIFEST).exists() && folder.join(UNFINISHED).exists() => State::Half,
        Err(_) => State::Foreign,
    }
}

/// `atiende-20261124T020000Z`.
fn name(night: Timestamp) -> String {
    format!("{PREFIX}{}", night.strftime(STAMP))
}

fn made_at(name: &str) -> Option<Timestamp> {
    let at = DateTime::strptime(STAMP, name.strip_prefix(PREFIX)?).ok()?;
    TimeZone::UTC.to_timestamp(at).ok().filter(|at| self::name(*at) == name)
}

/// As precise as names are.
fn seconds(at: Timestamp) -> Timestamp {
    Timestamp::from_second(at.as_second()).unwrap_or(at)
}

/// Names of whole backups beyond the newest `keep`, the oldest first. The newest whole one always stays; what is half or
/// foreign does not count.
fn superfluous(found: &[Found], keep: usize) -> Vec<String> {
    let mut whole: Vec<&Found> = found.iter().filter(|one| one.state == State::Whole).collect();
    whole.sort();
    whole.truncate(whole.len().saturating_sub(keep.max(1)));
    whole.into_iter().map(|one| one.name.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(day: i64, state: State) -> Found {
        let at = Timestamp::from_second(1_790_000_000 + day * 86_400).unwrap();
        Found { at, name: name(at), state }
    }

    #[test]
    fn names_tell_the_time_and_nothing_else_is_one() {
        let night: Timestamp = "2026-11-24T02:00:00.123456Z".parse().unwrap();
        assert_eq!(name(night), "atiende-20261124T020000Z");
        assert_eq!(made_at(&name(night)), Some(seconds(night)));
        for other in ["atiende-20261324T020000Z", "atiende-20261124T020000Z.old", "atiende-", "atiende", "lost+found"] {
            assert_eq!(made_at(other), None, "{other}");
        }
    }

    #[test]
    fn the_newest_stay_and_the_last_whole_one_always() {
        use State::{Foreign, Half, Whole};
        let names = |days: &[i64]| days.iter().map(|day| found(*day, Whole).name).collect::<Vec<_>>();
        let all =
            [found(5, Whole), found(1, Whole), found(3, Half), found(2, Whole), found(4, Whole), found(0, Foreign)];
        assert_eq!(superfluous(&all, 2), names(&[1, 2]));
        assert_eq!(superfluous(&all, 4), names(&[]));
        assert_eq!(superfluous(&all, 99), names(&[]));
        // Newer ones that are none do not push the last good one out.
        let failing = [found(1, Whole), found(2, Half), found(3, Half), found(4, Foreign)];
        assert_eq!(superfluous(&failing, 1), names(&[]));
        assert_eq!(superfluous(&failing, 0), names(&[]));
        assert_eq!(superfluous(&[], 1), names(&[]));
    }

    #[test]
    fn what_is_no_backup_of_ours_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let shelf = Shelf { folder: folder.path().to_path_buf(), keep: 1 };
        let (theirs, half) = (found(1, State::Foreign).name, found(2, State::Half).name);
        for (name, file) in [(&theirs, "photos.zip"), (&half, UNFINISHED)] {
            fs::create_dir(folder.path().join(name)).unwrap();
            fs::write(folder.path().join(name).join(file), "x").unwrap();
        }
        fs::create_dir(folder.path().join("cartas")).unwrap();
        assert_eq!(shelf.found().unwrap(), [found(1, State::Foreign), found(2, State::Half)]);
        shelf.remove(&half).unwrap();
        assert!(!folder.path().join(&half).exists());
        assert!(folder.path().join(&theirs).join("photos.zip").exists());
    }
}
