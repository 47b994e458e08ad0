//! The queue: exists with its commit, runs after it, retries what asks for it, keeps what fails.

use crate::support::Desk;
use atiende_db::DbError;
use atiende_jobs::{Counts, Job, Outcome, Ran, Registry, Worker, counts, enqueue};
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::sync::Notify;

#[derive(Serialize, Deserialize)]
struct Ring {
    bell: String,
}
impl Job for Ring {
    const KIND: &'static str = "ring";
}

#[derive(Clone, Default)]
struct Tower(Arc<AtomicUsize>);

async fn ring(tower: Tower, job: Ring) -> Outcome {
    match job.bell.as_str() {
        "broken" => Outcome::Fail("no clapper".into()),
        "stuck" if tower.0.fetch_add(1, Ordering::Relaxed) < 2 => Outcome::Retry("rusty".into()),
        _ => Outcome::Done,
    }
}

async fn ring_until(end: Arc<Notify>, _: Ring) -> Outcome {
    end.notified().await;
    Outcome::Done
}

async fn queued(desk: &Desk) -> Counts {
    desk.db.read(async move |tx| counts(tx).await).await.unwrap()
}

on_both! {
    /// A transaction that fails asked for nothing.
    async fn a_job_lives_and_dies_with_its_transaction(desk: Desk) {
        let failed: Result<(), DbError> = desk
            .db
            .write(async move |tx| {
                enqueue(tx, &Ring { bell: "a".into() }).await?;
                Err(DbError::NoRow)
            })
            .await;
        assert!(failed.is_err());
        assert_eq!(queued(&desk).await, Counts { due: 0, failed: 0 });
    }

    /// Done jobs are gone, stuck ones come back with growing pauses, broken ones are kept to be seen.
    async fn jobs_are_done_retried_or_kept(desk: Desk) {
        desk.db
            .write(async move |tx| {
                for bell in ["whole", "stuck", "broken"] {
                    enqueue(tx, &Ring { bell: bell.into() }).await?;
                }
                Ok::<_, DbError>(())
            })
            .await
            .unwrap();
        let worker = Worker::new(desk.db.clone(), Registry::new(Tower::default()).on(ring));
        assert_eq!(worker.round().await.unwrap(), Ran { done: 1, retried: 1, failed: 1 });
        assert_eq!(worker.round().await.unwrap(), Ran::default(), "not before its pause");
        desk.wait(SignedDuration::from_secs(6));
        assert_eq!(worker.round().await.unwrap(), Ran { done: 0, retried: 1, failed: 0 });
        desk.wait(SignedDuration::from_secs(6));
        assert_eq!(worker.round().await.unwrap(), Ran::default(), "the pause grows");
        desk.wait(SignedDuration::from_secs(60));
        assert_eq!(worker.round().await.unwrap(), Ran { done: 1, retried: 0, failed: 0 });
        assert_eq!(queued(&desk).await, Counts { due: 0, failed: 1 });
    }

    /// A job that takes longer than a lease stays its worker's: it says that it lives.
    async fn a_long_job_is_not_taken_by_another(desk: Desk) {
        desk.db.write(async |tx| enqueue(tx, &Ring { bell: "long".into() }).await).await.unwrap();
        let end = Arc::new(Notify::new());
        let one = Worker::new(desk.db.clone(), Registry::new(Arc::clone(&end)).on(ring_until))
            .renewing_every(Duration::from_millis(20));
        let other = Worker::new(desk.db.clone(), Registry::new(Tower::default()).on(ring));
        let meanwhile = async {
            // Minutes pass, and it is heard of in each of them.
            for _ in 0..6 {
                tokio::time::sleep(Duration::from_millis(200)).await;
                desk.wait(SignedDuration::from_mins(7));
            }
            assert_eq!(other.round().await.unwrap(), Ran::default());
            end.notify_one();
        };
        let (ran, ()) = tokio::join!(one.round(), meanwhile);
        assert_eq!(ran.unwrap(), Ran { done: 1, retried: 0, failed: 0 });
    }

    /// Two workers never take the same job; one that died gives its job back by time.
    async fn a_job_is_taken_by_one_worker(desk: Desk) {
        desk.db
            .write(async move |tx| {
                for n in 0..30 {
                    enqueue(tx, &Ring { bell: n.to_string() }).await?;
                }
                Ok::<_, DbError>(())
            })
            .await
            .unwrap();
        let worker = || Worker::new(desk.db.clone(), Registry::new(Tower::default()).on(ring));
        let (one, other) = (worker(), worker());
        let mut done = 0;
        loop {
            let (a, b) = tokio::join!(one.round(), other.round());
            let ran = a.unwrap().plus(b.unwrap());
            if ran.total() == 0 {
                break;
            }
            done += ran.done;
        }
        assert_eq!(done, 30);
    }
}
