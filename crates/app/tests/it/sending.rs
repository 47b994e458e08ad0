//! Mail that goes out while the process dies again and again (contract, promise 4): every mail arrives at least once, always
//! under its one Message-ID, and the outbox tells the truth about it.

use crate::program::Desk;
use crate::sink::Sink;
use crate::site::{self, Server, count};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

/// How often it is killed; each round sends so many mails for each ticket that is opened meanwhile.
const ROUNDS: u64 = 25;
const TICKETS: usize = 8;

#[tokio::test(flavor = "multi_thread")]
async fn every_mail_arrives_though_it_is_killed() {
    let desk = Desk::new();
    let seeded = site::seed(&desk).await;
    let sink = Sink::open().await;
    let smtp = format!("smtp://127.0.0.1:{}?tls=none", sink.port);
    let settings = [("ATIENDE_SMTP_URL", smtp.as_str()), ("ATIENDE_MAIL_DOMAIN", "desk.example")];
    let mut opened = 0;
    for round in 0..ROUNDS {
        let mut server = Server::start(&desk, &settings);
        for n in 0..TICKETS {
            let new = json!({ "subject": format!("No imprime {round}.{n}"), "body": "Sale «sin papel»." });
            let sent = site::browser().post(server.url("/api/v1/tickets")).bearer_auth(&seeded.maria).json(&new);
            assert_eq!(sent.send().await.unwrap().status(), reqwest::StatusCode::CREATED);
            opened += 1;
        }
        // At another moment of the sending each time.
        tokio::time::sleep(Duration::from_millis(9 * (round % 12))).await;
        server.kill_9();
        free(&desk);
    }
    let server = Server::start(&desk, &settings);
    let outbox = site::look(&desk);
    let begun = Instant::now();
    while count(&outbox, "SELECT count(*) FROM outbox WHERE state <> 'sent'") > 0 {
        assert!(begun.elapsed() < Duration::from_mins(2), "not all is sent");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    drop(server);

    let mut statement = outbox.prepare("SELECT '<' || message_id || '>', to_address FROM outbox").unwrap();
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    let kept: BTreeMap<String, String> = rows.map(Result::unwrap).collect();
    assert_eq!(kept.len(), opened * 3, "requester, technician and coordinator of each");
    let mut arrived: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mails = sink.mails();
    for mail in &mails {
        let id = mail.header("Message-ID").unwrap();
        assert_eq!(mail.recipients, [kept.get(&id).unwrap_or_else(|| panic!("nobody wrote {id}")).as_str()]);
        arrived.entry(id).or_default().insert(mail.text.clone());
    }
    let missing: Vec<_> = kept.keys().filter(|id| !arrived.contains_key(*id)).collect();
    assert!(missing.is_empty(), "never arrived: {missing:?}");
    let changed: Vec<_> = arrived.iter().filter(|(_, texts)| texts.len() > 1).map(|(id, _)| id).collect();
    assert!(changed.is_empty(), "the same mail with other bytes: {changed:?}");
    println!("{} mails for {} rows of the outbox", mails.len(), kept.len());
}

/// Ends the leases of the process that is no more: nobody waits for that here.
fn free(desk: &Desk) {
    let connection = rusqlite::Connection::open(desk.folder().join("data/atiende.db")).unwrap();
    connection.busy_timeout(Duration::from_secs(10)).unwrap();
    connection.execute("UPDATE outbox SET next_at = 0 WHERE state IN ('queued', 'sending')", []).unwrap();
}
