//! What runs beside the web server: the job queue, the schedule, mail both ways, the scanning of files.

use super::desk::Desk;
use super::{Code, Failure};
use crate::schedule::{self, Chores};
use atiende_core::files::{Scanner, Vault};
use atiende_db::Db;
use atiende_jobs::Worker;
use atiende_mail::incoming::{IncomingSettings, Intake, Lmtp, Reader};
use atiende_mail::oauth::TokenSource;
use atiende_mail::outgoing::{Deliverer, MailSettings};
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

/// Tasks that end when told to, after what they are at.
pub(super) struct Workers {
    tasks: JoinSet<()>,
    stop: CancellationToken,
}

impl Workers {
    pub(super) fn start(desk: &Desk, db: &Db, vault: &Vault, mail: &MailSettings) -> Result<Self, Failure> {
        let deliverer = Deliverer::new(db.clone(), vault.clone(), mail)?;
        let stop = CancellationToken::new();
        let mut tasks = JoinSet::new();
        let chores = Chores { db: db.clone(), vault: vault.clone(), sessions: desk.config.sessions };
        let worker = Worker::new(db.clone(), schedule::registry(chores));
        let token = stop.clone();
        tasks.spawn(async move { worker.run(token).await });
        let token = stop.clone();
        tasks.spawn(async move { deliverer.run(token).await });
        if let Some(clamd) = desk.config.antivirus() {
            let (scanner, token) = (Scanner::new(db.clone(), vault.clone(), clamd), stop.clone());
            tasks.spawn(async move { scanner.run(token).await });
        }
        let ends = desk.config.mail.secret_ends.clone();
        tasks.spawn(schedule::run(db.clone(), desk.config.time_zone.clone(), ends, stop.clone()));
        Ok(Self { tasks, stop })
    }

    /// Incoming mail: what was kept is read; with `lmtp_listen` it is taken, too, and mailboxes are fetched.
    pub(super) async fn take_mail(
        &mut self,
        desk: &Desk,
        (db, vault): (&Db, &Vault),
        settings: IncomingSettings,
        tokens: Arc<TokenSource>,
    ) -> Result<(), Failure> {
        let intake = Intake::new(db.clone(), vault.clone(), &settings);
        if let Some(fetcher) = desk.config.fetcher(db.clone(), intake.clone(), tokens) {
            let stop = self.stop.clone();
            self.tasks.spawn(async move { fetcher.run(stop).await });
        }
        if let Some(address) = &desk.config.mail.lmtp_listen {
            let lmtp = Lmtp::bind(address, intake, &desk.config.mail.domain).await;
            let lmtp = lmtp.map_err(|error| Failure::new(Code::Config, format!("lmtp_listen {address}: {error}")))?;
            tracing::info!(lmtp = lmtp.address(), "taking mail by LMTP");
            let stop = self.stop.clone();
            self.tasks.spawn(async move { lmtp.run(stop).await });
        }
        let (reader, stop) = (Reader::new(db.clone(), vault.clone(), settings), self.stop.clone());
        self.tasks.spawn(async move { reader.run(stop).await });
        Ok(())
    }

    /// Runs beside the others until they stop; it is not waited for.
    pub(super) fn also(&mut self, work: impl Future<Output = ()> + Send + 'static) {
        let stop = self.stop.clone();
        self.tasks.spawn(async move {
            tokio::select! { () = stop.cancelled() => {}, () = work => {} }
        });
    }

    /// Tells all to stop and waits for them, at most so long.
    pub(super) async fn finish(mut self, within: Duration) {
        self.stop.cancel();
        let all = async { while self.tasks.join_next().await.is_some() {} };
        if tokio::time::timeout(within, all).await.is_err() {
            // What they were at is taken up again when its lease ends.
            tracing::warn!("background work was cut off");
        }
    }
}
