//! The schema's one timeline, applied by refinery on both engines, safe when run twice at once.

use crate::postgres::Hosts;
use crate::{DbError, Engine, Options, sqlite};
use jiff::Timestamp;
use refinery::{Migration, Runner, Target};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// One step of the schema: a text for both engines and, rarely, one more for each.
#[derive(Debug, Clone, Copy)]
pub struct Step {
    /// `0001_accounts`: number and name, as the file is called.
    pub name: &'static str,
    pub common: &'static str,
    pub sqlite: &'static str,
    pub postgres: &'static str,
}

/// What a migration did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Names of the steps applied now.
    pub applied: Vec<String>,
    /// The copy of the SQLite file made before changing a schema that was not empty. There is none of PostgreSQL, whose
    /// steps undo themselves when they fail: a copy of all rows would hold each start up for as long as it takes.
    pub backup: Option<PathBuf>,
}

/// Copies made before migrations that stay: the newest ones.
const KEPT: usize = 3;

/// A key that only this program's migrations take (the bytes of "atiende").
const ADVISORY_LOCK: i64 = 0x0061_7469_656e_6465;
/// How long a connection may take, over all hosts.
const CONNECT: Duration = Duration::from_secs(10);

/// Brings the schema up to the last of `steps`. Errors: `NewerSchema` when the database is
/// ahead of this program, `Unavailable` when it cannot be reached.
pub async fn migrate(options: &Options, steps: &[Step], now: Timestamp) -> Result<Report, DbError> {
    match options.sqlite_path() {
        Some(path) => {
            let runner = runner(steps, Engine::Sqlite)?;
            let known = last(steps);
            tokio::task::spawn_blocking(move || migrate_sqlite(&path, &runner, known, now))
                .await
                .map_err(|e| DbError::Unavailable(e.to_string()))?
        }
        None => migrate_postgres(options, &runner(steps, Engine::Postgres)?, last(steps)).await,
    }
}

/// The number of the last step, which a database that has taken them all says it has; 0 without any.
pub fn last(steps: &[Step]) -> i64 {
    let number = |step: &Step| step.name.split('_').next()?.parse().ok();
    steps.iter().filter_map(number).max().unwrap_or(0)
}

fn runner(steps: &[Step], engine: Engine) -> Result<Runner, DbError> {
    let spelled: Result<Vec<_>, _> = steps
        .iter()
        .map(|step| {
            let own = match engine {
                Engine::Sqlite => step.sqlite,
                Engine::Postgres => step.postgres,
            };
            let text = engine.spell(&format!("{}\n{own}", step.common));
            // refinery wants V1__name where our files say 0001_name.
            let (number, name) = step.name.split_once('_').unwrap_or((step.name, ""));
            Migration::unapplied(&format!("V{}__{name}", number.trim_start_matches('0')), &text)
        })
        .collect();
    let spelled = spelled.map_err(|e| DbError::Statement(e.to_string()))?;
    Ok(Runner::new(&spelled).set_target(Target::Latest).set_abort_missing(false))
}

fn migrate_sqlite(path: &Path, runner: &Runner, known: i64, now: Timestamp) -> Result<Report, DbError> {
    let mut connection = sqlite::open(path, false)?;
    // One migrator at a time: the lock lives in a file of its own, because refinery commits step by step.
    let lock = sqlite::open(&path.with_extension("migrating"), false)?;
    lock.execute_batch("BEGIN EXCLUSIVE")?;
    let found = sqlite_version(&connection)?;
    refuse_newer(found, known)?;
    let pending = found < known;
    let backup = if pending && found > 0 { Some(backup_sqlite(&connection, path, found, now)?) } else { None };
    let done = runner.run(&mut connection).map_err(|e| DbError::Statement(e.to_string()))?;
    connection.execute_batch("PRAGMA optimize;")?;
    drop(lock);
    Ok(Report { applied: names(&done), backup })
}

fn sqlite_version(connection: &rusqlite::Connection) -> Result<i64, DbError> {
    let exists: bool = connection.query_row(
        "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = 'refinery_schema_history')",
        [],
        |row| row.get(0),
    )?;
    if !exists {
        return Ok(0);
    }
    Ok(connection.query_row("SELECT coalesce(max(version), 0) FROM refinery_schema_history", [], |row| row.get(0))?)
}

fn backup_sqlite(
    connection: &rusqlite::Connection,
    path: &Path,
    version: i64,
    now: Timestamp,
) -> Result<PathBuf, DbError> {
    let copy = path.with_extension(format!("v{version}-{}.db", now.strftime("%Y%m%dT%H%M%SZ")));
    connection.execute("VACUUM INTO ?1", [copy.to_string_lossy()])?;
    forget_old_copies(path);
    Ok(copy)
}

