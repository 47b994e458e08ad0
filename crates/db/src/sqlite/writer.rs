//! The one writer: waiting transactions share a commit.
//!
//! A disk flush costs far more than the statements before it, so whoever waits while one
//! flush runs goes together into the next. Nothing is answered before its commit.
//!
//! They run one after the other without savepoints, each of which would cost a copy of every page touched under it and make
//! FTS5 write a piece of its index. One that fails before it changed a row (almost all that are refused) leaves nothing behind;
//! for one that fails later the group is rolled back and runs again, each under a savepoint of its own.

use super::{finish, open};
use crate::{Changes, Clock, DbError, Tx};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;
use std::thread::JoinHandle;
use tokio::sync::oneshot;

/// Transactions in one commit at the most; bounds how long the first one waits.
const GROUP: usize = 256;
const WAITING: usize = 1024;

pub(crate) struct Writer {
    /// Both are there until the last handle goes.
    queue: Option<flume::Sender<Box<dyn Work>>>,
    thread: Option<JoinHandle<()>>,
}

/// One waiting transaction, its types hidden from the thread that runs it.
trait Work: Send {
    /// Runs the closure; whether its rows are to stay.
    fn run(&mut self, tx: &mut Tx) -> bool;
    /// Hands the result to who waits for it, now that the commit has happened or failed.
    fn answer(self: Box<Self>, committed: bool);
}

struct Waiting<F, T, E> {
    action: F,
    result: Option<Result<T, E>>,
    answer: oneshot::Sender<Result<T, E>>,
}

impl<F, T, E> Work for Waiting<F, T, E>
where
    F: AsyncFn(&mut Tx) -> Result<T, E> + Send,
    T: Send,
    E: From<DbError> + Send,
{
    fn run(&mut self, tx: &mut Tx) -> bool {
        let ran = catch_unwind(AssertUnwindSafe(|| finish((self.action)(tx))));
        let result = ran.unwrap_or_else(|_| Err(DbError::Statement("the action panicked".into()).into()));
        let keep = result.is_ok();
        self.result = Some(result);
        keep
    }

    fn answer(self: Box<Self>, committed: bool) {
        let result = match self.result {
            Some(Ok(_)) if !committed => Err(DbError::Unavailable("the commit failed".into()).into()),
            Some(result) => result,
            None => Err(DbError::Unavailable("the transaction could not start".into()).into()),
        };
        let _ = self.answer.send(result);
    }
}

impl Writer {
    pub(crate) fn start(path: &Path, clock: Clock, changes: Changes) -> Result<Self, DbError> {
        let (queue, waiting) = flume::bounded::<Box<dyn Work>>(WAITING);
        let tx = Tx::sqlite(open(path, false)?, clock());
        let thread = std::thread::Builder::new()
            .name("db-write".into())
            .spawn(move || Commits { tx, clock, changes, waiting }.run())
            .map_err(|e| DbError::Unavailable(e.to_string()))?;
        Ok(Self { queue: Some(queue), thread: Some(thread) })
    }

    pub(crate) async fn write<T, E, F>(&self, action: F) -> Result<T, E>
    where
        F: AsyncFn(&mut Tx) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
    {
        let (answer, answered) = oneshot::channel();
        let work = Box::new(Waiting { action, result: None, answer });
        let gone = || E::from(DbError::Unavailable("the writer has stopped".into()));
        self.queue.as_ref().ok_or_else(gone)?.send_async(work).await.map_err(|_| gone())?;
        answered.await.map_err(|_| gone())?
    }
}

impl Drop for Writer {
    /// Waits for what was accepted, and for the file to be whole without its log.
    fn drop(&mut self) {
        self.queue = None;
        if let Some(thread) = self.thread.take()
            && thread.thread().id() != std::thread::current().id()
        {
            let _ = thread.join();
        }
    }
}

/// What has become of the transactions that share a commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Group {
    /// All that succeeded may be committed.
    Whole,
    /// One failed that had changed rows.
    Spoilt,
    /// There is no transaction to commit.
    Lost,
}

