//! What runs beside the web server: the job queue, the schedule, mail both ways, the scanning of files.

use super::desk::Desk;
use super::{Code, Failure};
use crate::clock_watch;
use crate::config::Config;
use crate::schedule;
use atiende_core::accounts::sealed::Key;
use atiende_core::files::{Scanner, Vault};
use atiende_db::Db;
use atiende_jobs::Worker;
use atiende_mail::incoming::imap::Room;
use atiende_mail::incoming::{Intake, Lmtp, Reader};
use atiende_mail::outgoing::Deliverer;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

/// Tasks that end when told to, after what they are at.
#[derive(Default)]
pub(super) struct Workers {
    tasks: JoinSet<()>,
    stop: CancellationToken,
}

impl Workers {
    /// The job queue, the schedule, the scanning of files, and a look at the clock.
    pub(super) fn start(desk: &Desk, db: &Db, vault: &Vault) -> Result<Self, Failure> {
        let mut workers = Self::default();
        let chores = desk.chores(db, vault)?;
        let worker = Worker::new(db.clone(), schedule::registry(chores));
        workers.beside(|stop| async move { worker.run(stop).await });
        if let Some(clamd) = desk.config.antivirus() {
            let scanner = Scanner::new(db.clone(), vault.clone(), clamd);
            workers.beside(|stop| async move { scanner.run(stop).await });
        }
        workers.beside(|stop| clock_watch::run(db.clone(), Arc::clone(&desk.clock), stop));
        let ends = desk.config.mail.secret_ends.clone();
        workers.beside(|stop| schedule::run(db.clone(), desk.clockwork(), ends, stop));
        Ok(workers)
    }

    /// Mail both ways: what waits is sent, what was kept is read, mailboxes are fetched, and with `lmtp_listen` mail is
    /// taken; and what pages ask of it.
    pub(super) async fn of_mail(
        config: &Config,
        (db, vault): (&Db, &Vault),
        key: &Key,
    ) -> Result<(Self, Room), Failure> {
        let mut workers = Self::default();
        let tokens = config.tokens(db.clone(), key.clone());
        let deliverer = Deliverer::new(db.clone(), vault.clone(), &config.for_mail(key, &tokens))?;
        let settings = config.for_incoming(key.clone());
        let intake = Intake::new(db.clone(), vault.clone(), &settings);
        if let Some(address) = &config.mail.lmtp_listen {
            let lmtp = Lmtp::bind(address, intake.clone(), &config.mail.domain).await;
            let lmtp = lmtp.map_err(|error| Failure::new(Code::Config, format!("lmtp_listen {address}: {error}")))?;
            tracing::info!(lmtp = lmtp.address(), "taking mail by LMTP");
            workers.beside(|stop| async move { lmtp.run(stop).await });
        }
        workers.beside(|stop| async move { deliverer.run(stop).await });
        if let Some(fetcher) = config.fetcher(db.clone(), intake, Arc::clone(&tokens)) {
            workers.beside(|stop| async move { fetcher.run(stop).await });
        }
        let reader = Reader::new(db.clone(), vault.clone(), settings);
        workers.beside(|stop| async move { reader.run(stop).await });
        Ok((workers, config.mailroom(key.clone(), tokens)))
    }

    /// Runs what ends by itself when it is told to stop.
    pub(super) fn beside<F: Future<Output = ()> + Send + 'static>(
        &mut self,
        work: impl FnOnce(CancellationToken) -> F,
    ) {
        self.tasks.spawn(work(self.stop.clone()));
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
