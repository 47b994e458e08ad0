//! A disk without a free byte: under the database, and under the files alone.

use crate::disk::{Mount, files};
use crate::lab::{Lab, TOLD_WITHIN, count, is_whole, message, tickets};
use crate::program::Desk;
use crate::site;
use reqwest::StatusCode;
use rusqlite::Connection;
use serde_json::Value;
use std::time::Instant;
use tokio::task::JoinSet;

/// Who writes at once while the disk fills up.
const WRITERS: usize = 24;

#[tokio::test(flavor = "multi_thread")]
async fn under_the_database() {
    let desk = Desk::new();
    let Some(mounted) = Mount::disk("under_the_database", &desk.folder().join("data"), 32) else { return };
    let lab = Lab::open(&desk, &[]).await;
    let maria = lab.maria().await;
    lab.opened("Antes").await;
    assert_eq!(lab.failing().await, (200, vec![]));

    mounted.fill();
    let (taken, refused) = write_until_refused(&lab).await;
    exhaust(&desk);
    assert!(!refused.is_empty() && refused.len() >= WRITERS / 2, "{} taken, {} refused", taken.len(), refused.len());
    assert_eq!(lab.failing().await, (503, vec!["database".to_owned(), "storage".to_owned()]));
    lab.is_alive().await;
    // Who reads is not kept out.
    for page in ["/soporte/mis-tickets", "/soporte/abrir", "/ayuda"] {
        let read = maria.get(lab.server.url(page)).send().await.unwrap();
        assert_eq!(read.status(), StatusCode::OK, "{page}");
    }
    let long = "x".repeat(100_000);
    let form = lab.given_back(lab.sends(&maria, "Por formulario", None).await, "Por formulario").await;
    let with_file = lab.sends(&maria, "Con foto", Some(long.as_bytes())).await;
    let with_file = lab.given_back(with_file, "Con foto").await;
    let mail = message("1", &long);
    let said = lab.lmtp(&mail);
    assert!(said.starts_with("451 4.3.0"), "{said}");
    let piped = lab.receive(&desk, &message("2", &long));
    assert_eq!(piped.code, 75, "{piped:?}");

    mounted.empty();
    lab.recovers().await;
    assert_eq!(lab.sends_again(&maria, &form).await.status(), StatusCode::SEE_OTHER);
    assert_eq!(lab.sends_again(&maria, &form).await.status(), StatusCode::SEE_OTHER, "a double click");
    assert_eq!(lab.sends_again(&maria, &with_file).await.status(), StatusCode::SEE_OTHER);
    assert!(lab.lmtp(&mail).starts_with("250 2.0.0"));
    assert_eq!(lab.receive(&desk, &message("2", &long)).json()["result"], "created");
    for subject in taken.iter().map(String::as_str).chain(["Antes", "Por formulario", "Con foto"]) {
        assert_eq!(tickets(&desk, subject), 1, "{subject} was acknowledged");
    }
    for subject in &refused {
        assert_eq!(tickets(&desk, subject), 0, "{subject} was refused");
        assert_eq!(lab.opens(subject, "Otra vez").await.status(), StatusCode::CREATED, "the same key, now");
        assert_eq!(tickets(&desk, subject), 1);
    }
    is_whole(&desk);
    let sound: String = site::look(&desk).query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(sound, "ok");
}

/// Many at once, until nobody is taken any more: the subjects of those that were, and of those that were not.
async fn write_until_refused(lab: &Lab) -> (Vec<String>, Vec<String>) {
    let body = "palabras ".repeat(3000);
    let (mut taken, mut refused) = (Vec::new(), Vec::new());
    for round in 0..40 {
        let mut writers = JoinSet::new();
        for n in 0..WRITERS {
            let subject = format!("Lleno {round}.{n}");
            let new = serde_json::json!({ "subject": subject, "body": body });
            let asked = site::browser().post(lab.server.url("/api/v1/tickets")).bearer_auth(&lab.seeded.maria);
            let asked = asked.header("idempotency-key", &subject).json(&new);
            writers.spawn(async move { (subject, asked.send().await.unwrap()) });
        }
        let before = refused.len();
        while let Some(Ok((subject, answer))) = writers.join_next().await {
            if answer.status() == StatusCode::CREATED {
                taken.push(subject);
                continue;
            }
            assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
            assert_eq!(answer.headers()["retry-after"], "30");
            assert_eq!(answer.headers()["content-type"], "application/problem+json");
            let problem: Value = answer.json().await.unwrap();
            assert_eq!((&problem["status"], &problem["code"]), (&503.into(), &"api-busy".into()), "{problem}");
            refused.push(subject);
        }
        if refused.len() - before == WRITERS {
            break;
        }
    }
    (taken, refused)
}

/// Takes what room was left in the log of the database: until not even a page fits.
fn exhaust(desk: &Desk) {
    let database = Connection::open(desk.folder().join("data/atiende.db")).unwrap();
    database
        .execute_batch("PRAGMA busy_timeout = 10000; PRAGMA synchronous = OFF; PRAGMA wal_autocheckpoint = 0")
        .unwrap();
    let page = "INSERT INTO settings (name, value) VALUES ('page', $1)
                ON CONFLICT (name) DO UPDATE SET value = excluded.value";
    let error = (0..20_000).find_map(|n| database.execute(page, [n]).err()).expect("it is full");
    assert_eq!(error.sqlite_error_code(), Some(rusqlite::ErrorCode::DiskFull));
}

atiende_testing::on_both![under_the_files];

/// Files have a disk of their own: what has none goes on.
async fn under_the_files() {
    let desk = Desk::on_engine().await;
    let Some(mounted) = Mount::disk("under_the_files", &desk.folder().join("data/files"), 16) else { return };
    let lab = Lab::open(&desk, &[]).await;
    let maria = lab.maria().await;
    let small: Vec<u8> = (0..200_000_u32).map(|n| (n % 251) as u8).collect();
    // Larger than a part: it is streamed to a place of its own first.
    let large: Vec<u8> = (0..7_000_000_u32).map(|n| (n % 241) as u8).collect();

    mounted.fill();
    for (subject, content) in [("Pequeña", &small), ("Grande", &large)] {
        let begun = Instant::now();
        let answer = lab.sends(&maria, subject, Some(content)).await;
        assert!(begun.elapsed() < TOLD_WITHIN);
        let (_, fields) = lab.given_back(answer, subject).await;
        assert!(fields.iter().all(|(name, _)| name != "file"));
    }
    assert_eq!(lab.failing().await, (503, vec!["storage".to_owned()]));
    lab.is_alive().await;
    lab.opened("Sin archivo").await;
    // A large mail is kept in the file store; a small one needs none.
    assert!(lab.lmtp(&message("grande", &"palabras\r\n".repeat(40_000))).starts_with("451 4.3.0"));
    assert!(lab.lmtp(&message("corto", "Sale «sin papel».")).starts_with("250 2.0.0"));

    mounted.empty();
    lab.recovers().await;
    for (subject, content) in [("Pequeña", &small), ("Grande", &large)] {
        assert_eq!(lab.sends(&maria, subject, Some(content)).await.status(), StatusCode::SEE_OTHER);
        assert_eq!(tickets(&desk, subject), 1);
    }
    assert!(lab.lmtp(&message("grande", &"palabras\r\n".repeat(40_000))).starts_with("250 2.0.0"));
    is_whole(&desk);
    let rows = count(&desk, "SELECT count(*) FROM attachments");
    let kept = files(&desk.folder().join("data/files"));
    assert_eq!((rows, kept.len()), (2, 3), "two files, one large mail, and no pieces: {kept:?}");
}
