//! `GET /metrics`: how long requests took, and what the desk has, waits for and lost.

use crate::api::{Caller, Problem};
use crate::shell::State;
use atiende_core::files::{Scan, scanning};
use atiende_core::{inbound, mailboxes, notify, tickets};
use axum::extract::{MatchedPath, Request};
use axum::http::{Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use metrics::Histogram;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusRecorder};
use std::cell::RefCell;
use std::collections::HashMap;
use std::fmt::Write;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use tokio::sync::Mutex;

/// Counts of this process; those of the desk are read when they are asked for.
static RECORDER: LazyLock<PrometheusRecorder> = LazyLock::new(|| {
    const SECONDS: [f64; 12] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];
    let builder = PrometheusBuilder::new().set_buckets(&SECONDS).unwrap_or_else(|_| PrometheusBuilder::new());
    let recorder = builder.build_recorder();
    metrics::with_local_recorder(&recorder, || {
        metrics::describe_histogram!(DURATION, "How long requests took, by method, route and status.");
    });
    recorder
});
const DURATION: &str = "http_request_duration_seconds";

/// Samples pile up until they are sorted into buckets: done when somebody asks, and every so many requests.
const UPKEEP_EVERY: u64 = 4096;
static REQUESTS: AtomicU64 = AtomicU64::new(0);

