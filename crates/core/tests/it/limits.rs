//! Who guesses waits longer and longer; whose account it is gets in all the same.

use crate::support::Desk;
use atiende_core::accounts::Secret;
use atiende_core::accounts::actions::sign_in::Client;
use atiende_core::id::PersonId;
use atiende_core::limits::{Attempt, Counted, Kind, Rate, Wait, Why, actions};
use atiende_core::sessions::actions::remember;
use atiende_db::{Tx, args, sql};
use jiff::SignedDuration;

const RATE: Rate = Rate { times: 10, within: SignedDuration::from_mins(1) };
const MARIA: &str = "maria@ceiplapaz.es";

fn of(account: &str, ip: &str) -> Attempt {
    Attempt { kind: Kind::Login, account: account.into(), ip: ip.into(), device: None, rate: RATE }
}

impl Desk {
    async fn counts(&self, attempt: &Attempt) -> Result<Counted, Wait> {
        let attempt = attempt.clone();
        self.db.write(async move |tx| actions::attempt(tx, &attempt).await).await.unwrap()
    }

    async fn succeeds(&self, attempt: &Attempt, counted: Counted) {
        let attempt = attempt.clone();
        self.db.write(async move |tx| actions::succeeded(tx, &attempt, counted).await).await.unwrap();
    }

    /// Fails as often as it takes to have to wait; how often that was.
    async fn fails_until_delayed(&self, attempt: &Attempt) -> usize {
        for n in 0.. {
            if self.counts(attempt).await.is_err() {
                return n;
            }
        }
        unreachable!()
    }

    async fn remembers(&self, person: PersonId) -> Secret {
        self.keeps(person, None).await
    }

    /// After a mailed link, in a browser that presents this.
    async fn keeps(&self, person: PersonId, presented: Option<&Secret>) -> Secret {
        let (client, key) = (Client { device: presented.cloned(), ..Client::default() }, Secret::generate());
        let given = key.clone();
        self.db.write(async move |tx| remember::by_link(tx, person, &client, &given).await).await.unwrap();
        key
    }

    async fn count(&self, table: &'static str) -> i64 {
        let statement = match table {
            "tries" => sql!("SELECT count(*) FROM tries"),
            "devices" => sql!("SELECT count(*) FROM devices"),
            _ => sql!("SELECT count(*) FROM events WHERE verb = 'sign_in_failed'"),
        };
        let count = async move |tx: &Tx| tx.one::<(i64,)>(statement, args![]).await;
        self.db.read(count).await.unwrap().0
    }
}

