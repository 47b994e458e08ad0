//! What the tests of every crate need: databases of both engines, and skips that are said aloud.
//!
//! Without a PostgreSQL server (`ATIENDE_TEST_POSTGRES`) its half of a story says so on the terminal; under
//! `bin/test` (`ATIENDE_REQUIRE_SERVICES`) it fails.
#![expect(
    clippy::unwrap_used,
    clippy::missing_panics_doc,
    reason = "whoever calls this is a test, and a failed test panics"
)]

mod clamd;

pub use clamd::{Clamd, eicar};
pub mod dns;
mod plan;
pub use plan::sqlite_plan;

use std::io::Write as _;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use tempfile::TempDir;
use tokio_postgres::NoTls;

/// Two tests of each story: `async fn name()` is told on SQLite and on PostgreSQL.
#[macro_export]
macro_rules! on_both {
    ($($story:ident),* $(,)?) => {$(
        mod $story {
            #[test]
            fn sqlite() {
                $crate::on_sqlite(super::$story());
            }

            #[test]
            fn postgres() {
                $crate::on_postgres(module_path!(), super::$story());
            }
        }
    )*};
}

#[derive(Clone, Copy)]
enum Engine {
    Sqlite,
    Postgres,
}

tokio::task_local! {
    /// On which engine the story of this task is told.
    static ENGINE: Engine;
}

/// A new, empty database of the engine that the story is told on, and a folder that goes with it.
#[derive(Debug)]
pub struct Database {
    pub url: String,
    folder: TempDir,
}

impl Database {
    pub async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = match ENGINE.try_with(|engine| *engine) {
            Ok(Engine::Postgres) => fresh_postgres("a story of both engines").await.unwrap(),
            _ => format!("sqlite:{}", folder.path().join("desk.db").display()),
        };
        Self { url, folder }
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }
}

pub fn run(story: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap().block_on(story);
}

pub fn on_sqlite(story: impl Future<Output = ()>) {
    run(ENGINE.scope(Engine::Sqlite, story));
}

pub fn on_postgres(test: &str, story: impl Future<Output = ()>) {
    if server(test).is_some() {
        run(ENGINE.scope(Engine::Postgres, story));
    }
}

/// The address of a new, empty database in the test server; `None`, said aloud, where there is none.
pub async fn fresh_postgres(test: &str) -> Option<String> {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    let server = server(test)?;
    let name = format!("t{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    let (client, connection) = tokio_postgres::connect(&server, NoTls).await.unwrap();
    let create = async {
        // A server that outlives the run knows databases of processes that had the same number.
        client.batch_execute(&format!("DROP DATABASE IF EXISTS {name}")).await.unwrap();
        client.batch_execute(&format!("CREATE DATABASE {name}")).await.unwrap();
        drop(client);
    };
    let _ = tokio::join!(create, connection);
    let (before, _) = server.rsplit_once('/').unwrap();
    Some(format!("{before}/{name}"))
}

fn server(test: &str) -> Option<String> {
    #[expect(clippy::disallowed_methods, reason = "tests are told of servers by the environment")]
    let server = std::env::var("ATIENDE_TEST_POSTGRES").ok();
    if server.is_none() {
        skip(test, "PostgreSQL: ATIENDE_TEST_POSTGRES names no server");
    }
    server
}

/// Says on the terminal, past the test runner's capture, that a test was not run; fails where
/// everything is supposed to be there.
pub fn skip(test: &str, what: &str) {
    static SKIPPED: Mutex<usize> = Mutex::new(0);
    let mut skipped = SKIPPED.lock().unwrap();
    *skipped += 1;
    let _ = writeln!(std::io::stderr().lock(), "skipped ({skipped}): {test} needs {what}");
    #[expect(clippy::disallowed_methods, reason = "tests are told of servers by the environment")]
    let required = std::env::var_os("ATIENDE_REQUIRE_SERVICES").is_some();
    drop(skipped);
    assert!(!required, "{test} needs {what}");
}
