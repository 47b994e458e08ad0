//! Mail both ways beside the web server; begun anew when an administrator changes how it goes or comes.

use super::Failure;
use super::desk::Desk;
use super::workers::Workers;
use crate::config::Config;
use atiende_core::accounts::sealed::Key;
use atiende_core::files::Vault;
use atiende_core::mailboxes::{Departure, Later, Mailroom, Redeemed, Says, Shown, Tried, Trouble};
use atiende_core::settings::mail_setup::{Server, TypedMailbox};
use atiende_core::settings::{self, MailSetup};
use atiende_db::{Db, DbError, announced};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How long the workers may take to end before others begin.
const ENDING: Duration = Duration::from_secs(8);

/// The workers of mail, and by what they were set up.
pub(super) struct MailDoor {
    config: Config,
    db: Db,
    vault: Vault,
    key: Key,
    /// Nothing leaves a demo.
    is_demo: bool,
    setup: MailSetup,
    room: Arc<Room>,
    workers: Workers,
}

impl MailDoor {
    pub(super) async fn open(desk: &Desk, (db, vault): (Db, Vault), key: Key, is_demo: bool) -> Result<Self, Failure> {
        let setup = read(&db).await?;
        let config = in_force(&desk.config, &setup, &key, is_demo);
        let (workers, room) = Workers::of_mail(&config, (&db, &vault), &key).await?;
        let room = Arc::new(Room(RwLock::new(room)));
        Ok(Self { config: desk.config.clone(), db, vault, key, is_demo, setup, room, workers })
    }

    /// What pages ask; it stays the same when the workers change.
    pub(super) fn room(&self) -> Arc<dyn Mailroom> {
        Arc::clone(&self.room) as Arc<dyn Mailroom>
    }

    /// Watches the settings until told to stop; then ends what runs.
    pub(super) async fn run(mut self, stop: CancellationToken) {
        let mut changes = self.db.changes().subscribe();
        loop {
            tokio::select! {
                () = stop.cancelled() => break,
                () = announced(&mut changes, "settings") => {}
            }
            match read(&self.db).await {
                Ok(setup) if setup != self.setup => self.begin_anew(setup).await,
                Ok(_) => {}
                Err(error) => tracing::error!(%error, "the settings of mail cannot be read"),
            }
        }
        self.workers.finish(ENDING).await;
    }

    async fn begin_anew(&mut self, setup: MailSetup) {
        tracing::info!("the settings of mail changed: its workers begin anew");
        std::mem::take(&mut self.workers).finish(ENDING).await;
        let config = in_force(&self.config, &setup, &self.key, self.is_demo);
        self.setup = setup;
        match Workers::of_mail(&config, (&self.db, &self.vault), &self.key).await {
            Ok((workers, room)) => {
                self.workers = workers;
                *self.room.0.write().unwrap_or_else(PoisonError::into_inner) = room;
            }
            Err(failure) => tracing::error!(%failure, "mail stands still until its settings change again"),
        }
    }
}

async fn read(db: &Db) -> Result<MailSetup, DbError> {
    db.read(async |tx| settings::get::<MailSetup>(tx).await).await
}

/// The configuration with what was typed under it; what cannot be used is left out, and told.
fn in_force(config: &Config, setup: &MailSetup, key: &Key, is_demo: bool) -> Config {
    let mut config = config.with_typed(setup, key).unwrap_or_else(|error| {
        tracing::error!(%error, "what was typed about mail cannot be used");
        config.clone()
    });
    if is_demo {
        config.mail.smtp_url = None;
    }
    config
}

/// The door of mail as it is now.
#[derive(Debug)]
struct Room(RwLock<Arc<dyn Mailroom>>);

impl Room {
    fn now(&self) -> Arc<dyn Mailroom> {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Mailroom for Room {
    fn says(&self) -> Says {
        self.now().says()
    }

    fn mailboxes(&self) -> Vec<Shown> {
        self.now().mailboxes()
    }

    fn words(&self, locale: &str, trouble: &Trouble) -> String {
        self.now().words(locale, trouble)
    }

    fn check<'a>(&'a self, address: &'a str, locale: &'a str) -> Later<'a, Vec<Tried>> {
        Box::pin(async move { self.now().check(address, locale).await })
    }

    fn try_outgoing<'a>(&'a self, server: &'a Server, locale: &'a str) -> Later<'a, Vec<Tried>> {
        Box::pin(async move { self.now().try_outgoing(server, locale).await })
    }

    fn try_mailbox<'a>(&'a self, mailbox: &'a TypedMailbox, locale: &'a str) -> Later<'a, Vec<Tried>> {
        Box::pin(async move { self.now().try_mailbox(mailbox, locale).await })
    }

    fn depart(&self, address: &str, state: &str, back: &str) -> Option<Departure> {
        self.now().depart(address, state, back)
    }

    fn redeem<'a>(
        &'a self,
        address: &'a str,
        code: &'a str,
        verifier: &'a [u8],
        back: &'a str,
    ) -> Later<'a, Result<Redeemed, Trouble>> {
        Box::pin(async move { self.now().redeem(address, code, verifier, back).await })
    }
}
