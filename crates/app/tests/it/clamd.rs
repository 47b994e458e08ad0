//! A real virus scanner beside the whole program: malware that comes by each door, and what happens while the scanner is away.

use crate::program::Desk;
use crate::site::{self, CARMEN, Ledger, MARIA, Seeded, Server};
use atiende_testing::{Clamd, eicar};
use reqwest::multipart::{Form, Part};
use reqwest::{Client, Response, StatusCode};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

atiende_testing::on_both![
    malware_gets_in_by_no_door,
    where_it_is_required_nothing_leaves_unseen,
    a_killed_scanner_goes_on,
];

const MAIL: (&str, &str) = ("ATIENDE_MAIL_FROM", "soporte@desk.example");

/// A served desk with a scanner.
struct Lab {
    desk: Desk,
    seeded: Seeded,
    server: Server,
    clamd: Clamd,
}

impl Lab {
    async fn open(test: &str, required: &str) -> Option<Self> {
        let clamd = Clamd::start(test)?;
        let desk = Desk::on_engine().await;
        let seeded = site::seed(&desk).await;
        let server = Server::start(&desk, &settings(&clamd, required));
        Some(Self { desk, seeded, server, clamd })
    }

    async fn get(&self, token: &str, path: &str) -> Response {
        site::browser().get(self.server.url(path)).bearer_auth(token).send().await.unwrap()
    }

    async fn content(&self, token: &str, id: &str) -> StatusCode {
        let answer = self.get(token, &format!("/api/v1/attachments/{id}/content")).await;
        let (status, bytes) = (answer.status(), answer.bytes().await.unwrap());
        assert!(status.is_success() || !contains(&bytes, b"EICAR"), "it leaks");
        status
    }

    /// By the API: the id of a file of a new ticket.
    async fn sends(&self, content: &[u8]) -> (i64, String) {
        let form = Form::new().part("file", Part::bytes(content.to_vec()).file_name("adjunto.txt"));
        let up = site::browser().post(self.server.url("/api/v1/attachments")).bearer_auth(&self.seeded.maria);
        let up = up.multipart(form).send().await.unwrap();
        assert_eq!(up.status(), StatusCode::CREATED);
        let up: Value = up.json().await.unwrap();
        assert_eq!(up["scan"], "pending", "{up}");
        let id = up["id"].as_str().unwrap().to_owned();
        let new = json!({ "subject": "Con archivo", "body": "Mira esto", "attachments": [id] });
        let ticket = site::browser().post(self.server.url("/api/v1/tickets")).bearer_auth(&self.seeded.maria);
        let ticket: Value = ticket.json(&new).send().await.unwrap().json().await.unwrap();
        (ticket["number"].as_i64().unwrap(), id)
    }

    /// Waits until the scanner has said something of it.
    async fn scanned(&self, id: &str) -> String {
        let begun = Instant::now();
        loop {
            let file: Value =
                self.get(&self.seeded.luis, &format!("/api/v1/attachments/{id}")).await.json().await.unwrap();
            match file["scan"].as_str() {
                Some("pending") => {}
                said => return said.unwrap_or_default().to_owned(),
            }
            assert!(begun.elapsed() < Duration::from_secs(30), "nobody scans it: {file}");
            tokio::time::sleep(Duration::from_millis(30)).await;
        }
    }

    async fn antivirus(&self) -> (StatusCode, String, String) {
        tokio::time::sleep(Duration::from_millis(1100)).await;
        let answer = site::browser().get(self.server.url("/readyz")).send().await.unwrap();
        let status = answer.status();
        let said: Value = answer.json().await.unwrap();
        let word = |value: &Value| value.as_str().unwrap().to_owned();
        (status, word(&said["status"]), word(&said["checks"]["antivirus"]))
    }

    async fn page(&self, who: &Client, path: &str) -> (StatusCode, String) {
        let answer = who.get(self.server.url(path)).send().await.unwrap();
        (answer.status(), answer.text().await.unwrap())
    }

    async fn sits_down(&self, email: &str) -> Client {
        let browser = site::browser();
        site::sign_in(&self.server, &browser, email, "/").await;
        browser
    }
}

fn settings<'a>(clamd: &'a Clamd, required: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![MAIL, ("ATIENDE_CLAMD", &clamd.socket), ("ATIENDE_CLAMD_REQUIRED", required)]
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

