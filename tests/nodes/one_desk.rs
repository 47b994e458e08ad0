//! Two nodes without a fault are one desk: whatever one does, the other knows.

use crate::books::{self, number};
use crate::cluster::Cluster;
use crate::deeds::Maria;
use crate::load::Load;
use crate::program::{Desk, Ended};
use crate::services::{Proxy, until};
use crate::site::Server;
use atiende_db::{Db, Options, announced};
use std::sync::Arc;
use std::time::Duration;

const TEST: &str = "two_nodes_are_one_desk";

#[test]
fn two_nodes_are_one_desk() {
    atiende_testing::run(async {
        let Some(url) = atiende_testing::fresh_postgres(TEST).await else { return };
        let Some(cluster) = Cluster::start(2, &url, TEST).await else { return };
        let Some(proxy) = Proxy::before(&cluster.addresses(), TEST) else { return };
        let maria = cluster.maria(vec![proxy.base.clone()]).await;
        // The session that was begun through one is good at both; what was kept by one is read by the other.
        for base in cluster.bases() {
            let page = maria.browser.get(format!("{base}/soporte/mis-tickets")).send().await.unwrap();
            assert_eq!(page.status(), 200, "{base}");
        }
        let load = Load::start(&maria, "dos");
        until("both are busy", Duration::from_mins(1), async || load.acknowledged() >= 40).await;
        let (deeds, troubles) = load.ends().await;
        assert!(troubles.is_empty(), "{troubles:?}");
        books::balance(&cluster, &Maria { doors: cluster.bases(), ..maria }, &deeds).await;
    });
}

/// The log of what became of jobs, kept by the database itself.
const DIARY: &str = "CREATE TABLE diary (kind TEXT, deed TEXT);
    CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        INSERT INTO diary VALUES (CASE TG_OP WHEN 'DELETE' THEN OLD.kind ELSE NEW.kind END,
            CASE TG_OP WHEN 'INSERT' THEN 'asked' WHEN 'UPDATE' THEN 'taken' ELSE 'done' END);
        RETURN NULL; END $$;
    CREATE TRIGGER asked AFTER INSERT OR DELETE ON jobs FOR EACH ROW EXECUTE FUNCTION note();
    CREATE TRIGGER taken AFTER UPDATE OF attempts ON jobs FOR EACH ROW EXECUTE FUNCTION note();";

/// Two nodes that start at the same instant on an empty database make one schema; the night comes once, and each job is
/// taken once.
#[test]
fn scheduled_work_is_done_by_one() {
    atiende_testing::run(async {
        let Some(url) = atiende_testing::fresh_postgres("scheduled_work_is_done_by_one").await else { return };
        let desk = Desk::on(&url);
        let both: Vec<_> = (0..2).map(|_| desk.start(&["migrate", "--json"], &[])).collect();
        let mut applied = 0;
        for child in both {
            let ended = Ended::of(child.wait_with_output().unwrap());
            assert_eq!(ended.code, 0, "{ended:?}");
            applied += usize::from(ended.json()["applied"] != serde_json::json!([]));
        }
        assert_eq!(applied, 1, "one makes it, the other finds it");
        let client = books::connect(&url).await;
        client.batch_execute(DIARY).await.unwrap();

        let desks = [desk, Desk::on(&url)];
        let _nodes: Vec<Server> = std::thread::scope(|scope| {
            let starting = desks.each_ref().map(|desk| scope.spawn(move || Server::start(desk, &[])));
            starting.map(|node| node.join().unwrap()).into()
        });
        let night = "SELECT count(*) FROM diary WHERE deed = 'done'";
        until("the night is over", Duration::from_secs(30), async || number(&client, night).await >= 5).await;
        let more = "INSERT INTO jobs (kind, payload, state, run_at, attempts, last_error, created_at)
            SELECT 'recount_open', '{}', 'due', 0, 0, '', 0 FROM generate_series(1, 60)";
        client.execute(more, &[]).await.unwrap();
        client.execute("SELECT pg_notify('atiende_changes', 'jobs')", &[]).await.unwrap();
        until("all is done", Duration::from_mins(1), async || number(&client, "SELECT count(*) FROM jobs").await == 0)
            .await;
        for row in
            client.query("SELECT kind, deed, count(*) FROM diary GROUP BY 1, 2 ORDER BY 1, 2", &[]).await.unwrap()
        {
            let (kind, deed, times): (String, String, i64) = (row.get(0), row.get(1), row.get(2));
            let wanted = if kind == "recount_open" { 61 } else { 1 };
            assert_eq!(times, wanted, "{kind} was {deed}");
        }
    });
}

/// What one node changes, the other hears of: by its commit, not before.
#[test]
fn topics_cross() {
    atiende_testing::run(async {
        let Some(url) = atiende_testing::fresh_postgres("topics_cross").await else { return };
        let clock: atiende_db::Clock = Arc::new(|| "2026-11-23T08:00:00Z".parse::<jiff::Timestamp>().unwrap());
        let here = Db::open(&Options::new(&url), Arc::clone(&clock)).unwrap();
        let there = Db::open(&Options::new(&url), clock).unwrap();
        let mut heard = there.changes().subscribe();
        // That it listens is itself an announcement.
        tokio::time::timeout(Duration::from_secs(10), announced(&mut heard, "t:42")).await.unwrap();
        let told = async |topic: &'static str| {
            here.write(async move |tx| {
                tx.announce(topic);
                Ok::<_, atiende_db::DbError>(())
            })
            .await
            .unwrap();
        };
        told("t:41").await;
        told("t:42").await;
        tokio::time::timeout(Duration::from_secs(2), announced(&mut heard, "t:42")).await.unwrap();
    });
}
