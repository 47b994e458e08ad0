//! kill -9 in the middle of a burst of creations (contract, promises 1 and 2): what was acknowledged
//! is there once, with its message, file and mails; what was not is there whole or not at all.

use crate::program::Desk;
use crate::site::{self, Seeded, Server, count};
use reqwest::multipart::{Form, Part};
use reqwest::{Client, RequestBuilder, Response, StatusCode};
use rusqlite::Connection;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;
use tokio::task::JoinSet;

const ROUNDS: u64 = 20;
const CLIENTS: u64 = 8;

/// A ticket that a client wants: its subject is its own, and so is its file.
#[derive(Debug, Clone)]
struct Wish {
    subject: String,
    /// Of the file that goes before, through the API; the form carries its own.
    uploaded: Option<String>,
}

impl Wish {
    fn content(&self) -> String {
        format!("{}\n", self.subject).repeat(1 + self.subject.len() * 7)
    }

    fn file(&self) -> Part {
        Part::bytes(self.content().into_bytes()).file_name(format!("{}.txt", self.subject))
    }
}

/// Where María opens her tickets from.
#[derive(Clone)]
struct Caller {
    base: String,
    browser: Client,
    token: String,
    organization: String,
}

impl Caller {
    async fn upload(&self, wish: &Wish) -> Result<String, reqwest::Error> {
        let form = Form::new().part("file", wish.file());
        let post = self.browser.post(format!("{}/api/v1/attachments", self.base)).bearer_auth(&self.token);
        let answer = post.multipart(form).send().await?;
        assert_eq!(answer.status(), StatusCode::CREATED);
        Ok(answer.json::<Value>().await?["id"].as_str().unwrap().to_owned())
    }

    fn request(&self, wish: &Wish) -> RequestBuilder {
        if let Some(file) = &wish.uploaded {
            let new = json!({ "subject": wish.subject, "body": "Sale «sin papel».", "attachments": [file] });
            let post = self.browser.post(format!("{}/api/v1/tickets", self.base)).bearer_auth(&self.token);
            return post.header("idempotency-key", &wish.subject).json(&new);
        }
        let form = Form::new()
            .text("once", wish.subject.clone())
            .text("subject", wish.subject.clone())
            .text("organization", self.organization.clone())
            .text("priority", "normal")
            .text("description", "Sale «sin papel».")
            .part("file", wish.file());
        self.browser.post(format!("{}/soporte/abrir", self.base)).multipart(form)
    }

    /// The number that was acknowledged.
    async fn open(&self, wish: &Wish) -> Result<i64, reqwest::Error> {
        let answer = self.request(wish).send().await?;
        Ok(acknowledged(wish, &answer))
    }
}

fn acknowledged(wish: &Wish, answer: &Response) -> i64 {
    let (status, prefix) = if wish.uploaded.is_some() {
        (StatusCode::CREATED, "/api/v1/tickets/")
    } else {
        (StatusCode::SEE_OTHER, "/soporte/recibido/")
    };
    let place = site::location(answer);
    assert_eq!(answer.status(), status, "{wish:?}: {place}");
    place.strip_prefix(prefix).unwrap_or_else(|| panic!("{wish:?}: {place}")).parse().unwrap()
}

/// What a client knows when the line goes dead.
#[derive(Default)]
struct Told {
    acknowledged: Vec<(String, i64)>,
    /// Sent without an answer: nobody knows.
    unanswered: Option<Wish>,
}

/// Opens ticket after ticket until the server is gone.
async fn client(caller: Caller, name: String, by_api: bool) -> Told {
    let mut told = Told::default();
    for n in 0.. {
        let mut wish = Wish { subject: format!("{name}-{n}"), uploaded: None };
        if by_api {
            let Ok(id) = caller.upload(&wish).await else { break };
            wish.uploaded = Some(id);
        }
        let Ok(number) = caller.open(&wish).await else {
            told.unanswered = Some(wish);
            break;
        };
        told.acknowledged.push((wish.subject, number));
    }
    told
}

