//! Two desks that know each other's mailboxes write to each other by themselves, and stop soon (contract, promise 5): two
//! processes, each of which has its mails handed over to the other as a mail server would.

use crate::mail::Lmtp;
use crate::program::Desk;
use crate::sink::{Received, Sink};
use crate::site::{self, Seeded, Server, count};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// One word of a person may cross so many times, told and retold.
const SETTLES_WITHIN: usize = 3;
/// What a desk holds back on purpose leaves within this time.
const PATIENCE: Duration = Duration::from_mins(3);

/// A desk, and the server that takes its mails.
struct Side {
    name: &'static str,
    server: Server,
    lmtp: String,
    sink: Sink,
    /// Mails of the sink that were looked at.
    seen: usize,
    people: Seeded,
    desk: Desk,
}

impl Side {
    /// `name`.example is its domain; `settings` are lines of its configuration.
    async fn start(name: &'static str, settings: &str) -> Self {
        let (desk, sink) = (Desk::new(), Sink::open().await);
        let people = site::seed(&desk).await;
        site::hurry(&desk);
        let file = desk.folder().join("desk.toml");
        std::fs::write(&file, settings).unwrap();
        let lmtp = desk.folder().join("lmtp").display().to_string();
        let environment = [
            ("ATIENDE_CONFIG", file.display().to_string()),
            ("ATIENDE_MAIL_FROM", format!("Soporte {name} <soporte@{name}.example>")),
            ("ATIENDE_MAIL_DOMAIN", format!("{name}.example")),
            ("ATIENDE_SMTP_URL", format!("smtp://127.0.0.1:{}?tls=none", sink.port)),
            ("ATIENDE_LMTP_LISTEN", format!("unix:{lmtp}")),
        ];
        let environment: Vec<_> = environment.iter().map(|(key, value)| (*key, value.as_str())).collect();
        let server = Server::start(&desk, &environment);
        Self { name, server, lmtp, sink, seen: 0, people, desk }
    }

    /// The other desk's mailbox is somebody of CEIP La Paz here.
    fn knows(&self, address: &str, rest: &[&str]) {
        site::add_person(&self.desk, address, &[&["--role", "requester", "--org", "CEIP La Paz"], rest].concat());
    }

    /// What it wants handed over since the last look.
    fn leaving(&mut self) -> Vec<Received> {
        let all = self.sink.mails();
        let new = all.get(self.seen..).unwrap_or_default().to_vec();
        self.seen = all.len();
        new
    }

    fn takes(&self, mail: &Received, to: &str) {
        let mut lmtp = Lmtp::open(&self.lmtp).unwrap();
        let stuffed = mail.text.replace("\r\n.", "\r\n..");
        lmtp.carries(&mail.sender, to, stuffed.as_bytes()).unwrap_or_else(|error| panic!("{}: {error}", self.name));
    }

    /// Nothing is to be read or sent any more.
    fn rests(&self) -> bool {
        let ledger = site::look(&self.desk);
        count(&ledger, "SELECT count(*) FROM inbound WHERE result IN ('received', 'stuck')") == 0
            && count(&ledger, "SELECT count(*) FROM outbox WHERE state IN ('queued', 'sending')") == 0
    }

    fn has(&self, sql: &str) -> i64 {
        count(&site::look(&self.desk), sql)
    }

    async fn posts(&self, path: &str, token: &str, body: &Value) -> Value {
        let asked = site::browser().post(self.server.url(path)).bearer_auth(token).json(body);
        let answer = asked.send().await.unwrap();
        assert!(answer.status().is_success(), "{path}: {}", answer.text().await.unwrap());
        answer.json().await.unwrap()
    }

    /// María asks here for the first time.
    async fn maria_asks(&self) -> String {
        let new =
            json!({ "subject": "No imprime", "body": "La impresora no imprime.", "organization": self.people.la_paz });
        self.posts("/api/v1/tickets", &self.people.maria, &new).await["id"].as_str().unwrap().to_owned()
    }

    /// Luis attends everybody.
    async fn luis_answers(&self, ticket: &str, words: &str) {
        self.posts(&format!("/api/v1/tickets/{ticket}/messages"), &self.people.luis, &json!({ "body": words })).await;
    }

    async fn luis_solves(&self, ticket: &str) {
        let (client, url) = (site::browser(), self.server.url(&format!("/api/v1/tickets/{ticket}")));
        let before = client.get(&url).bearer_auth(&self.people.luis).send().await.unwrap();
        let etag = before.headers().get("etag").unwrap().clone();
        let asked = client.patch(&url).bearer_auth(&self.people.luis).header("if-match", etag);
        let answer = asked.json(&json!({ "status": "solved" })).send().await.unwrap();
        assert!(answer.status().is_success(), "{}", answer.text().await.unwrap());
    }

