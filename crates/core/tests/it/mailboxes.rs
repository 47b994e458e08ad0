//! Mailboxes that are fetched: who holds one, how far it is read, who hears that it fails.

use crate::support::Desk;
use atiende_core::mailboxes::actions::{consent, fare, fetch, hurry, lease};
use atiende_core::mailboxes::{Holder, LeftoverReason, Mark, Problem, Trouble, Watched, access};
use atiende_core::{Denied, notify};
use atiende_db::{DbError, Tx, args, sql};
use jiff::{SignedDuration, Timestamp};

const ADDRESS: &str = "soporte@x.es";

fn watched(place: &str) -> Vec<Watched> {
    vec![Watched { address: ADDRESS.into(), place: place.into() }]
}

async fn watch(desk: &Desk, place: &'static str) {
    desk.db.write(async move |tx| lease::watch(tx, &watched(place)).await).await.unwrap();
}

async fn hold(desk: &Desk, holder: &Holder) -> bool {
    let holder = holder.clone();
    desk.db.write(async move |tx| lease::hold(tx, &holder).await).await.unwrap()
}

async fn taken(desk: &Desk, holder: &Holder, uid: i64) -> Result<(), DbError> {
    let mark = Mark { holder: holder.clone(), uid };
    desk.db.write(async move |tx| fetch::taken(tx, &mark).await).await
}

async fn fails(desk: &Desk, problem: Problem) {
    let trouble = Trouble::new(problem, "no");
    desk.db.write(async move |tx| fare::failed(tx, ADDRESS, &trouble).await).await.unwrap();
}

async fn mails(desk: &Desk, kind: &'static str) -> i64 {
    let count = async move |tx: &Tx| -> Result<(i64,), DbError> {
        tx.one(sql!("SELECT count(*) FROM outbox WHERE kind = $1"), args![kind]).await
    };
    desk.db.read(count).await.unwrap().0
}

async fn known(desk: &Desk, holder: &Holder) -> (i64, usize) {
    let holder = holder.clone();
    let (state, leftovers) =
        desk.db.read(async move |tx| access::held(tx, &holder).await).await.unwrap().expect("it is watched");
    (state.last_uid, leftovers.len())
}

