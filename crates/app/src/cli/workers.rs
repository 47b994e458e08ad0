//! What runs beside the web server: the job queue, the schedule, outgoing mail.

use super::Failure;
use super::desk::Desk;
use crate::schedule::{self, Chores};
use atiende_core::files::Vault;
use atiende_db::Db;
use atiende_jobs::Worker;
use atiende_mail::outgoing::{Deliverer, MailSettings};
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
        let deliverer = Deliverer::new(db.clone(), mail)?;
        let stop = CancellationToken::new();
        let mut tasks = JoinSet::new();
        let chores = Chores { db: db.clone(), vault: vault.clone(), sessions: desk.config.sessions };
        let worker = Worker::new(db.clone(), schedule::registry(chores));
        let token = stop.clone();
        tasks.spawn(async move { worker.run(token).await });
        let token = stop.clone();
        tasks.spawn(async move { deliverer.run(token).await });
        tasks.spawn(schedule::run(db.clone(), desk.config.time_zone.clone(), stop.clone()));
        Ok(Self { tasks, stop })
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
