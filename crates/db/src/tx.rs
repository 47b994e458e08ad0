//! A transaction of either engine. `&Tx` reads, `&mut Tx` also writes.

use crate::memo::{Memo, MemoKey};
use crate::{Columns, DbError, Engine, FromRow, Row, Sql, SqlBuilder, Value, dialect};
use jiff::Timestamp;
use std::any::Any;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How long PostgreSQL may think about one statement: far more than any takes, so that a server that froze holds nobody for
/// ever.
const STATEMENT: Duration = Duration::from_mins(1);

pub(crate) enum Connection {
    /// Behind a lock only so that `&Tx` may cross an await; it is never contended.
    Sqlite(Mutex<rusqlite::Connection>),
    Postgres(deadpool_postgres::Object),
}

/// The worst that has befallen a transaction of PostgreSQL so far, whatever its action made of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Mishap {
    None,
    /// A statement failed: the server will not commit this any more.
    Failed,
    /// Another writer was faster.
    Conflict,
    /// The server is gone, or is none that takes writes.
    Unavailable,
}

impl Mishap {
    const ALL: [Self; 4] = [Self::None, Self::Failed, Self::Conflict, Self::Unavailable];

    fn of(error: &DbError) -> Self {
        match error {
            DbError::Conflict => Self::Conflict,
            DbError::Unavailable(_) => Self::Unavailable,
            _ => Self::Failed,
        }
    }
}

/// One consistent view of the database, at one instant.
pub struct Tx {
    connection: Connection,
    /// Of connections that only read, where the engine tells cheaply whether anything changed.
    memo: Option<Mutex<Memo>>,
    now: Timestamp,
    topics: Vec<Arc<str>>,
    mishap: AtomicU8,
}

impl Tx {
    pub(crate) fn sqlite(connection: rusqlite::Connection, now: Timestamp) -> Self {
        Self::new(Connection::Sqlite(Mutex::new(connection)), now)
    }

    /// A snapshot of a connection that only reads.
    pub(crate) fn reader(connection: rusqlite::Connection, mut memo: Memo, now: Timestamp) -> Self {
        memo.begin();
        Self { memo: Some(Mutex::new(memo)), ..Self::sqlite(connection, now) }
    }

    pub(crate) fn new(connection: Connection, now: Timestamp) -> Self {
        Self { connection, memo: None, now, topics: Vec::new(), mishap: AtomicU8::new(0) }
    }

    /// The instant of this action: the same for every row that it writes.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// Which engine answers; for search and the job queue, whose words differ.
    pub fn engine(&self) -> Engine {
        match self.connection {
            Connection::Sqlite(_) => Engine::Sqlite,
            Connection::Postgres(_) => Engine::Postgres,
        }
    }

    /// Tells every node, once this transaction is committed, that `topic` changed.
    pub fn announce(&mut self, topic: impl Into<Arc<str>>) {
        let topic = topic.into();
        if !self.topics.contains(&topic) {
            self.topics.push(topic);
        }
    }

