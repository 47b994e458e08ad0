//! At the end everything is counted, past the program: each thing that was acknowledged is there once, and nothing else is.

use crate::cluster::Cluster;
use crate::deeds::{self, Deed, Maria};
use crate::letters;
use crate::services::until;
use crate::site::{CARMEN, LUIS, MARIA};
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::time::Duration;
use tokio_postgres::{Client, NoTls, Row};

/// Until nothing is to be read or sent any more: leases of who died take half a minute.
const REST: Duration = Duration::from_secs(75);

const BUSY: &str = "SELECT (SELECT count(*) FROM inbound WHERE result IN ('received', 'stuck'))
    + (SELECT count(*) FROM outbox WHERE state IN ('queued', 'sending') AND bundled_into IS NULL)
    + (SELECT count(*) FROM jobs)";

/// A connection of the test's own.
pub(crate) async fn connect(url: &str) -> Client {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.unwrap();
    #[expect(clippy::disallowed_methods, reason = "ends with its client")]
    tokio::spawn(async move { drop(connection.await) });
    client
}

pub(crate) async fn number(client: &Client, sql: &str) -> i64 {
    client.query_one(sql, &[]).await.unwrap().get(0)
}

/// Waits until the desk rests, and looks at all of it.
pub(crate) async fn balance(cluster: &Cluster, maria: &Maria, deeds: &[Deed]) {
    let client = connect(&cluster.url).await;
    until("all is read, sent and done", REST, async || number(&client, BUSY).await == 0).await;
    tickets(&client, deeds).await;
    replies(&client, deeds).await;
    mails_in(&client, deeds).await;
    nothing_is_half_there(&client).await;
    mails_out(&client, cluster).await;
    files(&client, maria).await;
}

async fn tickets(client: &Client, deeds: &[Deed]) {
    const SQL: &str = "SELECT subject, id,
            (SELECT count(*) FROM attachments a JOIN messages m ON m.id = a.message_id
                WHERE a.ticket_id = t.id AND m.ticket_id = t.id),
            (SELECT string_agg(reason || ' ' || to_address, ', ' ORDER BY reason) FROM outbox o
                WHERE o.ticket_id = t.id AND kind IN ('ticket_received', 'ticket_opened')),
            (SELECT count(*) FROM events e WHERE e.object = 'ticket' AND e.object_id = t.id AND verb = 'opened')
        FROM tickets t";
    let readers = format!("coordinator {CARMEN}, requester {MARIA}, technician {LUIS}");
    let (mut there, mut heard) = (HashMap::new(), HashMap::new());
    for row in client.query(SQL, &[]).await.unwrap() {
        let (subject, id): (String, i64) = (row.get(0), row.get(1));
        heard.insert(subject.clone(), text(&row, 3));
        assert_eq!(row.get::<_, i64>(4), 1, "history of {subject}");
        assert_eq!(there.insert(subject.clone(), (id, row.get::<_, i64>(2))), None, "{subject} is there twice");
    }
    let mut known = 0;
    for deed in deeds {
        match deed {
            Deed::Ticket { subject, number } => {
                assert_eq!(there.get(subject), Some(&(*number, 1)), "{subject}");
                assert_eq!(heard[subject], readers, "who hears of {subject}");
            }
            Deed::Mail { subject } => {
                assert_eq!(there.get(subject).map(|(_, files)| *files), Some(0), "{subject}");
                // Whose word a mail is, is another story: nobody hears of it twice.
                assert!(heard[subject].matches(LUIS).count() == 1, "who hears of {subject}: {}", heard[subject]);
                assert!(heard[subject].matches(MARIA).count() <= 1, "who hears of {subject}: {}", heard[subject]);
            }
            Deed::Reply { .. } => continue,
        }
        known += 1;
    }
    assert_eq!(there.len(), known, "tickets that nobody knows of");
}

async fn replies(client: &Client, deeds: &[Deed]) {
    let mut said: BTreeMap<(i64, String), i64> = BTreeMap::new();
    for row in client.query("SELECT ticket_id, body FROM messages WHERE body LIKE '% sigue igual'", &[]).await.unwrap()
    {
        *said.entry((row.get(0), row.get(1))).or_default() += 1;
    }
    let mut known = 0;
    for deed in deeds {
        if let Deed::Reply { ticket, words } = deed {
            assert_eq!(said.get(&(*ticket, words.clone())), Some(&1), "{words}");
            known += 1;
        }
    }
    assert_eq!(said.len(), known, "replies that nobody knows of");
}

