//! Takes due mails from the outbox and hands them to the next server, at least once each.
//!
//! Up to four conversations run side by side. Each claims one mail at a time, for a short lease
//! that it renews while the server thinks: a program that was killed has its mail taken over within
//! half a minute. The bytes are stored before they are sent, and what became of them is written at
//! once, each in its own transaction; an answer that was lost means the same bytes again.

use super::compose::{self, ComposeError};
use super::mime;
use super::retry::next_try;
use super::server::{Line, Outcome, Server};
use super::settings::{Letterhead, MailSettings, SettingsError};
use atiende_core::files::Vault;
use atiende_core::id::MailId;
use atiende_core::notify::{self, Composed, Pending};
use atiende_db::{Db, DbError, announced};
use atiende_jobs::{LEASE, keeping};
use jiff::SignedDuration;
use std::collections::HashSet;
use std::ops::AddAssign;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::select;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

/// For how long, in seconds, what became of a mail is written down again and again while the database is away: as long as
/// nobody else may take it. What was sent is not sent again only because another server is just taking the database over.
const WRITES_FOR: u64 = 20;
/// How often the outbox is looked at when nobody announces anything: retries become due silently.
const POLL: Duration = Duration::from_secs(2);
/// Without a server: how many mails are composed between two writes, and when they are looked at again.
const SHELF: i64 = 50;
const SHELVED_FOR: SignedDuration = SignedDuration::from_mins(1);
const NO_SERVER: &str = "no mail server is set up (smtp_url)";

/// What became of the mails that were due.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Delivered {
    pub sent: u64,
    /// Not taken now; they will be tried again.
    pub retried: u64,
    /// Refused for good, tried for too long, or impossible to compose.
    pub failed: u64,
}

impl AddAssign for Delivered {
    fn add_assign(&mut self, other: Self) {
        self.sent += other.sent;
        self.retried += other.retried;
        self.failed += other.failed;
    }
}

/// Why the mail server is not ready.
#[derive(Debug, thiserror::Error)]
pub enum CheckError {
    #[error("{NO_SERVER}")]
    NoServer,
    #[error("{0}")]
    Server(String),
}

/// Sends the outbox. Any number may run on one database.
pub struct Deliverer {
    db: Db,
    vault: Vault,
    office: Letterhead,
    server: Option<Server>,
    retry_for: SignedDuration,
    hands: Mutex<Hands>,
}

/// What this process knows better than the outbox.
#[derive(Default)]
struct Hands {
    /// Being sent here, whatever the clock says of their leases.
    busy_with: HashSet<MailId>,
    /// Their server has answered, and that could not be written down yet.
    unrecorded: Vec<(Arc<Pending>, Arc<Outcome>)>,
}

impl Deliverer {
    /// Errors: what is wrong with the settings.
    pub fn new(db: Db, vault: Vault, settings: &MailSettings) -> Result<Self, SettingsError> {
        let (office, server) = (settings.letterhead()?, settings.server()?);
        Ok(Self { db, vault, office, server, retry_for: settings.retry_for, hands: Mutex::default() })
    }

    /// Sends what is due, now and whenever there is news, until `stop`; then ends what it has begun.
    /// Who cannot wait for that (a server may take minutes) drops it: the lease brings the mail back.
    pub async fn run(&self, stop: CancellationToken) {
        let mut changes = self.db.changes().subscribe();
        while !stop.is_cancelled() {
            if let Err(error) = self.round_until(&stop).await {
                tracing::error!(%error, "the outbox cannot be read or written");
            }
            select! {
                () = stop.cancelled() => {}
                () = announced(&mut changes, "outbox") => {}
                () = sleep(POLL) => {}
            }
        }
    }

    /// Sends what is due now.
    pub async fn round(&self) -> Result<Delivered, DbError> {
        self.round_until(&CancellationToken::new()).await
    }

    /// Whether the server lets the desk in and answers.
    pub async fn check(&self) -> Result<(), CheckError> {
        let server = self.server.as_ref().ok_or(CheckError::NoServer)?;
        server.check().await.map_err(CheckError::Server)
    }