struct Commits {
    tx: Tx,
    clock: Clock,
    changes: Changes,
    waiting: flume::Receiver<Box<dyn Work>>,
}

impl Commits {
    fn run(mut self) {
        while let Ok(first) = self.waiting.recv() {
            self.commit_group(first);
        }
        self.fold_log();
    }

    /// A folder that is copied after a clean stop then has everything in one file.
    fn fold_log(&self) {
        let sql = crate::sql!(sqlite: "PRAGMA wal_checkpoint(TRUNCATE)", postgres: "");
        match finish::<(i64, i64, i64), DbError>(self.tx.one(sql, &[])) {
            Ok((0, ..)) => {}
            Ok(_) => tracing::debug!("somebody still reads, so the log stays beside the database"),
            Err(error) => tracing::error!(%error, "the log could not be folded into the database"),
        }
    }

    fn commit_group(&mut self, first: Box<dyn Work>) {
        let mut done: Vec<Box<dyn Work>> = Vec::new();
        let mut topics: Vec<Arc<str>> = Vec::new();
        let mut next = Some(first);
        let begun = self.sql("BEGIN IMMEDIATE");
        let mut group = if begun { Group::Whole } else { Group::Lost };
        while let Some(mut work) = next.take() {
            if begun {
                group = self.run_together(work.as_mut(), &mut topics);
            }
            done.push(work);
            // Nobody is added to a group that is spoilt or lost: whoever waits has a chance of their own.
            if done.len() < GROUP && (group == Group::Whole || !begun) {
                next = self.waiting.try_recv().ok();
            }
        }
        if group == Group::Spoilt {
            topics.clear();
            group = self.run_apart(&mut done, &mut topics);
        }
        let committed = group == Group::Whole && self.sql("COMMIT");
        if !committed && !self.tx.is_over() {
            self.sql("ROLLBACK");
        }
        if committed {
            self.changes.tell(topics);
        }
        for work in done {
            work.answer(committed);
        }
    }

    /// Runs one transaction after those before it; what has become of the group.
    fn run_together(&mut self, work: &mut dyn Work, topics: &mut Vec<Arc<str>>) -> Group {
        self.tx.begin_work((self.clock)());
        let before = self.tx.changed_rows();
        let keep = work.run(&mut self.tx);
        let wanted = self.tx.take_topics();
        if self.tx.is_over() {
            return Group::Lost;
        }
        if keep {
            topics.extend(wanted);
        }
        if keep || self.tx.changed_rows() == before { Group::Whole } else { Group::Spoilt }
    }

    /// Runs them all once more, each under a savepoint.
    fn run_apart(&mut self, done: &mut [Box<dyn Work>], topics: &mut Vec<Arc<str>>) -> Group {
        if !(self.sql("ROLLBACK") && self.sql("BEGIN IMMEDIATE")) {
            return Group::Lost;
        }
        for work in done {
            match self.run_one(work.as_mut()) {
                Some(wanted) => topics.extend(wanted),
                None => return Group::Lost,
            }
        }
        Group::Whole
    }

    /// Runs one transaction under a savepoint; what it wants announced. `None`: the whole group is lost with it, for a full
    /// disk makes SQLite roll back everything, and a savepoint after that would be a transaction that commits by itself.
    fn run_one(&mut self, work: &mut dyn Work) -> Option<Vec<Arc<str>>> {
        self.tx.begin_work((self.clock)());
        if !self.sql("SAVEPOINT one") {
            return None;
        }
        let keep = work.run(&mut self.tx);
        let ended = !self.tx.is_over() && (keep || self.sql("ROLLBACK TO one")) && self.sql("RELEASE one");
        ended.then(|| if keep { self.tx.take_topics() } else { Vec::new() })
    }

    fn sql(&self, text: &str) -> bool {
        match finish::<(), DbError>(self.tx.batch(text)) {
            Ok(()) => true,
            Err(error) => {
                tracing::error!(%error, "{text}");
                false
            }
        }
    }
}
