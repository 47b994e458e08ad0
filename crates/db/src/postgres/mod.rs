//! PostgreSQL: a pool, snapshot isolation, retries, and what is done when its server goes away.
//!
//! A connection on which anything was unavailable is closed, never used again: its server may be dead, or a standby now.
//! Nothing is waited for without end. A COMMIT without an answer may have happened: its caller hears `Unavailable`, and
//! whoever asks again with the same key finds out.

mod hosts;
mod listen;
mod unsaid;

pub(crate) use hosts::Hosts;

use crate::tx::{Connection, Mishap};
use crate::{Changes, Clock, DbError, Options, Tx, dialect};
use deadpool_postgres::{Manager, ManagerConfig, Object, Pool, RecyclingMethod, Runtime};
use hosts::Connector;
use listen::Listening;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, timeout};
use unsaid::Unsaid;

/// How often, and for how long, a write that met another one runs again before its caller hears of it. Forty writers of
/// one row at once all get through (each round lets one pass); strangers never meet. Several nodes that write to
/// one row without a pause need the time more than the number.
const TRIES: u32 = 60;
const MEETS_FOR: Duration = Duration::from_secs(10);
/// The longest pause between two tries, in milliseconds.
const PAUSE_MAX: u64 = 40;

/// How long a connection is waited for: for one to be free, and for a new one over all hosts.
const FREE: Duration = Duration::from_secs(10);
const NEW: Duration = Duration::from_secs(7);
/// BEGIN touches nothing: a server that lives answers at once.
const BEGIN: Duration = Duration::from_secs(5);
/// COMMIT waits for the disk and, with synchronous replication, for a standby.
const COMMIT: Duration = Duration::from_secs(10);
/// Of all connections, those that may write at a time, in quarters: while commits wait for a standby that is gone, pages
/// are still read.
const WRITING: usize = 3;

pub(crate) struct Postgres {
    pool: Pool,
    clock: Clock,
    writers: Arc<Semaphore>,
    unsaid: Arc<Unsaid>,
    _listening: Listening,
}

impl Postgres {
    pub(crate) fn connect(options: &Options, clock: Clock, changes: Changes) -> Result<Self, DbError> {
        let hosts = Arc::new(Hosts::of(&options.url)?);
        let recycling = ManagerConfig { recycling_method: RecyclingMethod::Fast };
        let connector = Connector(Arc::clone(&hosts));
        let manager = Manager::from_connect(tokio_postgres::Config::new(), connector, recycling);
        let pool = Pool::builder(manager)
            .max_size(options.pool_size)
            .wait_timeout(Some(FREE))
            .create_timeout(Some(NEW))
            .runtime(Runtime::Tokio1)
            .build()
            .map_err(|e| DbError::Unavailable(e.to_string()))?;
        let writers = Arc::new(Semaphore::new((options.pool_size * WRITING / 4).max(1)));
        let unsaid = Arc::<Unsaid>::default();
        let listening = Listening::start(hosts, changes, Arc::clone(&unsaid));
        Ok(Self { pool, clock, writers, unsaid, _listening: listening })
    }

    pub(crate) async fn read<T, E: From<DbError>>(&self, f: impl AsyncFnOnce(&Tx) -> Result<T, E>) -> Result<T, E> {
        let open = self.begin(dialect::POSTGRES_READ).await?;
        let done = f(open.tx()).await;
        if open.tx().mishap() == Mishap::Unavailable {
            return done.and(Err(lost().into()));
        }
        timeout(BEGIN, open.end("COMMIT")).await.map_err(|_| silent())??;
        done
    }

    pub(crate) async fn write<T, E, F>(&self, f: F) -> Result<T, E>
    where
        F: AsyncFn(&mut Tx) -> Result<T, E>,
        E: From<DbError>,
    {
        let mut turn = self.turn().await?;
        let begun = Instant::now();
        for attempt in 0.. {
            if attempt >= TRIES && begun.elapsed() > MEETS_FOR {
                break;
            }
            let mut open = self.begin(dialect::POSTGRES_WRITE).await?;
            let done = f(open.tx_mut()).await;
            match (open.tx().mishap(), done) {
                (Mishap::None, Ok(value)) => match open.commit(turn, &self.unsaid).await {
                    Ok(()) => return Ok(value),
                    Err(DbError::Conflict) => turn = self.turn().await?,
                    Err(error) => return Err(error.into()),
                },
                (Mishap::Conflict, _) => open.roll_back().await?,
                (Mishap::Unavailable, done) => return done.and(Err(lost().into())),
                (Mishap::Failed, Ok(_)) => {
                    open.roll_back().await?;
                    return Err(passed_over().into());
                }
                (_, Err(error)) => {
                    open.roll_back().await?;
                    return Err(error);
                }
            }
            tokio::time::sleep(pause(attempt)).await;
        }
        Err(DbError::Conflict.into())
    }