    async fn round_until(&self, stop: &CancellationToken) -> Result<Delivered, DbError> {
        let Some(server) = &self.server else { return self.shelve(stop).await };
        let mut delivered = self.record_all().await?;
        // Boxed: four of these futures would make a large one.
        let talk = || Box::pin(self.converse(server, stop));
        let (first, second, third, fourth) = tokio::join!(talk(), talk(), talk(), talk());
        for conversation in [first?, second?, third?, fourth?] {
            delivered += conversation;
        }
        Ok(delivered)
    }

    /// One conversation: claims and sends until nothing is due.
    async fn converse(&self, server: &Server, stop: &CancellationToken) -> Result<Delivered, DbError> {
        let mut line = Line::new(server);
        let mut delivered = Delivered::default();
        while !stop.is_cancelled() {
            let Some(mail) = self.claim(1).await?.pop() else { break };
            let id = mail.id;
            // A clock that was set forward ends leases before their time.
            if !self.hands().busy_with.insert(id) {
                continue;
            }
            let done = self.deliver(&mut line, mail).await;
            self.hands().busy_with.remove(&id);
            delivered += done?;
        }
        line.close().await;
        Ok(delivered)
    }

    async fn claim(&self, limit: i64) -> Result<Vec<Pending>, DbError> {
        self.db.write(async move |tx| notify::claim(tx, limit, LEASE).await).await
    }

    async fn deliver(&self, line: &mut Line<'_>, mail: Pending) -> Result<Delivered, DbError> {
        let outcome = match self.composed(&mail).await {
            Ok(mime) => self.send(line, &mail, &mime).await,
            Err(ComposeError::Db(error)) => return Err(error),
            Err(ComposeError::Files(why)) => Outcome::Again(why.to_string()),
            Err(why) => Outcome::Never(why.to_string()),
        };
        self.record(mail, outcome).await
    }

    /// The bytes of the mail, made at the first attempt and kept, or made again if it brings files.
    async fn composed(&self, mail: &Pending) -> Result<Arc<Vec<u8>>, ComposeError> {
        if let Some(mime) = &mail.mime {
            return Ok(Arc::new(mime.clone()));
        }
        let composed = Arc::new(compose::compose(&self.db, &self.vault, &self.office, mail).await?);
        let (id, stored) = (mail.id, Arc::clone(&composed));
        self.db.write(async move |tx| notify::compose(tx, id, &stored).await).await?;
        Ok(Arc::new(composed.mime.clone()))
    }

    /// Hands the mail over and keeps its claim meanwhile.
    async fn send(&self, line: &mut Line<'_>, mail: &Pending, mime: &[u8]) -> Outcome {
        let envelope = match mime::envelope(&self.office, mail) {
            Ok(envelope) => envelope,
            Err(why) => return Outcome::Never(why.to_string()),
        };
        keeping(line.send(&envelope, mime), || self.keep(mail.id)).await
    }

    /// A database that does not answer is no reason to hang up on the mail server.
    async fn keep(&self, id: MailId) {
        if let Err(error) = self.db.write(async move |tx| notify::keep(tx, id, LEASE).await).await {
            tracing::warn!(mail = %id, %error, "a mail could not be kept");
        }
    }

    async fn record(&self, mail: Pending, outcome: Outcome) -> Result<Delivered, DbError> {
        log(&mail, &outcome);
        self.hands().unrecorded.push((Arc::new(mail), Arc::new(outcome)));
        self.record_all().await
    }

    /// Writes down what became of mails; what cannot be is kept for the next round, which begins with it.
    async fn record_all(&self) -> Result<Delivered, DbError> {
        let mut delivered = Delivered::default();
        let retry_for = self.retry_for;
        for _ in 0..WRITES_FOR {
            match self.record_once(&mut delivered, retry_for).await {
                Err(DbError::Unavailable(error)) => {
                    tracing::warn!(error, "what became of mails is not written down yet");
                }
                written => return written.map(|()| delivered),
            }
            sleep(Duration::from_secs(1)).await;
        }
        self.record_once(&mut delivered, retry_for).await.map(|()| delivered)
    }

