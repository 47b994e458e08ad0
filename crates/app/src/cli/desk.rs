//! What every command works with: the settings, the clock, and the way to the database.

use super::{Code, Failure, Output};
use crate::backup::Origin;
use crate::config::{self, Config};
use crate::schedule::{Chores, Clockwork};
use atiende_core::accounts::sealed::Key;
use atiende_core::files::Vault;
use atiende_core::migrations::{self, STEPS};
use atiende_core::settings::{self, MailSetup};
use atiende_db::migrate::{Report, last, migrate};
use atiende_db::{Clock, Db, DbError, Options};
use std::fs::DirBuilder;
use std::os::unix::fs::DirBuilderExt;
use std::time::Duration;
use tokio::time::{Instant, sleep};

const PAUSE: Duration = Duration::from_millis(500);

pub(super) struct Desk {
    pub(super) config: Config,
    pub(super) clock: Clock,
    pub(super) output: Output,
}

impl Desk {
    /// The database for a command: an empty one is set up first, an old one is left to `migrate`.
    pub(super) async fn open(&self) -> Result<Db, Failure> {
        self.open_with(std::sync::Arc::clone(&self.clock)).await
    }

    /// The same, with another clock.
    pub(super) async fn open_with(&self, clock: Clock) -> Result<Db, Failure> {
        self.make_data_dir()?;
        let db = Db::open(&self.options(), clock).map_err(unusable)?;
        if migrations::version(&db).await? == 0 && self.config.auto_migrate {
            self.migrate().await?;
        }
        check_schema(&db).await?;
        Ok(db)
    }

    /// The database of a desk that is there: what copies one must not make one.
    pub(super) async fn open_existing(&self) -> Result<Db, Failure> {
        if let Some(path) = self.options().sqlite_path().filter(|path| !path.exists()) {
            let what = format!("there is no desk here: {} does not exist (data_dir, database_url)", path.display());
            return Err(Failure::new(Code::Config, what));
        }
        self.open().await
    }

    /// The database for the server: waited for, and brought up to date.
    pub(super) async fn open_for_serving(&self) -> Result<Db, Failure> {
        self.make_data_dir()?;
        let deadline = Instant::now() + self.config.startup_wait;
        let db = loop {
            match self.try_to_open().await {
                Err(DbError::Unavailable(why)) if Instant::now() < deadline => {
                    tracing::info!(why, "waiting for the database");
                    sleep(PAUSE).await;
                }
                opened => break opened?,
            }
        };
        check_schema(&db).await?;
        Ok(db)
    }

    async fn try_to_open(&self) -> Result<Db, DbError> {
        let db = Db::open(&self.options(), std::sync::Arc::clone(&self.clock))?;
        if self.config.auto_migrate {
            let report = migrate(&self.options(), STEPS, (self.clock)()).await?;
            tell(&report);
        } else {
            migrations::version(&db).await?;
        }
        Ok(db)
    }

    /// Brings the schema up to what this program knows.
    pub(super) async fn migrate(&self) -> Result<Report, Failure> {
        self.make_data_dir()?;
        let report = migrate(&self.options(), STEPS, (self.clock)()).await?;
        tell(&report);
        Ok(report)
    }

    /// The configuration with what was typed about mail under it.
    pub(super) async fn in_force(&self, db: &Db) -> Result<Config, Failure> {
        let setup = db.read(async |tx| settings::get::<MailSetup>(tx).await).await?;
        if setup == MailSetup::default() {
            return Ok(self.config.clone());
        }
        let key = Key::new(&config::secret_key(&self.config)?);
        Ok(self.config.with_typed(&setup, &key)?)
    }

    /// What backups of this desk are made of.
    pub(super) fn origin(&self, db: &Db, vault: &Vault) -> Result<Origin, Failure> {
        Ok(Origin {
            db: db.clone(),
            options: self.options(),
            vault: vault.clone(),
            secret_key: config::secret_key(&self.config)?,
            clock: std::sync::Arc::clone(&self.clock),
        })
    }

    /// What the queue's jobs work with.
    pub(super) fn chores(&self, db: &Db, vault: &Vault) -> Result<Chores, Failure> {
        let place = self.config.backups.clone();
        let backups = place.map(|place| Ok::<_, Failure>((self.origin(db, vault)?, place))).transpose()?;
        Ok(Chores { db: db.clone(), vault: vault.clone(), sessions: self.config.sessions, backups })
    }

    pub(super) fn clockwork(&self) -> Clockwork {
        Clockwork { zone: self.config.time_zone.clone(), backs_up: self.config.backups.is_some() }
    }

    /// The store of attached files.
    pub(super) fn vault(&self) -> Result<Vault, Failure> {
        let storage = &self.config.storage;
        Vault::open(&storage.address, &storage.key, &storage.secret)
            .map_err(|error| Failure::new(Code::Config, format!("storage: {error}")))
    }

    /// The folder is this program's alone: it holds everybody's conversations.
    pub(super) fn make_data_dir(&self) -> Result<(), Failure> {
        let path = &self.config.data_dir;
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(path)
            .map_err(|error| Failure::new(Code::Config, format!("data_dir {}: {error}", path.display())))
    }

    pub(super) fn is_on_postgres(&self) -> bool {
        self.options().sqlite_path().is_none()
    }

    pub(super) fn options(&self) -> Options {
        Options::new(self.config.database_url.clone())
    }
}

/// An address that the engine cannot even read is the configuration's fault.
fn unusable(error: DbError) -> Failure {
    match error {
        DbError::Statement(what) => Failure::new(Code::Config, format!("database_url: {what}")),
        other => other.into(),
    }
}

async fn check_schema(db: &Db) -> Result<(), Failure> {
    let found = migrations::version(db).await?;
    let known = last(STEPS);
    match found {
        found if found == known => Ok(()),
        found if found > known => Err(DbError::NewerSchema { found, known }.into()),
        _ => {
            let what = format!("the database has schema {found}, this program needs {known}: run `atiende migrate`");
            Err(Failure::new(Code::Config, what))
        }
    }
}

fn tell(report: &Report) {
    if !report.applied.is_empty() {
        tracing::info!(steps = ?report.applied, "schema brought up to date");
    }
    if let Some(backup) = &report.backup {
        tracing::info!(copy = %backup.display(), "the database was copied before");
    }
}
