//! Somebody else holds the database: an administrator's `sqlite3` shell with a transaction that it does not end.

use crate::lab::{Lab, RECOVERY, TOLD_WITHIN, is_whole, message, tickets, until};
use crate::program::Desk;
use reqwest::StatusCode;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// The shell; whatever it holds goes when it is dropped.
struct Shell(Child);

impl Shell {
    /// `None`, said aloud, where there is no such program.
    fn holding(test: &str, desk: &Desk, statements: &str) -> Option<Self> {
        let mut shell = Command::new("sqlite3");
        shell.arg("-bail").arg(desk.folder().join("data/atiende.db"));
        let shell = shell.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
        let Ok(mut shell) = shell else {
            atiende_testing::skip(test, "sqlite3, the shell of Debian's package of that name");
            return None;
        };
        let told = format!(".timeout 10000\n{statements}\nSELECT 'held';\n");
        shell.stdin.as_mut().unwrap().write_all(told.as_bytes()).unwrap();
        let said =
            BufReader::new(shell.stdout.take().unwrap()).lines().map_while(Result::ok).find(|line| line == "held");
        assert!(said.is_some(), "it could not take it");
        Some(Self(shell))
    }
}

impl Drop for Shell {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn for_writing() {
    is_held("for_writing", "BEGIN IMMEDIATE; INSERT INTO settings (name, value) VALUES ('nobody', '{}');").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn for_itself_alone() {
    is_held("for_itself_alone", "BEGIN EXCLUSIVE;").await;
}

async fn is_held(test: &str, statements: &str) {
    let desk = Desk::new();
    let lab = Lab::open(&desk, &[]).await;
    let maria = lab.maria().await;
    lab.opened("Antes").await;

    let Some(shell) = Shell::holding(test, &desk, statements) else { return };
    // Everybody at once: nobody waits for another's patience to end.
    let begun = Instant::now();
    let (form, api, mail) = tokio::join!(
        lab.sends(&maria, "Por formulario", None),
        lab.opens("Por API", "Sale «sin papel»."),
        lab.lmtp_beside(message("1", "Sale «sin papel».")),
    );
    assert!(begun.elapsed() < TOLD_WITHIN, "{:?}", begun.elapsed());
    let form = lab.given_back(form, "Por formulario").await;
    assert_eq!(api.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(api.headers()["retry-after"], "30");
    assert!(mail.starts_with("451 4.3.0"), "{mail}");
    assert_eq!(lab.failing().await, (503, vec!["database".to_owned()]));
    lab.is_alive().await;
    // Readers do not wait for writers.
    for page in ["/soporte/mis-tickets", "/soporte/abrir", "/ayuda"] {
        let begun = Instant::now();
        let read = maria.get(lab.server.url(page)).send().await.unwrap();
        assert_eq!(read.status(), StatusCode::OK, "{page}");
        assert!(begun.elapsed() < Duration::from_secs(2), "{page}: {:?}", begun.elapsed());
    }
    let piped = lab.receive(&desk, &message("2", "Sale «sin papel»."));
    assert_eq!(piped.code, 75, "{piped:?}");

    drop(shell);
    lab.recovers().await;
    assert_eq!(lab.sends_again(&maria, &form).await.status(), StatusCode::SEE_OTHER);
    lab.opened("Por API").await;
    assert!(lab.lmtp(&message("1", "Sale «sin papel».")).starts_with("250 2.0.0"));
    assert_eq!(lab.receive(&desk, &message("2", "Sale «sin papel».")).json()["result"], "created");
    until("the mail is read", RECOVERY, async || tickets(&desk, "Por correo 1") == 1).await;
    for subject in ["Antes", "Por formulario", "Por API", "Por correo 1", "Por correo 2"] {
        assert_eq!(tickets(&desk, subject), 1, "{subject}");
    }
    is_whole(&desk);
}

/// A lock that is soon gone is nobody's error.
#[tokio::test(flavor = "multi_thread")]
async fn for_a_moment() {
    let desk = Desk::new();
    let lab = Lab::open(&desk, &[]).await;
    let maria = lab.maria().await;
    let Some(shell) = Shell::holding("for_a_moment", &desk, "BEGIN IMMEDIATE;") else { return };
    let let_go = async {
        tokio::time::sleep(Duration::from_secs(3)).await;
        drop(shell);
    };
    let (form, api, ()) =
        tokio::join!(lab.sends(&maria, "Por formulario", None), lab.opens("Por API", "Sale «sin papel»."), let_go);
    assert_eq!((form.status(), api.status()), (StatusCode::SEE_OTHER, StatusCode::CREATED));
    assert_eq!((tickets(&desk, "Por formulario"), tickets(&desk, "Por API")), (1, 1));
}
