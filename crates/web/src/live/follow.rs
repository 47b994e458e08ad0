//! What any node changed reaches the streams that listen to it.

use super::reader::Reader;
use crate::shell::State;
use atiende_core::live::Change;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::{RecvError, TryRecvError};
use tokio::time::sleep;

/// Between two rounds: a desk that changes thousands of times a second wakes each stream a hundred times.
const REST: Duration = Duration::from_millis(10);
/// Streams woken before others have a turn: pages are answered between.
const SLICE: usize = 128;
/// The same, when everybody is told to look again: each will fetch its page anew.
const CROWD: usize = 32;
/// How long as many of them take.
const CROWD_TIME: Duration = Duration::from_millis(32);

/// Tells streams what was changed, for as long as the database lives.
pub(super) async fn follow(state: &State) {
    let mut changes = state.db().changes().subscribe();
    loop {
        let Some(gathered) = gather(&mut changes).await else { return };
        if !gathered.is_empty() {
            wake(&state.live().tell(&gathered)).await;
        }
        sleep(REST).await;
    }
}

/// Waits for a change, and takes what came with it; each once.
async fn gather(changes: &mut Receiver<Arc<str>>) -> Option<Vec<Change>> {
    let mut gathered = Vec::new();
    let mut note = |change: Option<Change>| {
        if let Some(change) = change.filter(|change| !gathered.contains(change)) {
            gathered.push(change);
        }
    };
    match changes.recv().await {
        Ok(topic) => note(Change::parse(&topic)),
        Err(RecvError::Lagged(_)) => note(Some(Change::Anything)),
        Err(RecvError::Closed) => return None,
    }
    loop {
        match changes.try_recv() {
            Ok(topic) => note(Change::parse(&topic)),
            Err(TryRecvError::Lagged(_)) => note(Some(Change::Anything)),
            Err(TryRecvError::Empty | TryRecvError::Closed) => return Some(gathered),
        }
    }
}

/// Wakes them a few at a time.
pub(super) async fn wake(readers: &[Arc<Reader>]) {
    for slice in readers.chunks(SLICE) {
        for reader in slice {
            reader.wake();
        }
        tokio::task::yield_now().await;
    }
}

/// After a cut all are to look again, but not in the same instant.
pub(super) async fn spread(state: &State) {
    loop {
        state.live().everybody.notified().await;
        for crowd in state.live().all().chunks(CROWD) {
            for reader in crowd {
                reader.wake();
            }
            sleep(CROWD_TIME).await;
        }
    }
}