/// The burst and its end.
async fn burst(mut server: Server, caller: &Caller, round: u64) -> Vec<Told> {
    let mut clients = JoinSet::new();
    for n in 0..CLIENTS {
        clients.spawn(client(caller.clone(), format!("ronda-{round}-{n}"), n % 2 == 0));
    }
    // From 150 to 500 ms, never twice the same.
    tokio::time::sleep(Duration::from_millis(150 + round * 131 % 351)).await;
    server.kill_9();
    clients.join_all().await
}

/// Everything that was ever acknowledged: subject and number.
type Acknowledged = HashMap<String, i64>;

fn note(all: &mut Acknowledged, subject: &str, number: i64) {
    let before = all.insert(subject.to_owned(), number);
    assert!(before.is_none_or(|before| before == number), "{subject} is {before:?} and {number}");
}

#[test]
fn every_acknowledged_ticket_survives_kill_9() {
    let desk = Desk::new();
    atiende_testing::run(async { rounds(&desk, &site::seed(&desk).await).await });
}

async fn rounds(desk: &Desk, seeded: &Seeded) {
    let mut server = Server::start(desk, &[]);
    let browser = site::browser();
    site::sign_in(&server, &browser, site::MARIA, "/").await;
    let mut all = Acknowledged::new();
    let (mut in_the_burst, mut unanswered, mut had_happened) = (0, 0, 0);
    let mut looked_up_to = 0;
    for round in 0..ROUNDS {
        let caller = caller(&server, &browser, seeded);
        let told = burst(server, &caller, round).await;
        server = Server::start(desk, &[]);
        let mut lost = Vec::new();
        for Told { acknowledged, unanswered } in told {
            in_the_burst += acknowledged.len();
            for (subject, number) in &acknowledged {
                note(&mut all, subject, *number);
            }
            lost.extend(unanswered);
        }
        let there = check(desk, &all, &mut looked_up_to);
        had_happened += lost.iter().filter(|wish| there.contains(&wish.subject)).count();
        unanswered += lost.len();
        // Who got no answer asks again, with the same key, and cannot make a second ticket.
        let caller = self::caller(&server, &browser, seeded);
        for wish in lost {
            let number = caller.open(&wish).await.unwrap();
            note(&mut all, &wish.subject, number);
        }
    }
    let there = check(desk, &all, &mut looked_up_to);
    assert_eq!(there.len(), all.len(), "after everybody asked again nothing is there that nobody knows of");
    assert!(in_the_burst > 0 && unanswered > 0, "no burst, or no kill in its middle");
    println!(
        "{ROUNDS} kills: {in_the_burst} acknowledged in the bursts, {unanswered} unanswered \
         ({had_happened} of them whole on the disk, asked again: same ticket), {} tickets in all",
        all.len()
    );
}

fn caller(server: &Server, browser: &Client, seeded: &Seeded) -> Caller {
    Caller {
        base: server.base.clone(),
        browser: browser.clone(),
        token: seeded.maria.clone(),
        organization: seeded.la_paz.clone(),
    }
}

/// Looks at the disk past the program; returns the subjects that are there.
fn check(desk: &Desk, all: &Acknowledged, looked_up_to: &mut i64) -> HashSet<String> {
    let db = site::look(desk);
    // One snapshot: the workers go on meanwhile.
    db.execute_batch("BEGIN").unwrap();
    let sound: String = db.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(sound, "ok");
    let there = whole_tickets(&db);
    for (subject, number) in all {
        assert_eq!(there.get(subject), Some(number), "{subject} was acknowledged");
    }
    nothing_is_half_there(&db);
    files_are_there(&db, &desk.folder().join("data/files"), looked_up_to);
    there.into_keys().collect()
}