    /// The ticket that the other desk's mail opened here.
    fn ticket_by_mail(&self) -> String {
        self.has("SELECT coalesce(max(id), 0) FROM tickets WHERE source = 'mail'").to_string()
    }
}

/// Hands over what each wants the other to have until both rest; how many mails crossed.
async fn settle(a: &mut Side, b: &mut Side) -> usize {
    let (begun, mut crossed, mut quiet) = (Instant::now(), 0, 0);
    while quiet < 5 {
        assert!(begun.elapsed() < PATIENCE && crossed < 50, "they do not settle: {crossed} mails crossed");
        let (from_a, from_b) = (a.leaving(), b.leaving());
        let moved = pass_on(&from_a, b) + pass_on(&from_b, a);
        crossed += moved;
        quiet = if moved == 0 && a.rests() && b.rests() { quiet + 1 } else { 0 };
        tokio::time::sleep(Duration::from_millis(150)).await;
    }
    crossed
}

fn pass_on(mails: &[Received], to: &Side) -> usize {
    let domain = format!("@{}.example", to.name);
    let mut passed = 0;
    for mail in mails {
        for recipient in mail.recipients.iter().filter(|recipient| recipient.ends_with(&domain)) {
            to.takes(mail, recipient);
            passed += 1;
        }
    }
    passed
}

async fn pair(a: &str, b: &str) -> (Side, Side) {
    (Side::start("norte", a).await, Side::start("sur", b).await)
}

