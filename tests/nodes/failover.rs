//! The database's server is killed under load, its standby takes over, and the nodes find it by themselves.

use crate::books;
use crate::cluster::Cluster;
use crate::load::Load;
use crate::services::{Pair, rounds, until};
use std::time::Duration;

const TEST: &str = "a_standby_takes_over";
const USUAL: usize = 4;
/// From the promotion until something is acknowledged again (issue 5).
const RESUMES: Duration = Duration::from_secs(10);

#[test]
fn a_standby_takes_over() {
    atiende_testing::run(async {
        let Some(mut pair) = Pair::start(TEST) else { return };
        let Some(cluster) = Cluster::start(2, &pair.url, TEST).await else { return };
        let maria = cluster.maria(cluster.bases()).await;
        let load = Load::start(&maria, "relevo");
        let kills = rounds(USUAL);
        let mut slowest = Duration::ZERO;
        for round in 0..kills {
            let before = load.acknowledged();
            until("people work", Duration::from_secs(40), async || load.acknowledged() >= before + 15).await;
            tokio::time::sleep(Duration::from_millis((round as u64 * 173) % 401)).await;
            pair.crash_main();
            // Whoever decides that it is dead takes a while.
            tokio::time::sleep(Duration::from_secs(1 + round as u64 % 3)).await;
            let promoted = pair.promote();
            let resumed = load.resumes(promoted).await;
            println!("writing went on {resumed:.2?} after the promotion");
            assert!(resumed < RESUMES, "{resumed:?}");
            slowest = slowest.max(resumed);
            pair.rejoin();
        }
        let (deeds, troubles) = load.ends().await;
        println!(
            "{kills} servers killed, {} deeds; writing went on after {slowest:.2?} at the most; not at the first try: \
             {troubles:?}",
            deeds.len()
        );
        assert!(!troubles.is_empty(), "nobody noticed anything: no kill in the middle of the work");
        books::balance(&cluster, &maria, &deeds).await;
    });
}