/// Every ticket there is, and that each is whole.
fn whole_tickets(db: &Connection) -> Acknowledged {
    let sql = "SELECT t.subject, t.id,
            (SELECT count(*) FROM messages m WHERE m.ticket_id = t.id),
            (SELECT group_concat(a.sha256) FROM attachments a JOIN messages m ON m.id = a.message_id
                WHERE a.ticket_id = t.id AND m.ticket_id = t.id),
            (SELECT group_concat(reason || ' ' || to_address, ', ')
                FROM (SELECT * FROM outbox o WHERE o.ticket_id = t.id ORDER BY reason)),
            (SELECT group_concat(state || ' ' || (from_at = t.created_at) || ' ' || (to_at IS NULL))
                FROM ticket_stretches s WHERE s.ticket_id = t.id),
            (SELECT count(*) FROM events e WHERE e.object = 'ticket' AND e.object_id = t.id AND verb = 'opened')
        FROM tickets t";
    let mails = format!("coordinator {}, requester {}, technician {}", site::CARMEN, site::MARIA, site::LUIS);
    let mut found = Acknowledged::new();
    let mut statement = db.prepare(sql).unwrap();
    let mut rows = statement.query([]).unwrap();
    while let Some(row) = rows.next().unwrap() {
        let subject: String = row.get(0).unwrap();
        let wish = Wish { subject: subject.clone(), uploaded: None };
        assert_eq!(row.get::<_, i64>(2).unwrap(), 1, "messages of {subject}");
        assert_eq!(text(row, 3), hash(wish.content().as_bytes()), "files of {subject}");
        assert_eq!(text(row, 4), mails, "mails of {subject}");
        assert_eq!(text(row, 5), "new 1 1", "stretches of {subject}");
        assert_eq!(row.get::<_, i64>(6).unwrap(), 1, "history of {subject}");
        assert_eq!(found.insert(subject, row.get(1).unwrap()), None, "the same subject twice");
    }
    found
}

fn text(row: &rusqlite::Row<'_>, column: usize) -> String {
    row.get::<_, Option<String>>(column).unwrap().unwrap_or_default()
}

fn nothing_is_half_there(db: &Connection) {
    let none = |what: &str, sql: &str| assert_eq!(count(db, sql), 0, "{what}");
    none("broken references", "SELECT count(*) FROM pragma_foreign_key_check");
    none("messages of no ticket", "SELECT count(*) FROM messages WHERE ticket_id NOT IN (SELECT id FROM tickets)");
    none("mails of no ticket", "SELECT count(*) FROM outbox WHERE ticket_id NOT IN (SELECT id FROM tickets)");
    none(
        "counters that differ from what they count",
        "SELECT count(*) FROM (
            SELECT organization_id, coalesce(assignee_id, 0) AS assignee_id, count(*) AS n FROM tickets WHERE is_open
                GROUP BY 1, 2
            UNION ALL SELECT 0, coalesce(assignee_id, 0), count(*) FROM tickets WHERE is_open GROUP BY 2) real
            FULL JOIN open_counts kept USING (organization_id, assignee_id)
            WHERE coalesce(real.n, 0) <> coalesce(kept.n, 0)",
    );
    let tickets = count(db, "SELECT count(*) FROM tickets");
    assert_eq!(count(db, "SELECT count(*) FROM messages"), tickets);
    assert_eq!(count(db, "SELECT count(*) FROM idempotency WHERE once LIKE '%ronda-%'"), tickets, "keys and tickets");
    assert_eq!(count(db, "SELECT count(*) FROM search_tickets_docsize"), tickets, "what the search knows");
}

/// Each row's file, attached or not yet; the contents of those that were not looked at before.
fn files_are_there(db: &Connection, store: &Path, looked_up_to: &mut i64) {
    let mut statement = db.prepare("SELECT id, sha256, size FROM attachments ORDER BY id").unwrap();
    let mut rows = statement.query([]).unwrap();
    while let Some(row) = rows.next().unwrap() {
        let (id, sha256, size): (i64, String, i64) = (row.get(0).unwrap(), row.get(1).unwrap(), row.get(2).unwrap());
        let file = store.join("sha256").join(&sha256[..2]).join(&sha256[2..4]).join(&sha256);
        let found = std::fs::metadata(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        assert_eq!(i64::try_from(found.len()).unwrap(), size, "{sha256}");
        if id > *looked_up_to {
            assert_eq!(hash(&std::fs::read(&file).unwrap()), sha256);
            *looked_up_to = id;
        }
    }
}

fn hash(bytes: &[u8]) -> String {
    let mut text = String::new();
    for byte in Sha256::digest(bytes) {
        let _ = write!(text, "{byte:02x}");
    }
    text
}
