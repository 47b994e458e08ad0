//! Reads what was kept, now and whenever there is news. Any number may run on one database.

use super::read::{Office, Understood};
use super::settings::IncomingSettings;
use super::verify::Verifier;
use atiende_core::files::{Vault, VaultError};
use atiende_core::id::InboundId;
use atiende_core::inbound::actions::{arrive, settle, take_in};
use atiende_core::inbound::{Due, Outcome, Settled, Trust, Verification, access};
use atiende_db::{Db, DbError, Tx, announced};
use atiende_jobs::{LEASE, keeping};
use futures_util::{StreamExt as _, stream};
use std::sync::Arc;
use std::time::Duration;
use tokio::select;
use tokio::task::{JoinError, spawn_blocking};
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

/// Taken at once, and read side by side: nothing that is taken waits for its turn, for nobody prolongs its lease.
const TAKEN: i64 = 8;
const AT_ONCE: usize = 8;
/// How long somebody waits for another worker to read a message.
const LOOK: Duration = Duration::from_millis(100);
const LOOKS: usize = 600;
/// How often the ledger is looked at when nobody announces anything: retries become due silently.
const POLL: Duration = Duration::from_secs(10);

/// Why a message could not be made anything; it is tried again.
#[derive(Debug, thiserror::Error)]
enum Stuck {
    #[error(transparent)]
    Db(#[from] DbError),
    #[error(transparent)]
    Files(#[from] VaultError),
    #[error("reading it failed: {0}")]
    Reading(#[from] JoinError),
}

/// Makes tickets of what was kept.
#[derive(Clone)]
pub struct Reader {
    db: Db,
    vault: Vault,
    office: Arc<Office>,
    verifier: Arc<Verifier>,
}

impl Reader {
    pub fn new(db: Db, vault: Vault, settings: IncomingSettings) -> Self {
        let verifier = Arc::new(Verifier::new(settings.name_servers));
        Self { db, vault, office: Arc::new(Office::new(settings)), verifier }
    }

    /// Reads what is due until `stop`; then ends what it has begun.
    pub async fn run(&self, stop: CancellationToken) {
        let mut changes = self.db.changes().subscribe();
        while !stop.is_cancelled() {
            if let Err(error) = self.round_until(&stop).await {
                tracing::error!(%error, "the ledger of incoming mail cannot be read or written");
            }
            select! {
                () = stop.cancelled() => {}
                () = announced(&mut changes, arrive::TOPIC) => {}
                () = sleep(POLL) => {}
            }
        }
    }

    /// Reads what is due now; how many messages.
    pub async fn round(&self) -> Result<usize, DbError> {
        self.round_until(&CancellationToken::new()).await
    }

    async fn round_until(&self, stop: &CancellationToken) -> Result<usize, DbError> {
        let mut read = 0;
        while !stop.is_cancelled() {
            let due = self.db.write(async move |tx| settle::claim(tx, TAKEN, LEASE).await).await?;
            if due.is_empty() {
                break;
            }
            read += due.len();
            stream::iter(due).map(|due| self.settle(due)).buffer_unordered(AT_ONCE).collect::<Vec<_>>().await;
        }
        Ok(read)
    }

    /// Reads this one now, or waits for whoever is at it.
    pub async fn one(&self, id: InboundId) -> Result<(), DbError> {
        if let Some(due) = self.db.write(async move |tx| settle::claim_one(tx, id, LEASE).await).await? {
            Box::pin(self.settle(due)).await;
            return Ok(());
        }
        for _ in 0..LOOKS {
            let entry = self.db.read(async move |tx| access::taken(tx, id).await).await?;
            if entry.is_none_or(|entry| entry.outcome != Outcome::Received) {
                break;
            }
            sleep(LOOK).await;
        }
        Ok(())
    }

    async fn settle(&self, due: Due) {
        let due = Arc::new(due);
        match keeping(Box::pin(self.read(&due)), || self.keep(&due)).await {
            Ok(None) => {}
            Ok(Some(settled)) => {
                let why = settled.why.map_or("", atiende_core::inbound::Why::as_str);
                tracing::info!(inbound = %due.id, result = %settled.outcome, why, "mail read");
            }
            // Nothing is wrong with the message: it is due again when its lease ends.
            Err(Stuck::Db(error @ (DbError::Unavailable(_) | DbError::Conflict))) => {
                tracing::warn!(inbound = %due.id, %error, "mail not read yet");
            }
            Err(stuck) => {
                tracing::error!(inbound = %due.id, attempts = due.attempts, error = %stuck, "mail not read yet");
                let error = stuck.to_string();
                let noted = self.db.write(async move |tx| settle::stick(tx, &due, &error).await).await;
                if let Err(error) = noted {
                    tracing::error!(%error, "nor could that be written down");
                }
            }
        }
    }

    /// Says that somebody is at it still. A database that does not answer lets the lease run out: whoever reads it then
    /// finds out whether it is settled.
    async fn keep(&self, due: &Arc<Due>) {
        let taken = Arc::clone(due);
        if let Err(error) = self.db.write(async move |tx| settle::keep(tx, &taken, LEASE).await).await {
            tracing::warn!(inbound = %due.id, %error, "a mail could not be kept");
        }
    }

    async fn read(&self, due: &Arc<Due>) -> Result<Option<Settled>, Stuck> {
        let raw = Arc::new(match &due.raw {
            Some(raw) => raw.clone(),
            None => self.vault.whole(&due.sha256).await?.to_vec(),
        });
        let (office, given, bytes) = (Arc::clone(&self.office), Arc::clone(due), Arc::clone(&raw));
        // A large one takes a while, and a hostile one may stop its thread.
        let understood = spawn_blocking(move || Understood::of(&office, &given, &bytes)).await?;
        let found = self.verify(due, &raw, understood.author()).await?;
        let trust = found.as_ref().map_or(Trust::None, |found| found.trust);
        let rules = self.office.rules(&self.db, &due.mailbox).await?;
        let incoming = Arc::new(understood.trusted(trust).stored(&self.vault, rules).await?);
        let take = async move |tx: &mut Tx| {
            if let Some(found) = &found {
                settle::verify(tx, incoming.id, found).await?;
            }
            take_in::take_in(tx, &incoming).await
        };
        Ok(self.db.write(take).await?)
    }

    /// Whose word it is. What was proved once stays so: keys are changed, and what a message waited for may take weeks.
    async fn verify(
        &self,
        due: &Due,
        raw: &Arc<Vec<u8>>,
        author: Option<&str>,
    ) -> Result<Option<Verification>, DbError> {
        let id = due.id;
        let Some(entry) = self.db.read(async move |tx| access::taken(tx, id).await).await? else { return Ok(None) };
        match entry.verified() {
            Some(earlier) if earlier.trust == Trust::Pass => Ok(Some(earlier)),
            _ => Ok(self.verifier.verify(raw, self.office.claim(raw, (&entry, due), author)).await),
        }
    }
}
