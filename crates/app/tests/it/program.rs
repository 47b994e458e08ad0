//! The built executable on a folder of its own, without any setting of whoever runs the tests.

use atiende_testing::Database;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

/// One empty folder, removed at the end.
pub(crate) struct Desk {
    folder: PathBuf,
    /// Where its PostgreSQL database is; `None`: SQLite, in the folder.
    database: Option<String>,
}

impl Desk {
    pub(crate) fn new() -> Self {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("atiende-it-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        Self { folder, database: None }
    }

    /// On the engine that the story is told on.
    pub(crate) async fn on_engine() -> Self {
        Self::on(&Database::new().await.url)
    }

    /// On this database; `sqlite:` means the one in its folder.
    pub(crate) fn on(url: &str) -> Self {
        let mut desk = Self::new();
        desk.database = Some(url.to_owned()).filter(|url| url.starts_with("postgres"));
        desk
    }

    /// On this PostgreSQL database.
    pub(crate) fn on_postgres(url: String) -> Self {
        let mut desk = Self::new();
        desk.database = Some(url);
        desk
    }

    pub(crate) fn postgres(&self) -> Option<&str> {
        self.database.as_deref()
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    pub(crate) fn start(&self, arguments: &[&str], environment: &[(&str, &str)]) -> Child {
        Command::new(env!("CARGO_BIN_EXE_atiende"))
            .args(arguments)
            .env_clear()
            // No test asks the name servers of the machine that it runs on.
            .env("ATIENDE_MAIL_DNS", "off")
            .envs(self.database.iter().map(|url| ("ATIENDE_DATABASE_URL", url)))
            .envs(environment.iter().copied())
            .current_dir(&self.folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    }

    /// Runs to the end, with this on its standard input.
    pub(crate) fn run_with(&self, arguments: &[&str], environment: &[(&str, &str)], input: &str) -> Ended {
        let mut child = self.start(arguments, environment);
        // Who ends without reading its input closes the pipe: no matter.
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        Ended::of(child.wait_with_output().unwrap())
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Ended {
        self.run_with(arguments, &[], "")
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// How a command ended.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Ended {
    pub(crate) fn of(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// The one document on its standard output.
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}
