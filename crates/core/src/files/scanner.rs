//! The worker that has files looked at. Any number may run on one database.

use super::model::{Scan, TOO_LARGE};
use super::scanning;
use super::scans::Due;
use super::vault::{Vault, VaultError};
use atiende_clamav::{Clamd, Failure, Verdict};
use atiende_db::{Db, DbError, announced};
use atiende_jobs::{LEASE, keeping};
use futures_util::{StreamExt as _, stream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Taken at once, and scanned side by side: nothing that is taken waits for its turn.
const TAKEN: i64 = 4;
const AT_ONCE: usize = 4;
/// How often it looks when nobody announces anything: retries become due silently.
const POLL: Duration = Duration::from_secs(5);

/// Has files scanned by clamd.
#[derive(Clone)]
pub struct Scanner {
    db: Db,
    vault: Vault,
    clamd: Clamd,
    /// So that it is logged once.
    is_away: Arc<AtomicBool>,
}

/// Why a content has no verdict.
#[derive(Debug, thiserror::Error)]
enum Unlooked {
    #[error(transparent)]
    Vault(#[from] VaultError),
    #[error(transparent)]
    Clamd(#[from] Failure),
}

impl Unlooked {
    fn is_of_the_file(&self) -> bool {
        match self {
            Self::Vault(_) => true,
            Self::Clamd(failure) => failure.is_of_the_file(),
        }
    }
}

impl Scanner {
    pub fn new(db: Db, vault: Vault, clamd: Clamd) -> Self {
        Self { db, vault, clamd, is_away: Arc::default() }
    }

    /// Scans what is asked for until `stop`; then ends what it has begun.
    pub async fn run(&self, stop: CancellationToken) {
        let mut changes = self.db.changes().subscribe();
        if let Err(error) = scanning::adopt(&self.db).await {
            tracing::warn!(%error, "older files could not be queued for the scanner");
        }
        while !stop.is_cancelled() {
            if let Err(error) = self.round_until(&stop).await {
                tracing::error!(%error, "what is to be scanned cannot be read or written");
            }
            tokio::select! {
                () = stop.cancelled() => {}
                () = announced(&mut changes, scanning::TOPIC) => {}
                () = tokio::time::sleep(POLL) => {}
            }
        }
    }

    /// Queues what was there before the scanner.
    pub async fn adopt(&self) -> Result<(), DbError> {
        scanning::adopt(&self.db).await
    }

    /// Scans what is due now; how many contents have a verdict.
    pub async fn round(&self) -> Result<usize, DbError> {
        self.round_until(&CancellationToken::new()).await
    }

    async fn round_until(&self, stop: &CancellationToken) -> Result<usize, DbError> {
        let settled = self.scan_all(stop).await;
        scanning::let_late_go(&self.db).await?;
        settled
    }

    async fn scan_all(&self, stop: &CancellationToken) -> Result<usize, DbError> {
        let mut settled = 0;
        while !stop.is_cancelled() {
            // Which signatures it has now; and nothing is taken that nobody can look at.
            let Some(engine) = self.engine().await else { break };
            let due = self.db.write(async |tx| scanning::claim(tx, TAKEN, LEASE).await).await?;
            if due.is_empty() {
                break;
            }
            let taken = due.len();
            let looked = stream::iter(due).map(|due| self.settle(due, &engine)).buffer_unordered(AT_ONCE);
            let looked: Vec<_> = looked.collect().await;
            let mut verdicts = 0;
            for one in looked {
                verdicts += usize::from(one?);
            }
            settled += verdicts;
            if verdicts < taken {
                break;
            }
        }
        Ok(settled)
    }

    /// The scanner's version with that of its signatures; `None`, logged once, where it does not answer.
    async fn engine(&self) -> Option<String> {
        match self.clamd.version().await {
            Ok(version) => {
                if self.is_away.swap(false, Ordering::Relaxed) {
                    tracing::info!(clamd = %self.clamd.address(), "the virus scanner is back");
                }
                Some(version.text)
            }
            Err(error) => {
                if !self.is_away.swap(true, Ordering::Relaxed) {
                    tracing::error!(clamd = %self.clamd.address(), %error, "the virus scanner does not answer: files wait");
                }
                None
            }
        }
    }

    /// Whether it has a verdict now.
    async fn settle(&self, due: Due, engine: &str) -> Result<bool, DbError> {
        let engine = engine.to_owned();
        let now = self.db.read(async |tx| Ok::<_, DbError>(tx.now())).await?;
        let (verdict, at) = match scanning::known(&due, &engine, now) {
            Some((scan, detail)) => (Ok((scan, detail.to_owned())), due.scanned_at.unwrap_or(now)),
            None => (keeping(self.look(&due), || self.keep(&due)).await, now),
        };
        match verdict {
            Ok((scan, detail)) => {
                let write = async move |tx: &mut _| {
                    scanning::settle(tx, &due.sha256, (scan, &detail), (&engine, at)).await?;
                    Ok::<_, DbError>(())
                };
                self.db.write(write).await?;
                Ok(true)
            }
            Err(why) => {
                tracing::warn!(sha256 = due.sha256, attempts = due.attempts, %why, "a file could not be scanned");
                let (is_its_own, error) = (why.is_of_the_file(), why.to_string());
                let write = async move |tx: &mut _| {
                    scanning::postpone(tx, (&due.sha256, due.attempts), &error, is_its_own).await
                };
                self.db.write(write).await?;
                Ok(false)
            }
        }
    }

    /// Says that somebody is at it still.
    async fn keep(&self, due: &Due) {
        let (sha256, attempts) = (due.sha256.clone(), due.attempts);
        let kept = self.db.write(async move |tx| scanning::hold(tx, (&sha256, attempts), LEASE).await).await;
        if let Err(error) = kept {
            tracing::warn!(sha256 = due.sha256, %error, "a scan could not be kept");
        }
    }

    async fn look(&self, due: &Due) -> Result<(Scan, String), Unlooked> {
        let bytes = self.vault.read(&due.sha256).await?;
        Ok(match self.clamd.scan(bytes).await? {
            Verdict::Clean => (Scan::Clean, String::new()),
            Verdict::Infected(malware) => (Scan::Infected, malware),
            Verdict::TooLarge => (Scan::Unscanned, TOO_LARGE.to_owned()),
        })
    }
}
