//! One schema: the same on both engines, the same fresh as upgraded, never silently newer.

use crate::support::{MORNING, fresh_postgres, run};
use atiende_core::migrations::STEPS;
use atiende_db::migrate::migrate;
use atiende_db::{Db, DbError, Options, schema};
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
