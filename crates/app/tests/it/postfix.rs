//! A mail's whole journey: ticket, outbox, a real Postfix, and the server behind it.

use crate::program::Desk;
use crate::sink::{Received, Sink};
use crate::site::{self, Seeded, Server, count};
use atiende_testing::skip;
use serde_json::{Value, json};
use std::path::Path;
use std::process::Command;
use std::time::Duration;

const SECONDS: u64 = 60;
const REPLY: &str = "Hemos cambiado el tóner.\n.\nUn saludo";

/// Stopped when dropped.
pub(crate) struct Postfix {
    script: String,
    folder: tempfile::TempDir,
    pub(crate) port: u16,
}

impl Postfix {
    fn start(script: String, sink: u16) -> Self {
        Self::told(script, "start", &[&sink.to_string()])
    }

    /// What is for `domain` it hands over by this transport.
    pub(crate) fn delivering(script: String, sink: u16, (domain, transport): (&str, &[&str])) -> Self {
        Self::told(script, "deliver", &[&[sink.to_string().as_str(), domain], transport].concat())
    }

    fn told(script: String, verb: &str, rest: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        // The user `postfix` must be able to walk through.
        let open = std::os::unix::fs::PermissionsExt::from_mode(0o711);
        std::fs::set_permissions(folder.path(), open).unwrap();
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let postfix = Self { script, folder, port };
        let started = postfix.tell(&[verb], &[&[port.to_string().as_str()], rest].concat());
        assert!(started.status.success(), "{}", String::from_utf8_lossy(&started.stderr));
        postfix
    }

    fn place(&self) -> std::path::PathBuf {
        self.folder.path().join("postfix")
    }

    fn tell(&self, verb: &[&str], rest: &[&str]) -> std::process::Output {
        Command::new(&self.script).args(verb).arg(self.place()).args(rest).output().unwrap()
    }

    pub(crate) fn log(&self) -> String {
        std::fs::read_to_string(self.place().join("log/mail.log")).unwrap_or_default()
    }
}

impl Drop for Postfix {
    fn drop(&mut self) {
        let _ = self.tell(&["stop"], &[]);
    }
}

/// The script that `bin/test` names; `None`, said aloud past the runner's capture, where there is none.
pub(crate) fn script(test: &str) -> Option<String> {
    #[expect(clippy::disallowed_methods, reason = "tests are told of servers by the environment")]
    let script = std::env::var("ATIENDE_TEST_POSTFIX").ok();
    if script.is_none() {
        skip(test, "Postfix: ATIENDE_TEST_POSTFIX names no script");
    }
    script
}

#[test]
fn mails_travel_through_a_real_postfix() {
    let Some(script) = script("mails_travel_through_a_real_postfix") else { return };
    assert!(Path::new(&script).exists(), "{script}");
    atiende_testing::run(journey(script));
}

async fn journey(script: String) {
    let sink = Sink::open().await;
    let postfix = Postfix::start(script, sink.port);
    let desk = Desk::new();
    let seeded = site::seed(&desk).await;
    let smtp = format!("smtp://127.0.0.1:{}?tls=none", postfix.port);
    let server = Server::start(&desk, &[("ATIENDE_SMTP_URL", &smtp), ("ATIENDE_MAIL_DOMAIN", "desk.example")]);

    let number = open(&server, &seeded).await;
    let opened = arrived(&sink, &postfix, 3).await;
    let mut readers: Vec<_> = opened.iter().flat_map(|mail| mail.recipients.clone()).collect();
    readers.sort();
    assert_eq!(readers, [site::CARMEN, site::LUIS, site::MARIA]);
    for mail in &opened {
        is_of_ticket(mail, number);
        assert_eq!(mail.header("Auto-Submitted").as_deref(), Some("auto-generated"));
        assert_eq!(mail.sender, "", "the null sender");
    }

    // A person's word is no program's: its bounces come back to the desk.
    reply(&server, &seeded, number).await;
    let all = arrived(&sink, &postfix, 5).await;
    for mail in all.iter().filter(|mail| !opened.iter().any(|known| id(known) == id(mail))) {
        is_of_ticket(mail, number);
        assert_eq!(mail.header("Auto-Submitted").as_deref(), Some("no"));
        assert_eq!(mail.sender, "soporte@desk.example");
        assert!(mail.text.contains("\r\n.\r\n"), "the lonely dot arrives: {}", mail.text);
        let before = opened.iter().find(|known| known.recipients == mail.recipients).map(id);
        let answered = mail.header("In-Reply-To").into_iter().chain(mail.header("References")).collect::<String>();
        assert!(before.is_none_or(|before| answered.contains(&before)), "{answered} follows nothing it knows");
    }
    outbox_says_sent(&desk, &all).await;
    println!("{} mails through Postfix", all.len());
}