async fn malware_gets_in_by_no_door() {
    let Some(lab) = Lab::open("malware_gets_in_by_no_door", "false").await else { return };
    lab.clamd.stop();
    let (number, virus) = lab.sends(&eicar()).await;
    let (_, words) = lab.sends(b"una lista").await;
    let by_mail = by_mail(&lab).await;
    let by_form = by_form(&lab).await;
    let luis = lab.sits_down(site::LUIS).await;
    // Nobody has looked at them yet.
    let all = [&virus, &words, &by_mail, &by_form];
    for id in all {
        assert_eq!(lab.content(&lab.seeded.luis, id).await, StatusCode::LOCKED);
        let (status, page) = lab.page(&luis, &format!("/adjuntos/{id}")).await;
        assert_eq!(status, StatusCode::LOCKED);
        assert!(page.contains("Estamos analizando el archivo"), "{page}");
    }
    let (_, page) = lab.page(&luis, &format!("/t/{number}")).await;
    assert!(page.contains("Analizando…") && !page.contains(&format!("/adjuntos/{virus}\"")), "no dead link: {page}");
    let stranger = stranger(&lab);
    for id in all {
        assert_eq!(lab.content(&stranger, id).await, StatusCode::NOT_FOUND, "another's is never 423");
    }
    assert_eq!(lab.antivirus().await, (StatusCode::OK, "degraded".into(), "failing".into()));

    lab.clamd.start_again();
    for id in [&virus, &by_mail, &by_form] {
        assert_eq!(lab.scanned(id).await, "infected");
        assert_eq!(lab.content(&lab.seeded.luis, id).await, StatusCode::GONE);
        assert_eq!(lab.content(&stranger, id).await, StatusCode::NOT_FOUND, "nor 410");
        let (status, page) = lab.page(&luis, &format!("/adjuntos/{id}")).await;
        assert_eq!(status, StatusCode::GONE);
        assert!(page.contains("Hemos bloqueado el archivo") && !page.contains("EICAR"), "{page}");
    }
    assert_eq!(lab.scanned(&words).await, "clean");
    assert_eq!(lab.content(&lab.seeded.maria, &words).await, StatusCode::OK);
    let (_, page) = lab.page(&luis, &format!("/t/{number}")).await;
    assert!(page.contains("contiene malware (Eicar"), "staff read its name: {page}");
    assert!(page.contains("bloqueó «adjunto.txt»"), "{page}");
    let maria = lab.sits_down(MARIA).await;
    let (_, page) = lab.page(&maria, &format!("/t/{number}")).await;
    assert!(page.contains("Bloqueado: contiene malware.") && !page.contains("Eicar"), "clients do not: {page}");
    assert_eq!(lab.antivirus().await, (StatusCode::OK, "ok".into(), "ok".into()));
    let metrics = lab.get(&lab.seeded.admin, "/metrics").await.text().await.unwrap();
    for line in
        ["atiende_scans_total{scan=\"infected\"} 1", "atiende_scans_total{scan=\"clean\"} 1", "atiende_scans_due 0"]
    {
        assert!(metrics.lines().any(|found| found == line), "{line}: {metrics}");
    }
}

/// The token of somebody of another organization.
fn stranger(lab: &Lab) -> String {
    site::add_person(&lab.desk, "jon@elmar.example", &["--role", "requester", "--org", "IES El Mar", "--coordinator"]);
    site::token(&lab.desk, "jon@elmar.example")
}

async fn by_mail(lab: &Lab) -> String {
    let message = format!(
        "From: {CARMEN}\r\nTo: soporte@desk.example\r\nSubject: Factura\r\nMessage-ID: <v@lapaz.example>\r\n\
         Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nAdjunta\r\n\
         --b\r\nContent-Type: application/octet-stream; name=factura.exe\r\nContent-Disposition: attachment\r\n\r\n{}\r\n--b--\r\n",
        String::from_utf8(eicar()).unwrap()
    );
    let taken = lab.desk.run_with(&["mail", "receive", "--json"], &[MAIL], &message);
    let ticket = taken.json()["ticket"].as_str().unwrap_or_else(|| panic!("{taken:?}")).to_owned();
    let said: Value =
        lab.get(&lab.seeded.luis, &format!("/api/v1/tickets/{ticket}/messages")).await.json().await.unwrap();
    said["items"][0]["attachments"][0]["id"].as_str().unwrap_or_else(|| panic!("{said}")).to_owned()
}

