//! Servers that cut a mail off, and servers that keep it waiting.

use super::desk::Desk;
use super::smtp::{Play, Smtp};
use super::*;
use crate::outgoing::server::{Line, Outcome, Server};
use lettre::address::Envelope;
use std::time::Duration;

atiende_testing::on_both![
    a_mail_that_is_cut_off_goes_again_as_it_was,
    who_is_kept_waiting_keeps_its_mail_and_holds_nobody_up,
];

async fn a_mail_that_is_cut_off_goes_again_as_it_was() {
    let (desk, smtp) = (Desk::new().await, Smtp::start([Play::CutInData, Play::CutInData]).await);
    desk.test_mail("maria@x.es").await;
    for _ in 0..2 {
        let cut = desk.round(Some(&smtp.url)).await;
        assert_eq!((cut.sent, cut.retried), (0, 1), "{cut:?}");
        desk.later(SignedDuration::from_mins(10));
    }
    let kept = desk.only_mail().await;
    assert!(smtp.arrived().is_empty() && kept.mime.is_some());
    assert_eq!(desk.round(Some(&smtp.url)).await.sent, 1);
    let [mail] = &smtp.arrived()[..] else { panic!("{:?}", smtp.arrived()) };
    let bytes = String::from_utf8(kept.mime.unwrap()).unwrap().replace("\r\n", "\n");
    // Dots that begin a line are doubled on the way (RFC 5321 4.5.2).
    assert_eq!(mail.data.replace("\n..", "\n.").trim_end(), bytes.trim_end());
}

/// Waits for something that other tasks do.
async fn until(what: &str, is_so: impl AsyncFn() -> bool) {
    for _ in 0..3_000 {
        if is_so().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("{what}");
}

async fn who_is_kept_waiting_keeps_its_mail_and_holds_nobody_up() {
    let (desk, smtp) = (Desk::new().await, Smtp::start([Play::Hold]).await);
    for n in 0..9 {
        desk.test_mail(["a@x.es", "b@x.es", "c@x.es"][n % 3]).await;
    }
    let stands = async || desk.outbox().await.into_iter().find(|row| row.state == "sending").map(|row| row.next_at);
    let are_sent = async || desk.outbox().await.iter().filter(|row| row.state == "sent").count() == 8;
    let other = async {
        until("the others are sent", are_sent).await;
        let lease = stands().await.unwrap();
        desk.later(SignedDuration::from_secs(25));
        until("the lease is renewed", async || stands().await > Some(lease)).await;
        desk.later(SignedDuration::from_secs(25));
        assert!(desk.now() > lease, "it would have ended");
        assert_eq!(desk.round(Some(&smtp.url)).await.sent, 0, "nobody else takes it");
        smtp.release();
    };
    let (sent, ()) = tokio::join!(desk.round(Some(&smtp.url)), other);
    assert_eq!((sent.sent, smtp.arrived().len()), (9, 9));
}

#[tokio::test]
async fn a_server_that_never_answers_is_given_up() {
    let smtp = Smtp::start([Play::Hold]).await;
    let mut server = Server::parse(&smtp.url, "x.es", None).unwrap();
    server.patience = Duration::from_millis(200);
    let mut line = Line::new(&server);
    let envelope = Envelope::new(None, vec!["maria@x.es".parse().unwrap()]).unwrap();
    let outcome = line.send(&envelope, b"Subject: x\r\n\r\nx").await;
    assert_eq!(outcome, Outcome::Again("no answer within 0 s".into()));
    // On a new connection the next one passes.
    assert_eq!(line.send(&envelope, b"Subject: x\r\n\r\nx").await, Outcome::Sent);
    assert_eq!(smtp.greetings().len(), 2);
}
