//! The machine's clock is set an hour forward or back while the desk serves (libfaketime, told by a file).

use crate::lab::{Lab, RECOVERY, WORDS, count, is_whole, message, tickets, until};
use crate::mail_server::arrivals;
use crate::program::Desk;
use crate::relay::{Relay, Way};
use crate::sink::Sink;
use crate::site::{self, MARIA};
use atiende_testing::skip;
use reqwest::StatusCode;
use std::path::{Path, PathBuf};
use std::time::Duration;

atiende_testing::on_both![
    it_is_set_forward,
    it_is_set_back,
    a_mail_underway_is_sent_once,
    who_waits_does_not_wait_for_the_clock,
];

/// María, Carmen and Luis.
const READERS: usize = 3;
const HOUR: i64 = 3600;
const TICKETS: usize = 4;

/// The clock of one desk's processes.
struct Clock {
    file: PathBuf,
    library: PathBuf,
}

impl Clock {
    /// `None`, said aloud, where there is no libfaketime.
    fn of(test: &str, desk: &Desk) -> Option<Self> {
        let folders = ["/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64", "/usr/lib"];
        let at = |folder: &str| Path::new(folder).join("faketime/libfaketime.so.1");
        let Some(library) = folders.map(at).into_iter().find(|library| library.exists()) else {
            skip(test, "libfaketime, of Debian's package faketime");
            return None;
        };
        let clock = Self { file: desk.folder().join("clock"), library };
        clock.runs(0);
        Some(clock)
    }

    /// So many seconds ahead of the real one from now on.
    fn runs(&self, seconds: i64) {
        // In one step: who reads half a file would see another time.
        let next = self.file.with_extension("next");
        std::fs::write(&next, format!("{seconds:+}\n")).unwrap();
        std::fs::rename(next, &self.file).unwrap();
    }

    fn settings(&self) -> [(&str, &str); 5] {
        [
            ("LD_PRELOAD", self.library.to_str().unwrap()),
            ("FAKETIME_TIMESTAMP_FILE", self.file.to_str().unwrap()),
            ("FAKETIME_NO_CACHE", "1"),
            // People set one clock; the kernel's steady one goes on.
            ("FAKETIME_DONT_FAKE_MONOTONIC", "1"),
            ("NO_FAKE_STAT", "1"),
        ]
    }
}

/// A desk on that clock, whose mail goes through the relay.
struct Story {
    lab: Lab,
    relay: Relay,
    sink: Sink,
    clock: Clock,
    desk: Desk,
}

impl Story {
    async fn begin(test: &str, more: &[(&str, &str)]) -> Option<Self> {
        let (desk, sink) = (Desk::on_engine().await, Sink::open().await);
        let clock = Clock::of(test, &desk)?;
        let relay = Relay::to(([127, 0, 0, 1], sink.port).into());
        let smtp = format!("smtp://127.0.0.1:{}?tls=none", relay.port);
        let settings = [&[("ATIENDE_SMTP_URL", smtp.as_str())][..], &clock.settings(), more].concat();
        let lab = Lab::open(&desk, &settings).await;
        Some(Self { lab, relay, sink, clock, desk })
    }

    /// What people do works, and is told to everybody once.
    async fn all_works(&self, browser: &reqwest::Client, round: &str) {
        let before = arrivals(&self.sink).len();
        let (by_form, by_mail) = (format!("Formulario {round}"), format!("Por correo {round}"));
        assert_eq!(self.lab.sends(browser, &by_form, None).await.status(), StatusCode::SEE_OTHER, "{round}");
        assert!(self.lab.lmtp(&message(round, WORDS)).starts_with("250 2.0.0"));
        until(&format!("{round}: the mail is read"), RECOVERY, async || tickets(&self.desk, &by_mail) == 1).await;
        let told = async || arrivals(&self.sink).len() >= before + 2 * READERS;
        until(&format!("{round}: everybody is told"), RECOVERY, told).await;
        assert_eq!((tickets(&self.desk, &by_form), tickets(&self.desk, &by_mail)), (1, 1), "{round}");
        let page = browser.get(self.lab.server.url("/soporte/mis-tickets")).send().await.unwrap();
        assert_eq!(page.status(), StatusCode::OK, "{round}: she is still in");
        assert_eq!(self.lab.failing().await, (200, vec![]), "{round}");
        assert!(arrivals(&self.sink).values().all(|times| *times == 1), "{round}: {:?}", arrivals(&self.sink));
    }
}

