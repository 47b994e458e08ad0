//! A backup that is made while several clients open tickets with files.

use super::{Client, Told, restore, serves, verify, well};
use crate::program::{Desk, Ended};
use crate::site::{self, Server};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::task::JoinSet;

const CLIENTS: usize = 4;
/// Acknowledged before the backup begins.
const BEFORE: usize = 24;

#[derive(Default)]
struct Load {
    next: AtomicUsize,
    stop: AtomicBool,
    told: Mutex<Vec<Told>>,
}

async fn client(client: Client, load: Arc<Load>) {
    while !load.stop.load(Ordering::SeqCst) {
        let told = client.opens(load.next.fetch_add(1, Ordering::SeqCst)).await.unwrap();
        load.told.lock().unwrap().push(told);
    }
}

async fn what_was_acknowledged_before_a_backup_is_in_it() {
    let desk = Desk::on_engine().await;
    let seeded = site::seed(&desk).await;
    let server = Server::start(&desk, &[]);
    let load = Arc::new(Load::default());
    let mut clients = JoinSet::new();
    for _ in 0..CLIENTS {
        clients.spawn(client(Client::of(&server, &seeded), Arc::clone(&load)));
    }
    while load.told.lock().unwrap().len() < BEFORE {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let before = load.told.lock().unwrap().clone();
    let folder = desk.folder().join("copia");
    let backup = desk.start(&["backup", folder.to_str().unwrap(), "--json"], &[]);
    let backup = Ended::of(tokio::task::spawn_blocking(|| backup.wait_with_output()).await.unwrap().unwrap());
    well(&backup);
    let meanwhile = load.told.lock().unwrap().len() - before.len();
    load.stop.store(true, Ordering::SeqCst);
    while let Some(ended) = clients.join_next().await {
        ended.unwrap();
    }
    assert!(meanwhile > 0, "nobody was served while the backup was made");
    drop(server);
    assert!(backup.json()["files"].as_u64().unwrap() >= before.len() as u64, "{backup:?}");
    well(&verify(&desk, &folder));
    is_private(&folder);
    let restored = Desk::on_engine().await;
    well(&restore(&restored, &folder, &[]));
    serves(&restored, &seeded, &before).await;
}

/// It holds the key and everybody's conversations.
fn is_private(folder: &Path) {
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    for path in [folder.to_path_buf(), folder.join("files"), folder.join("keys")] {
        assert_eq!(mode(&path), 0o700, "{}", path.display());
    }
    for file in super::files_of(folder) {
        assert_eq!(mode(&file), 0o600, "{}", file.display());
    }
}

atiende_testing::on_both![what_was_acknowledged_before_a_backup_is_in_it];
