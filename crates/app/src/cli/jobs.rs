//! `atiende jobs run`.

use super::desk::Desk;
use super::{Code, Failure};
use crate::config;
use crate::schedule::{self, Chores, Clockwork};
use atiende_core::accounts::sealed::Key;
use atiende_core::files::Scanner;
use atiende_core::notify;
use atiende_db::{Clock, Db, DbError};
use atiende_jobs::{Ran, Worker};
use atiende_mail::incoming::imap::{Fetched, Fetcher};
use atiende_mail::incoming::{Intake, Reader};
use atiende_mail::outgoing::{Delivered, Deliverer};
use clap::{Args, Subcommand};
use jiff::Timestamp;
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// Do the background work.
#[derive(Debug, Subcommand)]
pub(super) enum Jobs {
    Run(Arguments),
}

/// Do what is due now, then end: nightly upkeep, queued jobs, mailboxes, the outbox.
///
/// Each mailbox that is fetched is looked into once, unless `serve` is at it; with --as-of none is, for who
/// rehearses takes nobody's mail away.
/// `serve` does all this by itself. Run it by hand to see what is due (--dry-run), to empty the
/// queues before an upgrade (--until-idle), or to rehearse a later time (--as-of).
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  atiende jobs run --dry-run
  atiende jobs run --until-idle --max-seconds 60
  atiende jobs run --as-of 2027-01-07T08:00:00Z      # on a copy: what will the holidays do?

Ends with 0, 1 when something failed, 75 when the database cannot be reached.")]
pub(super) struct Arguments {
    /// Go on until what was done leaves nothing more to do.
    #[arg(long)]
    until_idle: bool,
    /// Begin nothing new after so many seconds.
    #[arg(long, value_name = "N")]
    max_seconds: Option<u64>,
    /// Act as if it were this time (RFC 3339), later than now.
    #[arg(long, value_name = "TIME")]
    as_of: Option<Timestamp>,
    /// Only say what is due.
    #[arg(long)]
    dry_run: bool,
}

pub(super) async fn run(desk: &Desk, jobs: &Jobs) -> Result<Code, Failure> {
    let Jobs::Run(arguments) = jobs;
    let done = if arguments.dry_run { list(desk, arguments).await } else { work(desk, arguments).await };
    done.map_err(|failure| match failure.code {
        Code::Unavailable => Failure::new(Code::TryLater, failure.to_string()),
        _ => failure,
    })
}

async fn list(desk: &Desk, arguments: &Arguments) -> Result<Code, Failure> {
    let db = desk.open_with(clock(desk, arguments)?).await?;
    let zone = desk.config.time_zone.clone();
    let (nightly, jobs, mails) = db
        .read(async move |tx| -> Result<_, DbError> {
            let nightly = schedule::is_night_due(tx, &zone).await?;
            Ok((nightly, atiende_jobs::counts(tx).await?, notify::counts(tx).await?))
        })
        .await?;
    let words = format!(
        "Nightly upkeep: {}. Jobs due: {}, given up: {}. Mails waiting: {}, failed: {}.",
        if nightly { "due" } else { "done" },
        jobs.due,
        jobs.failed,
        mails.waiting,
        mails.failed
    );
    let document = json!({
        "nightly_due": nightly,
        "jobs": { "due": jobs.due, "failed": jobs.failed },
        "mails": { "waiting": mails.waiting, "failed": mails.failed },
    });
    desk.output.result(&document, &words);
    Ok(Code::Ok)
}

async fn work(desk: &Desk, arguments: &Arguments) -> Result<Code, Failure> {
    let rounds = Rounds::new(desk, arguments).await?;
    let fetched = rounds.fetch().await?;
    let mut done = Done::default();
    while !rounds.time_is_up() {
        let one = rounds.one().await?;
        done = done.plus(one);
        if !arguments.until_idle || one == Done::default() {
            break;
        }
    }
    done.fetched = fetched;
    let Done { jobs, mails, read, scanned, fetched } = done;
    let words = format!(
        "Jobs done: {}, to be tried again: {}, given up: {}. Mails sent: {}, to be tried again: {}, failed: {}; \
         fetched: {}, read: {read}. Mailboxes that could not be read: {}. \
         Files scanned: {scanned}.",
        jobs.done, jobs.retried, jobs.failed, mails.sent, mails.retried, mails.failed, fetched.taken, fetched.failed
    );
    let document = json!({
        "jobs": { "done": jobs.done, "retried": jobs.retried, "failed": jobs.failed },
        "mails": { "sent": mails.sent, "retried": mails.retried, "failed": mails.failed, "read": read },
        "files": { "scanned": scanned },
        "mailboxes": { "fetched": fetched.taken, "failed": fetched.failed },
    });
    desk.output.result(&document, &words);
    Ok(if done.is_clean() { Code::Ok } else { Code::NotOk })
}

