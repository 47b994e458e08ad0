//! Promises of the storage leaf that every action leans on.

use crate::support::{Cast, Desk, ticket};
use atiende_core::accounts::Role;
use atiende_core::idempotency::{self, Seen};
use atiende_core::tickets::actions::open;
use atiende_core::{Refused, tickets};
use atiende_db::{DbError, Engine, Tx, args, sql};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

on_both! {
    /// Writers that run together neither see nor undo each other, and every answer is true.
    async fn many_writers_at_once_keep_their_own_rows(desk: Desk) {
        let Cast { la_paz, maria, .. } = desk.cast().await;
        let desk = Arc::new(desk);
        let mut waiting = Vec::new();
        for n in 0..40 {
            let (desk, maria) = (Arc::clone(&desk), maria.clone());
            waiting.push(async move {
                let new = ticket(if n % 4 == 0 { "" } else { "Avería" }, la_paz);
                desk.db.write(async move |tx| open::open(tx, &maria, &new).await).await.is_ok()
            });
        }
        let answers = futures_util::future::join_all(waiting).await;
        assert_eq!(answers.iter().filter(|ok| **ok).count(), 30);
        let (tickets, messages): (i64, i64) = desk
            .db
            .read(async move |tx| {
                tx.one(sql!("SELECT (SELECT count(*) FROM tickets), (SELECT count(*) FROM messages)"), args![]).await
            })
            .await
            .map_err(|e: DbError| e)
            .unwrap();
        assert_eq!((tickets, messages), (30, 30));
    }

    /// The same form sent by two clicks at once makes one ticket.
    async fn a_double_click_makes_one_ticket(desk: Desk) {
        let Cast { la_paz, maria, .. } = desk.cast().await;
        let click = || {
            let (maria, new) = (maria.clone(), ticket("Avería", la_paz));
            desk.db.write(async move |tx| {
                if let Seen::Answered(number) = idempotency::seen(tx, maria.id, "form:1", "").await? {
                    return Ok(number);
                }
                let number = open::open(tx, &maria, &new).await?.to_string();
                idempotency::remember(tx, maria.id, "form:1", "", &number).await?;
                Ok::<_, Refused>(number)
            })
        };
        let (one, other) = tokio::join!(click(), click());
        let made: Vec<_> = [one, other].into_iter().flatten().collect();
        let again = click().await.unwrap();
        assert!(made.iter().all(|number| *number == again), "{made:?} {again}");
        let scope = tickets::access::scope(&maria);
        let page = desk
            .db
            .read(async move |tx| tickets::lists::page(tx, &scope, &tickets::lists::Filter::default(), None, 9).await)
            .await
            .unwrap();
        assert_eq!(page.items.len(), 1);
    }

    /// A full disk makes SQLite roll back what others did for the same commit: each answer is true all the same.
    async fn a_full_disk_is_told_as_it_is(desk: Desk) {
        if desk.db.engine() == Engine::Postgres {
            // There each transaction is its own.
            return;
        }
        // Not a page more than there are.
        let full = sql!(sqlite: "PRAGMA max_page_count = 1", postgres: "SELECT 1");
        let set = desk.db.write(async move |tx: &mut Tx| tx.all::<(i64,)>(full, args![]).await).await;
        set.map_err(|e: DbError| e).unwrap();
        let note = |n: usize| {
            let (name, value) = (format!("note {n}"), "x".repeat(if n % 5 == 2 { 200_000 } else { 1 }));
            desk.db.write(async move |tx: &mut Tx| {
                tx.execute(sql!("INSERT INTO settings (name, value) VALUES ($1, $2)"), args![name, value]).await
            })
        };
        let answers: Vec<Result<u64, DbError>> = futures_util::future::join_all((0..40).map(note)).await;
        let refused = answers.iter().filter(|answer| matches!(answer, Err(DbError::Unavailable(_)))).count();
        let taken = answers.iter().filter(|answer| answer.is_ok()).count();
        assert!(refused >= 8 && taken + refused == 40, "{answers:?}");
        let (n,): (i64,) = desk
            .db
            .read(async move |tx| tx.one(sql!("SELECT count(*) FROM settings WHERE name LIKE 'note %'"), args![]).await)
            .await
            .map_err(|e: DbError| e)
            .unwrap();
        assert_eq!(usize::try_from(n).unwrap(), taken, "what was taken, and nothing else");
    }

    /// Some fail before they wrote anything and some after; what is announced is what happened.
    async fn who_fails_takes_nobody_along(desk: Desk) {
        let mut told = desk.db.changes().subscribe();
        let note = |n: usize| {
            desk.db.write(async move |tx: &mut Tx| {
                if n % 5 == 3 {
                    return Err(DbError::NoRow);
                }
                tx.announce(format!("note/{n}"));
                for _ in 0..=usize::from(n % 5 == 2) {
                    let name = format!("note {n}");
                    tx.execute(sql!("INSERT INTO settings (name, value) VALUES ($1, '1')"), args![name]).await?;
                }
                Ok(n)
            })
        };
        let answers: Vec<Result<usize, DbError>> = futures_util::future::join_all((0..40).map(note)).await;
        for (n, answer) in answers.iter().enumerate() {
            match n % 5 {
                2 => assert!(matches!(answer, Err(DbError::Unique)), "{n}: {answer:?}"),
                3 => assert!(matches!(answer, Err(DbError::NoRow)), "{n}: {answer:?}"),
                _ => assert!(matches!(answer, Ok(same) if *same == n), "{n}: {answer:?}"),
            }
        }
        let (kept,): (i64,) = desk
            .db
            .read(async move |tx| tx.one(sql!("SELECT count(*) FROM settings WHERE name LIKE 'note %'"), args![]).await)
            .await
            .map_err(|e: DbError| e)
            .unwrap();
        assert_eq!(kept, 24);
        if desk.db.engine() == Engine::Postgres {
            // Told by another connection, which may still be listening for the first time.
            return;
        }
        let mut heard = std::collections::BTreeSet::new();
        while let Ok(topic) = told.try_recv() {
            assert!(heard.insert(topic.to_string()), "{topic} was told twice");
        }
        assert_eq!(heard.len(), 24, "{heard:?}");
        assert!(!heard.iter().any(|topic| topic.ends_with('2') || topic.ends_with('7')), "{heard:?}");
    }

    /// A closure that panics or fails leaves nothing behind, and the next one works.
    async fn a_failed_write_leaves_nothing(desk: Desk) {
        let failed: Result<(), DbError> = desk
            .db
            .write(async move |tx| {
                tx.execute(sql!("INSERT INTO settings (name, value) VALUES ('a', '1')"), args![]).await?;
                Err(DbError::NoRow)
            })
            .await;
        assert!(failed.is_err());
        let twice: Result<(), DbError> = desk
            .db
            .write(async move |tx| {
                for _ in 0..2 {
                    tx.execute(sql!("INSERT INTO settings (name, value) VALUES ('b', '1')"), args![]).await?;
                }
                Ok(())
            })
            .await;
        assert!(matches!(twice, Err(DbError::Unique)), "{twice:?}");
        let (n,): (i64,) = desk
            .db
            .read(async move |tx| tx.one(sql!("SELECT count(*) FROM settings WHERE name IN ('a', 'b')"), args![]).await)
            .await
            .map_err(|e: DbError| e)
            .unwrap();
        assert_eq!(n, 0);
    }

    /// A reader cannot write, whatever its statement says.
    async fn readers_cannot_write(desk: Desk) {
        let refused: Result<Vec<(String,)>, DbError> = desk
            .db
            .read(async move |tx| {
                tx.all(sql!("INSERT INTO settings (name, value) VALUES ('c', '1') RETURNING name"), args![]).await
            })
            .await;
        assert!(refused.is_err());
    }

    /// A list that many pages share is the snapshot's own, whoever wrote meanwhile; SQLite works it out once.
    async fn what_pages_share_is_never_old(desk: Desk) {
        let worked_out = &AtomicUsize::new(0);
        let people = async || {
            let count = async |tx: &Tx| {
                worked_out.fetch_add(1, Ordering::Relaxed);
                tx.one::<(i64,)>(sql!("SELECT count(*) FROM people"), args![]).await
            };
            desk.db.read(async move |tx| tx.shared::<_, DbError>(("people", 0), count).await).await.unwrap().0
        };
        let before = people().await;
        assert_eq!(people().await, before);
        let times = if desk.db.engine() == Engine::Sqlite { 1 } else { 2 };
        assert_eq!(worked_out.load(Ordering::Relaxed), times);
        desk.person("Eva Ruiz", "eva@ceiplapaz.es", Role::Requester).await;
        assert_eq!(people().await, before + 1);
    }
}
