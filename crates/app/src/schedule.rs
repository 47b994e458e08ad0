//! What runs at night: once, whichever node sees first that it is due.
//!
//! The mark that a night is taken and the jobs of that night are written by one transaction,
//! so each job exists exactly once; the queue runs it, tries it again, and keeps what failed.

use crate::backup::Origin;
use crate::backup::keep::{Night, Shelf};
use atiende_core::accounts::SessionLimits;
use atiende_core::accounts::actions::{sign_in, sign_up};
use atiende_core::admission::actions::remind;
use atiende_core::files::{self, Vault};
use atiende_core::identities::actions::depart;
use atiende_core::inbound::actions::shelve::{self, ShelveError};
use atiende_core::limits::actions as limits;
use atiende_core::mailboxes::actions::{consent, fare};
use atiende_core::second_factors;
use atiende_core::sessions::actions::forget;
use atiende_core::settings::{self, Setting};
use atiende_core::tickets::actions::{take_back, upkeep};
use atiende_core::{addresses, idempotency, notify, search};
use atiende_db::{Db, DbError, Tx};
use atiende_jobs::{Job, Outcome, Registry, enqueue};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// The quietest hour, by the desk's own time.
const HOUR: i8 = 3;
/// How often the clock is looked at.
const LOOK: Duration = Duration::from_mins(1);

/// What the jobs work with.
#[derive(Clone)]
pub(crate) struct Chores {
    pub(crate) db: Db,
    pub(crate) vault: Vault,
    pub(crate) sessions: SessionLimits,
    /// Of what a backup is made, and where it goes; `None`: there is no `backup_dir`.
    pub(crate) backups: Option<(Origin, Shelf)>,
}

/// Closes tickets that were solved long enough ago.
#[derive(Debug, Serialize, Deserialize)]
struct CloseSolved {}
impl Job for CloseSolved {
    const KIND: &'static str = "close_solved";
}

/// Verifies the counters of open tickets.
#[derive(Debug, Serialize, Deserialize)]
struct RecountOpen {}
impl Job for RecountOpen {
    const KIND: &'static str = "recount_open";
}

/// Forgets sessions that ended, who never confirmed their address, answers kept for repeated requests, links of mails that nobody took, tries long ago.
#[derive(Debug, Serialize, Deserialize)]
struct ForgetOld {}
impl Job for ForgetOld {
    const KIND: &'static str = "forget_old";
}

/// Deletes uploads that were never sent.
#[derive(Debug, Serialize, Deserialize)]
struct CollectOrphans {}
impl Job for CollectOrphans {
    const KIND: &'static str = "collect_orphans";
}

/// Moves the bytes of old mail from the database into the file store.
#[derive(Debug, Serialize, Deserialize)]
struct ShelveMail {}
impl Job for ShelveMail {
    const KIND: &'static str = "shelve_mail";
}

/// Joins the pieces of the search index.
#[derive(Debug, Serialize, Deserialize)]
struct TidySearch {}
impl Job for TidySearch {
    const KIND: &'static str = "tidy_search";
}

/// Makes the night's backup.
#[derive(Debug, Serialize, Deserialize)]
struct MakeBackup {
    night: Timestamp,
}
impl Job for MakeBackup {
    const KIND: &'static str = "make_backup";
}

/// When the last night's jobs were taken.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Nights {
    last: Option<Timestamp>,
}
impl Setting for Nights {
    const NAME: &'static str = "nights";
}

/// Which job is run by what.
pub(crate) fn registry(chores: Chores) -> Registry<Chores> {
    Registry::new(chores)
        .on(async |chores: Chores, _: CloseSolved| outcome(close_solved(&chores.db).await))
        .on(async |chores: Chores, _: RecountOpen| {
            outcome(chores.db.write(async |tx| upkeep::recount_open(tx).await).await)
        })
        .on(async |chores: Chores, _: ForgetOld| outcome(forget_old(chores).await))
        .on(async |chores: Chores, _: ShelveMail| shelved(shelve::shelve(&chores.db, &chores.vault).await))
        .on(async |chores: Chores, _: TidySearch| outcome(tidy_search(&chores.db).await))
        .on(async |chores: Chores, _: CollectOrphans| outcome(files::collect_orphans(&chores.db, &chores.vault).await))
        .on(async |chores: Chores, job: MakeBackup| backed_up(chores.backups, job.night).await)
}