async fn goes(test: &str, hours: i64) {
    let Some(story) = Story::begin(test, &[]).await else { return };
    let maria = story.lab.maria().await;
    story.all_works(&maria, "antes").await;
    story.clock.runs(hours * HOUR);
    story.all_works(&maria, "mientras").await;
    story.clock.runs(0);
    story.all_works(&maria, "despues").await;
    let now = "SELECT count(*) FROM outbox WHERE state IN ('queued', 'sending')";
    until("nothing is left", RECOVERY, async || count(&story.desk, now) == 0).await;
    assert_eq!(count(&story.desk, "SELECT count(*) FROM jobs WHERE state = 'failed'"), 0);
    let nights = "SELECT count(*) FROM jobs WHERE state = 'due'";
    until("no job is left", RECOVERY, async || count(&story.desk, nights) == 0).await;
    is_whole(&story.desk);
}

async fn it_is_set_forward() {
    goes("it_is_set_forward", 1).await;
}

async fn it_is_set_back() {
    goes("it_is_set_back", -1).await;
}

/// An hour forward ends every lease; a mail that is half said to its server is not begun again.
async fn a_mail_underway_is_sent_once() {
    let Some(story) = Story::begin("a_mail_underway_is_sent_once", &[]).await else { return };
    // More mails than conversations: whoever is done with one takes another.
    story.relay.is(Way::Slow(Duration::from_millis(400)));
    for n in 0..TICKETS {
        story.lab.opened(&format!("Mientras {n}")).await;
    }
    let underway = "SELECT count(*) FROM outbox WHERE state = 'sending'";
    until("some are underway", RECOVERY, async || count(&story.desk, underway) >= 3).await;
    story.clock.runs(HOUR);
    let (all, sent) = (TICKETS * READERS, "SELECT count(*) FROM outbox WHERE state = 'sent'");
    until("all are sent", Duration::from_mins(1), async || count(&story.desk, sent) == all).await;
    assert_eq!(arrivals(&story.sink).len(), all);
    assert!(arrivals(&story.sink).values().all(|times| *times == 1), "{:?}", arrivals(&story.sink));
}

/// What a clock that was wrong has planned comes when it would have come: a mail that is tried again in a minute, not in
/// an hour and a minute; and a password that was mistyped too often.
async fn who_waits_does_not_wait_for_the_clock() {
    let Some(story) = Story::begin("who_waits", &[("ATIENDE_RATE_LIMITS__LOGIN", "3/min")]).await else { return };
    story.clock.runs(HOUR);
    story.relay.is(Way::Refused);
    story.lab.opened("Mientras").await;
    let tried = "SELECT count(*) FROM outbox WHERE state = 'queued' AND attempts > 0";
    until("they wait for another try", RECOVERY, async || count(&story.desk, tried) == READERS).await;
    for _ in 0..5 {
        let form = [("email", MARIA), ("password", "no es esta, desde luego"), ("back_to", "/")];
        let browser = site::browser();
        let answer = browser.post(story.lab.server.url("/acceder")).form(&form).send().await.unwrap();
        assert_ne!(answer.status(), StatusCode::SEE_OTHER);
    }

    // The desk compares its clocks every two seconds.
    tokio::time::sleep(Duration::from_secs(5)).await;
    story.clock.runs(0);
    story.relay.is(Way::Open);
    let soon = "SELECT count(*) FROM outbox WHERE state = 'queued' AND next_at > created_at - 3600000000 + 120000000";
    until("they are planned by the clock as it is", RECOVERY, async || count(&story.desk, soon) == 0).await;
    story.lab.maria().await;
    // The first pause is a minute.
    until("they arrive", Duration::from_secs(75), async || arrivals(&story.sink).len() == READERS).await;
    assert!(arrivals(&story.sink).values().all(|times| *times == 1), "{:?}", arrivals(&story.sink));
}
