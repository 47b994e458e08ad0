//! An S3 that refuses, says nothing, hangs up in the middle or is slow.

use crate::lab::{Lab, MAILBOX, RECOVERY, TOLD_WITHIN, count, is_whole, message, tickets, until};
use crate::program::Desk;
use crate::relay::{Relay, Way};
use crate::site::{self, MARIA};
use atiende_testing::skip;
use reqwest::{Client, StatusCode};
use std::time::{Duration, Instant};

atiende_testing::on_both![it_refuses, it_says_nothing, it_hangs_up, it_is_slow];

/// A desk whose files go through the relay. `None`, said aloud, where there is no S3.
async fn desk_by_s3(test: &str) -> Option<(Desk, Relay, Lab)> {
    #[expect(clippy::disallowed_methods, reason = "tests are told of servers by the environment")]
    let Ok(server) = std::env::var("ATIENDE_TEST_S3") else {
        skip(test, "S3: ATIENDE_TEST_S3 names no server");
        return None;
    };
    let relay = Relay::to(server.strip_prefix("http://").unwrap().parse().unwrap());
    let storage =
        format!("s3://atiende-test?endpoint=http://127.0.0.1:{}&region=us-east-1&path_style=true", relay.port);
    let desk = Desk::on_engine().await;
    let settings =
        [("ATIENDE_STORAGE", storage.as_str()), ("ATIENDE_STORAGE_KEY", "key"), ("ATIENDE_STORAGE_SECRET", "secret")];
    let lab = Lab::open(&desk, &settings).await;
    Some((desk, relay, lab))
}

/// Bytes that no other test has: the bucket is everybody's.
fn photo(desk: &Desk, bytes: usize) -> Vec<u8> {
    let mark = desk.folder().display().to_string().into_bytes();
    mark.into_iter().chain((0..239).cycle().take(bytes)).collect()
}

async fn download(lab: &Lab, browser: &Client, id: usize) -> Result<(StatusCode, Vec<u8>), reqwest::Error> {
    let answer = browser.get(lab.server.url(&format!("/adjuntos/{id}"))).send().await?;
    Ok((answer.status(), answer.bytes().await?.to_vec()))
}

fn with_attachment(id: &str) -> String {
    format!(
        "From: {MARIA}\r\nTo: {MAILBOX}\r\nSubject: Por correo {id}\r\nMessage-ID: <{id}@lapaz.example>\r\n\
         MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n\
         --b\r\nContent-Type: text/plain\r\n\r\nMirad la hoja.\r\n\
         --b\r\nContent-Type: text/plain; name=\"hoja.txt\"\r\nContent-Disposition: attachment; filename=\"hoja.txt\"\r\n\r\n\
         Lo que sale en la hoja de {id}.\r\n--b--\r\n"
    )
}

async fn it_refuses() {
    fails("it_refuses", Way::Refused).await;
}

async fn it_says_nothing() {
    fails("it_says_nothing", Way::Silent).await;
}

async fn it_hangs_up() {
    // After the head of a request, before the end of its body.
    fails("it_hangs_up", Way::Cut(20_000)).await;
}

async fn fails(test: &str, way: Way) {
    let Some((desk, relay, lab)) = desk_by_s3(test).await else { return };
    let maria = lab.maria().await;
    let (before, now) = (photo(&desk, 1_000), photo(&desk, 300_000));
    assert_eq!(lab.sends(&maria, "Antes", Some(&before)).await.status(), StatusCode::SEE_OTHER);
    let id = count(&desk, "SELECT max(id) FROM attachments");
    assert_eq!(lab.failing().await, (200, vec![]));

    relay.is(way);
    let begun = Instant::now();
    let answer = lab.sends(&maria, "Con foto", Some(&now)).await;
    assert!(begun.elapsed() < TOLD_WITHIN, "{:?}", begun.elapsed());
    let form = lab.given_back(answer, "Con foto").await;
    // A cut after that many bytes lets the small file of the check through.
    let is_cut = matches!(way, Way::Cut(_));
    if !is_cut {
        assert_eq!(lab.failing().await, (503, vec!["storage".to_owned()]));
    }
    lab.is_alive().await;
    lab.opened("Sin archivo").await;
    assert!(lab.lmtp(&message("corto", "Sale «sin papel».")).starts_with("250 2.0.0"), "it needs no file store");
    assert!(lab.lmtp(&with_attachment("adjunto")).starts_with("250 2.0.0"), "and this one can wait for it");
    if !is_cut {
        let stuck = "SELECT count(*) FROM inbound WHERE result = 'stuck'";
        until("it waits", TOLD_WITHIN, async || count(&desk, stuck) == 1).await;
        let begun = Instant::now();
        let (status, _) = download(&lab, &maria, id).await.unwrap();
        assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
        assert!(begun.elapsed() < TOLD_WITHIN, "{:?}", begun.elapsed());
    }

    relay.is(Way::Open);
    lab.recovers().await;
    assert_eq!(download(&lab, &maria, id).await.unwrap(), (StatusCode::OK, before));
    assert_eq!(lab.sends(&maria, "Con foto", Some(&now)).await.status(), StatusCode::SEE_OTHER);
    assert_eq!(
        lab.sends_again(&maria, &form).await.status(),
        StatusCode::SEE_OTHER,
        "the same form, from the error's page"
    );
    assert_eq!(tickets(&desk, "Con foto"), 1);
    // The pauses are another test's story.
    site::change(&desk, "UPDATE inbound SET next_at = 0 WHERE result = 'stuck'");
    let read = async || tickets(&desk, "Por correo adjunto") == 1;
    until("the mail that waited is read", RECOVERY, read).await;
    assert_eq!(count(&desk, "SELECT count(*) FROM attachments"), 3);
    let id = count(&desk, "SELECT max(id) FROM attachments WHERE name = 'foto.bin'");
    assert_eq!(download(&lab, &maria, id).await.unwrap(), (StatusCode::OK, now));
    is_whole(&desk);
}

async fn it_is_slow() {
    let Some((desk, relay, lab)) = desk_by_s3("it_is_slow").await else { return };
    let maria = lab.maria().await;
    let photo = photo(&desk, 100_000);
    relay.is(Way::Slow(Duration::from_millis(150)));
    assert_eq!(lab.sends(&maria, "Con foto", Some(&photo)).await.status(), StatusCode::SEE_OTHER);
    let id = count(&desk, "SELECT max(id) FROM attachments");
    assert_eq!(download(&lab, &maria, id).await.unwrap(), (StatusCode::OK, photo));
    assert_eq!(lab.failing().await, (200, vec![]), "slow is not down");
}