/// The ticket of the other desk, written by its mailbox here.
async fn opens_by_mail(side: &Side, from: &str) -> String {
    let words =
        format!("From: {from}\r\nSubject: Un recado\r\nMessage-ID: <primero@otra.example>\r\n\r\nHola, no va.\r\n");
    let to = format!("soporte@{}.example", side.name);
    Lmtp::open(&side.lmtp).unwrap().carries(from, &to, words.as_bytes()).unwrap();
    let begun = Instant::now();
    while side.ticket_by_mail() == "0" {
        assert!(begun.elapsed() < Duration::from_secs(30), "it opens no ticket");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    side.ticket_by_mail()
}

/// The other desk does not know this one: its mail waits for somebody, and nothing is said to a program.
#[tokio::test(flavor = "multi_thread")]
async fn a_desk_that_is_not_known_is_held() {
    let (mut norte, mut sur) = pair("", "").await;
    norte.knows("soporte@sur.example", &[]);
    let ticket = opens_by_mail(&norte, "soporte@sur.example").await;
    assert!(settle(&mut norte, &mut sur).await <= SETTLES_WITHIN);
    norte.luis_answers(&ticket, "¿Qué luz tiene?").await;
    let crossed = settle(&mut norte, &mut sur).await;
    assert!((1..=SETTLES_WITHIN).contains(&crossed), "{crossed}");
    assert_eq!(sur.has("SELECT count(*) FROM tickets"), 0);
    assert_eq!(sur.has("SELECT count(*) FROM inbound WHERE result <> 'quarantined'"), 0, "it waits for somebody");

    // Somebody makes a ticket of it: the other desk is let in by that, and still neither answers the other.
    let waits = sur.has("SELECT max(id) FROM inbound");
    let form = [("organization", sur.people.la_paz.as_str())];
    let ada = site::browser();
    site::sign_in(&sur.server, &ada, "ada@desk.example", "/").await;
    let made =
        ada.post(sur.server.url(&format!("/admin/correo/entrada/{waits}/ticket"))).form(&form).send().await.unwrap();
    assert_eq!(made.status(), 303);
    let crossed = settle(&mut norte, &mut sur).await;
    assert!(crossed <= SETTLES_WITHIN, "{crossed}");
    assert_eq!(sur.has("SELECT count(*) FROM tickets"), 1);
}

/// Each is a requester of the other: each word of a technician goes over once, and comes to rest in the ticket.
#[tokio::test(flavor = "multi_thread")]
async fn two_desks_talk_through_their_technicians() {
    let (mut norte, mut sur) = pair("", "").await;
    norte.knows("soporte@sur.example", &[]);
    sur.knows("soporte@norte.example", &[]);
    let ticket = opens_by_mail(&norte, "soporte@sur.example").await;
    assert!(settle(&mut norte, &mut sur).await <= SETTLES_WITHIN);
    norte.luis_answers(&ticket, "¿Qué luz tiene encendida la impresora?").await;
    let crossed = settle(&mut norte, &mut sur).await;
    assert!((1..=SETTLES_WITHIN).contains(&crossed), "{crossed}");
    let there = sur.ticket_by_mail();
    assert_ne!(there, "0", "it opened a ticket there");
    sur.luis_answers(&there, "La roja, y parpadea desde esta mañana.").await;
    let crossed = settle(&mut norte, &mut sur).await;
    assert!((1..=SETTLES_WITHIN).contains(&crossed), "{crossed}");
    assert_eq!(
        norte.has("SELECT count(*) FROM messages WHERE body LIKE '%parpadea%'"),
        1,
        "it came back into the ticket"
    );
    for side in [&norte, &sur] {
        side.luis_solves(if side.name == "norte" { &ticket } else { &there }).await;
    }
    let crossed = settle(&mut norte, &mut sur).await;
    assert!(crossed <= 2 * SETTLES_WITHIN, "{crossed}");
}

/// Each sends the other a copy of every new ticket, of which the other makes one.
#[tokio::test(flavor = "multi_thread")]
async fn copies_of_copies_end() {
    let copies = |to: &str| format!("[notify]\nnew_ticket = [\"soporte@{to}.example\"]\n");
    let (mut norte, mut sur) = pair(&copies("sur"), &copies("norte")).await;
    norte.knows("soporte@sur.example", &[]);
    sur.knows("soporte@norte.example", &[]);
    norte.maria_asks().await;
    let crossed = settle(&mut norte, &mut sur).await;
    assert!((1..=SETTLES_WITHIN).contains(&crossed), "{crossed}");
    assert_eq!(norte.has("SELECT count(*) FROM tickets"), 1, "its own words opened nothing");
}

/// Each has two mailboxes, and the other has both as people: one asks, the other coordinates.
#[tokio::test(flavor = "multi_thread")]
async fn coordinators_that_are_desks_end() {
    let mailboxes = |name: &str| {
        format!(
            "[[mailboxes]]\naddress = \"soporte@{name}.example\"\n[[mailboxes]]\naddress = \"averias@{name}.example\"\n"
        )
    };
    let (mut norte, mut sur) = pair(&mailboxes("norte"), &mailboxes("sur")).await;
    for (side, other) in [(&norte, "sur"), (&sur, "norte")] {
        side.knows(&format!("soporte@{other}.example"), &[]);
        side.knows(&format!("averias@{other}.example"), &["--coordinator"]);
    }
    let ticket = opens_by_mail(&norte, "soporte@sur.example").await;
    let crossed = settle(&mut norte, &mut sur).await;
    assert!(crossed <= 2 * SETTLES_WITHIN, "two readers there: {crossed}");
    let came_back = "SELECT count(*) FROM inbound WHERE result = 'ignored' AND reason = 'loop'";
    assert!(norte.has(came_back) >= 1, "what came back is known");
    norte.luis_answers(&ticket, "¿Qué luz tiene encendida la impresora?").await;
    let crossed = settle(&mut norte, &mut sur).await;
    assert!(crossed <= 2 * SETTLES_WITHIN, "two readers there: {crossed}");
    for side in [&norte, &sur] {
        assert_eq!(side.has("SELECT count(*) FROM inbound WHERE result = 'stuck'"), 0);
    }
}

/// Neither takes mail of strangers: one kind answer at the most, and none to that.
#[tokio::test(flavor = "multi_thread")]
async fn two_desks_that_refuse_each_other_are_silent() {
    let refuses = |name: &str| format!("[[mailboxes]]\naddress = \"soporte@{name}.example\"\nunknown = \"refuse\"\n");
    let (mut norte, mut sur) = pair(&refuses("norte"), &refuses("sur")).await;
    // Somebody writes there by hand, under this desk's address.
    let words =
        "From: soporte@norte.example\r\nSubject: Hola\r\nMessage-ID: <x@norte.example>\r\n\r\nHola, ¿hay alguien?\r\n";
    Lmtp::open(&sur.lmtp).unwrap().carries("soporte@norte.example", "soporte@sur.example", words.as_bytes()).unwrap();
    let begun = Instant::now();
    while sur.has("SELECT count(*) FROM inbound WHERE result = 'quarantined'") == 0 {
        assert!(begun.elapsed() < Duration::from_secs(30));
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(settle(&mut norte, &mut sur).await, 1, "the answer, and nothing to it");
    assert_eq!(norte.has("SELECT count(*) FROM inbound WHERE result IN ('ignored', 'quarantined')"), 1);
    assert_eq!(norte.has("SELECT count(*) FROM outbox"), 0);
}