async fn by_form(lab: &Lab) -> String {
    let maria = lab.sits_down(MARIA).await;
    let form = Form::new().part("file", Part::bytes(eicar()).file_name("virus.com"));
    let up = maria.post(lab.server.url("/adjuntos")).header("sec-fetch-site", "same-origin").multipart(form);
    let up: Value = up.send().await.unwrap().json().await.unwrap();
    let id = up["id"].as_str().unwrap().to_owned();
    let new = json!({ "subject": "Por formulario", "body": "Mira", "attachments": [id] });
    let sent = site::browser().post(lab.server.url("/api/v1/tickets")).bearer_auth(&lab.seeded.maria).json(&new);
    assert_eq!(sent.send().await.unwrap().status(), StatusCode::CREATED);
    id
}

async fn where_it_is_required_nothing_leaves_unseen() {
    let Some(lab) = Lab::open("where_it_is_required_nothing_leaves_unseen", "true").await else { return };
    let (_, large) = lab.sends(&vec![b'a'; 3 << 20]).await;
    assert_eq!(lab.scanned(&large).await, "unscanned");
    assert_eq!(lab.content(&lab.seeded.luis, &large).await, StatusCode::LOCKED);
    let luis = lab.sits_down(site::LUIS).await;
    let (status, page) = lab.page(&luis, &format!("/adjuntos/{large}")).await;
    assert_eq!(status, StatusCode::LOCKED);
    assert!(page.contains("Este archivo no se puede descargar"), "{page}");
    let (_, fine) = lab.sends(b"pequeno").await;
    assert_eq!(lab.scanned(&fine).await, "clean");
    assert_eq!(lab.content(&lab.seeded.luis, &fine).await, StatusCode::OK);
}

/// `atiende check` says whether it answers; the configuration, whether its address is one.
#[test]
fn check_and_configuration_tell_of_the_scanner() {
    let desk = Desk::new();
    let row = |environment: &[(&str, &str)]| {
        let checked = desk.run_with(&["check", "--json"], environment, "").json();
        let rows = checked.as_array().unwrap().clone();
        rows.into_iter().find(|row| row["name"] == "clamd").unwrap_or_else(|| panic!("{checked}"))
    };
    let off = row(&[]);
    assert_eq!(off["ok"], true, "{off}");
    assert_eq!(row(&[("ATIENDE_CLAMD_REQUIRED", "true")])["ok"], false);
    assert_eq!(row(&[("ATIENDE_CLAMD", "unix:/nowhere/clamd")])["ok"], false);
    let wrong = desk.run_with(&["config", "show"], &[("ATIENDE_CLAMD", "localhost:3310")], "");
    assert_eq!(wrong.code, 78, "{wrong:?}");
    assert!(wrong.err.contains("clamd is neither tcp://host:port nor unix:/path"), "{wrong:?}");
    let Some(clamd) = Clamd::start("check_and_configuration_tell_of_the_scanner") else { return };
    for address in [&clamd.tcp, &clamd.socket] {
        let there = row(&[("ATIENDE_CLAMD", address)]);
        assert_eq!(there["ok"], true, "{there}");
        assert!(there["detail"].as_str().unwrap().starts_with("ClamAV "), "{there}");
    }
}

/// Killed in the middle of scanning, again and again: each file has its verdict in the end.
async fn a_killed_scanner_goes_on() {
    const ROUNDS: usize = 4;
    let Some(mut lab) = Lab::open("a_killed_scanner_goes_on", "false").await else { return };
    let mut files = Vec::new();
    for round in 0..ROUNDS {
        for n in 0..6 {
            let content = if n % 2 == 0 { format!("{round} {n}").into_bytes() } else { eicar() };
            files.push((n % 2 == 0, lab.sends(&content).await.1));
        }
        lab.server.kill_9();
        // What it was at comes back when its lease ends: nobody waits for that here.
        site::change(&lab.desk, "UPDATE scans SET due_at = 0 WHERE due_at IS NOT NULL");
        lab.server = Server::start(&lab.desk, &settings(&lab.clamd, "false"));
    }
    for (is_clean, id) in &files {
        assert_eq!(lab.scanned(id).await, if *is_clean { "clean" } else { "infected" });
    }
    let db = Ledger::of(&lab.desk);
    let told = "SELECT count(*) FROM events WHERE verb = 'infected'";
    assert_eq!(site::count(&db, told), i64::try_from(files.len() / 2).unwrap(), "each ticket is told once");
}