    async fn turn(&self) -> Result<OwnedSemaphorePermit, DbError> {
        let turn = timeout(FREE, Arc::clone(&self.writers).acquire_owned()).await;
        turn.ok().and_then(Result::ok).ok_or_else(|| DbError::Unavailable("all writers wait for the server".into()))
    }

    /// A transaction on a connection that works. One that died in the pool is not the caller's trouble: nothing was asked
    /// of it yet.
    async fn begin(&self, how: &str) -> Result<OpenTx, DbError> {
        loop {
            let object = self.pool.get().await?;
            let is_new = Object::metrics(&object).recycle_count == 0;
            let open = OpenTx(Some(Tx::new(Connection::Postgres(object), (self.clock)())));
            let begun = timeout(BEGIN, open.tx().batch(how)).await.unwrap_or_else(|_| Err(silent()));
            match begun {
                Ok(()) => return Ok(open),
                Err(error) if is_new => return Err(error),
                // The others of that server are most likely dead, too.
                Err(_) => drop(self.pool.retain(|_, _| false)),
            }
        }
    }
}

fn silent() -> DbError {
    DbError::Unavailable("the server does not answer".into())
}

fn lost() -> DbError {
    DbError::Unavailable("the server was lost on the way".into())
}

/// PostgreSQL answers a COMMIT after a failed statement with a ROLLBACK, and calls it a success.
fn passed_over() -> DbError {
    DbError::Statement("a statement failed and its action went on: nothing was written".into())
}

/// A pause that grows and differs from that of the others who lost.
fn pause(attempt: u32) -> Duration {
    let chance = RandomState::new().build_hasher().finish();
    Duration::from_millis(chance % (u64::from(attempt) * 2 + 2).min(PAUSE_MAX))
}

/// A connection inside BEGIN .. COMMIT. Dropped half-way (the request was cancelled, the server is gone), it is
/// closed instead of going back to the pool with somebody's transaction open.
struct OpenTx(Option<Tx>);

impl OpenTx {
    #[expect(clippy::expect_used, reason = "only `end` takes the transaction, and it takes self")]
    fn tx(&self) -> &Tx {
        self.0.as_ref().expect("open until ended")
    }

    #[expect(clippy::expect_used, reason = "only `end` takes the transaction, and it takes self")]
    fn tx_mut(&mut self) -> &mut Tx {
        self.0.as_mut().expect("open until ended")
    }

    /// What is not answered in time is left to itself, and keeps its turn: a server whose standby is gone would else be
    /// given commits to wait for until it has no connection left.
    #[expect(clippy::disallowed_methods, reason = "ends with the server's answer or the connection")]
    async fn commit(mut self, turn: OwnedSemaphorePermit, unsaid: &Arc<Unsaid>) -> Result<(), DbError> {
        let topics = self.tx_mut().take_topics();
        let mut ending = Box::pin(self.end("COMMIT"));
        if let Ok(ended) = timeout(COMMIT, &mut ending).await {
            // Told too often is no harm: without an answer it may have happened.
            if !matches!(ended, Err(DbError::Conflict)) {
                unsaid.tell(topics).await;
            }
            return ended;
        }
        let unsaid = Arc::clone(unsaid);
        tokio::spawn(async move {
            let ended = ending.await;
            unsaid.tell(topics).await;
            tracing::warn!(?ended, "a commit took longer than anybody waited");
            drop(turn);
        });
        Err(DbError::Unavailable("the commit was not confirmed in time".into()))
    }

    async fn roll_back(self) -> Result<(), DbError> {
        timeout(BEGIN, self.end("ROLLBACK")).await.map_err(|_| silent())?
    }

    async fn end(mut self, how: &str) -> Result<(), DbError> {
        self.tx().batch(how).await?;
        drop(self.0.take());
        Ok(())
    }
}

impl Drop for OpenTx {
    fn drop(&mut self) {
        if let Some(Connection::Postgres(object)) = self.0.take().map(Tx::into_connection) {
            drop(Object::take(object));
        }
    }
}
