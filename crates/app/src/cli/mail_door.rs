//! Mail both ways beside the web server; begun anew when an administrator changes how it goes or comes.

use super::Failure;
use super::desk::Desk;
use super::workers::Workers;
use crate::config::Config;
use atiende_core::accounts::sealed::Key;
use atiende_core::files::Vault;
use atiende_core::mailboxes::CurrentMailroom;
use atiende_core::settings::{self, MailSetup};
use atiende_db::{Db, DbError, announced};
use std::sync::Arc;
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
    room: Arc<CurrentMailroom>,
    workers: Workers,
}

impl MailDoor {
    pub(super) async fn open(desk: &Desk, (db, vault): (Db, Vault), key: Key, is_demo: bool) -> Result<Self, Failure> {
        let setup = read(&db).await?;
        let config = in_force(&desk.config, &setup, &key, is_demo);
        let (workers, room) = Workers::of_mail(&config, (&db, &vault), &key).await?;
        let room = Arc::new(CurrentMailroom::new(room));
        Ok(Self { config: desk.config.clone(), db, vault, key, is_demo, setup, room, workers })
    }

    /// What pages ask; it stays the same when the workers change.
    pub(super) fn room(&self) -> Arc<CurrentMailroom> {
        Arc::clone(&self.room)
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
                self.room.replace(room);
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
