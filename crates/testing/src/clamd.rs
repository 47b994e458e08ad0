//! A virus scanner of one test's own: it can be stopped and started again without another test noticing.

use crate::skip;
use std::path::Path;
use std::process::{Command, Output};
use tempfile::TempDir;

/// A clamd that knows the EICAR test file; ended when dropped.
#[derive(Debug)]
pub struct Clamd {
    script: String,
    folder: TempDir,
    /// `tcp://127.0.0.1:port`.
    pub tcp: String,
    /// `unix:/path`.
    pub socket: String,
}

impl Clamd {
    /// `None`, said aloud, where `bin/test` names no script to start it.
    pub fn start(test: &str) -> Option<Self> {
        #[expect(clippy::disallowed_methods, reason = "tests are told of servers by the environment")]
        let Ok(script) = std::env::var("ATIENDE_TEST_CLAMD") else {
            skip(test, "clamd: ATIENDE_TEST_CLAMD names no script");
            return None;
        };
        let folder = tempfile::tempdir().unwrap();
        let said = started(&script, folder.path());
        let (tcp, socket) = said.trim().split_once(' ').unwrap();
        Some(Self { tcp: tcp.to_owned(), socket: socket.to_owned(), script, folder })
    }

    /// At the same address as before.
    pub fn start_again(&self) {
        let said = started(&self.script, self.folder.path());
        assert_eq!(said.trim(), format!("{} {}", self.tcp, self.socket), "somebody took its port");
    }

    pub fn stop(&self) {
        assert!(self.tell("stop").status.success());
    }

    /// What it wrote down.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("clamd/clamd.log")).unwrap_or_default()
    }

    fn tell(&self, verb: &str) -> Output {
        tell(&self.script, verb, self.folder.path())
    }
}

impl Drop for Clamd {
    fn drop(&mut self) {
        let _ = self.tell("stop");
    }
}

fn started(script: &str, folder: &Path) -> String {
    let started = tell(script, "start", folder);
    assert!(started.status.success(), "{}", String::from_utf8_lossy(&started.stderr));
    String::from_utf8(started.stdout).unwrap()
}

fn tell(script: &str, verb: &str, folder: &Path) -> Output {
    Command::new(script).arg(verb).arg(folder.join("clamd")).output().unwrap()
}

/// The test file that every scanner calls malware: a text that does nothing. Put together here, so that no scanner
/// that looks at this source finds it.
pub fn eicar() -> Vec<u8> {
    ["X5O!P%@AP[4\\PZX54(P^)7CC)7}", "$EICAR-STANDARD-", "ANTIVIRUS-TEST-FILE!$H+H*"].concat().into_bytes()
}
