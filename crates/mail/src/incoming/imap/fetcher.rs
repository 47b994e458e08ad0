//! One worker for each mailbox: it listens where the server lets it (IDLE, RFC 2177), looks again and again where not, and
//! comes back ever later to what fails. On several nodes one of them has the mailbox, the others wait for it.

use super::account::ImapMailbox;
use super::client::Connected;
use super::round::{Round, Stumbles, desk};
use crate::incoming::intake::Intake;
use crate::oauth::TokenSource;
use atiende_core::mailboxes::actions::{fare, lease};
use atiende_core::mailboxes::{Holder, TOPIC, Trouble, Watched, access};
use atiende_db::{Db, DbError, Engine, announced};
use futures_util::future::join_all;
use std::sync::Arc;
use std::time::Duration;
use tokio::select;
use tokio::sync::broadcast::Receiver;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

/// How long it listens before it looks all the same: servers hang up after 29 minutes (RFC 2177 3), boxes in between forget
/// a silent connection sooner and tell nobody.
const LISTEN: Duration = Duration::from_mins(4);
/// How often who holds a mailbox says so; three times within a lease.
const SAY_SO: Duration = Duration::from_secs(10);
/// How often who does not hold it asks for it.
const ASK: Duration = Duration::from_secs(5);

/// What one look at all mailboxes brought.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Fetched {
    /// Messages taken.
    pub taken: usize,
    /// Mailboxes that could not be read.
    pub failed: usize,
}

/// Fetches the mailboxes that are fetched.
pub struct Fetcher {
    pub(super) db: Db,
    pub(super) intake: Intake,
    mailboxes: Vec<ImapMailbox>,
    /// Of all of them.
    pub(super) addresses: Vec<String>,
    tokens: Arc<TokenSource>,
    poll: Duration,
}

impl Fetcher {
    /// `poll`: how often it looks where nobody calls.
    pub fn new(
        (db, intake): (Db, Intake),
        mailboxes: Vec<ImapMailbox>,
        tokens: Arc<TokenSource>,
        poll: Duration,
    ) -> Self {
        let addresses = mailboxes.iter().map(|mailbox| mailbox.address.clone()).collect();
        Self { db, intake, mailboxes, addresses, tokens, poll }
    }

    /// Fetches until `stop`.
    pub async fn run(&self, stop: CancellationToken) {
        while let Err(error) = self.watch(true).await {
            tracing::error!(%error, "mailboxes cannot be watched");
            select! { () = stop.cancelled() => return, () = sleep(ASK) => {} }
        }
        join_all(self.mailboxes.iter().map(|mailbox| self.attend(mailbox, &stop))).await;
    }

    /// Looks once at each, whatever happened before.
    pub async fn once(&self) -> Result<Fetched, DbError> {
        self.watch(false).await?;
        let looks = join_all(self.mailboxes.iter().map(|mailbox| self.look_once(mailbox))).await;
        looks.into_iter().try_fold(Fetched::default(), |all, one| {
            let one = one?;
            Ok(Fetched { taken: all.taken + one.taken, failed: all.failed + one.failed })
        })
    }

    /// `anew`: this process has just begun to serve.
    async fn watch(&self, anew: bool) -> Result<(), DbError> {
        let place =
            |mailbox: &ImapMailbox| Watched { address: mailbox.address.clone(), place: mailbox.account.place() };
        let watched: Arc<[Watched]> = self.mailboxes.iter().map(place).collect();
        // An embedded database has one process that serves: whoever held a mailbox before was killed.
        let frees = anew && self.db.engine() == Engine::Sqlite;
        self.db
            .write(async move |tx| {
                if frees {
                    lease::free(tx).await?;
                }
                lease::watch(tx, &watched).await
            })
            .await
    }

    async fn look_once(&self, mailbox: &ImapMailbox) -> Result<Fetched, DbError> {
        let holder = Holder::of(&mailbox.address);
        if !self.hold(&holder).await? {
            // Whoever serves is at it.
            return Ok(Fetched::default());
        }
        let looking = async {
            let mut client = Connected::open(mailbox, &self.tokens).await?;
            let mut stumbles = Stumbles::default();
            let taken = self.round(mailbox, (&holder, &mut stumbles)).look(&mut client).await?;
            client.close().await;
            Ok(taken)
        };
        let looked = select! { looked = looking => looked, () = self.keep(&holder) => Ok(0) };
        let told = match &looked {
            Ok(_) => self.well(&holder).await,
            Err(trouble) => self.ill(&holder, trouble).await,
        };
        let released = self.db.write(async move |tx| lease::release(tx, &holder).await).await;
        told.and(released)?;
        Ok(Fetched { taken: looked.as_ref().copied().unwrap_or(0), failed: usize::from(looked.is_err()) })
    }