on_both! {
    /// Of two workers one has the mailbox, and the other's marks count for nothing, until the first is gone for long enough.
    async fn one_worker_at_a_time(desk: Desk) {
        watch(&desk, "imaps://a@x/INBOX").await;
        let (first, second) = (Holder::of(ADDRESS), Holder::of(ADDRESS));
        assert!(hold(&desk, &first).await && hold(&desk, &first).await && !hold(&desk, &second).await);
        taken(&desk, &first, 7).await.unwrap();
        assert!(matches!(taken(&desk, &second, 9).await, Err(DbError::NoRow)));
        desk.wait(lease::LEASE);
        assert!(hold(&desk, &second).await && !hold(&desk, &first).await);
        assert!(matches!(taken(&desk, &first, 8).await, Err(DbError::NoRow)), "it took too long");
        assert_eq!(known(&desk, &second).await, (7, 0));
        let released = second.clone();
        desk.db.write(async move |tx| lease::release(tx, &released).await).await.unwrap();
        assert!(hold(&desk, &first).await, "at once");
    }

    /// What is left behind is known until it is taken; another numbering, or another place, begins anew.
    async fn what_is_left_behind_is_known(desk: Desk) {
        watch(&desk, "imaps://a@x/INBOX").await;
        let holder = Holder::of(ADDRESS);
        hold(&desk, &holder).await;
        let leaves = async |uid: i64| {
            let mark = Mark { holder: holder.clone(), uid };
            let left = (LeftoverReason::TooLarge, 9_i64, "");
            desk.db.write(async move |tx| fetch::left(tx, &mark, left).await).await.unwrap();
        };
        leaves(3).await;
        leaves(5).await;
        assert_eq!(known(&desk, &holder).await, (5, 2));
        taken(&desk, &holder, 3).await.unwrap();
        assert_eq!(known(&desk, &holder).await, (5, 1), "taken after all; the mark does not go back");
        let anew = holder.clone();
        desk.db.write(async move |tx| fetch::begin(tx, &anew, 77).await).await.unwrap();
        assert_eq!(known(&desk, &holder).await, (0, 0));
        leaves(1).await;
        watch(&desk, "imaps://a@x/INBOX").await;
        assert_eq!(known(&desk, &holder).await, (1, 1), "the same place");
        watch(&desk, "imaps://a@y/INBOX").await;
        assert_eq!(known(&desk, &holder).await, (0, 0));
        leaves(1).await;
        desk.db.write(async |tx| lease::watch(tx, &[]).await).await.unwrap();
        let holder = holder.clone();
        assert!(desk.db.read(async move |tx| access::held(tx, &holder).await).await.unwrap().is_none());
    }

    /// The administrators hear once that it fails, and once that it is well; of what only they can mend, at once.
    async fn the_administrators_hear_of_it_once(desk: Desk) {
        let cast = desk.cast().await;
        watch(&desk, "imaps://a@x/INBOX").await;
        fails(&desk, Problem::Refused).await;
        desk.wait(SignedDuration::from_mins(8));
        fails(&desk, Problem::Refused).await;
        assert_eq!(mails(&desk, "mailbox_fails").await, 0);
        desk.wait(SignedDuration::from_mins(1));
        for _ in 0..3 {
            desk.db.write(async |tx| fare::alarm(tx).await).await.unwrap();
            fails(&desk, Problem::Refused).await;
        }
        assert_eq!(mails(&desk, "mailbox_fails").await, 1);
        assert!(desk.db.read(async |tx| access::any_alarm(tx).await).await.unwrap());
        for _ in 0..2 {
            desk.db.write(async |tx| fare::succeeded(tx, ADDRESS).await).await.unwrap();
        }
        assert_eq!(mails(&desk, "mailbox_well").await, 1);
        assert!(!desk.db.read(async |tx| access::any_alarm(tx).await).await.unwrap());
        fails(&desk, Problem::Consent).await;
        assert_eq!(mails(&desk, "mailbox_fails").await, 2);

        // Only they may see to it.
        let (admin, luis) = (cast.admin.clone(), cast.luis.clone());
        let by_luis = desk.db.write(async move |tx| hurry::hurry(tx, luis.admin()?, ADDRESS).await).await;
        assert!(matches!(by_luis, Err(Denied::Forbidden)));
        desk.db.write(async move |tx| hurry::hurry(tx, admin.admin()?, ADDRESS).await).await.unwrap();
        let admin = cast.admin.clone();
        let unknown = desk.db.write(async move |tx| hurry::hurry(tx, admin.admin()?, "otra@x.es").await).await;
        assert!(matches!(unknown, Err(Denied::NotFound)));
        let waiting = desk.db.read(async |tx| notify::counts(tx).await).await.unwrap().waiting;
        assert!(waiting >= 3);
    }

    /// Leave and secrets that end within two weeks are told of once each.
    async fn an_end_is_told_of_in_time_and_once(desk: Desk) {
        let cast = desk.cast().await;
        let (admin, start): (_, Timestamp) = (cast.admin.clone(), crate::support::MORNING.parse().unwrap());
        let days = move |days: i64| start + SignedDuration::from_hours(24 * days);
        let granted = async move |tx: &mut Tx| {
            consent::granted(tx, admin.admin()?, (ADDRESS, "m365"), (b"sealed", Some(days(20)))).await?;
            Ok::<_, Denied>(())
        };
        desk.db.write(granted).await.unwrap();
        let secrets = [("m365".to_owned(), days(30)), ("far".to_owned(), days(300))];
        let warn = async || {
            let secrets = secrets.clone();
            desk.db.write(async move |tx| consent::warn(tx, &secrets).await).await.unwrap()
        };
        assert_eq!(warn().await, 0);
        desk.wait(SignedDuration::from_hours(24 * 7));
        assert_eq!((warn().await, warn().await), (1, 0), "the leave");
        desk.wait(SignedDuration::from_hours(24 * 10));
        assert_eq!((warn().await, warn().await), (1, 0), "the secret");
        assert_eq!(mails(&desk, "mail_consent_ends").await, 2);
    }
}