/// Only files that are called as `backup_sqlite` calls them. What cannot be removed stays for the next time.
fn forget_old_copies(path: &Path) {
    let (Some(folder), Some(stem)) = (path.parent(), path.file_stem().and_then(|stem| stem.to_str())) else { return };
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect();
    for name in old_copies(stem, names) {
        if let Err(error) = std::fs::remove_file(folder.join(&name)) {
            tracing::warn!(%error, name, "an old copy could not be removed");
        }
    }
}

/// Those of these names that are copies and not among the newest.
fn old_copies(stem: &str, names: Vec<String>) -> Vec<String> {
    let mut copies: Vec<(String, String)> =
        names.into_iter().filter_map(|name| Some((made_at(stem, &name)?, name))).collect();
    copies.sort_unstable();
    copies.truncate(copies.len().saturating_sub(KEPT));
    copies.into_iter().map(|(_, name)| name).collect()
}

/// `20261123T200000Z` of `atiende.v24-20261123T200000Z.db`.
fn made_at(stem: &str, name: &str) -> Option<String> {
    let (version, at) = name.strip_prefix(stem)?.strip_prefix(".v")?.strip_suffix(".db")?.split_once('-')?;
    let digits = |text: &str, many| text.len() == many && text.bytes().all(|byte| byte.is_ascii_digit());
    let (day, hour) = at.strip_suffix('Z')?.split_once('T')?;
    let ours = digits(version, version.len().max(1)) && digits(day, 8) && digits(hour, 6);
    ours.then(|| at.to_owned())
}

#[expect(clippy::disallowed_methods, reason = "the driver of this one connection, awaited at the end")]
async fn migrate_postgres(options: &Options, runner: &Runner, known: i64) -> Result<Report, DbError> {
    let hosts = Hosts::of(&options.url)?;
    let connected = tokio::time::timeout(CONNECT, hosts.connect()).await;
    let (mut client, connection) =
        connected.map_err(|_| DbError::Unavailable("the server does not answer".into()))??;
    let driver = tokio::spawn(connection);
    // Another node may take minutes over a large table: this waits, as long as the server lives.
    client.batch_execute("SET lock_timeout = 0").await?;
    client.execute("SELECT pg_advisory_lock($1)", &[&ADVISORY_LOCK]).await?;
    let exists = client.query_one("SELECT to_regclass('refinery_schema_history') IS NOT NULL", &[]).await?;
    if exists.try_get(0)? {
        let found = client
            .query_one("SELECT CAST(coalesce(max(version), 0) AS BIGINT) FROM refinery_schema_history", &[])
            .await?;
        refuse_newer(found.try_get(0)?, known)?;
    }
    let done = runner.run_async(&mut client).await.map_err(|e| failed(&e))?;
    drop(client);
    let _ = driver.await;
    Ok(Report { applied: names(&done), backup: None })
}

/// A server that went away in the middle is waited for like one that was not there yet.
fn failed(error: &refinery::Error) -> DbError {
    let cause = std::error::Error::source(error).and_then(|cause| cause.downcast_ref::<tokio_postgres::Error>());
    match cause {
        Some(cause) if cause.as_db_error().is_none() => DbError::Unavailable(error.to_string()),
        _ => DbError::Statement(error.to_string()),
    }
}

fn refuse_newer(found: i64, known: i64) -> Result<(), DbError> {
    if found > known { Err(DbError::NewerSchema { found, known }) } else { Ok(()) }
}

fn names(report: &refinery::Report) -> Vec<String> {
    report.applied_migrations().iter().map(|step| format!("{:04}_{}", step.version(), step.name())).collect()
}

#[cfg(test)]
mod tests {
    use super::old_copies;

    #[test]
    fn the_newest_copies_stay_and_so_does_what_is_none() {
        let names = [
            "atiende.v9-20260101T000000Z.db",
            "atiende.v10-20260201T000000Z.db",
            "atiende.v24-20251231T235959Z.db",
            "atiende.v23-20260301T000000Z.db",
            "atiende.v24-20260302T000000Z.db",
            "atiende.db",
            "atiende.db-wal",
            "atiende.v1-ayer.db",
            "atiende.v-20200101T000000Z.db",
            "atiende.v1-20200101T000000Z.db.gz",
            "otra.v1-20200101T000000Z.db",
        ];
        let all = || names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let old = old_copies("atiende", all());
        assert_eq!(old, ["atiende.v24-20251231T235959Z.db", "atiende.v9-20260101T000000Z.db"]);
        let few = all().into_iter().filter(|name| !old.contains(name)).collect();
        assert_eq!(old_copies("atiende", few), Vec::<String>::new());
    }
}