on_both! {
    /// From ever other addresses: the account's own count is what stops them.
    async fn a_guesser_waits_longer_each_time(desk: Desk) {
        for n in 0..10 {
            assert!(desk.counts(&of(MARIA, &format!("198.51.{n}.1"))).await.is_ok(), "{n}");
        }
        let mut waited = Vec::new();
        for n in 10..20 {
            let attempt = of(MARIA, &format!("203.0.{n}.1"));
            assert!(desk.counts(&attempt).await.is_ok(), "{n}");
            let Err(Wait(wait)) = desk.counts(&attempt).await else { panic!("no pause after {n}") };
            waited.push(wait.as_secs());
            assert!(desk.counts(&attempt).await.is_err(), "trying meanwhile");
            desk.wait(wait);
        }
        assert_eq!(waited, [1, 3, 7, 15, 31, 63, 127, 255, 511, 899], "milliseconds of the story's clock off 2, 4, 8 ..");
        assert!(desk.counts(&of("carmen@ceiplapaz.es", "203.0.113.9")).await.is_ok(), "another account");
    }

    /// The count is the database's, so it is every node's.
    async fn all_nodes_count_together(desk: Desk) {
        let other_node = desk.db.clone();
        for n in 0..10 {
            let attempt = of(MARIA, "");
            let node = if n % 2 == 0 { &desk.db } else { &other_node };
            node.write(async move |tx| actions::attempt(tx, &attempt).await).await.unwrap().unwrap();
        }
        assert!(desk.counts(&of(MARIA, "")).await.is_ok());
        assert!(desk.counts(&of(MARIA, "")).await.is_err());
    }

    /// Many at once count as many: each is counted before it is known how it ends.
    async fn guesses_at_once_are_counted_one_by_one(desk: Desk) {
        let attempt = of(MARIA, "");
        let all = (0..30).map(|_| desk.counts(&attempt));
        let taken = futures_util::future::join_all(all).await.into_iter().flatten().count();
        assert_eq!(taken, 11, "ten that are free, and the first that begins a pause");
    }

    /// Who knows the password pays for none of the failures before.
    async fn a_success_forgets_the_failures_and_costs_the_address_nothing(desk: Desk) {
        let attempt = of(MARIA, "198.51.100.7");
        for _ in 0..8 {
            desk.counts(&attempt).await.unwrap();
        }
        let ninth = desk.counts(&attempt).await.unwrap();
        desk.succeeds(&attempt, ninth).await;
        assert_eq!(desk.counts(&attempt).await.unwrap().of_account, 1);
        // A whole school signs in at eight o'clock, behind one router.
        for n in 0..200 {
            let pupil = of(&format!("persona{n}@ceiplapaz.es"), "198.51.100.7");
            let counted = desk.counts(&pupil).await.unwrap_or_else(|_| panic!("{n} has to wait"));
            desk.succeeds(&pupil, counted).await;
        }
    }

    /// Whom somebody else's tries delay, they do not lock out.
    async fn a_known_browser_and_a_mailed_link_pass(desk: Desk) {
        let cast = desk.cast().await;
        let kept = desk.remembers(cast.maria.id).await;
        assert_eq!(desk.fails_until_delayed(&of(MARIA, "198.51.100.7")).await, 11);
        let stranger = Attempt { device: Some(Secret::generate()), ..of(MARIA, "203.0.113.1") };
        assert!(desk.counts(&stranger).await.is_err(), "a browser that nobody knows");
        let carmens = Attempt { device: Some(desk.remembers(cast.carmen.id).await), ..of(MARIA, "203.0.113.2") };
        assert!(desk.counts(&carmens).await.is_err(), "one that is known for somebody else");
        let own = Attempt { device: Some(kept), ..of(MARIA, "203.0.113.3") };
        assert!(desk.counts(&own).await.is_ok());
        assert_eq!(desk.fails_until_delayed(&own).await, 10, "whoever stole it guesses no longer than others");

        desk.db.write(async |tx: &mut Tx| actions::forgive(tx, MARIA).await).await.unwrap();
        assert!(desk.counts(&of(MARIA, "203.0.113.4")).await.is_ok(), "after a new password by a mailed link");
    }

    /// One address tries one password on many accounts, then others of its network do.
    async fn spraying_is_stopped_by_address_and_by_network(desk: Desk) {
        let spray = async |ip: &dyn Fn(usize) -> String| {
            for n in 0..1000 {
                if desk.counts(&of(&format!("persona{n}@ceiplapaz.es"), &ip(n))).await.is_err() {
                    return n;
                }
            }
            1000
        };
        assert_eq!(spray(&|_| "198.51.100.7".into()).await, 30, "thrice what an account may");
        assert_eq!(spray(&|n| format!("203.0.113.{}", n % 250)).await, 100, "ten times");
        assert_eq!(spray(&|n| format!("2001:db8:1:2::{n:x}")).await, 30, "a home has one /64");
        assert_eq!(spray(&|n| format!("2001:db8:9:{n:x}::1")).await, 100);
        assert_eq!(spray(&|n| format!("10.{}.{}.1", n / 250, n % 250)).await, 1000, "from everywhere: each account's count");
    }

    /// What is typed never stands in the table, and the record tells enough, not everything.
    async fn failures_are_on_record_but_do_not_flood_it(desk: Desk) {
        desk.cast().await;
        for n in 0..200 {
            let attempt = of(if n % 2 == 0 { MARIA } else { "nadie@ceiplapaz.es" }, "198.51.100.7");
            if let Ok(counted) = desk.counts(&attempt).await {
                desk.db.write(async move |tx| actions::failed(tx, &attempt, counted, Why::Password).await).await.unwrap();
            }
            desk.wait(SignedDuration::from_mins(16));
        }
        let told = desk.count("events").await;
        assert_eq!(told, 10, "of each account the 1st, 2nd, 5th, 10th; then the 100th and 200th of the address");
        let rows: Vec<(String, i64)> = desk
            .db
            .read(async |tx: &Tx| tx.all(sql!("SELECT subject, tries FROM tries ORDER BY subject"), args![]).await)
            .await
            .unwrap();
        assert!(rows.iter().all(|(subject, _)| subject.len() == 43 && !subject.contains('@')), "{rows:?}");
    }

    /// By the night's job.
    async fn what_is_old_is_forgotten(desk: Desk) {
        let cast = desk.cast().await;
        desk.counts(&of(MARIA, "198.51.100.7")).await.unwrap();
        for _ in 0..55 {
            desk.remembers(cast.maria.id).await;
        }
        assert_eq!((desk.count("tries").await, desk.count("devices").await), (3, 50), "the newest browsers");
        let forget = async |tx: &mut Tx| actions::forget_old(tx).await;
        assert_eq!(desk.db.write(forget).await.unwrap(), 0);
        desk.wait(SignedDuration::from_hours(49));
        assert_eq!(desk.db.write(forget).await.unwrap(), 3);
    }

    /// Nobody plants a secret of theirs in somebody else's browser, and what was copied is worth nothing after the next time.
    async fn a_browser_keeps_only_what_we_gave_it(desk: Desk) {
        let cast = desk.cast().await;
        let planted = Secret::presented("planted");
        let first = desk.keeps(cast.maria.id, Some(&planted)).await;
        assert_eq!(desk.fails_until_delayed(&of(MARIA, "198.51.100.7")).await, 11);
        let comes = async |device: &Secret, account: &str| {
            desk.counts(&Attempt { device: Some(device.clone()), ..of(account, "203.0.113.1") }).await.is_ok()
        };
        assert!(!comes(&planted, MARIA).await && comes(&first, MARIA).await);
        let second = desk.keeps(cast.carmen.id, Some(&first)).await;
        assert!(!comes(&first, MARIA).await, "it was copied");
        assert!(comes(&second, MARIA).await && comes(&second, "carmen@ceiplapaz.es").await, "one for all who share it");
    }

    /// What fails for one person in a shared browser is not forgotten when another signs in there.
    async fn those_who_share_a_browser_guess_no_longer(desk: Desk) {
        let cast = desk.cast().await;
        let hers = desk.remembers(cast.maria.id).await;
        let shared = desk.keeps(cast.carmen.id, Some(&hers)).await;
        let as_maria = |device: &Secret| Attempt { device: Some(device.clone()), ..of(MARIA, "203.0.113.1") };
        assert_eq!(desk.fails_until_delayed(&as_maria(&shared)).await, 11);
        let carmens = Attempt { device: Some(shared.clone()), ..of("carmen@ceiplapaz.es", "203.0.113.1") };
        let counted = desk.counts(&carmens).await.unwrap();
        desk.succeeds(&carmens, counted).await;
        let after = desk.keeps(cast.carmen.id, Some(&shared)).await;
        assert!(desk.counts(&as_maria(&after)).await.is_err());
    }
}
