//! Readers: one connection per calling thread for indexed reads, a few threads for long ones.

use super::{finish, open};
use crate::memo::Memo;
use crate::{Clock, DbError, Tx};
use std::cell::RefCell;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::sync::oneshot;

/// Threads for search, reports and exports: two, so that one long export never stops search.
const LONG_READERS: usize = 2;
const WAITING: usize = 256;

type LongRead = Box<dyn FnOnce() + Send>;

pub(crate) struct Readers {
    path: PathBuf,
    /// Tells this database's connections from another's on the same thread (tests open many).
    id: u64,
    clock: Clock,
    long: flume::Sender<LongRead>,
}

/// A connection that waits for work: of which database, and what it has kept of it.
struct Idle {
    id: u64,
    connection: rusqlite::Connection,
    memo: Memo,
}

thread_local! {
    static IDLE: RefCell<Vec<Idle>> = const { RefCell::new(Vec::new()) };
}

impl Readers {
    pub(crate) fn new(path: PathBuf, clock: Clock) -> Result<Self, DbError> {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let (long, waiting) = flume::bounded::<LongRead>(WAITING);
        for n in 0..LONG_READERS {
            let waiting = waiting.clone();
            std::thread::Builder::new()
                .name(format!("db-read-{n}"))
                .spawn(move || waiting.iter().for_each(|work| work()))
                .map_err(|e| DbError::Unavailable(e.to_string()))?;
        }
        Ok(Self { path, id: NEXT.fetch_add(1, Ordering::Relaxed), clock, long })
    }

    /// Reads here and now: microseconds for indexed statements.
    pub(crate) fn read<T, E: From<DbError>>(&self, f: impl AsyncFnOnce(&Tx) -> Result<T, E>) -> Result<T, E> {
        let Idle { connection, memo, .. } = self.take()?;
        let tx = Tx::reader(connection, memo, (self.clock)());
        finish(tx.batch("BEGIN"))?;
        let done = finish(f(&tx));
        // A snapshot that cannot be ended is not put back.
        if finish(tx.batch("COMMIT")).is_ok() {
            self.put_back(tx);
        }
        done
    }

    /// Reads on one of the threads kept for long reads.
    pub(crate) async fn read_long<T, E, F>(self: &Arc<Self>, f: F) -> Result<T, E>
    where
        F: AsyncFnOnce(&Tx) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
    {
        let (answer, answered) = oneshot::channel();
        let readers = Arc::clone(self);
        let work: LongRead = Box::new(move || {
            let _ = answer.send(readers.read(f));
        });
        let gone = || E::from(DbError::Unavailable("the readers have stopped".into()));
        self.long.send_async(work).await.map_err(|_| gone())?;
        answered.await.map_err(|_| gone())?
    }

    fn take(&self) -> Result<Idle, DbError> {
        let waiting = IDLE.with_borrow_mut(|idle| {
            let at = idle.iter().position(|waiting| waiting.id == self.id)?;
            Some(idle.swap_remove(at))
        });
        let fresh = || Ok(Idle { id: self.id, connection: open(&self.path, true)?, memo: Memo::default() });
        waiting.map_or_else(fresh, Ok)
    }

    fn put_back(&self, tx: Tx) {
        if let Some((connection, memo)) = tx.into_reader() {
            IDLE.with_borrow_mut(|idle| idle.push(Idle { id: self.id, connection, memo }));
        }
    }
}
