//! For those who run the desk: is it alive, can it work, how is it doing. No session.

mod metrics;

pub(crate) use self::metrics::measure;

use crate::api::{Caller, say};
use crate::shell::State;
use crate::shell::routing::{Access, Routes, get};
use atiende_core::settings::{self, Setting};
use atiende_core::{inbound, mailboxes, notify};
use atiende_db::{DbError, Tx};
use axum::http::{StatusCode, header};
use axum::middleware;
use axum::response::{IntoResponse, Response};
use axum::{Json, Router};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::Mutex;

pub(crate) fn routes(state: &State) -> Router<State> {
    declared().into_router().layer(middleware::from_fn_with_state(state.clone(), say))
}

pub(crate) fn declared() -> Routes {
    let readiness = Arc::new(Readiness::default());
    let ready = async move |state: State| readiness.ask(&state).await;
    let totals = Arc::new(metrics::Totals::default());
    let metrics_page = async move |state: State, caller: Caller| metrics::page(state, caller, &totals).await;
    Routes::new()
        .route("/healthz", Access::Everybody, get(health))
        .route("/readyz", Access::Everybody, get(ready))
        .route("/metrics", Access::Admin, get(metrics_page))
}

#[derive(Serialize)]
struct Health {
    status: &'static str,
}

/// Of the process alone. One that was told to stop still answers, and says that it soon will not.
async fn health(state: State) -> (StatusCode, Json<Health>) {
    if state.stops() {
        (StatusCode::SERVICE_UNAVAILABLE, Json(Health { status: STOPPING }))
    } else {
        (StatusCode::OK, Json(Health { status: "ok" }))
    }
}

const STOPPING: &str = "stopping";

/// What the desk needs, one word each: `ok`, `failing`, `off` (not set up) or `unknown`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
struct Checks {
    database: &'static str,
    storage: &'static str,
    mail_out: &'static str,
    mail_in: &'static str,
    antivirus: &'static str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
struct Report {
    status: &'static str,
    checks: Checks,
}

impl Report {
    fn of(checks: Checks) -> Self {
        let status = if checks.database != "ok" || checks.storage != "ok" {
            "unavailable"
        } else if checks.mail_out == "failing" || checks.mail_in == "failing" || checks.antivirus == "failing" {
            "degraded"
        } else {
            "ok"
        };
        Self { status, checks }
    }

    fn told_by(self, state: &State) -> Self {
        if state.stops() { Self { status: STOPPING, ..self } } else { self }
    }
}

impl IntoResponse for Report {
    fn into_response(self) -> Response {
        let broken = matches!(self.status, "unavailable" | STOPPING);
        let status = if broken { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::OK };
        (status, [(header::CACHE_CONTROL, "no-store")], Json(self)).into_response()
    }
}

/// Who asks at once is answered at once: a check writes a file, and anybody may ask.
const FRESH: Duration = Duration::from_secs(1);
/// The contract says 3 s in all.
const PATIENCE: Duration = Duration::from_millis(2800);
/// A mail that waits longer than this has a server that does not take it.
const MAIL_WAITS: SignedDuration = SignedDuration::from_mins(10);

#[derive(Default)]
struct Readiness(Mutex<Option<(Instant, Report)>>);

impl Readiness {
    async fn ask(&self, state: &State) -> Report {
        let mut last = self.0.lock().await;
        if let Some((at, report)) = *last
            && at.elapsed() < FRESH
        {
            return report.told_by(state);
        }
        let report = look(state).await;
        *last = Some((Instant::now(), report));
        report.told_by(state)
    }
}

/// Written each time that somebody asks: a full disk, or one that may not be written, still reads well.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Asked {
    at: Option<Timestamp>,
}
impl Setting for Asked {
    const NAME: &'static str = "readiness_asked";
}

async fn look(state: &State) -> Report {
    let read = async move |tx: &Tx| {
        let waits = inbound::access::waits_since(tx).await?;
        Ok::<_, DbError>((notify::counts(tx).await?, waits, mailboxes::access::any_alarm(tx).await?))
    };
    let write = async move |tx: &mut Tx| settings::note(tx, &Asked { at: Some(tx.now()) }).await;
    let (written, mail, storage, antivirus) = tokio::join!(
        tokio::time::timeout(PATIENCE, state.db().write(write)),
        tokio::time::timeout(PATIENCE, state.db().read_long(read)),
        tokio::time::timeout(PATIENCE, state.vault().check()),
        tokio::time::timeout(PATIENCE, antivirus(state))
    );
    let antivirus = antivirus.unwrap_or("failing");
    let mail = mail.ok().and_then(Result::ok);
    let storage = storage.is_ok_and(|checked| checked.is_ok());
    let word = |works: bool| if works { "ok" } else { "failing" };
    let mail_out = match mail {
        _ if !state.mail_is_set_up() => "off",
        None => "unknown",
        Some((counts, ..)) => word(!waits_in_vain(counts.oldest, state.now())),
    };
    let mail_in = mail.map_or("unknown", |(_, since, alarm)| word(!alarm && !waits_in_vain(since, state.now())));
    let database = word(mail.is_some() && written.is_ok_and(|written| written.is_ok()));
    Report::of(Checks { database, storage: word(storage), mail_out, mail_in, antivirus })
}

async fn antivirus(state: &State) -> &'static str {
    match &state.settings().antivirus {
        None => "off",
        Some(clamd) if clamd.ping().await.is_ok() => "ok",
        Some(_) => "failing",
    }
}

fn waits_in_vain(oldest: Option<Timestamp>, now: Timestamp) -> bool {
    oldest.is_some_and(|since| now.duration_since(since) > MAIL_WAITS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mail_trouble_degrades_and_storage_trouble_stops() {
        let fine = Checks { database: "ok", storage: "ok", mail_out: "ok", mail_in: "off", antivirus: "off" };
        assert_eq!(Report::of(fine).status, "ok");
        assert_eq!(Report::of(Checks { mail_out: "off", ..fine }).status, "ok");
        assert_eq!(Report::of(Checks { mail_out: "failing", ..fine }).status, "degraded");
        assert_eq!(Report::of(Checks { mail_in: "failing", ..fine }).status, "degraded");
        assert_eq!(Report::of(Checks { antivirus: "failing", ..fine }).status, "degraded");
        assert_eq!(Report::of(Checks { storage: "failing", ..fine }).status, "unavailable");
        assert_eq!(Report::of(Checks { database: "failing", ..fine }).status, "unavailable");
    }

    #[test]
    fn a_mail_may_wait_a_little() {
        let now = Timestamp::UNIX_EPOCH + SignedDuration::from_hours(1);
        assert!(!waits_in_vain(None, now));
        assert!(!waits_in_vain(Some(now - SignedDuration::from_mins(9)), now));
        assert!(waits_in_vain(Some(now - SignedDuration::from_mins(11)), now));
    }
}
