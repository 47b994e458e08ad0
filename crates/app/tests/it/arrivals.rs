//! A real Postfix hands mail over to the desk, by LMTP and by a pipe: plus addresses, letters beyond ASCII, a message that is too
//! large, and a desk that is not there for a while.

use crate::postfix::{self, Postfix};
use crate::program::Desk;
use crate::sink::Sink;
use crate::site::{self, MARIA, Server, count};
use rusqlite::Connection;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpStream;
use std::process::Command;
use std::time::{Duration, Instant};

const DOMAIN: &str = "desk.example";
const MAILBOX: &str = "soporte@desk.example";
const MAX_BYTES: &str = "100000";
const PATIENCE: Duration = Duration::from_mins(1);

/// A client that speaks to Postfix as any mail program does.
struct Client {
    stream: TcpStream,
    answers: BufReader<TcpStream>,
}

impl Client {
    fn open(postfix: &Postfix) -> Self {
        let stream = TcpStream::connect(("127.0.0.1", postfix.port)).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        let mut client = Self { answers: BufReader::new(stream.try_clone().unwrap()), stream };
        client.hears("220");
        client.says("EHLO tests", "250");
        client
    }

    fn hears(&mut self, code: &str) {
        loop {
            let mut line = String::new();
            assert!(self.answers.read_line(&mut line).unwrap() > 0, "Postfix hung up");
            assert!(line.starts_with(code), "{line}");
            if line.as_bytes().get(3) != Some(&b'-') {
                return;
            }
        }
    }

    fn says(&mut self, command: &str, code: &str) {
        self.stream.write_all(format!("{command}\r\n").as_bytes()).unwrap();
        self.hears(code);
    }

    /// Postfix answers for it from then on.
    fn sends(&mut self, (from, more): (&str, &str), to: &str, message: &str) {
        self.says(&format!("MAIL FROM:<{from}>{more}"), "250");
        self.says(&format!("RCPT TO:<{to}>"), "250");
        self.says("DATA", "354");
        self.says(&format!("{}\r\n.", message.replace("\r\n.", "\r\n..")), "250");
    }
}

fn message(id: &str, (from, to): (&str, &str), words: &str) -> String {
    format!(
        "From: {from}\r\nTo: {to}\r\nSubject: No imprime {id}\r\nMessage-ID: <{id}@lapaz.example>\r\n\
         MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{words}\r\n"
    )
}

fn until(what: &str, postfix: &Postfix, is_so: impl Fn() -> bool) {
    let begun = Instant::now();
    while !is_so() {
        assert!(begun.elapsed() < PATIENCE, "{what}: it does not happen. Postfix says:\n{}", postfix.log());
        std::thread::sleep(Duration::from_millis(100));
    }
}

/// How often the ledger has a message, whatever became of it.
fn times(ledger: &Connection, id: &str) -> i64 {
    count(ledger, &format!("SELECT count(*) FROM inbound WHERE message_id = '{id}@lapaz.example'"))
}

