//! A desk to which faults happen: its people, its doors, and what they say.

use crate::multipart::Parts;
use crate::program::{Desk, Ended};
use crate::site::{self, Counts as _, Ledger, MARIA, Seeded, Server};
use reqwest::{Client, Response, StatusCode};
use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::net::UnixStream;
use std::time::{Duration, Instant};

pub(crate) const MAILBOX: &str = "soporte@desk.example";
/// The contract says 3 s; the rest is this test's own way there.
const READY_WITHIN: Duration = Duration::from_millis(3400);
/// What works again does so within this time.
pub(crate) const RECOVERY: Duration = Duration::from_secs(30);
/// Nobody waits longer than this to be told that it did not work.
pub(crate) const TOLD_WITHIN: Duration = Duration::from_secs(28);

/// What the form of the story says; it has to survive as it stands.
pub(crate) const WORDS: &str = "Sale \"sin papel\" <siempre> & pita.\r\nSegunda línea: ñ, €";

/// Serving; its server ends before its disks go.
pub(crate) struct Lab {
    pub(crate) server: Server,
    pub(crate) seeded: Seeded,
    settings: Vec<(String, String)>,
    lmtp: String,
}

impl Lab {
    /// Starts the desk with its people; `more` are settings.
    pub(crate) async fn open(desk: &Desk, more: &[(&str, &str)]) -> Self {
        let seeded = site::seed(desk).await;
        site::hurry(desk);
        let lmtp = desk.folder().join("lmtp").display().to_string();
        let mut settings: Vec<(String, String)> = [
            ("ATIENDE_MAIL_FROM", "Soporte <soporte@desk.example>".to_owned()),
            ("ATIENDE_MAIL_DOMAIN", "desk.example".to_owned()),
            ("ATIENDE_LMTP_LISTEN", format!("unix:{lmtp}")),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .into();
        settings.extend(more.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        let server = Server::start(desk, &pairs(&settings));
        Self { server, seeded, settings, lmtp }
    }

    /// `mail receive`, in a process of its own.
    pub(crate) fn receive(&self, desk: &Desk, message: &str) -> Ended {
        let settings: Vec<_> =
            pairs(&self.settings).into_iter().filter(|(name, _)| !name.starts_with("ATIENDE_LMTP")).collect();
        desk.run_with(&["mail", "receive", "--json", "--to", MAILBOX], &settings, message)
    }

    /// A browser in which María has signed in.
    pub(crate) async fn maria(&self) -> Client {
        let browser = site::browser();
        site::sign_in(&self.server, &browser, MARIA, "/").await;
        browser
    }

    /// `/readyz`: its status, and its words.
    pub(crate) async fn ready(&self) -> (StatusCode, Value) {
        // An answer is believed for a second.
        tokio::time::sleep(Duration::from_millis(1100)).await;
        let begun = Instant::now();
        let answer = site::browser().get(self.server.url("/readyz")).send().await.unwrap();
        let said = (answer.status(), answer.json::<Value>().await.unwrap());
        assert!(begun.elapsed() < READY_WITHIN, "{:?}: {said:?}", begun.elapsed());
        said
    }

    /// Which checks fail, and with which status it says so.
    pub(crate) async fn failing(&self) -> (u16, Vec<String>) {
        let (status, said) = self.ready().await;
        let checks = said["checks"].as_object().unwrap();
        let failing = checks.iter().filter(|(_, word)| *word == "failing").map(|(name, _)| name.clone());
        (status.as_u16(), failing.collect())
    }

    /// Waits until all is well again; the process is the same all the time.
    pub(crate) async fn recovers(&self) {
        until("it is ready again", RECOVERY, async || self.failing().await == (200, vec![])).await;
    }

    /// The process answers, whatever else does not.
    pub(crate) async fn is_alive(&self) {
        let begun = Instant::now();
        let alive = site::browser().get(self.server.url("/healthz")).send().await.unwrap();
        assert_eq!(alive.status(), StatusCode::OK);
        assert!(begun.elapsed() < Duration::from_secs(1), "{:?}", begun.elapsed());
    }

    /// María opens a ticket by the API; the same key makes one ticket.
    pub(crate) async fn opens(&self, subject: &str, body: &str) -> Response {
        let new = json!({ "subject": subject, "body": body });
        let asked = site::browser().post(self.server.url("/api/v1/tickets")).bearer_auth(&self.seeded.maria);
        asked.header("idempotency-key", subject).json(&new).send().await.unwrap()
    }

    /// Likewise, and it works.
    pub(crate) async fn opened(&self, subject: &str) {
        let answer = self.opens(subject, "Sale «sin papel».").await;
        let status = answer.status();
        assert_eq!(status, StatusCode::CREATED, "{subject}: {}", answer.text().await.unwrap());
    }

    /// The form for a ticket, as a browser without JavaScript sends it.
    pub(crate) async fn sends(&self, browser: &Client, subject: &str, file: Option<&[u8]>) -> Response {
        let mut form = Parts::default();
        for (name, value) in
            [("once", subject), ("subject", subject), ("priority", "normal"), ("organization", &self.seeded.la_paz)]
        {
            form.set(name, value);
        }
        form.set("description", WORDS);
        if let Some(content) = file {
            form.file("foto.bin", content);
        }
        let asked = browser.post(self.server.url("/soporte/abrir")).header("content-type", Parts::CONTENT_TYPE);
        asked.body(form.body()).send().await.unwrap()
    }

    /// The page of a form that could not be taken gives it back: what it would send again.
    pub(crate) async fn given_back(&self, answer: Response, subject: &str) -> (String, Vec<(String, String)>) {
        assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(answer.headers()["retry-after"], "30");
        let page = answer.text().await.unwrap();
        assert!(page.contains("<html lang=\"es\""), "{page}");
        assert!(page.contains("Lo que escribiste está guardado en esta página"), "{page}");
        let (action, fields) = form_of(&page);
        let field = |name: &str| fields.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
        assert_eq!((field("subject"), field("description")), (Some(subject), Some(WORDS)), "{page}");
        (action, fields)
    }

    /// Its button is pressed.
    pub(crate) async fn sends_again(
        &self,
        browser: &Client,
        (action, fields): &(String, Vec<(String, String)>),
    ) -> Response {
        browser.post(self.server.url(action)).form(fields).send().await.unwrap()
    }

    /// Hands a message over by LMTP: the server's last word.
    pub(crate) fn lmtp(&self, message: &str) -> String {
        hand_over(&self.lmtp, message)
    }

    /// The same while something else happens.
    pub(crate) async fn lmtp_beside(&self, message: String) -> String {
        let lmtp = self.lmtp.clone();
        tokio::task::spawn_blocking(move || hand_over(&lmtp, &message)).await.unwrap()
    }
}

fn hand_over(lmtp: &str, message: &str) -> String {
    let stream = UnixStream::connect(lmtp).unwrap();
    stream.set_read_timeout(Some(TOLD_WITHIN)).unwrap();
    let (mut lines, mut to) = (BufReader::new(stream.try_clone().unwrap()), stream);
    let mut said = hears(&mut lines);
    let data = format!("{message}\r\n.\r\n");
    let rcpt = format!("RCPT TO:<{MAILBOX}>\r\n");
    for words in ["LHLO tests\r\n", "MAIL FROM:<maria@lapaz.example>\r\n", &rcpt, "DATA\r\n", &data] {
        to.write_all(words.as_bytes()).unwrap();
        said = hears(&mut lines);
    }
    said
}

fn hears(lines: &mut BufReader<UnixStream>) -> String {
    loop {
        let mut line = String::new();
        assert!(lines.read_line(&mut line).unwrap() > 0, "LMTP hung up");
        if line.as_bytes().get(3) != Some(&b'-') {
            return line.trim_end().to_owned();
        }
    }
}

/// Mail of María's; `words` make it as long as it is.
pub(crate) fn message(id: &str, words: &str) -> String {
    format!(
        "From: {MARIA}\r\nTo: {MAILBOX}\r\nSubject: Por correo {id}\r\nMessage-ID: <{id}@lapaz.example>\r\n\r\n{words}\r\n"
    )
}

fn pairs(settings: &[(String, String)]) -> Vec<(&str, &str)> {
    settings.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

/// Where the page's form goes, and its hidden fields.
fn form_of(page: &str) -> (String, Vec<(String, String)>) {
    let main = &page[page.find("<main").unwrap()..];
    let (_, form) = main.split_once("<form").unwrap();
    let (form, _) = form.split_once("</form>").unwrap();
    assert!(form.contains("Enviar otra vez"), "{form}");
    let inputs = form.split("<input type=\"hidden\"").skip(1);
    (attribute(form, "action"), inputs.map(|input| (attribute(input, "name"), attribute(input, "value"))).collect())
}

fn attribute(element: &str, name: &str) -> String {
    let (_, rest) = element.split_once(&format!("{name}=\"")).unwrap();
    let value = rest.split_once('"').unwrap().0;
    let plain = [("&#34;", "\""), ("&#39;", "'"), ("&#60;", "<"), ("&#62;", ">"), ("&#38;", "&")];
    plain.iter().fold(value.to_owned(), |text, (entity, letter)| text.replace(entity, letter))
}

/// Looks until it is so; the time is bounded.
pub(crate) async fn until(what: &str, within: Duration, is_so: impl AsyncFn() -> bool) {
    let begun = Instant::now();
    while !is_so().await {
        assert!(begun.elapsed() < within, "{what}: not within {within:?}");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

/// A number out of the database of either engine.
pub(crate) fn count(desk: &Desk, sql: &str) -> usize {
    usize::try_from(Ledger::of(desk).count(sql)).unwrap()
}

/// How many tickets have this subject.
pub(crate) fn tickets(desk: &Desk, subject: &str) -> usize {
    count(desk, &format!("SELECT count(*) FROM tickets WHERE subject = '{subject}'"))
}

/// No ticket without its words, no file that no row names, no row without its file, no piece of either.
pub(crate) fn is_whole(desk: &Desk) {
    let wordless =
        "SELECT count(*) FROM tickets t WHERE NOT EXISTS (SELECT 1 FROM messages m WHERE m.ticket_id = t.id)";
    assert_eq!(count(desk, wordless), 0, "tickets without words");
}
