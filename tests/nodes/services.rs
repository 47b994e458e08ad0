//! What stands around the nodes: a pair of PostgreSQL servers, a proxy, a store of files.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

#[expect(clippy::disallowed_methods, reason = "tests are told of servers by the environment")]
fn named(variable: &str, test: &str) -> Option<String> {
    let found = std::env::var(variable).ok();
    if found.is_none() {
        atiende_testing::skip(test, &format!("a service: {variable} names none"));
    }
    found
}

/// How many kills a story has.
#[expect(clippy::disallowed_methods, reason = "whoever runs the tests may want more of it")]
pub(crate) fn rounds(usual: usize) -> usize {
    std::env::var("ATIENDE_FAULT_ROUNDS").ok().map_or(usual, |rounds| rounds.parse().unwrap())
}

/// The address of the S3 server's bucket, as the setting `storage` has it.
pub(crate) fn bucket(test: &str) -> Option<String> {
    let endpoint = named("ATIENDE_TEST_S3", test)?;
    Some(format!("s3://atiende-test?endpoint={endpoint}&region=us-east-1&path_style=true"))
}

/// Runs a script of `tests/services`; what it printed.
fn tell(script: &str, arguments: &[&str], folder: &Path) -> String {
    let (verb, rest) = arguments.split_first().unwrap();
    let mut command = Command::new(script);
    command.arg(verb).arg(folder).args(rest).stdin(Stdio::null()).stderr(Stdio::inherit());
    // Whoever is started in the background keeps what it inherited, so the answer goes to a file and not into a pipe.
    let said = folder.join("said");
    let answer = std::fs::File::create(&said).unwrap();
    let ended = tokio::task::block_in_place(|| command.stdout(answer).status()).unwrap();
    let text = std::fs::read_to_string(said).unwrap().trim().to_owned();
    assert!(ended.success(), "{script} {arguments:?}: {text}");
    text
}

/// A folder that other users (postgres) can walk to.
fn folder() -> TempDir {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
    folder
}

/// Two servers of which one is the other's synchronous standby.
pub(crate) struct Pair {
    script: String,
    folder: TempDir,
    /// With both hosts.
    pub(crate) url: String,
    main: &'static str,
}

impl Pair {
    pub(crate) fn start(test: &str) -> Option<Self> {
        let script = named("ATIENDE_TEST_POSTGRES_PAIR", test)?;
        let folder = folder();
        let url = tell(&script, &["start"], folder.path());
        Some(Self { script, folder, url, main: "a" })
    }

    fn standby(&self) -> &'static str {
        if self.main == "a" { "b" } else { "a" }
    }

    fn tell(&self, verb: &str, server: &str) {
        tell(&self.script, &[verb, server], self.folder.path());
    }

    /// kill -9 for every process of the server that takes writes.
    pub(crate) fn crash_main(&self) {
        self.tell("crash", self.main);
    }

    pub(crate) fn crash_standby(&self) {
        self.tell("crash", self.standby());
    }

    pub(crate) fn restart_standby(&self) {
        self.tell("restart", self.standby());
    }

    /// The standby takes writes; when it was told to.
    pub(crate) fn promote(&mut self) -> Instant {
        let standby = self.standby();
        let told = Instant::now();
        self.tell("promote", standby);
        self.main = standby;
        told
    }

    /// Whoever was killed comes back as the standby of the other.
    pub(crate) fn rejoin(&self) {
        self.tell("rejoin", self.standby());
    }
}

impl Drop for Pair {
    fn drop(&mut self) {
        let _ = Command::new(&self.script).arg("stop").arg(self.folder.path()).status();
    }
}

/// Caddy, as the manual has it.
pub(crate) struct Proxy {
    script: String,
    folder: TempDir,
    pub(crate) base: String,
}

impl Proxy {
    pub(crate) fn before(nodes: &[String], test: &str) -> Option<Self> {
        let script = named("ATIENDE_TEST_PROXY", test)?;
        let folder = folder();
        let arguments: Vec<&str> = std::iter::once("start").chain(nodes.iter().map(String::as_str)).collect();
        let base = tell(&script, &arguments, folder.path());
        Some(Self { script, folder, base })
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        let _ = Command::new(&self.script).arg("stop").arg(self.folder.path()).status();
    }
}

/// Waits until it is so.
pub(crate) async fn until(what: &str, patience: Duration, is_so: impl AsyncFn() -> bool) -> Duration {
    let begun = Instant::now();
    while !is_so().await {
        assert!(begun.elapsed() < patience, "{what}: not within {patience:?}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    begun.elapsed()
}