fn id(mail: &Received) -> String {
    mail.header("Message-ID").unwrap_or_else(|| panic!("no Message-ID: {}", mail.text))
}

fn is_of_ticket(mail: &Received, number: i64) {
    let subject = mail.header("Subject").unwrap();
    assert!(subject.contains(&format!("[#{number}]")), "{subject}");
    let id = id(mail);
    assert!(id.starts_with('<') && id.ends_with("@desk.example>"), "{id}");
    assert_eq!(mail.header("X-Auto-Response-Suppress").as_deref(), Some("All"));
    assert!(mail.header("Content-Type").unwrap().starts_with("multipart/alternative"));
    assert!(mail.header("Received").unwrap().contains("Postfix"), "it came another way: {}", mail.text);
}

async fn open(server: &Server, seeded: &Seeded) -> i64 {
    let new = json!({ "subject": "La impresora no imprime", "body": "Sale «sin papel»." });
    post(server, &seeded.maria, "/api/v1/tickets", &new).await["number"].as_i64().unwrap()
}

async fn reply(server: &Server, seeded: &Seeded, number: i64) {
    let new = json!({ "body": REPLY, "visibility": "public" });
    post(server, &seeded.luis, &format!("/api/v1/tickets/{number}/messages"), &new).await;
}

async fn post(server: &Server, token: &str, path: &str, body: &Value) -> Value {
    let answer = site::browser().post(server.url(path)).bearer_auth(token).json(body).send().await.unwrap();
    let status = answer.status();
    let text = answer.text().await.unwrap();
    assert!(status.is_success(), "{path}: {status} {text}");
    serde_json::from_str(&text).unwrap()
}

/// So many mails, and not one more.
async fn arrived(sink: &Sink, postfix: &Postfix, expected: usize) -> Vec<Received> {
    for _ in 0..SECONDS * 10 {
        if sink.mails().len() >= expected {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let mails = sink.mails();
    assert_eq!(mails.len(), expected, "{mails:#?}\nPostfix says:\n{}", postfix.log());
    mails
}

/// The outbox learns of it a moment after the server behind Postfix does, or before.
async fn outbox_says_sent(desk: &Desk, mails: &[Received]) {
    let db = site::look(desk);
    let waiting = "SELECT count(*) FROM outbox WHERE state <> 'sent' OR sent_at IS NULL";
    for _ in 0..SECONDS * 10 {
        if count(&db, waiting) == 0 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let mut statement = db.prepare("SELECT '<' || message_id || '>', to_address, state, attempts FROM outbox").unwrap();
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))).unwrap();
    let mut kept: Vec<(String, String, String, i64)> = rows.map(Result::unwrap).collect();
    let sent = |mail: &Received| (id(mail), mail.recipients.concat(), "sent".to_owned(), 1);
    let mut travelled: Vec<_> = mails.iter().map(sent).collect();
    kept.sort();
    travelled.sort();
    assert_eq!(kept, travelled, "one unchanging Message-ID for each, one attempt");
}