async fn mails_in(client: &Client, deeds: &[Deed]) {
    const SQL: &str = "SELECT message_id, count(*) FILTER (WHERE result = 'created'),
            count(*) FILTER (WHERE result NOT IN ('created', 'duplicate')) FROM inbound GROUP BY message_id";
    let mut ledger = HashMap::new();
    for row in client.query(SQL, &[]).await.unwrap() {
        ledger.insert(row.get::<_, String>(0), (row.get::<_, i64>(1), row.get::<_, i64>(2)));
    }
    let mut known = 0;
    for deed in deeds {
        let Deed::Mail { subject } = deed else { continue };
        assert_eq!(ledger.get(&format!("{subject}@lapaz.example")), Some(&(1, 0)), "{subject}");
        let body = letters::words(subject);
        let sql = "SELECT count(*) FROM messages WHERE body LIKE $1";
        let found: i64 = client.query_one(sql, &[&format!("{body}%")]).await.unwrap().get(0);
        assert_eq!(found, 1, "{body}");
        known += 1;
    }
    assert_eq!(ledger.len(), known, "mails that nobody sent");
}

async fn nothing_is_half_there(client: &Client) {
    let none = async |what: &str, sql: &str| assert_eq!(number(client, sql).await, 0, "{what}");
    none("tickets of no words", "SELECT count(*) FROM tickets WHERE id NOT IN (SELECT ticket_id FROM messages)").await;
    none("jobs given up", "SELECT count(*) FROM jobs WHERE state = 'failed'").await;
    none(
        "counters that differ from what they count",
        "SELECT count(*) FROM (
            SELECT organization_id, coalesce(assignee_id, 0) AS assignee_id, count(*) AS n FROM tickets WHERE is_open
                GROUP BY 1, 2) counted
            FULL JOIN open_counts kept USING (organization_id, assignee_id)
            WHERE coalesce(counted.n, 0) <> coalesce(kept.n, 0)",
    )
    .await;
}

/// Each mail once to its one reader, by its Message-ID: a second copy under the same one is what the contract allows.
async fn mails_out(client: &Client, cluster: &Cluster) {
    let rows = client.query("SELECT message_id, to_address, state FROM outbox WHERE bundled_into IS NULL", &[]).await;
    let mut wanted = BTreeMap::new();
    for row in rows.unwrap() {
        assert_eq!(row.get::<_, String>(2), "sent", "{}", text(&row, 0));
        wanted.insert(format!("<{}>", text(&row, 0)), text(&row, 1));
    }
    let (mut got, mut copies) = (BTreeMap::new(), 0);
    for mail in cluster.sink.mails() {
        let id = mail.header("Message-ID").unwrap();
        let [reader] = mail.recipients.as_slice() else { panic!("{:?}", mail.recipients) };
        if let Some(before) = got.insert(id, reader.clone()) {
            assert_eq!(before, *reader);
            copies += 1;
        }
    }
    assert_eq!(got, wanted, "mails that came, and those that were to come");
    println!("{} mails came; {copies} of them a second time, under the same Message-ID", got.len());
}

/// Each file as it was sent, read through a node.
async fn files(client: &Client, maria: &Maria) {
    let sql = "SELECT a.id, t.subject, a.sha256 FROM attachments a JOIN tickets t ON t.id = a.ticket_id";
    for row in client.query(sql, &[]).await.unwrap() {
        let (id, subject, sha256): (i64, String, String) = (row.get(0), row.get(1), row.get(2));
        let content = deeds::content(&subject);
        assert_eq!(sha256, hash(content.as_bytes()), "{subject}");
        let door = &maria.doors[usize::try_from(id).unwrap() % maria.doors.len()];
        let get = maria.browser.get(format!("{door}/api/v1/attachments/{id}/content")).bearer_auth(&maria.token);
        let answer = get.send().await.unwrap();
        assert_eq!(answer.status(), 200, "{subject}");
        assert!(answer.bytes().await.unwrap() == content.as_bytes(), "the file of {subject} is another");
    }
}

fn text(row: &Row, column: usize) -> String {
    row.get::<_, Option<String>>(column).unwrap_or_default()
}

fn hash(bytes: &[u8]) -> String {
    let mut text = String::new();
    for byte in Sha256::digest(bytes) {
        let _ = write!(text, "{byte:02x}");
    }
    text
}
