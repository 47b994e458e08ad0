//! One schema: the same on both engines, the same fresh as upgraded, never silently newer.

use crate::support::{MORNING, fresh_postgres, run};
use atiende_core::Refused;
use atiende_core::events::{self, By, Object};
use atiende_core::id::PersonId;
use atiende_core::migrations::STEPS;
use atiende_db::migrate::migrate;
use atiende_db::{Db, DbError, Options, Tx, args, schema, sql};
use jiff::Timestamp;
use std::sync::Arc;

async fn described(options: &Options) -> Vec<String> {
    let db = Db::open(options, Arc::new(|| Timestamp::UNIX_EPOCH)).unwrap();
    schema::describe(&db).await.unwrap()
}

fn now() -> Timestamp {
    MORNING.parse().unwrap()
}

fn sqlite_in(folder: &tempfile::TempDir, name: &str) -> Options {
    Options::new(format!("sqlite:{}", folder.path().join(name).display()))
}

#[test]
fn both_engines_have_the_same_schema() {
    run(async {
        let Some(url) = fresh_postgres("both_engines_have_the_same_schema").await else { return };
        let folder = tempfile::tempdir().unwrap();
        let (sqlite, postgres) = (sqlite_in(&folder, "a.db"), Options::new(url));
        migrate(&sqlite, STEPS, now()).await.unwrap();
        migrate(&postgres, STEPS, now()).await.unwrap();
        let (one, other) = (described(&sqlite).await, described(&postgres).await);
        let only = |a: &[String], b: &[String]| a.iter().filter(|line| !b.contains(line)).cloned().collect::<Vec<_>>();
        assert_eq!((only(&one, &other), only(&other, &one)), (vec![], vec![]), "(only SQLite, only PostgreSQL)");
        assert!(one.len() > 150, "{} lines: does the description see the tables?", one.len());
    });
}

#[test]
fn an_upgraded_schema_equals_a_fresh_one_and_keeps_a_copy() {
    run(async {
        let folder = tempfile::tempdir().unwrap();
        let (fresh, upgraded) = (sqlite_in(&folder, "fresh.db"), sqlite_in(&folder, "upgraded.db"));
        migrate(&fresh, STEPS, now()).await.unwrap();
        for known in 1..=STEPS.len() {
            let report = migrate(&upgraded, &STEPS[..known], now()).await.unwrap();
            assert_eq!(report.applied.len(), 1, "one step at a time");
            assert_eq!(report.backup.is_some(), known > 1, "a copy before changing what is not empty");
        }
        assert_eq!(described(&fresh).await, described(&upgraded).await);
    });
}

/// Step 15: what was known for the limits alone is a device, unless it was disowned since.
#[test]
fn known_browsers_become_devices() {
    run(async {
        let folder = tempfile::tempdir().unwrap();
        let mut options = vec![sqlite_in(&folder, "desk.db")];
        options.extend(fresh_postgres("known_browsers_become_devices").await.map(Options::new));
        for options in options {
            migrate(&options, &STEPS[..14], now()).await.unwrap();
            let db = Db::open(&options, Arc::new(|| Timestamp::from_microsecond(1000).unwrap())).unwrap();
            let remembered = async |tx: &mut Tx| {
                // As it was then: what makes accounts today wants later steps.
                let person = async |tx: &mut Tx, email: &str| {
                    let insert = sql!(
                        "INSERT INTO people (name, email, folded, phone, role, state, locale, theme, all_organizations,
                             claimed_organization, decision_reason, created_at, updated_at)
                         VALUES ('X', $1, '', '', 'requester', 'active', 'es', 'system', FALSE, '', '', 0, 0)
                         RETURNING id"
                    );
                    tx.returning_one::<(PersonId,)>(insert, args![email]).await
                };
                let ((maria,), (eva,)) = (person(tx, "maria@x.es").await?, person(tx, "eva@x.es").await?);
                for (token, person, used) in [("a", maria, 999), ("a", eva, 999), ("b", eva, 1001)] {
                    let insert =
                        sql!("INSERT INTO known_browsers (token_hash, person_id, used_at) VALUES ($1, $2, $3)");
                    tx.execute(insert, args![token, person, used]).await?;
                }
                events::record(tx, &By::desk(), (Object::Person, eva.0), "disowned", &serde_json::json!({})).await?;
                Ok::<_, Refused>([("a".to_owned(), maria, 999), ("b".to_owned(), eva, 1001)])
            };
            let expected: [(String, PersonId, i64); 2] = db.write(remembered).await.unwrap();
            drop(db);
            assert_eq!(migrate(&options, &STEPS[..15], now()).await.unwrap().applied.len(), 1);
            let db = Db::open(&options, Arc::new(now)).unwrap();
            let read = sql!("SELECT token_hash, person_id, seen_at FROM devices ORDER BY token_hash, person_id");
            let devices: Vec<(String, PersonId, i64)> =
                db.read(async move |tx| tx.all(read, args![]).await).await.unwrap();
            assert_eq!(devices, expected);
        }
    });
}

#[test]
fn a_second_migration_changes_nothing_and_a_newer_schema_is_refused() {
    run(async {
        let folder = tempfile::tempdir().unwrap();
        let options = sqlite_in(&folder, "desk.db");
        migrate(&options, STEPS, now()).await.unwrap();
        assert_eq!(migrate(&options, STEPS, now()).await.unwrap().applied, Vec::<String>::new());
        let older = &STEPS[..STEPS.len() - 1];
        let refused = migrate(&options, older, now()).await;
        assert!(matches!(refused, Err(DbError::NewerSchema { .. })), "{refused:?}");
    });
}

#[test]
fn two_migrations_at_once_both_succeed() {
    run(async {
        let folder = tempfile::tempdir().unwrap();
        let mut options = vec![sqlite_in(&folder, "desk.db")];
        options.extend(fresh_postgres("two_migrations_at_once_both_succeed").await.map(Options::new));
        for options in options {
            let (one, other) = tokio::join!(migrate(&options, STEPS, now()), migrate(&options, STEPS, now()));
            let applied = one.unwrap().applied.len() + other.unwrap().applied.len();
            assert_eq!(applied, STEPS.len(), "each step once");
        }
    });
}

#[test]
fn every_file_in_migrations_is_a_step() {
    for entry in std::fs::read_dir("../../migrations").unwrap() {
        let file = entry.unwrap().file_name().into_string().unwrap();
        let name = file.split('.').next().unwrap();
        assert!(STEPS.iter().any(|step| step.name == name), "{file} is not in migrations.rs");
    }
}
