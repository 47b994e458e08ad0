//! Mailboxes that are fetched, from a real Dovecot: what is in them is in the ledger once, whatever happens to the process,
//! to the connection or to the server.

use crate::dovecot::{Dovecot, PASSWORD};
use crate::program::Desk;
use crate::site::{self, CARMEN, Ledger, MARIA, Server, change, count};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

atiende_testing::on_both![
    the_server_calls_and_the_desk_comes,
    it_is_fetched_behind_tls,
    where_nobody_calls_it_looks,
    what_is_numbered_anew_is_no_news,
    killed_again_and_again_it_takes_each_once,
    what_cannot_be_taken_holds_nothing_back,
    a_mailbox_that_fails_says_so,
];

const MAILBOX: &str = "soporte@desk.example";
const SETTINGS: &[(&str, &str)] =
    &[("ATIENDE_MAIL_FROM", "Soporte <soporte@desk.example>"), ("ATIENDE_MAIL_DOMAIN", "desk.example")];
/// Where a worker puts what it took, if nobody said otherwise.
const ASIDE: &str = "Atiende";

fn message(id: &str, from: &str) -> String {
    format!(
        "From: {from}\r\nTo: {MAILBOX}\r\nSubject: No imprime {id}\r\nMessage-ID: <{id}@lapaz.example>\r\n\r\nHola, {id}.\r\n"
    )
}

/// `mailboxes` of the configuration.
fn mailboxes(url: &str, done: &str) -> String {
    json!([{ "address": MAILBOX, "imap_url": url, "imap_done": done }]).to_string()
}

fn serving(desk: &Desk, mailboxes: &str, more: &[(&str, &str)]) -> Server {
    Server::start(desk, &[SETTINGS, &[("ATIENDE_MAILBOXES", mailboxes)], more].concat())
}

fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !is_so() {
        assert!(begun.elapsed() < Duration::from_mins(2), "{what}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// Once the schema is there, `sql` counts so many.
fn counts_to(desk: &Desk, sql: &str, expected: i64) {
    let ledger = Ledger::of(desk);
    let mut last = -1;
    until(&format!("{sql}: not {expected}"), || {
        last = count(&ledger, sql);
        last == expected
    });
}

const CREATED: &str = "SELECT count(*) FROM inbound WHERE via = 'imap' AND result = 'created'";

/// With IDLE a message is there within seconds, though nobody would look for it before the hour is over; it is put aside,
/// and what a person read before stays as it is.
async fn the_server_calls_and_the_desk_comes() {
    let Some(dovecot) = Dovecot::start("the_server_calls_and_the_desk_comes", &[]) else { return };
    let desk = Desk::on_engine().await;
    site::seed(&desk).await;
    let mut visit = dovecot.visit("soporte");
    visit.put("INBOX", message("1", MARIA).as_bytes());
    let _server = serving(&desk, &mailboxes(&dovecot.url("soporte", ""), ""), &[("ATIENDE_IMAP_POLL_SECONDS", "1500")]);
    counts_to(&desk, CREATED, 1);
    // Now it listens.
    std::thread::sleep(Duration::from_secs(1));
    for n in 2..5 {
        let called = Instant::now();
        visit.put("INBOX", message(&n.to_string(), MARIA).as_bytes());
        counts_to(&desk, CREATED, n);
        assert!(called.elapsed() < Duration::from_secs(5), "{:?}", called.elapsed());
    }
    until("all are put aside", || visit.count(ASIDE, "ALL") == 4);
    assert_eq!(visit.count("INBOX", "ALL"), 0);
    assert_eq!(visit.count(ASIDE, "SEEN"), 0, "to take a message is not to read it");
    let ledger = Ledger::of(&desk);
    let odd = "SELECT count(*) FROM inbound WHERE mailbox <> 'soporte@desk.example' OR via <> 'imap'";
    assert_eq!(count(&ledger, odd), 0);
}

/// From the first byte and by STARTTLS; whom nobody vouches for is told nothing.
async fn it_is_fetched_behind_tls() {
    let Some(dovecot) = Dovecot::start("it_is_fetched_behind_tls", &["tls"]) else { return };
    let desk = Desk::on_engine().await;
    site::seed(&desk).await;
    let mut visit = dovecot.visit("soporte");
    let (imaps, ca) = (dovecot.other_port("imaps-port"), dovecot.file("ca.pem"));
    let trusted = [("SSL_CERT_FILE", ca.to_str().unwrap())];
    let at_once = format!("imaps://soporte:{PASSWORD}@localhost:{imaps}/");
    let later = format!("imap://soporte:{PASSWORD}@localhost:{}/?tls=starttls", dovecot.port);
    for (n, url) in [(1, &at_once), (2, &later)] {
        visit.put("INBOX", message(&n.to_string(), MARIA).as_bytes());
        let stranger = serving(&desk, &mailboxes(url, ""), &[]);
        counts_to(&desk, "SELECT count(*) FROM mailboxes WHERE problem = 'certificate'", 1);
        assert_eq!(count(&Ledger::of(&desk), CREATED), n - 1);
        stranger.terminate();
        let server = serving(&desk, &mailboxes(url, ""), &trusted);
        counts_to(&desk, CREATED, n);
        counts_to(&desk, "SELECT count(*) FROM mailboxes WHERE failing_since IS NULL", 1);
        // Who ends gives its mailboxes back: the next one need not wait for a lease.
        server.terminate();
    }
    until("both are put aside", || visit.count(ASIDE, "ALL") == 2);
}

/// Without IDLE and MOVE: it looks again and again, copies and deletes; or marks, if that is wanted.
async fn where_nobody_calls_it_looks() {
    let Some(dovecot) = Dovecot::start("where_nobody_calls_it_looks", &["no-idle"]) else { return };
    let desk = Desk::on_engine().await;
    site::seed(&desk).await;
    let mut visit = dovecot.visit("soporte");
    let often = [("ATIENDE_IMAP_POLL_SECONDS", "1")];
    let server = serving(&desk, &mailboxes(&dovecot.url("soporte", ""), ""), &often);
    counts_to(&desk, "SELECT count(*) FROM mailboxes WHERE last_success_at IS NOT NULL", 1);
    visit.put("INBOX", message("1", MARIA).as_bytes());
    counts_to(&desk, CREATED, 1);
    until("it is copied and deleted", || visit.count(ASIDE, "ALL") == 1 && visit.count("INBOX", "ALL") == 0);
    server.terminate();

    let server = serving(&desk, &mailboxes(&dovecot.url("soporte", ""), "seen"), &often);
    visit.put("INBOX", message("2", MARIA).as_bytes());
    counts_to(&desk, CREATED, 2);
    until("it is marked", || visit.count("INBOX", "SEEN KEYWORD AtiendeTaken") == 1);
    server.terminate();

    let _server = serving(&desk, &mailboxes(&dovecot.url("soporte", ""), "delete"), &often);
    visit.put("INBOX", message("3", MARIA).as_bytes());
    counts_to(&desk, CREATED, 3);
    // Also what was taken while it was only marked: it is done with.
    until("it is deleted", || visit.count("INBOX", "ALL") == 0);
    assert_eq!(visit.count(ASIDE, "ALL"), 1);
}

/// A folder whose name is no ASCII; its messages are numbered anew, and nothing is a ticket twice.
async fn what_is_numbered_anew_is_no_news() {
    let Some(mut dovecot) = Dovecot::start("what_is_numbered_anew_is_no_news", &[]) else { return };
    let desk = Desk::on_engine().await;
    site::seed(&desk).await;
    // "Averías ñ & Cía", as RFC 3501 5.1.3 writes it.
    let folder = "Aver&AO0-as &APE- &- C&AO0-a";
    let mut visit = dovecot.visit("soporte");
    visit.says(&format!("CREATE \"{folder}\""));
    for n in 1..4 {
        visit.put(folder, message(&n.to_string(), MARIA).as_bytes());
    }
    let url = dovecot.url("soporte", "Aver%C3%ADas%20%C3%B1%20%26%20C%C3%ADa");
    let server = serving(&desk, &mailboxes(&url, "seen"), &[]);
    counts_to(&desk, CREATED, 3);
    until("they are marked", || visit.count(folder, "KEYWORD AtiendeTaken") == 3);
    let ledger = Ledger::of(&desk);
    let validity = count(&ledger, "SELECT uid_validity FROM mailboxes");

    // Its indexes are lost, as when a server is restored from a copy; a message comes meanwhile.
    drop(visit);
    dovecot.stop();
    let place = dovecot.maildir("soporte").join(format!(".{folder}"));
    for file in std::fs::read_dir(&place).unwrap().map(Result::unwrap) {
        if file.file_name().to_string_lossy().starts_with("dovecot") {
            std::fs::remove_file(file.path()).unwrap();
        }
    }
    // Numbers of its kind count seconds.
    std::thread::sleep(Duration::from_millis(1100));
    dovecot.start_again();
    dovecot.visit("soporte").put(folder, message("4", MARIA).as_bytes());
    counts_to(&desk, CREATED, 4);
    let duplicates = "SELECT count(*) FROM inbound WHERE result = 'duplicate'";
    counts_to(&desk, duplicates, 3);
    assert_ne!(count(&ledger, "SELECT uid_validity FROM mailboxes"), validity, "it was not numbered anew");
    assert_eq!(count(&ledger, "SELECT count(*) FROM tickets"), 4);
    drop(server);
}

/// Many messages, and the process dies again and again in the middle of them: each is in the ledger once, and aside.
async fn killed_again_and_again_it_takes_each_once() {
    const ROUNDS: usize = 25;
    const EACH: usize = 30;
    let Some(dovecot) = Dovecot::start("killed_again_and_again_it_takes_each_once", &[]) else { return };
    let desk = Desk::on_engine().await;
    site::seed(&desk).await;
    let mailboxes = mailboxes(&dovecot.url("soporte", ""), "");
    let mut visit = dovecot.visit("soporte");
    let (mut cut, mut taken) = (0, 0);
    for round in 0..ROUNDS {
        for n in 0..EACH {
            let from = if n % 2 == 0 { MARIA } else { CARMEN };
            visit.put("INBOX", message(&format!("{round}.{n}"), from).as_bytes());
        }
        let (begun, before) = (Instant::now(), taken);
        let mut server = serving(&desk, &mailboxes, &[]);
        // At another moment each time, once it has begun.
        while taken == before && begun.elapsed() < Duration::from_secs(20) {
            std::thread::sleep(Duration::from_millis(2));
            taken = count(&Ledger::of(&desk), "SELECT count(*) FROM inbound");
        }
        std::thread::sleep(Duration::from_millis(7 * (round % 6) as u64));
        server.kill_9();
        taken = count(&Ledger::of(&desk), "SELECT count(*) FROM inbound");
        cut += usize::from(taken > before && taken < i64::try_from((round + 1) * EACH).unwrap());
        // Nobody waits here for the lease of who died.
        change(&desk, "UPDATE mailboxes SET held_until = 0");
    }
    assert!(cut > ROUNDS / 2, "it was killed in the middle {cut} times: too few to tell");
    let all = i64::try_from(ROUNDS * EACH).unwrap();
    // What somebody had when it died comes back when its lease ends: nobody waits for that here.
    change(&desk, "UPDATE inbound SET next_at = 0 WHERE result = 'received' AND attempts > 0");
    let server = serving(&desk, &mailboxes, &[]);
    counts_to(&desk, CREATED, all);
    until("all are put aside", || visit.count(ASIDE, "ALL") == ROUNDS * EACH && visit.count("INBOX", "ALL") == 0);
    drop(server);
    let ledger = Ledger::of(&desk);
    assert_eq!(count(&ledger, "SELECT count(*) FROM inbound"), all, "each once, and no duplicates of them");
    assert_eq!(count(&ledger, "SELECT count(DISTINCT message_id) FROM inbound"), all);
    assert_eq!(count(&ledger, "SELECT count(*) FROM tickets"), all);
}

/// What cannot be taken stays, visibly, and holds nothing back; what came to an address of the desk's own is found by it.
async fn what_cannot_be_taken_holds_nothing_back() {
    let Some(dovecot) = Dovecot::start("what_cannot_be_taken_holds_nothing_back", &[]) else { return };
    let desk = Desk::on_engine().await;
    site::seed(&desk).await;
    let mut visit = dovecot.visit("soporte");
    let large = format!("{}{}", message("1", MARIA), "x".repeat(3000));
    visit.put("INBOX", large.as_bytes());
    visit.put("INBOX", b"\xff\0 no header\r\n\r\nand yet");
    let delivered =
        message("2", MARIA).replace("To: ", "Delivered-To: soporte+12.3.abc@desk.example\r\nTo: otra@else.example, ");
    visit.put("INBOX", delivered.as_bytes());
    let mailboxes = mailboxes(&dovecot.url("soporte", ""), "");
    let small = [("ATIENDE_MAX_MESSAGE_BYTES", "2000")];
    let server = serving(&desk, &mailboxes, &small);
    counts_to(&desk, CREATED, 1);
    counts_to(&desk, "SELECT count(*) FROM inbound", 2);
    counts_to(&desk, "SELECT count(*) FROM mailbox_leftovers WHERE reason = 'too_large' AND size > 3000", 1);
    until("the others are put aside", || visit.count(ASIDE, "ALL") == 2);
    assert_eq!((visit.count("INBOX", "ALL"), visit.count("INBOX", "SEEN")), (1, 0));
    let to = "SELECT count(*) FROM inbound WHERE envelope_to = 'soporte+12.3.abc@desk.example'";
    assert_eq!(count(&Ledger::of(&desk), to), 1);
    // Who ends gives its mailboxes back.
    assert_eq!(server.terminate().0, Some(0));

    // The limit is raised: it is taken after all, once it has rested.
    change(&desk, "UPDATE mailbox_leftovers SET next_at = 0");
    let run = [SETTINGS, &[("ATIENDE_MAILBOXES", mailboxes.as_str())]].concat();
    let ran = desk.run_with(&["jobs", "run", "--json"], &run, "");
    assert_eq!((ran.code, &ran.json()["mailboxes"]), (0, &json!({ "fetched": 1, "failed": 0 })), "{ran:?}");
    assert_eq!(count(&Ledger::of(&desk), "SELECT count(*) FROM mailbox_leftovers"), 0);
    assert_eq!(count(&Ledger::of(&desk), CREATED), 2);
}

/// A wrong password: the mailbox says so, the command line says so, and when it is right again all is well.
async fn a_mailbox_that_fails_says_so() {
    let Some(dovecot) = Dovecot::start("a_mailbox_that_fails_says_so", &[]) else { return };
    let desk = Desk::on_engine().await;
    let people = site::seed(&desk).await;
    let right = mailboxes(&dovecot.url("soporte", ""), "");
    let wrong = right.replace(PASSWORD, "otra");
    let server = serving(&desk, &wrong, &[]);
    let failing =
        "SELECT count(*) FROM mailboxes WHERE failing_since IS NOT NULL AND problem = 'password' AND words <> ''";
    counts_to(&desk, failing, 1);
    assert_eq!(ready(&server).await["checks"]["mail_in"], "ok", "servers restart: not yet");
    assert_eq!(server.terminate().0, Some(0));

    let run = |mailboxes: &str, command: &[&str]| {
        desk.run_with(command, &[SETTINGS, &[("ATIENDE_MAILBOXES", mailboxes)]].concat(), "")
    };
    let ran = run(&wrong, &["jobs", "run", "--json"]);
    assert_eq!((ran.code, &ran.json()["mailboxes"]["failed"]), (1, &json!(1)), "{ran:?}");

    // Ten minutes later.
    change(&desk, "UPDATE mailboxes SET failing_since = failing_since - 600000000");
    let server = serving(&desk, &wrong, &[]);
    let told = |kind: &str| format!("SELECT count(*) FROM outbox WHERE kind = '{kind}'");
    counts_to(&desk, &told("mailbox_fails"), 1);
    let report = ready(&server).await;
    assert_eq!((&report["status"], &report["checks"]["mail_in"]), (&json!("degraded"), &json!("failing")));
    let metrics = site::browser().get(server.url("/metrics")).bearer_auth(&people.admin).send().await.unwrap();
    let metrics = metrics.text().await.unwrap();
    assert!(metrics.contains("atiende_mailbox_failing{mailbox=\"soporte@desk.example\"} 1"), "{metrics}");
    server.terminate();

    // The password is put right. It is another account in nobody's eyes.
    let server = serving(&desk, &right, &[]);
    counts_to(&desk, &told("mailbox_well"), 1);
    counts_to(&desk, "SELECT count(*) FROM mailboxes WHERE failing_since IS NULL AND alarmed_at IS NULL", 1);
    assert_eq!(ready(&server).await["checks"]["mail_in"], "ok");
    assert_eq!(count(&Ledger::of(&desk), &told("mailbox_fails")), 1, "once");
    drop(server);

    for (url, says) in [
        (wrong.clone(), "does not accept the user or the password"),
        (right.replace("127.0.0.1", "no-such-host.invalid"), "cannot be found"),
        (right.replace(&dovecot.port.to_string(), "9"), "takes no connections"),
        (mailboxes(&dovecot.url("soporte", "Nada"), ""), "no such folder"),
        (right.replace("imap://", "imaps://"), "TLS"),
        (right.replace("INBOX", "").replace("/\"", "?tls=starttls\""), "STARTTLS"),
    ] {
        let checked = run(&url, &["check", "--json"]);
        let document = checked.json();
        let row = document.as_array().unwrap().iter().find(|row| row["name"] == "imap").unwrap();
        assert!(!row["ok"].as_bool().unwrap() && row["detail"].as_str().unwrap().contains(says), "{url}: {row}");
    }
    let checked = run(&right, &["check", "--json"]).json();
    let row = checked.as_array().unwrap().iter().find(|row| row["name"] == "imap").unwrap();
    assert_eq!(row["ok"], true, "{row}");
    assert!(!run(&right, &["config", "show"]).out.contains(PASSWORD));
}

async fn ready(server: &Server) -> Value {
    site::browser().get(server.url("/readyz")).send().await.unwrap().json().await.unwrap()
}
