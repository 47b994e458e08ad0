//! Backups of each night: one a night, the newest stay.

use super::{desk_with, files_of, restore, serves, verify, well};
use crate::program::{Desk, Ended};
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;

const SETTINGS: &[(&str, &str)] = &[("ATIENDE_BACKUP_DIR", "copias"), ("ATIENDE_BACKUP_KEEP", "2")];

fn night(desk: &Desk, day: u32, hour: u32) -> Ended {
    let at = format!("2199-01-{day:02}T{hour}:00:00Z");
    desk.run_with(&["jobs", "run", "--as-of", &at, "--json"], SETTINGS, "")
}

fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = entries.filter(|name| name != ".lock").collect();
    names.sort();
    names
}

/// Their days: a rehearsed clock goes on by seconds.
fn days(names: &[String]) -> Vec<&str> {
    names.iter().map(|name| name.split(['-', 'T']).nth(1).unwrap()).collect()
}

async fn each_night_makes_one_and_the_newest_stay() {
    let desk = Desk::on_engine().await;
    let (seeded, all) = desk_with(&desk, 2).await;
    let shelf = desk.folder().join("copias");
    let theirs = shelf.join("atiende-20000101T000000Z");
    std::fs::create_dir_all(&theirs).unwrap();
    std::fs::write(theirs.join("cartas.zip"), "x").unwrap();
    for day in 1..=3 {
        let ran = night(&desk, day, 12);
        well(&ran);
        assert_eq!(ran.json()["jobs"]["done"], 7, "{ran:?}");
        assert_eq!(night(&desk, day, 13).json()["jobs"]["done"], 0, "once a night");
    }
    let left = names(&shelf);
    assert_eq!(days(&left), ["20000101", "21990102", "21990103"]);
    assert!(theirs.join("cartas.zip").exists(), "what is no backup of ours stays");
    let newest = shelf.join(&left[2]);
    for name in &left[1..] {
        well(&verify(&desk, &shelf.join(name)));
    }
    for file in files_of(&newest.join("files")) {
        assert!(std::fs::metadata(&file).unwrap().nlink() > 1, "files that did not change are shared");
    }
    let restored = Desk::on_engine().await;
    well(&restore(&restored, &newest, &[]));
    serves(&restored, &seeded, &all).await;
}

/// A backup that fails waits as a job that says why, and takes none of the earlier ones with it.
async fn a_night_that_fails_is_seen() {
    let desk = Desk::on_engine().await;
    desk_with(&desk, 1).await;
    let shelf = desk.folder().join("copias");
    well(&night(&desk, 1, 12));
    let lost = files_of(&desk.folder().join("data/files")).pop().unwrap();
    let first = shelf.join(&names(&shelf)[0]);
    let shared = files_of(&first.join("files")).pop().unwrap();
    let aside = desk.folder().join("aparte");
    std::fs::rename(&lost, &aside).unwrap();
    // The first one's goes, too: it would be linked.
    let kept = desk.folder().join("otra-aparte");
    std::fs::rename(&shared, &kept).unwrap();
    let failed = night(&desk, 2, 12);
    assert_eq!((failed.code, failed.json()["jobs"]["retried"].as_i64()), (1, Some(1)), "{failed:?}");
    assert!(first.join("manifest.json").exists(), "the last good one stays");
    // Once the cause is gone, the retry makes it, in place of what was begun.
    std::fs::rename(&aside, &lost).unwrap();
    std::fs::rename(&kept, &shared).unwrap();
    let again = night(&desk, 2, 13);
    assert_eq!((again.code, again.json()["jobs"]["done"].as_i64()), (0, Some(1)), "{again:?}");
    let left = names(&shelf);
    assert_eq!(days(&left), ["21990101", "21990102"]);
    well(&verify(&desk, &shelf.join(&left[1])));
}

atiende_testing::on_both![each_night_makes_one_and_the_newest_stay, a_night_that_fails_is_seen];
