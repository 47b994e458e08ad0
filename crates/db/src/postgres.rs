//! PostgreSQL: a pool, snapshot isolation, retries, and LISTEN for what other nodes change.

use crate::changes::ANY;
use crate::tx::Connection;
use crate::{Changes, Clock, DbError, Options, Tx, dialect};
use deadpool_postgres::{Manager, ManagerConfig, Object, Pool, RecyclingMethod};
use futures_util::{StreamExt, stream};
use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::Arc;
use std::time::Duration;
use tokio_postgres::{AsyncMessage, NoTls};

/// How often a write that met another one runs again before its caller hears of it. Forty writers of
/// one row at once all get through (each round lets one pass); strangers never meet.
const TRIES: u32 = 60;
/// The longest pause between two tries, in milliseconds.
const PAUSE_MAX: u64 = 40;

pub(crate) struct Postgres {
    pool: Pool,
    clock: Clock,
}

impl Postgres {
    pub(crate) fn connect(options: &Options, clock: Clock, changes: Changes) -> Result<Self, DbError> {
        let config: tokio_postgres::Config =
            options.url.parse().map_err(|e: tokio_postgres::Error| DbError::Statement(e.to_string()))?;
        let recycling = ManagerConfig { recycling_method: RecyclingMethod::Fast };
        let manager = Manager::from_config(config.clone(), NoTls, recycling);
        let pool = Pool::builder(manager)
            .max_size(options.pool_size)
            .build()
            .map_err(|e| DbError::Unavailable(e.to_string()))?;
        start_listening(config, changes);
        Ok(Self { pool, clock })
    }

    pub(crate) async fn client(&self) -> Result<Object, DbError> {
        Ok(self.pool.get().await?)
    }

    pub(crate) async fn read<T, E: From<DbError>>(&self, f: impl AsyncFnOnce(&Tx) -> Result<T, E>) -> Result<T, E> {
        let open = OpenTx::begin(self, dialect::POSTGRES_READ).await?;
        let done = f(open.tx()).await;
        open.end("COMMIT").await?;
        done
    }

    pub(crate) async fn write<T, E, F>(&self, f: F) -> Result<T, E>
    where
        F: AsyncFn(&mut Tx) -> Result<T, E>,
        E: From<DbError>,
    {
        for attempt in 0..TRIES {
            let mut open = OpenTx::begin(self, dialect::POSTGRES_WRITE).await?;
            let done = f(open.tx_mut()).await;
            let conflict = match done {
                Ok(value) => match open.commit().await {
                    Ok(()) => return Ok(value),
                    Err(DbError::Conflict) => true,
                    Err(error) => return Err(error.into()),
                },
                Err(error) => {
                    let conflict = open.tx().met_conflict();
                    open.end("ROLLBACK").await?;
                    if !conflict {
                        return Err(error);
                    }
                    conflict
                }
            };
            if conflict {
                tokio::time::sleep(pause(attempt)).await;
            }
        }
        Err(DbError::Conflict.into())
    }
}

/// A pause that grows and differs from that of the others who lost.
fn pause(attempt: u32) -> Duration {
    let chance = RandomState::new().build_hasher().finish();
    Duration::from_millis(chance % (u64::from(attempt) * 2 + 2).min(PAUSE_MAX))
}

/// A connection inside BEGIN .. COMMIT. Dropped half-way (the request was cancelled), it is
/// closed instead of going back to the pool with somebody's transaction open.
struct OpenTx(Option<Tx>);

impl OpenTx {
    async fn begin(postgres: &Postgres, begin: &str) -> Result<Self, DbError> {
        let tx = Tx::new(Connection::Postgres(postgres.client().await?), (postgres.clock)());
        let open = Self(Some(tx));
        open.tx().batch(begin).await?;
        Ok(open)
    }

    #[expect(clippy::expect_used, reason = "only `end` takes the transaction, and it takes self")]
    fn tx(&self) -> &Tx {
        self.0.as_ref().expect("open until ended")
    }

    #[expect(clippy::expect_used, reason = "only `end` takes the transaction, and it takes self")]
    fn tx_mut(&mut self) -> &mut Tx {
        self.0.as_mut().expect("open until ended")
    }

    async fn commit(mut self) -> Result<(), DbError> {
        self.tx_mut().notify().await?;
        self.end("COMMIT").await
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

#[expect(clippy::disallowed_methods, reason = "lives as long as the database does, like the pool's connections")]
fn start_listening(config: tokio_postgres::Config, changes: Changes) {
    tokio::spawn(listen(config, changes));
}

/// Hears what any node announced. After a cut it says `*`: something may have been missed.
async fn listen(config: tokio_postgres::Config, changes: Changes) {
    let mut pause = Duration::from_millis(100);
    loop {
        if let Err(error) = listen_once(&config, &changes, &mut pause).await {
            tracing::warn!(%error, "not listening for changes; trying again");
        }
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(Duration::from_secs(10));
    }
}

async fn listen_once(config: &tokio_postgres::Config, changes: &Changes, pause: &mut Duration) -> Result<(), DbError> {
    let (client, mut connection) = config.connect(NoTls).await?;
    let mut messages = stream::poll_fn(move |context| connection.poll_message(context));
    let listening = async {
        client.batch_execute(&format!("LISTEN {}", dialect::CHANNEL)).await?;
        *pause = Duration::from_millis(100);
        changes.tell([Arc::from(ANY)]);
        Ok::<_, DbError>(())
    };
    let hearing = async {
        while let Some(message) = messages.next().await {
            if let AsyncMessage::Notification(note) = message? {
                changes.tell([Arc::from(note.payload())]);
            }
        }
        Err::<(), DbError>(DbError::Unavailable("the connection was closed".into()))
    };
    tokio::try_join!(listening, hearing).map(|_| ())
}
