//! A real IMAP server for one test, and somebody who puts messages into it and looks what became of them.

use atiende_testing::skip;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Command, Output};
use std::time::Duration;

pub(crate) const PASSWORD: &str = "clave";

/// Stopped when dropped.
pub(crate) struct Dovecot {
    script: String,
    folder: tempfile::TempDir,
    options: Vec<String>,
    pub(crate) port: u16,
}

impl Dovecot {
    /// `None`, said aloud past the runner's capture, where `bin/test` names no script.
    pub(crate) fn start(test: &str, options: &[&str]) -> Option<Self> {
        #[expect(clippy::disallowed_methods, reason = "tests are told of servers by the environment")]
        let Some(script) = std::env::var("ATIENDE_TEST_DOVECOT").ok() else {
            skip(test, "Dovecot: ATIENDE_TEST_DOVECOT names no script");
            return None;
        };
        let folder = tempfile::tempdir().unwrap();
        // Its processes may be another user's.
        let open = std::os::unix::fs::PermissionsExt::from_mode(0o711);
        std::fs::set_permissions(folder.path(), open).unwrap();
        let options = options.iter().map(ToString::to_string).collect();
        let mut dovecot = Self { script, folder, options, port: 0 };
        dovecot.start_again();
        Some(dovecot)
    }

    /// On the port of before.
    pub(crate) fn start_again(&mut self) {
        let started = self.tell("start", &self.options.clone());
        assert!(started.status.success(), "{}", String::from_utf8_lossy(&started.stderr));
        self.port = String::from_utf8(started.stdout).unwrap().trim().parse().unwrap();
    }

    pub(crate) fn stop(&self) {
        assert!(self.tell("stop", &[]).status.success());
    }

    fn place(&self) -> PathBuf {
        self.folder.path().join("dovecot")
    }

    /// Where the messages of somebody lie.
    pub(crate) fn maildir(&self, user: &str) -> PathBuf {
        self.place().join("mail").join(user).join("Maildir")
    }

    fn tell(&self, verb: &str, options: &[String]) -> Output {
        Command::new(&self.script).arg(verb).arg(self.place()).args(options).output().unwrap()
    }

    /// What the script wrote beside the mail: `ca.pem`, ports.
    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.place().join(name)
    }

    pub(crate) fn other_port(&self, name: &str) -> u16 {
        std::fs::read_to_string(self.file(name)).unwrap().trim().parse().unwrap()
    }

    /// Where the desk fetches from.
    pub(crate) fn url(&self, user: &str, folder: &str) -> String {
        format!("imap://{user}:{PASSWORD}@127.0.0.1:{}/{folder}", self.port)
    }

    pub(crate) fn visit(&self, user: &str) -> Visit {
        Visit::new(self.port, user)
    }
}

impl Drop for Dovecot {
    fn drop(&mut self) {
        let _ = self.tell("stop", &[]);
    }
}

/// A conversation of somebody with their mailbox. Panics at what it is refused.
pub(crate) struct Visit {
    stream: TcpStream,
    answers: BufReader<TcpStream>,
    commands: usize,
}

impl Visit {
    fn new(port: u16, user: &str) -> Self {
        let stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        let mut visit = Self { answers: BufReader::new(stream.try_clone().unwrap()), stream, commands: 0 };
        visit.line();
        visit.says(&format!("LOGIN {user} {PASSWORD}"));
        visit
    }

    fn line(&mut self) -> String {
        let mut line = Vec::new();
        assert!(self.answers.read_until(b'\n', &mut line).unwrap() > 0, "the server hung up");
        String::from_utf8_lossy(&line).trim_end().to_owned()
    }

    /// All lines of the answer.
    pub(crate) fn says(&mut self, command: &str) -> Vec<String> {
        self.commands += 1;
        let tag = format!("t{} ", self.commands);
        self.stream.write_all(format!("{tag}{command}\r\n").as_bytes()).unwrap();
        self.answer(&tag, command)
    }

    fn answer(&mut self, tag: &str, command: &str) -> Vec<String> {
        let mut lines = Vec::new();
        loop {
            let line = self.line();
            if let Some(end) = line.strip_prefix(tag) {
                assert!(end.starts_with("OK"), "{command}: {line}");
                return lines;
            }
            // A literal is skipped: nobody reads messages here.
            if let Some(size) = line.strip_suffix('}').and_then(|line| line.rsplit_once('{')) {
                let mut literal = vec![0; size.1.parse().unwrap()];
                self.answers.read_exact(&mut literal).unwrap();
            }
            lines.push(line);
        }
    }

    /// Puts a message into a folder, named as on the wire.
    pub(crate) fn put(&mut self, folder: &str, message: &[u8]) {
        self.commands += 1;
        let tag = format!("t{} ", self.commands);
        let command = format!("APPEND \"{folder}\" {{{}}}", message.len());
        self.stream.write_all(format!("{tag}{command}\r\n").as_bytes()).unwrap();
        assert!(self.line().starts_with('+'));
        self.stream.write_all(message).unwrap();
        self.stream.write_all(b"\r\n").unwrap();
        self.answer(&tag, &command);
    }

    /// How many messages match in a folder.
    pub(crate) fn count(&mut self, folder: &str, criteria: &str) -> usize {
        self.says(&format!("EXAMINE \"{folder}\""));
        let lines = self.says(&format!("SEARCH {criteria}"));
        let found = lines.iter().find_map(|line| line.strip_prefix("* SEARCH"));
        found.map_or(0, |numbers| numbers.split_whitespace().count())
    }
}
