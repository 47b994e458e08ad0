//! A mail server that refuses, says nothing, hangs up in the middle or is slow: mail waits, and nobody else does.

use crate::lab::{Lab, RECOVERY, count, is_whole, until};
use crate::program::Desk;
use crate::relay::{Relay, Way};
use crate::sink::Sink;
use crate::site;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

atiende_testing::on_both![it_refuses, it_says_nothing, it_hangs_up, it_is_slow];

/// María, Carmen and Luis hear of a new ticket.
const READERS: usize = 3;

/// A desk whose mail goes through the relay.
async fn desk_by_relay() -> (Desk, Sink, Relay, Lab) {
    let (desk, sink) = (Desk::on_engine().await, Sink::open().await);
    let relay = Relay::to(([127, 0, 0, 1], sink.port).into());
    let smtp = format!("smtp://127.0.0.1:{}?tls=none", relay.port);
    let lab = Lab::open(&desk, &[("ATIENDE_SMTP_URL", &smtp)]).await;
    (desk, sink, relay, lab)
}

/// How often each mail arrived.
pub(crate) fn arrivals(sink: &Sink) -> BTreeMap<String, usize> {
    let mut times = BTreeMap::new();
    for mail in sink.mails() {
        *times.entry(mail.header("Message-ID").unwrap()).or_default() += 1;
    }
    times
}

async fn it_refuses() {
    fails(Way::Refused).await;
}

async fn it_says_nothing() {
    fails(Way::Silent).await;
}

async fn it_hangs_up() {
    // In the middle of the first mail's words.
    fails(Way::Cut(700)).await;
}

async fn fails(way: Way) {
    let (desk, sink, relay, lab) = desk_by_relay().await;
    lab.opened("Antes").await;
    until("the mails of before arrive", RECOVERY, async || arrivals(&sink).len() == READERS).await;

    relay.is(way);
    let begun = Instant::now();
    lab.opened("Mientras").await;
    assert!(begun.elapsed() < Duration::from_secs(2), "people do not wait for mail: {:?}", begun.elapsed());
    // A connection that nobody answers is given half a minute.
    let tried = "SELECT count(*) FROM outbox WHERE state = 'queued' AND last_error <> ''";
    until("it is tried, and waits", Duration::from_secs(50), async || count(&desk, tried) == READERS).await;
    assert_eq!(lab.failing().await, (200, vec![]), "a server may be away for a little");
    let minutes_ago = "UPDATE outbox SET created_at = created_at - 700000000 WHERE state = 'queued'";
    site::change(&desk, minutes_ago);
    let (status, said) = lab.ready().await;
    assert_eq!((status.as_u16(), said["status"].as_str()), (200, Some("degraded")), "{said}");
    assert_eq!(said["checks"]["mail_out"], "failing");

    relay.is(Way::Open);
    // The pauses are another test's story.
    site::change(&desk, "UPDATE outbox SET next_at = 0 WHERE state = 'queued'");
    until("the mails of then arrive", RECOVERY, async || arrivals(&sink).len() == 2 * READERS).await;
    lab.recovers().await;
    assert!(arrivals(&sink).values().all(|times| *times == 1), "none twice: {:?}", arrivals(&sink));
    assert_eq!(count(&desk, "SELECT count(*) FROM outbox WHERE state <> 'sent'"), 0);
    is_whole(&desk);
}

async fn it_is_slow() {
    let (desk, sink, relay, lab) = desk_by_relay().await;
    relay.is(Way::Slow(Duration::from_millis(400)));
    for n in 0..3 {
        let begun = Instant::now();
        lab.opened(&format!("Lento {n}")).await;
        assert!(begun.elapsed() < Duration::from_secs(2), "{:?}", begun.elapsed());
    }
    until("all is sent", Duration::from_mins(1), async || {
        count(&desk, "SELECT count(*) FROM outbox WHERE state = 'sent'") == 3 * READERS
    })
    .await;
    assert_eq!(arrivals(&sink).len(), 3 * READERS);
    assert!(arrivals(&sink).values().all(|times| *times == 1));
    assert_eq!(lab.failing().await, (200, vec![]));
}