/// What a request is counted under: method, status, and the route that took it.
type Label = (&'static str, u16);

thread_local! {
    /// The histograms that this thread has written to. Finding one anew takes its labels as strings, each time.
    static HISTOGRAMS: RefCell<HashMap<Label, HashMap<String, Histogram>>> = RefCell::default();
}

/// Times every request under the route that took it.
pub(crate) async fn measure(request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().cloned();
    let method = method_word(request.method());
    let begun = Instant::now();
    let response = next.run(request).await;
    let route = route.as_ref().map_or("other", MatchedPath::as_str);
    record((method, response.status().as_u16()), route, begun.elapsed());
    if REQUESTS.fetch_add(1, Ordering::Relaxed) % UPKEEP_EVERY == UPKEEP_EVERY - 1 {
        RECORDER.handle().run_upkeep();
    }
    response
}

fn record(label: Label, route: &str, time: Duration) {
    HISTOGRAMS.with_borrow_mut(|known| {
        let routes = known.entry(label).or_default();
        if let Some(histogram) = routes.get(route) {
            return histogram.record(time.as_secs_f64());
        }
        let (method, status) = (label.0, label.1.to_string());
        let histogram = metrics::with_local_recorder(
            &*RECORDER,
            || metrics::histogram!(DURATION, "method" => method, "route" => route.to_owned(), "status" => status),
        );
        histogram.record(time.as_secs_f64());
        routes.insert(route.to_owned(), histogram);
    });
}

/// Anybody can invent methods; a label must not.
fn method_word(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PATCH => "PATCH",
        Method::PUT => "PUT",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}

/// `GET /metrics`, for an administrator's token of scope `admin`.
pub(super) async fn page(state: State, caller: Caller, totals: &Totals) -> Result<Response, Problem> {
    caller.administers()?;
    let counted = totals.ask(&state, &caller).await?;
    let streams = i64::try_from(state.live().count()).unwrap_or(i64::MAX);
    let desk = state.db().read_long(async move |tx| {
        let by = caller.actor.admin()?;
        let jobs = atiende_jobs::counts(tx).await?;
        let (scanned, to_scan) = scanning::totals(tx, by).await?;
        Ok::<_, Problem>(Desk {
            counted,
            mailboxes: mailboxes::access::list(tx, by).await?,
            due: jobs.due,
            failed: jobs.failed,
            scanned,
            to_scan,
            streams,
        })
    });
    let text = format!("{}{}", desk.await?.exposition(), RECORDER.handle().render());
    Ok(([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response())
}

/// Counted over all rows there are: a second and more on a large desk, however often somebody asks.
#[derive(Clone)]
struct Counted {
    tickets: i64,
    mails: Vec<(String, i64)>,
    came: Vec<(inbound::Outcome, i64)>,
}

/// What was counted last, and until when that holds.
#[derive(Default)]
pub(super) struct Totals(Mutex<Option<(Instant, Counted)>>);

impl Totals {
    /// It holds for so many times as long as counting took: that is a hundredth of a core at the most.
    const HOLDS: u32 = 100;

    async fn ask(&self, state: &State, caller: &Caller) -> Result<Counted, Problem> {
        let mut kept = self.0.lock().await;
        let began = Instant::now();
        if let Some((until, counted)) = &*kept
            && began < *until
        {
            return Ok(counted.clone());
        }
        let actor = caller.actor.clone();
        let counted: Result<_, Problem> = state
            .db()
            .read_long(async move |tx| {
                let by = actor.admin()?;
                Ok(Counted {
                    tickets: tickets::lists::total(tx, by).await?,
                    mails: notify::by_state(tx, by).await?,
                    came: inbound::access::totals(tx).await?,
                })
            })
            .await;
        let (counted, ended) = (counted?, Instant::now());
        *kept = Some((ended + (ended - began) * Self::HOLDS, counted.clone()));
        Ok(counted)
    }
}

struct Desk {
    counted: Counted,
    mailboxes: Vec<mailboxes::State>,
    due: i64,
    failed: i64,
    /// Contents of files by what the scanner said of them, and how many it has to look at.
    scanned: Vec<(Scan, i64)>,
    to_scan: i64,
    /// Of this node.
    streams: i64,
}

impl Desk {
    /// The Prometheus text format, 0.0.4.
    fn exposition(&self) -> String {
        const MAIL_STATES: [&str; 5] = ["queued", "sending", "sent", "failed", "suppressed"];
        let mut text = String::new();
        let mut tell = |name: &str, kind: &str, help: &str, samples: &[(String, i64)]| {
            // Writing to a `String` cannot fail.
            let _ = writeln!(text, "# HELP {name} {help}\n# TYPE {name} {kind}");
            for (labels, value) in samples {
                let _ = writeln!(text, "{name}{labels} {value}");
            }
        };
        let alone = |value: i64| [(String::new(), value)];
        let mails = MAIL_STATES.map(|state| {
            let found = self.counted.mails.iter().find(|(name, _)| name == state).map_or(0, |&(_, n)| n);
            (format!("{{state=\"{state}\"}}"), found)
        });
        let came: Vec<_> = inbound::Outcome::ALL
            .iter()
            .map(|outcome| {
                let found = self.counted.came.iter().find(|(of, _)| of == outcome).map_or(0, |&(_, n)| n);
                (format!("{{result=\"{outcome}\"}}"), found)
            })
            .collect();
        let of_each = |value: fn(&mailboxes::State) -> i64| -> Vec<_> {
            let label = |state: &mailboxes::State| format!("{{mailbox=\"{}\"}}", label_value(&state.address));
            self.mailboxes.iter().map(|state| (label(state), value(state))).collect()
        };
        let fails = of_each(|state| i64::from(state.failing_since.is_some()));
        let read = of_each(|state| state.last_success_at.map_or(0, Timestamp::as_second));
        tell("atiende_tickets_total", "counter", "Tickets ever opened.", &alone(self.counted.tickets));
        tell("atiende_mail_out_total", "gauge", "Mails by what became of them.", &mails);
        tell("atiende_mail_in_total", "gauge", "Messages that came by mail, by what became of them.", &came);
        tell("atiende_mailbox_failing", "gauge", "Mailboxes that are fetched: 1 for one that fails.", &fails);
        tell("atiende_mailbox_read_timestamp_seconds", "gauge", "When each mailbox was last read.", &read);
        tell("atiende_jobs_due", "gauge", "Jobs to be run now.", &alone(self.due));
        tell("atiende_jobs_failed_total", "gauge", "Jobs given up.", &alone(self.failed));
        let scanned: Vec<_> = Scan::ALL
            .iter()
            .map(|scan| {
                let found = self.scanned.iter().find(|(of, _)| of == scan).map_or(0, |&(_, n)| n);
                (format!("{{scan=\"{scan}\"}}"), found)
            })
            .collect();
        tell("atiende_scans_total", "gauge", "Contents of files by what the virus scanner said of them.", &scanned);
        tell("atiende_scans_due", "gauge", "Contents of files that wait for the virus scanner.", &alone(self.to_scan));
        tell("atiende_live_streams", "gauge", "Open pages that this node tells what changed.", &alone(self.streams));
        text
    }
}

/// An address may hold quotes.
fn label_value(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_has_every_state() {
        let came = vec![(inbound::Outcome::Created, 4)];
        let scanned = vec![(Scan::Clean, 5)];
        let mails = vec![("sent".into(), 2)];
        let (mailboxes, streams) = (Vec::new(), 7);
        let counted = Counted { tickets: 3, mails, came };
        let desk = Desk { counted, mailboxes, due: 1, failed: 0, scanned, to_scan: 6, streams };
        let text = desk.exposition();
        for line in ["atiende_tickets_total 3", "atiende_mail_out_total{state=\"sent\"} 2", "atiende_jobs_due 1"] {
            assert!(text.lines().any(|l| l == line), "{line}\n{text}");
        }
        assert!(text.contains("atiende_mail_out_total{state=\"failed\"} 0"));
        assert!(text.contains("atiende_mail_in_total{result=\"created\"} 4"));
        assert!(text.contains("atiende_mail_in_total{result=\"stuck\"} 0"));
        assert!(text.contains("atiende_scans_total{scan=\"clean\"} 5"));
        assert!(text.contains("atiende_scans_total{scan=\"infected\"} 0"));
        assert!(text.contains("\natiende_scans_due 6\n"));
        assert!(text.contains("\natiende_live_streams 7\n"));
    }
}
