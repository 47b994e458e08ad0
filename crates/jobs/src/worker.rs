//! The worker: takes due jobs, runs them, and keeps what failed for later.

use crate::{Job, queue};
use atiende_db::{Db, DbError, announced};
use futures_util::future::BoxFuture;
use jiff::{SignedDuration, Timestamp};
use std::collections::{HashMap, VecDeque};
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How a job ended.
#[derive(Debug)]
pub enum Outcome {
    Done,
    /// Something outside is not ready: again later, with growing pauses.
    Retry(String),
    /// It will never work: kept for an administrator to see.
    Fail(String),
}

impl From<DbError> for Outcome {
    fn from(error: DbError) -> Self {
        match error {
            DbError::Unavailable(_) | DbError::Conflict => Self::Retry(error.to_string()),
            other => Self::Fail(other.to_string()),
        }
    }
}

type Handler<C> = Arc<dyn Fn(C, String) -> BoxFuture<'static, Outcome> + Send + Sync>;

/// Which kind is run by which function, over a context `C` (database, file store, mailer).
pub struct Registry<C> {
    context: C,
    handlers: HashMap<&'static str, Handler<C>>,
}

impl<C: Clone + Send + 'static> Registry<C> {
    pub fn new(context: C) -> Self {
        Self { context, handlers: HashMap::new() }
    }

    /// Runs jobs of type `J` with `f`.
    #[must_use]
    pub fn on<J, F, Fut>(mut self, f: F) -> Self
    where
        J: Job + Send + 'static,
        F: Fn(C, J) -> Fut + Send + Sync + Copy + 'static,
        Fut: Future<Output = Outcome> + Send + 'static,
    {
        let handler: Handler<C> = Arc::new(move |context, payload| {
            Box::pin(async move {
                match serde_json::from_str(&payload) {
                    Ok(job) => f(context, job).await,
                    Err(error) => Outcome::Fail(format!("payload: {error}")),
                }
            })
        });
        self.handlers.insert(J::KIND, handler);
        self
    }
}

/// What one round did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Ran {
    pub done: usize,
    pub retried: usize,
    pub failed: usize,
}

impl Ran {
    pub fn total(self) -> usize {
        self.done + self.retried + self.failed
    }

    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self { done: self.done + other.done, retried: self.retried + other.retried, failed: self.failed + other.failed }
    }
}

/// Runs the queue of one database.
#[derive(Clone)]
pub struct Worker<C> {
    db: Db,
    registry: Arc<Registry<C>>,
    renewal: Duration,
}

const AT_ONCE: i64 = 16;
/// After this the job counts as its worker's death and is run by another.
const LEASE: SignedDuration = SignedDuration::from_mins(10);
/// How often a worker that lives says so.
const RENEWAL: Duration = Duration::from_mins(3);
/// Tries before a job that asks for a retry is given up: about two days of pauses.
const TRIES: i64 = 20;
/// Looks even when nothing was announced: for what becomes due by time alone.
const POLL: Duration = Duration::from_secs(5);

impl<C: Clone + Send + Sync + 'static> Worker<C> {
    pub fn new(db: Db, registry: Registry<C>) -> Self {
        Self { db, registry: Arc::new(registry), renewal: RENEWAL }
    }

    /// The same, saying more often that it lives: for who cannot wait for minutes.
    #[must_use]
    pub fn renewing_every(self, renewal: Duration) -> Self {
        Self { renewal, ..self }
    }

    /// Runs until told to stop; what it is at then, it finishes.
    pub async fn run(&self, stop: CancellationToken) {
        let mut changes = self.db.changes().subscribe();
        while !stop.is_cancelled() {
            match self.round().await {
                Ok(ran) if ran.total() > 0 => continue,
                Ok(_) => {}
                Err(error) => tracing::error!(%error, "jobs cannot be taken"),
            }
            tokio::select! {
                () = stop.cancelled() => break,
                () = tokio::time::sleep(POLL) => {}
                () = announced(&mut changes, "jobs") => {}
            }
        }
    }

    /// Runs what is due now, once.
    pub async fn round(&self) -> Result<Ran, DbError> {
        let taken = self.db.write(async |tx| queue::claim(tx, AT_ONCE, LEASE).await).await?;
        let mut ran = Ran::default();
        let mut held: VecDeque<i64> = taken.iter().map(|job| job.id).collect();
        for job in taken {
            let outcome = tokio::select! {
                outcome = self.run_one(&job) => outcome,
                never = self.hold(&held) => match never {},
            };
            held.pop_front();
            self.settle(job, outcome, &mut ran).await?;
        }
        Ok(ran)
    }

    /// Keeps others from these jobs for as long as one of them takes: a backup may take longer than a lease.
    async fn hold(&self, held: &VecDeque<i64>) -> Infallible {
        loop {
            tokio::time::sleep(self.renewal).await;
            let ids: Vec<i64> = held.iter().copied().collect();
            if let Err(error) = self.db.write(async move |tx| queue::renew(tx, &ids, LEASE).await).await {
                tracing::warn!(%error, "a job could not be held");
            }
        }
    }

    async fn run_one(&self, job: &queue::Taken) -> Outcome {
        match self.registry.handlers.get(job.kind.as_str()) {
            Some(handler) => handler(self.registry.context.clone(), job.payload.clone()).await,
            None => Outcome::Fail(format!("nobody runs jobs of kind {:?}", job.kind)),
        }
    }

    async fn settle(&self, job: queue::Taken, outcome: Outcome, ran: &mut Ran) -> Result<(), DbError> {
        let queue::Taken { id, kind, attempts, .. } = job;
        match outcome {
            Outcome::Done => {
                ran.done += 1;
                self.db.write(async move |tx| queue::done(tx, id).await).await
            }
            Outcome::Retry(error) if attempts < TRIES => {
                tracing::warn!(kind, id, attempts, error, "job will be tried again");
                ran.retried += 1;
                let pause = pause(attempts);
                self.db.write(async move |tx| queue::retry(tx, id, &error, later(tx.now(), pause)).await).await
            }
            Outcome::Retry(error) | Outcome::Fail(error) => {
                tracing::error!(kind, id, attempts, error, "job given up");
                ran.failed += 1;
                self.db.write(async move |tx| queue::give_up(tx, id, &error).await).await
            }
        }
    }
}

/// 5 s, 40 s, 135 s, .. up to 4 h: soon at first, gentle on what is down for long.
fn pause(attempts: i64) -> SignedDuration {
    SignedDuration::from_secs((5 * attempts.pow(3)).min(4 * 3600))
}

fn later(now: Timestamp, pause: SignedDuration) -> Timestamp {
    now.checked_add(pause).unwrap_or(now)
}