    /// All rows of a SELECT.
    pub async fn all<T: FromRow>(&self, sql: Sql, args: &[Value<'_>]) -> Result<Vec<T>, DbError> {
        self.fetch(sql.text(self.engine()), args).await
    }

    /// All rows of a statement that was put together at run time.
    pub async fn all_built<T: FromRow>(&self, sql: &SqlBuilder) -> Result<Vec<T>, DbError> {
        self.fetch(&sql.text(self.engine()), &sql.args()).await
    }

    /// The first row, if any.
    pub async fn opt<T: FromRow>(&self, sql: Sql, args: &[Value<'_>]) -> Result<Option<T>, DbError> {
        Ok(self.all(sql, args).await?.into_iter().next())
    }

    /// The first row. Errors: `DbError::NoRow` when there is none.
    pub async fn one<T: FromRow>(&self, sql: Sql, args: &[Value<'_>]) -> Result<T, DbError> {
        self.opt(sql, args).await?.ok_or(DbError::NoRow)
    }

    /// What `work` makes of this snapshot. A connection that only reads keeps it until anybody writes anything: for
    /// small lists that many pages show. The key says all that it depends on; the right to it is the caller's proof.
    pub async fn shared<T, E>(&self, key: MemoKey, work: impl AsyncFnOnce(&Self) -> Result<T, E>) -> Result<Arc<T>, E>
    where
        T: Any + Send + Sync,
        E: From<DbError>,
    {
        if let Some(kept) = self.kept(key)? {
            return Ok(kept);
        }
        let fresh = Arc::new(work(self).await?);
        if let Some(memo) = &self.memo {
            lock(memo).put(key, &fresh);
        }
        Ok(fresh)
    }

    fn kept<T: Any + Send + Sync>(&self, key: MemoKey) -> Result<Option<Arc<T>>, DbError> {
        let (Some(memo), Connection::Sqlite(connection)) = (&self.memo, &self.connection) else { return Ok(None) };
        let mut memo = lock(memo);
        if !memo.is_checked() {
            let connection = lock(connection);
            let mut statement = connection.prepare_cached(dialect::SQLITE_VERSION)?;
            memo.check(statement.query_row([], |row| row.get(0))?);
        }
        Ok(memo.get(key))
    }

    /// Runs an INSERT, UPDATE or DELETE; the number of rows it touched.
    pub async fn execute(&mut self, sql: Sql, args: &[Value<'_>]) -> Result<u64, DbError> {
        match &self.connection {
            Connection::Sqlite(connection) => {
                let connection = lock(connection);
                let mut statement = connection.prepare_cached(sql.sqlite)?;
                bind(&mut statement, args)?;
                Ok(statement.raw_execute()? as u64)
            }
            Connection::Postgres(connection) => {
                let done = async {
                    let statement = connection.prepare_cached(sql.postgres).await?;
                    connection.execute_raw(&statement, args).await
                };
                self.noticing(done).await
            }
        }
    }

    /// Runs a statement with RETURNING; its rows.
    pub async fn returning<T: FromRow>(&mut self, sql: Sql, args: &[Value<'_>]) -> Result<Vec<T>, DbError> {
        self.fetch(sql.text(self.engine()), args).await
    }

    /// Runs an INSERT .. RETURNING of exactly one row.
    pub async fn returning_one<T: FromRow>(&mut self, sql: Sql, args: &[Value<'_>]) -> Result<T, DbError> {
        self.returning(sql, args).await?.into_iter().next().ok_or(DbError::NoRow)
    }

    async fn fetch<T: FromRow>(&self, sql: &str, args: &[Value<'_>]) -> Result<Vec<T>, DbError> {
        match &self.connection {
            Connection::Sqlite(connection) => {
                let connection = lock(connection);
                let mut statement = connection.prepare_cached(sql)?;
                bind(&mut statement, args)?;
                let mut rows = statement.raw_query();
                let mut found = Vec::new();
                while let Some(row) = rows.next()? {
                    found.push(T::from_row(&mut Columns::new(Row::Sqlite(row)))?);
                }
                Ok(found)
            }
            Connection::Postgres(connection) => {
                let done = async {
                    let statement = connection.prepare_cached(sql).await?;
                    let args: Vec<&(dyn tokio_postgres::types::ToSql + Sync)> =
                        args.iter().map(|arg| arg as &(dyn tokio_postgres::types::ToSql + Sync)).collect();
                    connection.query(&statement, &args).await
                };
                let rows = self.noticing(done).await?;
                rows.iter().map(|row| T::from_row(&mut Columns::new(Row::Postgres(row)))).collect()
            }
        }
    }

    async fn noticing<T>(&self, work: impl Future<Output = Result<T, tokio_postgres::Error>>) -> Result<T, DbError> {
        let silent = || Err(DbError::Unavailable("the server does not answer".into()));
        let done =
            tokio::time::timeout(STATEMENT, work).await.map_or_else(|_| silent(), |done| done.map_err(DbError::from));
        if let Err(error) = &done {
            self.mishap.fetch_max(Mishap::of(error) as u8, Ordering::Relaxed);
        }
        done
    }
}

/// How the engines drive a transaction.
impl Tx {
    pub(crate) async fn batch(&self, sql: &str) -> Result<(), DbError> {
        match &self.connection {
            Connection::Sqlite(connection) => {
                lock(connection).prepare_cached(sql)?.execute([])?;
                Ok(())
            }
            Connection::Postgres(connection) => self.noticing(connection.batch_execute(sql)).await,
        }
    }

    pub(crate) fn mishap(&self) -> Mishap {
        let worst = usize::from(self.mishap.load(Ordering::Relaxed));
        Mishap::ALL.get(worst).copied().unwrap_or(Mishap::Unavailable)
    }

    /// Whether SQLite has no transaction open: it ends one by itself when the disk is full or broken.
    pub(crate) fn is_over(&self) -> bool {
        matches!(&self.connection, Connection::Sqlite(connection) if lock(connection).is_autocommit())
    }

    /// How many rows this connection to SQLite has changed since it was opened; of a statement that failed, none.
    pub(crate) fn changed_rows(&self) -> u64 {
        match &self.connection {
            Connection::Sqlite(connection) => lock(connection).total_changes(),
            Connection::Postgres(_) => 0,
        }
    }

    pub(crate) fn begin_work(&mut self, now: Timestamp) {
        self.now = now;
        self.topics.clear();
    }

    pub(crate) fn take_topics(&mut self) -> Vec<Arc<str>> {
        std::mem::take(&mut self.topics)
    }

    pub(crate) fn into_connection(self) -> Connection {
        self.connection
    }

    /// What `reader` was given.
    pub(crate) fn into_reader(self) -> Option<(rusqlite::Connection, Memo)> {
        let (Connection::Sqlite(connection), Some(memo)) = (self.connection, self.memo) else { return None };
        Some((unlocked(connection), unlocked(memo)))
    }
}

fn lock<T>(of_this_thread: &Mutex<T>) -> MutexGuard<'_, T> {
    // A panic inside a statement leaves the connection as usable as any failed statement does.
    of_this_thread.lock().unwrap_or_else(PoisonError::into_inner)
}

fn unlocked<T>(of_this_thread: Mutex<T>) -> T {
    of_this_thread.into_inner().unwrap_or_else(PoisonError::into_inner)
}

fn bind(statement: &mut rusqlite::Statement<'_>, args: &[Value<'_>]) -> Result<(), DbError> {
    if statement.parameter_count() != args.len() {
        return Err(DbError::Statement(format!(
            "{} arguments for {} parameters",
            args.len(),
            statement.parameter_count()
        )));
    }
    for (index, arg) in args.iter().enumerate() {
        statement.raw_bind_parameter(index + 1, arg)?;
    }
    Ok(())
}
