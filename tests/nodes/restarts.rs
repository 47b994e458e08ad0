//! Nodes are restarted one after the other behind the proxy, as for an upgrade, while people work.

use crate::books;
use crate::cluster::Cluster;
use crate::load::Load;
use crate::services::{Proxy, rounds, until};
use std::time::Duration;

const TEST: &str = "a_rolling_restart_is_not_noticed";
const USUAL: usize = 2;

#[test]
fn a_rolling_restart_is_not_noticed() {
    atiende_testing::run(async {
        let Some(url) = atiende_testing::fresh_postgres(TEST).await else { return };
        let Some(mut cluster) = Cluster::start(2, &url, TEST).await else { return };
        let Some(proxy) = Proxy::before(&cluster.addresses(), TEST) else { return };
        let maria = cluster.maria(vec![proxy.base.clone()]).await;
        let load = Load::start(&maria, "turno");
        let restarts = rounds(USUAL);
        for round in 0..restarts {
            let before = load.acknowledged();
            until("people work", Duration::from_secs(30), async || load.acknowledged() >= before + 10).await;
            cluster.terminate(round % 2);
            cluster.start_again(round % 2);
            // The proxy looks once a second.
            tokio::time::sleep(Duration::from_millis(2500)).await;
        }
        let (deeds, mut troubles) = load.ends().await;
        println!("{restarts} restarts, {} deeds; not at the first try: {troubles:?}", deeds.len());
        // Who hands mails over finds the node itself, not the proxy.
        troubles.retain(|why, _| !why.starts_with("LMTP"));
        assert!(troubles.is_empty(), "{troubles:?}");
        books::balance(&cluster, &maria, &deeds).await;
    });
}
