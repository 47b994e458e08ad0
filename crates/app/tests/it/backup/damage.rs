//! What became of a backup on its disk is found out, and named.

use super::{back_up, desk_with, files_of, restore, verify, well};
use crate::program::{Desk, Ended};
use rusqlite::Connection;
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// A copy of a backup, for one kind of damage.
fn copy_of(folder: &Path, name: &str) -> PathBuf {
    let copy = folder.with_file_name(name);
    let copied = std::process::Command::new("cp").arg("-a").args([folder, &copy]).status().unwrap();
    assert!(copied.success());
    copy
}

fn flip_a_byte(file: &Path) {
    let opened = std::fs::OpenOptions::new().read(true).write(true).open(file).unwrap();
    let middle = opened.metadata().unwrap().len() / 2;
    let mut byte = [0];
    opened.read_exact_at(&mut byte, middle).unwrap();
    opened.write_all_at(&[byte[0] ^ 0x40], middle).unwrap();
}

/// It is not whole, and the problem names `what`.
fn is_damaged(desk: &Desk, folder: &Path, what: &str) {
    let verified = verify(desk, folder);
    assert_eq!((verified.code, verified.json()["ok"].as_bool()), (1, Some(false)), "{what}: {verified:?}");
    let problems = verified.json()["problems"].to_string();
    assert!(problems.contains(what), "{what} is not in {problems}");
    let mut left = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    assert!(left.all(|name| !name.starts_with('.')), "the scratch place is gone");
}

#[test]
fn damage_is_found_and_named() {
    let desk = Desk::new();
    atiende_testing::run(async { drop(desk_with(&desk, 3).await) });
    let folder = back_up(&desk, "copia");
    let files = files_of(&folder.join("files"));
    assert_eq!(files.len(), 3);
    let name = |file: &Path| file.file_name().unwrap().to_str().unwrap().to_owned();
    let of = |copy: &Path, file: &Path| copy.join(file.strip_prefix(&folder).unwrap());

    let flipped = copy_of(&folder, "un-byte-de-un-archivo");
    flip_a_byte(&of(&flipped, &files[0]));
    is_damaged(&desk, &flipped, &name(&files[0]));
    assert_eq!(restore(&Desk::new(), &flipped, &[]).code, 65);

    let removed = copy_of(&folder, "sin-un-archivo");
    std::fs::remove_file(of(&removed, &files[1])).unwrap();
    is_damaged(&desk, &removed, &format!("{} is missing", name(&files[1])));

    let database = copy_of(&folder, "un-byte-de-la-base");
    flip_a_byte(&database.join("database.sqlite"));
    is_damaged(&desk, &database, "database.sqlite: its bytes");
    let refused = restore(&Desk::new(), &database, &[]);
    assert!(refused.code == 65 && refused.err.contains("database.sqlite"), "{refused:?}");

    let key = copy_of(&folder, "otra-llave");
    std::fs::write(key.join("keys/secret_key"), "0123456789abcdef0123456789abcdef\n").unwrap();
    is_damaged(&desk, &key, "keys/secret_key");

    std::fs::write(folder.join("manifest.json"), "{").unwrap();
    assert_eq!(verify(&desk, &folder).code, 65);
    assert_eq!(restore(&Desk::new(), &folder, &[]).code, 65);
}

/// Rows are compared with what was read when the backup was made, table by table.
#[test]
fn a_changed_row_is_found_in_its_table() {
    let desk = Desk::new();
    atiende_testing::run(async { drop(desk_with(&desk, 1).await) });
    let folder = back_up(&desk, "copia");
    let database = folder.join("database.sqlite");
    let connection = Connection::open(&database).unwrap();
    connection.execute("UPDATE people SET name = 'Otra' WHERE role = 'admin'", []).unwrap();
    drop(connection);
    // Whoever forges the bytes' digest, too, is found out by the rows.
    let digest = std::process::Command::new("sha256sum").arg(&database).output().unwrap().stdout;
    let digest = String::from_utf8(digest).unwrap().split(' ').next().unwrap().to_owned();
    let path = folder.join("manifest.json");
    let mut manifest: serde_json::Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    manifest["database"]["sha256"] = digest.into();
    std::fs::write(&path, manifest.to_string()).unwrap();
    is_damaged(&desk, &folder, "table people");
}

/// One of the desk's files, out of its store.
fn lose_a_file(desk: &Desk) -> String {
    let lost = files_of(&desk.folder().join("data/files")).pop().unwrap();
    std::fs::remove_file(&lost).unwrap();
    lost.file_name().unwrap().to_str().unwrap().to_owned()
}

#[test]
fn a_file_that_the_store_has_lost_is_named_and_can_be_accepted() {
    let desk = Desk::new();
    atiende_testing::run(async { drop(desk_with(&desk, 2).await) });
    let lost = lose_a_file(&desk);
    let refused = desk.run(&["backup", "copia"]);
    assert!(refused.code == 74 && refused.err.contains(&lost), "{refused:?}");
    assert_eq!(verify(&desk, Path::new("copia")).code, 65, "what was not finished is no backup");
    let accepted = desk.run(&["backup", "otra", "--accept-missing", "--json"]);
    well(&accepted);
    assert_eq!(accepted.json()["files_gone"][0], lost);
    well(&verify(&desk, Path::new("otra")));
    well(&restore(&Desk::new(), &desk.folder().join("otra"), &[]));
}

#[test]
fn a_backup_that_was_killed_is_none() {
    let desk = Desk::new();
    atiende_testing::run(async { drop(desk_with(&desk, 2).await) });
    // It looks for this one again and again, so there is time to kill it.
    lose_a_file(&desk);
    let mut backup = desk.start(&["backup", "copia"], &[]);
    let (folder, begun) = (desk.folder().join("copia"), Instant::now());
    while !folder.join("files").exists() {
        assert!(begun.elapsed() < Duration::from_mins(1), "it does not begin");
        std::thread::sleep(Duration::from_millis(5));
    }
    backup.kill().unwrap();
    assert_eq!(backup.wait().unwrap().code(), None, "killed in the middle of it");
    assert!(folder.join("database.sqlite").exists());
    let half = |ended: &Ended| assert!(ended.code == 65 && ended.err.contains("never finished"), "{ended:?}");
    half(&verify(&desk, &folder));
    half(&restore(&Desk::new(), &folder, &[]));
    assert_eq!(desk.run(&["backup", "copia"]).code, 73, "nothing is made over it");
}