/// Result and envelope of a message that was read.
fn entry(ledger: &Connection, id: &str) -> (String, String, String) {
    let sql = "SELECT result, envelope_from, envelope_to FROM inbound WHERE message_id = $1";
    ledger.query_row(sql, [format!("{id}@lapaz.example")], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap()
}

/// What both ways have in common.
fn comes_in(postfix: &Postfix, ledger: &Connection, sink: &Sink) {
    let mut client = Client::open(postfix);
    client.sends((MARIA, ""), MAILBOX, &message("1", (MARIA, MAILBOX), "Sale «sin papel».\r\n.\r\nUn saludo"));
    until("a message arrives", postfix, || times(ledger, "1") == 1 && entry(ledger, "1").0 == "created");
    let body: String = ledger.query_row("SELECT body FROM messages ORDER BY id LIMIT 1", [], |row| row.get(0)).unwrap();
    assert!(body.contains("«sin papel»") && body.contains("\n.\n"), "{body:?}");

    // What follows the plus sign is the desk's to read, and comes along.
    client.sends((MARIA, ""), "soporte+1.2.x@desk.example", &message("2", (MARIA, MAILBOX), "Hola"));
    until("plus addressing", postfix, || times(ledger, "2") == 1);
    assert_eq!(entry(ledger, "2").2, "soporte+1.2.x@desk.example");

    // RFC 6531: letters of any alphabet in the address, in the header, too.
    let from = "josé@peñas.example";
    client.sends((from, " SMTPUTF8"), MAILBOX, &message("3", (&format!("José Ñúñez <{from}>"), MAILBOX), "Hola"));
    until("SMTPUTF8", postfix, || times(ledger, "3") == 1);
    assert_eq!(entry(ledger, "3").1, from);
    until("it is read", postfix, || entry(ledger, "3").0 != "received");
    let name = "SELECT from_name FROM inbound WHERE message_id = '3@lapaz.example'";
    let name: String = ledger.query_row(name, [], |row| row.get(0)).unwrap();
    assert_eq!(name, "José Ñúñez");

    // The null sender, and no such mailbox: the desk says so, and Postfix tells whoever sent it.
    client.sends(("", ""), MAILBOX, &message("4", (MARIA, MAILBOX), "Hola"));
    until("the null sender", postfix, || times(ledger, "4") == 1);
    assert_eq!(entry(ledger, "4").1, "");
    client.sends((MARIA, ""), "nadie@desk.example", &message("5", (MARIA, MAILBOX), "Hola"));
    until("a bounce of who does not exist", postfix, || returned(sink, "nadie@desk.example"));

    // Too large for the desk, not for Postfix: it comes back.
    let large = message("6", (MARIA, MAILBOX), &"Mucho texto.\r\n".repeat(10_000));
    client.sends((MARIA, ""), MAILBOX, &large);
    until("a bounce of what is too large", postfix, || returned(sink, "No imprime 6"));
    assert_eq!((times(ledger, "5"), times(ledger, "6")), (0, 0));
}

/// Whether a delivery report (RFC 3464) came back to María that says this.
fn returned(sink: &Sink, what: &str) -> bool {
    let is_report = |mail: &crate::sink::Received| {
        mail.sender.is_empty() && mail.recipients == [MARIA] && mail.text.contains("Undelivered Mail")
    };
    sink.mails().iter().any(|mail| is_report(mail) && mail.text.contains(what))
}

fn settings(listen: &str) -> [(&str, &str); 4] {
    [
        ("ATIENDE_MAIL_FROM", MAILBOX),
        ("ATIENDE_MAIL_DOMAIN", DOMAIN),
        ("ATIENDE_MAX_MESSAGE_BYTES", MAX_BYTES),
        ("ATIENDE_LMTP_LISTEN", listen),
    ]
}

async fn by_lmtp(test: &str, listen: impl Fn(&Desk) -> (String, String)) {
    let Some(script) = postfix::script(test) else { return };
    let desk = Desk::new();
    // The user `postfix` has to reach the socket.
    let open = std::os::unix::fs::PermissionsExt::from_mode(0o711);
    std::fs::set_permissions(desk.folder(), open).unwrap();
    site::seed(&desk).await;
    let (listen, transport) = listen(&desk);
    let sink = Sink::open().await;
    let mut server = Server::start(&desk, &settings(&listen));
    let postfix = Postfix::delivering(script, sink.port, (DOMAIN, &[&transport]));
    let ledger = site::look(&desk);
    comes_in(&postfix, &ledger, &sink);

    // The desk dies; Postfix keeps what comes, and hands it over when the desk is back. Once.
    server.kill_9();
    let mut client = Client::open(&postfix);
    for id in ["7", "8", "9"] {
        client.sends((MARIA, ""), MAILBOX, &message(id, (MARIA, MAILBOX), "Hola"));
    }
    until("Postfix keeps it", &postfix, || postfix.log().matches("status=deferred").count() >= 3);
    assert_eq!(times(&ledger, "7"), 0);
    let _server = Server::start(&desk, &settings(&listen));
    let all = || ["7", "8", "9"].iter().all(|id| times(&ledger, id) == 1 && entry(&ledger, id).0 == "created");
    until("it is handed over", &postfix, all);
    assert_eq!(count(&ledger, "SELECT count(*) FROM inbound WHERE result IN ('duplicate', 'stuck')"), 0);
    assert_eq!(count(&ledger, "SELECT count(*) FROM inbound"), 7, "and nothing else");
}

#[tokio::test(flavor = "multi_thread")]
async fn postfix_delivers_by_lmtp_over_tcp() {
    by_lmtp("postfix_delivers_by_lmtp_over_tcp", |_| {
        // The desk has to come back at the same port.
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        (format!("127.0.0.1:{port}"), format!("lmtp:inet:127.0.0.1:{port}"))
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn postfix_delivers_by_lmtp_over_a_socket() {
    by_lmtp("postfix_delivers_by_lmtp_over_a_socket", |desk| {
        let path = desk.folder().join("lmtp").display().to_string();
        (format!("unix:{path}"), format!("lmtp:unix:{path}"))
    })
    .await;
}

/// Its exit codes are all that Postfix knows: no wrapper stands between.
#[tokio::test(flavor = "multi_thread")]
async fn postfix_delivers_by_a_pipe() {
    let Some(script) = postfix::script("postfix_delivers_by_a_pipe") else { return };
    let desk = Desk::new();
    site::seed(&desk).await;
    let folder = desk.folder().display();
    let config = format!(
        "data_dir = \"{folder}/data\"\nmail_from = \"{MAILBOX}\"\nmail_domain = \"{DOMAIN}\"\nmax_message_bytes = {MAX_BYTES}\n"
    );
    std::fs::write(desk.folder().join("atiende.toml"), config).unwrap();
    // Postfix runs commands as anybody but root, who has neither the folder nor the program.
    std::fs::copy(env!("CARGO_BIN_EXE_atiende"), desk.folder().join("atiende")).unwrap();
    let owned = Command::new("chown").args(["-R", "nobody:"]).arg(desk.folder()).status().unwrap();
    assert!(owned.success());
    let sink = Sink::open().await;
    let (program, file) = (format!("{folder}/atiende"), format!("{folder}/atiende.toml"));
    let command = ["pipe", "nobody", &program, "--config", &file, "mail", "receive"];
    let postfix = Postfix::delivering(script, sink.port, (DOMAIN, &command));
    let ledger = site::look(&desk);
    comes_in(&postfix, &ledger, &sink);

    // The database is away: 75, and Postfix keeps it.
    let (data, away) = (desk.folder().join("atiende.toml"), desk.folder().join("away.toml"));
    std::fs::rename(&data, &away).unwrap();
    let nowhere = format!(
        "database_url = \"postgres://127.0.0.1:9/none\"\ndata_dir = \"{folder}/data\"\nmail_from = \"{MAILBOX}\"\n"
    );
    std::fs::write(&data, nowhere).unwrap();
    Client::open(&postfix).sends((MARIA, ""), MAILBOX, &message("7", (MARIA, MAILBOX), "Hola"));
    until("Postfix keeps it", &postfix, || postfix.log().contains("status=deferred"));
    std::fs::rename(&away, &data).unwrap();
    until("it is handed over", &postfix, || times(&ledger, "7") == 1 && entry(&ledger, "7").0 == "created");
    assert_eq!(count(&ledger, "SELECT count(*) FROM inbound"), 5);
}
