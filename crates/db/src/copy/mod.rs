//! All rows of one database into another, of whichever engines: row by row, from one snapshot, counted and hashed.
//!
//! Tables and columns are read from the engines' own schemas, so a table of tomorrow is copied too. The schemas on both
//! sides must be equal; what the target held in these tables goes. Rows flow in batches through a bounded channel: memory
//! does not grow with the database. A target is filled by one transaction: whole, or as it was.
//!
//! `tally` counts and hashes, `shape` compares schemas, `sqlite` and `postgres` read and write.

mod batch;
mod postgres;
mod shape;
mod sqlite;
mod tally;
mod usage;

pub use tally::{Counted, Inventory};
pub use usage::{Watch, snapshot};

use crate::{DbError, Engine, Options};
use batch::{Batch, Stop};
use shape::Plan;

/// Batches that wait between who reads and who writes.
const WAITING: usize = 4;

/// Beginnings of the names of tables that are left out: what the target makes by itself.
pub type Without = &'static [&'static str];

/// Why a copy was not made; the target is as it was.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    #[error("reading: {0}")]
    Source(DbError),
    #[error("writing: {0}")]
    Target(DbError),
    /// Not the same tables or columns; says which.
    #[error("the schemas differ: {0}")]
    Differ(String),
}

/// Copies all rows of `from` into `to`; what was read and written, by table. PostgreSQL keeps no NUL character in a text:
/// there it is written (and counted and hashed) as U+FFFD, and `Inventory::mended` counts such texts.
pub async fn copy(from: &Options, to: &Options, without: Without) -> Result<Inventory, CopyError> {
    let theirs = shape::read(from, without).await.map_err(CopyError::Source)?;
    let ours = shape::read(to, without).await.map_err(CopyError::Target)?;
    shape::compare(&theirs, &ours).map_err(CopyError::Differ)?;
    let (batches, coming) = flume::bounded::<Batch>(WAITING);
    let mends = engine(to) == Engine::Postgres;
    let reading = read(from, theirs.clone(), mends, Some(batches));
    let writing = write(to, theirs, coming);
    match tokio::join!(reading, writing) {
        (Ok(inventory), Ok(())) => Ok(inventory),
        (Err(Stop::Db(error)), _) => Err(CopyError::Source(error)),
        (_, Err(Stop::Db(error))) => Err(CopyError::Target(error)),
        (Err(Stop::OtherSide), _) | (_, Err(Stop::OtherSide)) => {
            Err(CopyError::Target(DbError::Unavailable("the copy was cut".into())))
        }
    }
}

/// Counts and hashes of all rows, as one snapshot has them.
pub async fn inventory(of: &Options, without: Without) -> Result<Inventory, DbError> {
    let plan = shape::read(of, without).await?;
    read(of, plan, false, None).await.map_err(|stop| match stop {
        Stop::Db(error) => error,
        Stop::OtherSide => DbError::Unavailable("reading was cut".into()),
    })
}

/// Whether anybody else has this database open: a server, a command, a shell. An SQLite file that nobody has open is left
/// with everything in one file.
pub async fn is_in_use(database: &Options) -> Result<bool, DbError> {
    match database.sqlite_path() {
        Some(path) => blocking(move || usage::is_in_use(&path)).await,
        None => postgres::is_in_use(database).await,
    }
}

async fn read(from: &Options, plan: Plan, mends: bool, to: Option<flume::Sender<Batch>>) -> Result<Inventory, Stop> {
    match from.sqlite_path() {
        Some(path) => blocking(move || sqlite::read(&path, &plan, mends, to.as_ref())).await,
        None => postgres::read(from, &plan, to).await,
    }
}

async fn write(to: &Options, plan: Plan, coming: flume::Receiver<Batch>) -> Result<(), Stop> {
    match to.sqlite_path() {
        Some(path) => blocking(move || sqlite::write(&path, &plan, &coming)).await,
        None => postgres::write(to, &plan, coming).await,
    }
}

fn engine(of: &Options) -> Engine {
    if of.sqlite_path().is_some() { Engine::Sqlite } else { Engine::Postgres }
}

async fn blocking<T, E>(work: impl FnOnce() -> Result<T, E> + Send + 'static) -> Result<T, E>
where
    T: Send + 'static,
    E: From<DbError> + Send + 'static,
{
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|error| DbError::Unavailable(error.to_string()))?
}
