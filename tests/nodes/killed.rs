//! One node after the other is killed in the middle of its work, and the other goes on.

use crate::books;
use crate::cluster::Cluster;
use crate::load::Load;
use crate::services::{Proxy, rounds, until};
use std::time::Duration;

const TEST: &str = "a_killed_node_takes_nothing_with_it";
const USUAL: usize = 6;

#[test]
fn a_killed_node_takes_nothing_with_it() {
    atiende_testing::run(async {
        let Some(url) = atiende_testing::fresh_postgres(TEST).await else { return };
        let Some(mut cluster) = Cluster::start(2, &url, TEST).await else { return };
        let Some(proxy) = Proxy::before(&cluster.addresses(), TEST) else { return };
        let maria = cluster.maria(vec![proxy.base.clone()]).await;
        let load = Load::start(&maria, "golpe");
        let kills = rounds(USUAL);
        for round in 0..kills {
            let before = load.acknowledged();
            until("people work", Duration::from_secs(30), async || load.acknowledged() >= before + 8).await;
            // Never twice at the same point of what they are at.
            tokio::time::sleep(Duration::from_millis((round as u64 * 131) % 351)).await;
            cluster.kill_9(round % 2);
            let alone = load.acknowledged();
            until("the other goes on", Duration::from_secs(30), async || load.acknowledged() >= alone + 8).await;
            cluster.start_again(round % 2);
        }
        let (deeds, troubles) = load.ends().await;
        println!("{kills} kills, {} deeds; not at the first try: {troubles:?}", deeds.len());
        books::balance(&cluster, &maria, &deeds).await;
    });
}