fn outcome<T>(done: Result<T, DbError>) -> Outcome {
    done.map_or_else(Outcome::from, |_| Outcome::Done)
}

fn shelved(done: Result<u64, ShelveError>) -> Outcome {
    match done {
        Ok(_) => Outcome::Done,
        Err(ShelveError::Db(error)) => error.into(),
        Err(error @ ShelveError::Files(_)) => Outcome::Retry(error.to_string()),
    }
}

/// Retried whatever it was: a disk that is full tonight may have room tomorrow, and administrators see what waits.
async fn backed_up(backups: Option<(Origin, Shelf)>, night: Timestamp) -> Outcome {
    let Some((origin, shelf)) = backups else {
        return Outcome::Retry("this server has no backup_dir: another one may".into());
    };
    // On a thread of its own: it waits for disks, and requests shall not.
    let here = tokio::runtime::Handle::current();
    match tokio::task::spawn_blocking(move || here.block_on(shelf.fill(&origin, night))).await {
        Ok(Ok(Night::Made(manifest))) => {
            tracing::info!(rows = manifest.rows(), files = manifest.files.count, "backup made");
            Outcome::Done
        }
        Ok(Ok(Night::Already)) => Outcome::Done,
        Ok(Ok(Night::Busy)) => Outcome::Retry("another process makes a backup there".into()),
        Ok(Err(error)) => Outcome::Retry(error.to_string()),
        Err(error) => Outcome::Retry(error.to_string()),
    }
}

async fn close_solved(db: &Db) -> Result<(), DbError> {
    while db.write(async |tx| upkeep::close_solved(tx).await).await? > 0 {}
    Ok(())
}

/// A transaction at a time: who writes meanwhile waits for one of them at the most.
pub(crate) async fn tidy_search(db: &Db) -> Result<(), DbError> {
    let mut begin = true;
    while db.write(async move |tx| search::tidy(tx, begin).await).await? {
        begin = false;
    }
    Ok(())
}

async fn forget_old(chores: Chores) -> Result<u64, DbError> {
    let Chores { db, sessions, .. } = chores;
    db.write(async move |tx| {
        let links = notify::forget_links(tx).await?
            + depart::forget_old(tx).await?
            + addresses::actions::forget_old(tx).await?
            + sign_up::forget_old(tx).await?
            + forget::old_devices(tx).await?
            + second_factors::actions::forget_old(tx).await?
            + limits::forget_old(tx).await?
            + take_back::forget(tx).await?;
        Ok(links + sign_in::forget_old_sessions(tx, sessions).await? + idempotency::forget_old(tx).await?)
    })
    .await
}

/// What tells when it is night, and what is done then besides what always is.
#[derive(Debug, Clone)]
pub(crate) struct Clockwork {
    pub(crate) zone: TimeZone,
    pub(crate) backs_up: bool,
}

/// Looks at the clock until told to stop. `ends`: of the secrets of applications of mail.
pub(crate) async fn run(db: Db, nights: Clockwork, ends: Vec<(String, Timestamp)>, stop: CancellationToken) {
    let zone = nights.zone.clone();
    while !stop.is_cancelled() {
        if let Err(error) = enqueue_night(&db, &nights).await {
            tracing::warn!(%error, "the night's jobs could not be enqueued");
        }
        if let Err(error) = remind(&db, &zone).await {
            tracing::warn!(%error, "nobody could be reminded of who waits");
        }
        if let Err(error) = alarm(&db).await {
            tracing::warn!(%error, "nobody could be told of mailboxes that fail");
        }
        if let Err(error) = warn_of_ends(&db, &ends).await {
            tracing::warn!(%error, "nobody could be warned of leave that ends");
        }
        tokio::select! { () = stop.cancelled() => {}, () = tokio::time::sleep(LOOK) => {} }
    }
}