    async fn attend(&self, mailbox: &ImapMailbox, stop: &CancellationToken) {
        let (holder, mut stumbles) = (Holder::of(&mailbox.address), Stumbles::default());
        let mut changes = self.db.changes().subscribe();
        while !stop.is_cancelled() {
            let turn = self.turn(mailbox, (&holder, &mut stumbles), &mut changes);
            let pause = select! { () = stop.cancelled() => break, pause = turn => pause };
            let pause = pause.unwrap_or_else(|error| {
                tracing::error!(%error, mailbox = mailbox.address, "how a mailbox fares cannot be written down");
                ASK
            });
            select! {
                () = stop.cancelled() => {}
                () = announced(&mut changes, TOPIC) => {}
                () = sleep(pause) => {}
            }
        }
        // Another node takes it at once.
        drop(self.db.write(async move |tx| lease::release(tx, &holder).await).await);
    }

    /// Until something is wrong; then, how long to wait at the most.
    async fn turn(
        &self,
        mailbox: &ImapMailbox,
        (holder, stumbles): (&Holder, &mut Stumbles),
        changes: &mut Receiver<Arc<str>>,
    ) -> Result<Duration, DbError> {
        if !self.hold(holder).await? {
            return Ok(ASK);
        }
        let pause = self.pause(holder).await?;
        if !pause.is_zero() {
            // Meanwhile it stays this worker's.
            return Ok(pause.min(SAY_SO));
        }
        let trouble = select! {
            trouble = self.stay(mailbox, (holder, stumbles), changes) => trouble,
            () = self.keep(holder) => return Ok(ASK),
        };
        self.ill(holder, &trouble).await?;
        Ok(self.pause(holder).await?.min(SAY_SO))
    }

    /// How long to wait before the next try.
    async fn pause(&self, holder: &Holder) -> Result<Duration, DbError> {
        let asked = holder.clone();
        let next = self.db.read(async move |tx| {
            let known = access::held(tx, &asked).await?;
            Ok::<_, DbError>(known.map_or(tx.now(), |(state, _)| state.next_at).duration_since(tx.now()))
        });
        Ok(Duration::try_from(next.await?).unwrap_or_default())
    }

    /// Stays connected and takes what comes, until something is wrong.
    async fn stay(
        &self,
        mailbox: &ImapMailbox,
        (holder, stumbles): (&Holder, &mut Stumbles),
        changes: &mut Receiver<Arc<str>>,
    ) -> Trouble {
        let mut client = match Connected::open(mailbox, &self.tokens).await {
            Ok(client) => client,
            Err(trouble) => return trouble,
        };
        let mut round = self.round(mailbox, (holder, stumbles));
        tracing::info!(mailbox = mailbox.address, idle = client.can("IDLE"), "mailbox opened");
        loop {
            let waited = async {
                let taken = round.look(&mut client).await?;
                if taken > 0 {
                    tracing::info!(mailbox = mailbox.address, taken, "mail fetched");
                }
                self.well(holder).await.map_err(desk)?;
                self.wait(&mut client, changes).await
            };
            if let Err(trouble) = waited.await {
                return trouble;
            }
        }
    }

    fn round<'a>(&'a self, mailbox: &'a ImapMailbox, (holder, stumbles): (&'a Holder, &'a mut Stumbles)) -> Round<'a> {
        Round { fetcher: self, mailbox, holder, stumbles, aside: None }
    }

    /// Until there may be something new.
    async fn wait(&self, client: &mut Connected, changes: &mut Receiver<Arc<str>>) -> Result<(), Trouble> {
        if client.heard_news() {
            return Ok(());
        }
        if !client.can("IDLE") {
            select! { () = announced(changes, TOPIC) => {}, () = sleep(self.poll) => {} }
            return Ok(());
        }
        let mut listening = client.listen().await?;
        let heard = select! {
            heard = listening.news() => heard,
            () = announced(changes, TOPIC) => Ok(()),
            () = sleep(LISTEN) => Ok(()),
        };
        heard?;
        listening.end().await
    }

    async fn hold(&self, holder: &Holder) -> Result<bool, DbError> {
        let holder = holder.clone();
        self.db.write(async move |tx| lease::hold(tx, &holder).await).await
    }

    /// Says again and again that the mailbox is this worker's; returns when it is another's.
    async fn keep(&self, holder: &Holder) {
        loop {
            sleep(SAY_SO).await;
            // A database that does not answer lets the lease run out, here and there alike.
            if matches!(self.hold(holder).await, Ok(false)) {
                tracing::warn!(mailbox = holder.address, "another worker has the mailbox");
                return;
            }
        }
    }

    async fn well(&self, holder: &Holder) -> Result<(), DbError> {
        let holder = holder.clone();
        self.db
            .write(
                async move |tx| {
                    if lease::hold(tx, &holder).await? { fare::succeeded(tx, &holder.address).await } else { Ok(()) }
                },
            )
            .await
    }

    async fn ill(&self, holder: &Holder, trouble: &Trouble) -> Result<(), DbError> {
        tracing::warn!(mailbox = holder.address, problem = %trouble.problem, words = trouble.words, "mailbox not read");
        let (holder, trouble) = (holder.clone(), trouble.clone());
        self.db
            .write(async move |tx| {
                if lease::hold(tx, &holder).await? { fare::failed(tx, &holder.address, &trouble).await } else { Ok(()) }
            })
            .await
    }
}