    async fn record_once(&self, delivered: &mut Delivered, retry_for: SignedDuration) -> Result<(), DbError> {
        loop {
            let Some((mail, outcome)) = self.hands().unrecorded.pop() else { return Ok(()) };
            let (to_write, of_it) = (Arc::clone(&mail), Arc::clone(&outcome));
            match self.db.write(async move |tx| write_down(tx, &to_write, &of_it, retry_for).await).await {
                Ok(written) => *delivered += written,
                Err(error) => {
                    self.hands().unrecorded.push((mail, outcome));
                    return Err(error);
                }
            }
        }
    }

    fn hands(&self) -> MutexGuard<'_, Hands> {
        self.hands.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Without a server: mails get their subject and bytes, so that they can be looked at, and wait untried.
    async fn shelve(&self, stop: &CancellationToken) -> Result<Delivered, DbError> {
        let mut delivered = Delivered::default();
        while !stop.is_cancelled() {
            let mails = self.claim(SHELF).await?;
            if mails.is_empty() {
                break;
            }
            let mut shelved = Vec::with_capacity(mails.len());
            for mail in mails {
                if !mail.subject.is_empty() {
                    // Looked at before; its bytes, with files, would be made again for nobody.
                    shelved.push((mail.id, None));
                    continue;
                }
                match compose::compose(&self.db, &self.vault, &self.office, &mail).await {
                    Ok(composed) => shelved.push((mail.id, Some(kept(composed)))),
                    Err(ComposeError::Files(_)) => shelved.push((mail.id, None)),
                    Err(ComposeError::Db(error)) => return Err(error),
                    Err(why) => delivered += self.record(mail, Outcome::Never(why.to_string())).await?,
                }
            }
            self.put_down(shelved).await?;
        }
        Ok(delivered)
    }

    async fn put_down(&self, mails: Vec<(MailId, Option<Composed>)>) -> Result<(), DbError> {
        self.db
            .write(async move |tx| {
                let next_at = tx.now() + SHELVED_FOR;
                for (id, composed) in &mails {
                    if let Some(composed) = composed {
                        notify::compose(tx, *id, composed).await?;
                    }
                    notify::release(tx, *id, NO_SERVER, next_at).await?;
                }
                Ok(())
            })
            .await
    }
}

/// Without bytes that will be made again: many of them wait here for one write.
fn kept(composed: Composed) -> Composed {
    if composed.is_kept { composed } else { Composed { mime: Vec::new(), ..composed } }
}

async fn write_down(
    tx: &mut atiende_db::Tx,
    mail: &Pending,
    outcome: &Outcome,
    retry_for: SignedDuration,
) -> Result<Delivered, DbError> {
    let (error, next_at) = match outcome {
        Outcome::Sent => {
            notify::sent(tx, mail).await?;
            return Ok(Delivered { sent: 1, ..Delivered::default() });
        }
        Outcome::Again(why) => (why, next_try(mail, retry_for, tx.now())),
        Outcome::Never(why) => (why, None),
    };
    notify::fail(tx, mail, error, next_at).await?;
    let retried = u64::from(next_at.is_some());
    Ok(Delivered { sent: 0, retried, failed: 1 - retried })
}

/// Addresses and subjects stay in the outbox: logs are kept elsewhere and by others.
fn log(mail: &Pending, outcome: &Outcome) {
    match outcome {
        Outcome::Sent => tracing::info!(mail = %mail.id, kind = %mail.kind, "sent"),
        Outcome::Again(why) => {
            tracing::warn!(mail = %mail.id, kind = %mail.kind, attempts = mail.attempts, why, "not sent yet");
        }
        Outcome::Never(why) => tracing::error!(mail = %mail.id, kind = %mail.kind, why, "not sent"),
    }
}
