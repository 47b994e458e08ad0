//! Mail comes in by a pipe and by LMTP (contract, section 1 and promises 1 to 3): what was acknowledged is in the ledger, once,
//! whatever happens to the process.

use crate::program::{Desk, Ended};
use crate::site::{self, CARMEN, MARIA, Server, count};
use serde_json::Value;
use std::collections::HashSet;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::net::UnixStream;
use std::time::{Duration, Instant};

const MAILBOX: &str = "soporte@desk.example";
const SETTINGS: &[(&str, &str)] =
    &[("ATIENDE_MAIL_FROM", "Soporte <soporte@desk.example>"), ("ATIENDE_MAIL_DOMAIN", "desk.example")];

fn message(id: &str, from: &str, words: &str) -> String {
    format!(
        "Received: from x.example\r\nFrom: {from}\r\nTo: {MAILBOX}\r\nSubject: No imprime {id}\r\nMessage-ID: <{id}@lapaz.example>\r\n\
         \r\n{words}\r\n"
    )
}

fn receive(desk: &Desk, rest: &[&str], message: &str) -> Ended {
    desk.run_with(&[&["mail", "receive", "--json"], rest].concat(), SETTINGS, message)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pipe_takes_one_message() {
    let desk = Desk::new();
    site::seed(&desk).await;
    let first = receive(&desk, &["--to", MAILBOX], &message("1", MARIA, "Hola"));
    let said = first.json();
    assert_eq!((first.code, said["result"].as_str()), (0, Some("created")), "{first:?}");
    let ticket = said["ticket"].as_str().unwrap();
    assert_eq!(said["message_id"], "1@lapaz.example");

    // The same on another way: other trace fields, other line ends.
    let again = message("1", MARIA, "Hola").replace("x.example", "y.example").replace("\r\n", "\n");
    assert_eq!(receive(&desk, &[], &again).json()["result"], "duplicate");
    assert_eq!(
        receive(&desk, &[], &message("1", MARIA, "Otra cosa")).json()["result"],
        "created",
        "other words are others"
    );
    let answer = message("2", MARIA, "Sigue").replace("Subject: ", &format!("Subject: Re: [#{ticket}] "));
    let answer = receive(&desk, &[], &answer).json();
    assert_eq!((answer["result"].as_str(), answer["ticket"].as_str()), (Some("appended"), Some(ticket)));
    let strange = receive(&desk, &[], &message("3", "nadie@otra.example", "Hola")).json();
    assert_eq!((strange["result"].as_str(), strange["reason"].as_str()), (Some("quarantined"), Some("pending")));
    let odd = receive(&desk, &[], &message("8", "root@servidor", "Disco lleno")).json();
    assert_eq!(odd["reason"], "no_sender", "nobody can be answered there");
    let kept = "SELECT count(*) FROM inbound WHERE from_address = 'root@servidor' AND from_name = ''";
    assert_eq!(count(&site::look(&desk), kept), 1);
    let absent = message("4", MARIA, "Estoy fuera").replace("Subject: ", "Auto-Submitted: auto-replied\r\nSubject: ");
    assert_eq!(receive(&desk, &[], &absent).json()["result"], "ignored");

    // What is no message at all, an address that is none of ours, and what is too large.
    assert_eq!(receive(&desk, &[], "").code, 65);
    assert_eq!(
        receive(&desk, &[], "solo palabras").json()["result"],
        "quarantined",
        "nothing is refused for being ugly"
    );
    assert_eq!(receive(&desk, &["--to", "otra@desk.example"], &message("5", MARIA, "Hola")).code, 67);
    let small = [SETTINGS, &[("ATIENDE_MAX_MESSAGE_BYTES", "100")]].concat();
    assert_eq!(desk.run_with(&["mail", "receive"], &small, &message("6", MARIA, "Hola")).code, 77);
    let broken = [SETTINGS, &[("ATIENDE_DATABASE_URL", "postgres://127.0.0.1:9/x")]].concat();
    assert_eq!(desk.run_with(&["mail", "receive"], &broken, &message("7", MARIA, "Hola")).code, 75);
}

/// A conversation with the listener.
pub(crate) struct Lmtp {
    stream: UnixStream,
    answers: BufReader<UnixStream>,
}

impl Lmtp {
    pub(crate) fn open(path: &str) -> std::io::Result<Self> {
        let stream = UnixStream::connect(path)?;
        stream.set_read_timeout(Some(Duration::from_secs(20)))?;
        let mut lmtp = Self { answers: BufReader::new(stream.try_clone()?), stream };
        lmtp.answer()?;
        lmtp.says("LHLO tests")?;
        Ok(lmtp)
    }

    /// The last line of the answer.
    fn answer(&mut self) -> std::io::Result<String> {
        loop {
            let mut line = String::new();
            if self.answers.read_line(&mut line)? == 0 {
                return Err(std::io::ErrorKind::UnexpectedEof.into());
            }
            if line.as_bytes().get(3) != Some(&b'-') {
                return Ok(line.trim_end().to_owned());
            }
        }
    }

    fn says(&mut self, command: &str) -> std::io::Result<String> {
        self.stream.write_all(format!("{command}\r\n").as_bytes())?;
        self.answer()
    }

    /// One message to one mailbox: the number under which it is stored.
    fn hands_over(&mut self, message: &[u8]) -> std::io::Result<i64> {
        self.carries("maria@lapaz.example", MAILBOX, message)
    }

    /// The same from and to whom one likes.
    pub(crate) fn carries(&mut self, from: &str, to: &str, message: &[u8]) -> std::io::Result<i64> {
        self.says(&format!("MAIL FROM:<{from}>"))?;
        self.says(&format!("RCPT TO:<{to}>"))?;
        self.says("DATA")?;
        self.stream.write_all(message)?;
        let answer = self.says("\r\n.")?;
        let number = answer.strip_prefix("250 2.0.0 Ok: stored as ").and_then(|number| number.parse().ok());
        number.ok_or_else(|| std::io::Error::other(answer))
    }
}

fn serving(desk: &Desk, more: &[(&str, &str)]) -> (Server, String) {
    let path = desk.folder().join("lmtp").display().to_string();
    let listen = format!("unix:{path}");
    let server = Server::start(desk, &[SETTINGS, &[("ATIENDE_LMTP_LISTEN", listen.as_str())], more].concat());
    (server, path)
}

async fn entry(server: &Server, token: &str, id: i64) -> Value {
    let asked = site::browser().get(server.url(&format!("/api/v1/mail/inbound/{id}"))).bearer_auth(token);
    asked.send().await.unwrap().json().await.unwrap()
}

/// Waits until a message was read.
async fn settled(server: &Server, token: &str, id: i64) -> Value {
    let begun = Instant::now();
    loop {
        let entry = entry(server, token, id).await;
        if entry["result"] != "received" {
            return entry;
        }
        assert!(begun.elapsed() < Duration::from_secs(30), "nobody reads it: {entry}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn lmtp_takes_what_servers_hand_over() {
    let desk = Desk::new();
    let people = site::seed(&desk).await;
    let admin = &people.admin;
    let (server, path) = serving(&desk, &[("ATIENDE_MAX_MESSAGE_BYTES", "200000")]);
    let mode = std::fs::metadata(&path).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o666, "the mail server is another user");
    let mut lmtp = Lmtp::open(&path).unwrap();
    assert!(lmtp.says("EHLO tests").unwrap().starts_with("500"), "this is LMTP");
    assert!(lmtp.says("DATA").unwrap().starts_with("503"));
    assert!(lmtp.says("MAIL FROM:<>").unwrap().starts_with("250"));
    assert!(lmtp.says("RCPT TO:<nadie@desk.example>").unwrap().starts_with("550 5.1.1"));
    assert!(lmtp.says("DATA").unwrap().starts_with("503"), "nobody to give it to");
    assert!(lmtp.says("RSET").unwrap().starts_with("250"));

    // Ugly, and taken byte for byte: bare line feeds, a line of 5,000 octets, octets that are no text, dots.
    let ugly =
        [message("1", MARIA, "Hola").as_bytes(), b"\nbare\n..dot\r\n", &[b'x'; 5000], b"\r\n\xff\xfe\0"].concat();
    let stuffed = String::from_utf8_lossy(&ugly).contains("\r\n.");
    assert!(!stuffed, "no line after CRLF begins with a dot here");
    let id = lmtp.hands_over(&ugly).unwrap();
    let known = settled(&server, admin, id).await;
    assert_eq!(known["result"], "created", "{known}");
    let raw = site::browser().get(server.url(&format!("/api/v1/mail/inbound/{id}/raw"))).bearer_auth(admin);
    let raw = raw.send().await.unwrap().bytes().await.unwrap();
    assert_eq!(&raw[..], &[ugly.as_slice(), b"\r\n"].concat()[..]);
    let foreign = site::browser().get(server.url(&format!("/api/v1/mail/inbound/{id}"))).bearer_auth(&people.luis);
    assert_eq!(foreign.send().await.unwrap().status(), 403, "the ledger is the administrators'");

    // A dot at the beginning of a line travels doubled; the first line may begin with one.
    let dotted = lmtp.hands_over(b"..From: a@b.example\r\n\r\n..\r\n...x").unwrap();
    let raw = site::browser().get(server.url(&format!("/api/v1/mail/inbound/{dotted}/raw"))).bearer_auth(admin);
    assert_eq!(&raw.send().await.unwrap().bytes().await.unwrap()[..], b".From: a@b.example\r\n\r\n.\r\n..x\r\n");

    // Each recipient has an answer; what is too large has none but that.
    lmtp.says("MAIL FROM:<maria@lapaz.example>").unwrap();
    lmtp.says(&format!("RCPT TO:<{MAILBOX}>")).unwrap();
    lmtp.says("RCPT TO:<soporte+42.7.x@desk.example>").unwrap();
    lmtp.says("DATA").unwrap();
    lmtp.stream.write_all(message("2", MARIA, "Hola").as_bytes()).unwrap();
    assert!(lmtp.says(".").unwrap().starts_with("250"));
    assert!(lmtp.answer().unwrap().starts_with("250"), "a duplicate is taken, too");
    assert!(lmtp.says("MAIL FROM:<a@b.example> SIZE=200001").unwrap().starts_with("552"));
    let error = lmtp.hands_over(&vec![b'x'; 200_001]).unwrap_err().to_string();
    assert!(error.starts_with("552"), "{error}");
    // In chunks (RFC 3030), the last of them empty.
    lmtp.says("MAIL FROM:<maria@lapaz.example>").unwrap();
    lmtp.says(&format!("RCPT TO:<{MAILBOX}>")).unwrap();
    let chunk = message("3", MARIA, "En trozos");
    lmtp.stream.write_all(format!("BDAT {}\r\n{chunk}", chunk.len()).as_bytes()).unwrap();
    assert!(lmtp.answer().unwrap().starts_with("250"));
    assert!(lmtp.says("BDAT 0 LAST").unwrap().contains("stored as"));
    assert!(lmtp.says("QUIT").unwrap().starts_with("221"));
    let mut rest = Vec::new();
    lmtp.stream.read_to_end(&mut rest).unwrap();
    assert!(rest.is_empty(), "it hangs up");
    assert_eq!(server.terminate().0, Some(0));
}

/// Many hand over at once, and the process dies again and again: what was acknowledged is there once, read once.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_acknowledged_is_lost_when_it_is_killed() {
    const ROUNDS: usize = 12;
    const HANDS: usize = 4;
    let desk = Desk::new();
    site::seed(&desk).await;
    let (mut acknowledged, mut tried) = (HashSet::new(), 0);
    for round in 0..ROUNDS {
        let (mut server, path) = serving(&desk, &[]);
        let hands: Vec<_> = (0..HANDS)
            .map(|hand| {
                let path = path.clone();
                std::thread::spawn(move || {
                    let mut taken = Vec::new();
                    let Ok(mut lmtp) = Lmtp::open(&path) else { return taken };
                    for n in 0.. {
                        let id = format!("{round}.{hand}.{n}");
                        let from = if n % 2 == 0 { MARIA } else { CARMEN };
                        match lmtp.hands_over(message(&id, from, "Hola").as_bytes()) {
                            Ok(_) => taken.push(id),
                            Err(_) => break,
                        }
                    }
                    taken
                })
            })
            .collect();
        std::thread::sleep(Duration::from_millis(60 + 25 * round as u64));
        server.kill_9();
        for hand in hands {
            let taken = hand.join().unwrap();
            tried += taken.len();
            acknowledged.extend(taken);
        }
    }
    assert_eq!(acknowledged.len(), tried);
    assert!(tried > ROUNDS, "{tried} messages are too few to tell");
    // What somebody had when it died comes back when its lease ends: nobody waits for that here.
    ledger_is_free(&desk);
    let (server, _) = serving(&desk, &[]);
    let begun = Instant::now();
    let ledger = site::look(&desk);
    while count(&ledger, "SELECT count(*) FROM inbound WHERE result IN ('received', 'stuck')") > 0 {
        assert!(begun.elapsed() < Duration::from_mins(2), "not all is read");
        std::thread::sleep(Duration::from_millis(200));
    }
    drop(server);
    let all: i64 = count(&ledger, "SELECT count(*) FROM inbound");
    let created = count(&ledger, "SELECT count(*) FROM inbound WHERE result = 'created'");
    assert_eq!(
        (all, created),
        (created, count(&ledger, "SELECT count(*) FROM tickets")),
        "each message once, each ticket by one"
    );
    let mut known = HashSet::new();
    let mut statement = ledger.prepare("SELECT message_id FROM inbound").unwrap();
    for id in statement.query_map([], |row| row.get::<_, String>(0)).unwrap() {
        assert!(known.insert(id.unwrap().trim_end_matches("@lapaz.example").to_owned()), "one was taken twice");
    }
    let lost: Vec<_> = acknowledged.difference(&known).collect();
    assert!(lost.is_empty(), "acknowledged and lost: {lost:?}");
    assert_eq!(count(&ledger, "SELECT count(*) FROM messages WHERE source = 'mail'"), created);
}

/// Ends the leases of processes that are no more.
fn ledger_is_free(desk: &Desk) {
    let file = desk.folder().join("data/atiende.db");
    let connection = rusqlite::Connection::open(file).unwrap();
    connection.busy_timeout(Duration::from_secs(10)).unwrap();
    connection.execute("UPDATE inbound SET next_at = 0 WHERE result = 'received' AND attempts > 0", []).unwrap();
}