/// What became of it all.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Done {
    jobs: Ran,
    mails: Delivered,
    /// Messages that came by mail.
    read: usize,
    /// Contents of files.
    scanned: usize,
    /// Out of mailboxes.
    fetched: Fetched,
}

impl Done {
    fn plus(mut self, other: Self) -> Self {
        self.jobs = self.jobs.plus(other.jobs);
        self.mails += other.mails;
        self.read += other.read;
        self.scanned += other.scanned;
        self
    }

    fn is_clean(self) -> bool {
        self.fetched.failed == 0
            && self.jobs.failed + self.jobs.retried == 0
            && self.mails.failed + self.mails.retried == 0
    }
}

/// The schedule, the queue and the outbox, and until when to work on them.
struct Rounds {
    db: Db,
    nights: Clockwork,
    worker: Worker<Chores>,
    fetcher: Option<Fetcher>,
    reader: Reader,
    deliverer: Deliverer,
    scanner: Option<Scanner>,
    secret_ends: Vec<(String, Timestamp)>,
    until: Option<Instant>,
}

impl Rounds {
    async fn new(desk: &Desk, arguments: &Arguments) -> Result<Self, Failure> {
        let db = desk.open_with(clock(desk, arguments)?).await?;
        let (vault, key) = (desk.vault()?, Key::new(&config::secret_key(&desk.config)?));
        let config = desk.in_force(&db).await?;
        let chores = desk.chores(&db, &vault)?;
        let incoming = config.for_incoming(key.clone());
        let intake = Intake::new(db.clone(), vault.clone(), &incoming);
        let tokens = config.tokens(db.clone(), key.clone());
        let is_rehearsal = arguments.as_of.is_some();
        let scanner = desk.config.antivirus().map(|clamd| Scanner::new(db.clone(), vault.clone(), clamd));
        if let Some(scanner) = &scanner {
            scanner.adopt().await?;
        }
        Ok(Self {
            scanner,
            fetcher: config.fetcher(db.clone(), intake, Arc::clone(&tokens)).filter(|_| !is_rehearsal),
            nights: desk.clockwork(),
            worker: Worker::new(db.clone(), schedule::registry(chores)),
            deliverer: Deliverer::new(db.clone(), vault.clone(), &config.for_mail(&key, &tokens))?,
            secret_ends: config.mail.secret_ends.clone(),
            reader: Reader::new(db.clone(), vault, incoming),
            until: arguments.max_seconds.map(|seconds| Instant::now() + Duration::from_secs(seconds)),
            db,
        })
    }

    fn time_is_up(&self) -> bool {
        self.until.is_some_and(|until| Instant::now() >= until)
    }

    /// Looks once into each mailbox that is fetched.
    async fn fetch(&self) -> Result<Fetched, Failure> {
        Ok(match &self.fetcher {
            Some(fetcher) => fetcher.once().await?,
            None => Fetched::default(),
        })
    }

    /// Everything that is due now, once.
    async fn one(&self) -> Result<Done, Failure> {
        schedule::enqueue_night(&self.db, &self.nights).await?;
        schedule::remind(&self.db, &self.nights.zone).await?;
        schedule::alarm(&self.db).await?;
        schedule::warn_of_ends(&self.db, &self.secret_ends).await?;
        let mut jobs = Ran::default();
        while !self.time_is_up() {
            let ran = self.worker.round().await?;
            jobs = jobs.plus(ran);
            if ran.total() == 0 {
                break;
            }
        }
        let read = if self.time_is_up() { 0 } else { self.reader.round().await? };
        let scanned = match &self.scanner {
            Some(scanner) if !self.time_is_up() => scanner.round().await?,
            _ => 0,
        };
        let mails = if self.time_is_up() { Delivered::default() } else { self.deliverer.round().await? };
        Ok(Done { jobs, mails, read, scanned, ..Done::default() })
    }
}

/// The real clock, or one that runs ahead of it.
fn clock(desk: &Desk, arguments: &Arguments) -> Result<Clock, Failure> {
    let real = Arc::clone(&desk.clock);
    let Some(as_of) = arguments.as_of else { return Ok(real) };
    let ahead = as_of.duration_since(real());
    if ahead.is_negative() {
        return Err(Failure::new(Code::BadValue, "--as-of lies in the past: what was recorded since would be undone"));
    }
    Ok(Arc::new(move || real().checked_add(ahead).unwrap_or(as_of)))
}
