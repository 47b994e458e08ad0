//! SQLite: readers inline on the calling thread, one writer thread that groups commits.

mod readers;
mod writer;

pub(crate) use readers::Readers;
pub(crate) use writer::Writer;

use crate::{DbError, dialect};
use rusqlite::{Connection, OpenFlags, config::DbConfig};
use std::path::Path;
use std::task::{Context, Poll, Waker};

/// Opens a connection with the settings that every one of them has.
pub(crate) fn open(path: &Path, read_only: bool) -> Result<Connection, DbError> {
    let access = if read_only {
        OpenFlags::SQLITE_OPEN_READ_ONLY
    } else {
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE
    };
    let connection = Connection::open_with_flags(path, access | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    connection.set_prepared_statement_cache_capacity(512);
    // Plans never depend on the values: without this, and with STAT4, each changed value re-parses.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.execute_batch(dialect::SQLITE_PRAGMAS)?;
    if !read_only {
        connection.execute_batch("PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 4000;")?;
    }
    Ok(connection)
}

/// Runs a closure's future to its end here and now. It holds nothing but SQL, and SQL on
/// SQLite never waits, so a future that does is a bug of the closure.
fn finish<T, E: From<DbError>>(future: impl Future<Output = Result<T, E>>) -> Result<T, E> {
    let mut future = std::pin::pin!(future);
    match future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(done) => done,
        Poll::Pending => {
            Err(DbError::Statement("a database closure waited for something that is not SQL".into()).into())
        }
    }
}
