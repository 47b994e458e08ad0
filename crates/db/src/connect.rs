//! Opening a database and running closures on it.

use crate::postgres::Postgres;
use crate::sqlite::{Readers, Writer};
use crate::{Changes, DbError, Engine, Tx};
use jiff::Timestamp;
use std::path::PathBuf;
use std::sync::Arc;

/// Where the instant of an action comes from; handed in by the executable, fixed in tests.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// Which database to open.
#[derive(Debug, Clone)]
pub struct Options {
    /// `sqlite:/path/to/file.db` or `postgres://..`.
    pub url: String,
    /// PostgreSQL connections at the most.
    pub pool_size: usize,
}

impl Options {
    pub fn new(url: impl Into<String>) -> Self {
        Self { url: url.into(), pool_size: 16 }
    }

    /// The file of an SQLite address.
    pub fn sqlite_path(&self) -> Option<PathBuf> {
        self.url.strip_prefix("sqlite:").map(|path| PathBuf::from(path.strip_prefix("//").unwrap_or(path)))
    }
}

/// A database of either engine; cheap to clone.
#[derive(Clone)]
pub struct Db {
    store: Store,
    changes: Changes,
}

#[derive(Clone)]
enum Store {
    Sqlite {
        readers: Arc<Readers>,
        writer: Arc<Writer>,
    },
    /// A copy that stays as it is.
    SqliteToRead(Arc<Readers>),
    Postgres(Arc<Postgres>),
}

impl Db {
    /// Opens the database; creates an SQLite file that is not there. The schema is `migrate`'s work.
    pub fn open(options: &Options, clock: Clock) -> Result<Self, DbError> {
        let changes = Changes::new();
        let store = match options.sqlite_path() {
            Some(path) => Store::Sqlite {
                writer: Arc::new(Writer::start(&path, Arc::clone(&clock), changes.clone())?),
                readers: Arc::new(Readers::new(path, clock)?),
            },
            None => Store::Postgres(Arc::new(Postgres::connect(options, clock, changes.clone())?)),
        };
        Ok(Self { store, changes })
    }

    /// Opens an SQLite file that must not change, as a backup: nothing is written, nothing appears beside it. Take
    /// `read_long`: its connections end with this handle, those of `read` with their threads.
    pub fn open_to_read(path: PathBuf, clock: Clock) -> Result<Self, DbError> {
        let readers = Arc::new(Readers::new(path, clock)?);
        Ok(Self { store: Store::SqliteToRead(readers), changes: Changes::new() })
    }

    pub fn engine(&self) -> Engine {
        match self.store {
            Store::Sqlite { .. } | Store::SqliteToRead(_) => Engine::Sqlite,
            Store::Postgres(_) => Engine::Postgres,
        }
    }

    /// Reads one consistent snapshot. For indexed statements: on SQLite it runs on this very thread.
    pub async fn read<T, E, F>(&self, f: F) -> Result<T, E>
    where
        F: AsyncFnOnce(&Tx) -> Result<T, E>,
        E: From<DbError>,
    {
        match &self.store {
            Store::Sqlite { readers, .. } | Store::SqliteToRead(readers) => readers.read(f),
            Store::Postgres(postgres) => postgres.read(f).await,
        }
    }

    /// Reads what may take long (search, reports, exports) without holding a request thread.
    pub async fn read_long<T, E, F>(&self, f: F) -> Result<T, E>
    where
        F: AsyncFnOnce(&Tx) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
    {
        match &self.store {
            Store::Sqlite { readers, .. } | Store::SqliteToRead(readers) => readers.read_long(f).await,
            Store::Postgres(postgres) => postgres.read(f).await,
        }
    }

    /// Writes. `Ok` means durable; `Err` means that no row of it exists, but for `Unavailable`: a server that is lost while
    /// it commits leaves the outcome open, so whoever asks again must bring a key that makes once of twice. The closure
    /// may run more than once on PostgreSQL, so it must not do anything but SQL.
    pub async fn write<T, E, F>(&self, f: F) -> Result<T, E>
    where
        F: AsyncFn(&mut Tx) -> Result<T, E> + Send + Sync + 'static,
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
    {
        match &self.store {
            Store::Sqlite { writer, .. } => writer.write(f).await,
            Store::SqliteToRead(_) => Err(DbError::Statement("this database was opened to be read".into()).into()),
            Store::Postgres(postgres) => postgres.write(f).await,
        }
    }

    /// What gets changed, by any node, from now on.
    pub fn changes(&self) -> &Changes {
        &self.changes
    }
}