/// Enqueues the night's jobs if nobody has; whether it did.
pub(crate) async fn enqueue_night(db: &Db, nights: &Clockwork) -> Result<bool, DbError> {
    let look = nights.zone.clone();
    // Nearly always there is nothing to do, and reading costs no lock.
    if !db.read(async move |tx| is_night_due(tx, &look).await).await? {
        return Ok(false);
    }
    let Clockwork { zone, backs_up } = nights.clone();
    db.write(async move |tx| {
        if !is_night_due(tx, &zone).await? {
            return Ok(false);
        }
        let nights = Nights { last: Some(tx.now()) };
        settings::note(tx, &nights).await?;
        enqueue(tx, &CloseSolved {}).await?;
        enqueue(tx, &RecountOpen {}).await?;
        enqueue(tx, &ForgetOld {}).await?;
        enqueue(tx, &CollectOrphans {}).await?;
        enqueue(tx, &ShelveMail {}).await?;
        enqueue(tx, &TidySearch {}).await?;
        if backs_up {
            // Last: it may take long, and the others tidy up what it copies.
            enqueue(tx, &MakeBackup { night: tx.now() }).await?;
        }
        Ok(true)
    })
    .await
}

/// Reminds whoever decides of newcomers who have waited for long; of how many.
pub(crate) async fn remind(db: &Db, zone: &TimeZone) -> Result<usize, DbError> {
    let look = zone.clone();
    if !db.read(async move |tx| remind::is_due(tx, &look).await).await? {
        return Ok(0);
    }
    let zone = zone.clone();
    db.write(async move |tx| remind::remind(tx, &zone).await).await
}

/// Tells the administrators of mailboxes that have failed for too long; of how many.
pub(crate) async fn alarm(db: &Db) -> Result<usize, DbError> {
    if !db.read(async |tx| fare::is_alarm_due(tx).await).await? {
        return Ok(0);
    }
    db.write(async |tx| fare::alarm(tx).await).await
}

/// Warns the administrators of leave and of secrets that end soon; of how many.
pub(crate) async fn warn_of_ends(db: &Db, ends: &[(String, Timestamp)]) -> Result<usize, DbError> {
    let look = ends.to_vec();
    if !db.read(async move |tx| consent::is_warning_due(tx, &look).await).await? {
        return Ok(0);
    }
    let ends = ends.to_vec();
    db.write(async move |tx| consent::warn(tx, &ends).await).await
}

pub(crate) async fn is_night_due(tx: &Tx, zone: &TimeZone) -> Result<bool, DbError> {
    let Nights { last } = settings::get(tx).await?;
    Ok(is_due(last, tx.now(), zone))
}

/// Whether the night's hour has struck since the last time. A last time that lies ahead was rehearsed, or
/// noted by a clock that was wrong: it does not count.
fn is_due(last: Option<Timestamp>, now: Timestamp, zone: &TimeZone) -> bool {
    match last {
        Some(last) if last <= now => last < last_strike(now, zone),
        _ => true,
    }
}

/// The newest instant, not after `now`, at which the night's hour began.
fn last_strike(now: Timestamp, zone: &TimeZone) -> Timestamp {
    let local = now.to_zoned(zone.clone());
    let strike = |day: jiff::civil::Date| zone.to_timestamp(day.at(HOUR, 0, 0, 0)).ok().filter(|strike| *strike <= now);
    let today = local.date();
    strike(today).or_else(|| strike(today.saturating_sub(1.day()))).unwrap_or(now)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_night_is_due_once() {
        let madrid = TimeZone::get("Europe/Madrid").unwrap();
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        // 03:00 in Madrid is 02:00 UTC in winter, 01:00 UTC in summer.
        let cases = [
            (None, "2026-01-10T12:00:00Z", true),
            (Some("2026-01-10T02:00:00Z"), "2026-01-10T23:59:00Z", false),
            (Some("2026-01-10T02:00:00Z"), "2026-01-11T01:59:59Z", false),
            (Some("2026-01-10T02:00:00Z"), "2026-01-11T02:00:00Z", true),
            (Some("2026-01-10T01:59:00Z"), "2026-01-10T02:00:30Z", true),
            (Some("2026-07-10T01:00:00Z"), "2026-07-11T01:00:00Z", true),
            (Some("2026-07-10T01:00:00Z"), "2026-07-11T00:59:00Z", false),
            // The hour that spring skips (29 March) still comes once.
            (Some("2026-03-28T02:00:00Z"), "2026-03-29T12:00:00Z", true),
            (Some("2026-03-29T02:00:00Z"), "2026-03-29T12:00:00Z", false),
            // Rehearsed with --as-of: real nights go on.
            (Some("2027-01-01T00:00:00Z"), "2026-01-10T12:00:00Z", true),
        ];
        for (last, now, expected) in cases {
            assert_eq!(is_due(last.map(at), at(now), &madrid), expected, "{last:?} {now}");
        }
    }
}
