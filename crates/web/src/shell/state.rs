//! What handlers reach: the database, the file store, settings, the clock.

use super::limits::Limiters;
use crate::Settings;
use atiende_core::files::Vault;
use atiende_core::settings::{self, Appearance};
use atiende_db::{Clock, Db, DbError};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use std::convert::Infallible;
use std::sync::{Arc, PoisonError, RwLock};

/// Shared by all requests; cheap to clone.
#[derive(Clone)]
pub struct State(Arc<Inner>);

impl FromRequestParts<State> for State {
    type Rejection = Infallible;

    async fn from_request_parts(_: &mut Parts, state: &State) -> Result<Self, Infallible> {
        Ok(state.clone())
    }
}

struct Inner {
    db: Db,
    vault: Vault,
    settings: Settings,
    clock: Clock,
    limiters: Limiters,
    appearance: RwLock<Arc<Appearance>>,
}

impl State {
    /// Reads what pages need before the first of them is asked for.
    pub async fn open(db: Db, vault: Vault, settings: Settings, clock: Clock) -> Result<Self, DbError> {
        let appearance = db.read(async move |tx| settings::get::<Appearance>(tx).await).await?;
        let limiters = Limiters::new(&settings.rates);
        let appearance = RwLock::new(Arc::new(appearance));
        Ok(Self(Arc::new(Inner { db, vault, settings, clock, limiters, appearance })))
    }

    pub(crate) fn db(&self) -> &Db {
        &self.0.db
    }

    pub(crate) fn vault(&self) -> &Vault {
        &self.0.vault
    }

    pub(crate) fn settings(&self) -> &Settings {
        &self.0.settings
    }

    pub(crate) fn limiters(&self) -> &Limiters {
        &self.0.limiters
    }

    pub(crate) fn now(&self) -> jiff::Timestamp {
        (self.0.clock)()
    }

    pub(crate) fn appearance(&self) -> Arc<Appearance> {
        Arc::clone(&self.0.appearance.read().unwrap_or_else(PoisonError::into_inner))
    }

    async fn reload_appearance(&self) -> Result<(), DbError> {
        let fresh = self.0.db.read(async move |tx| settings::get::<Appearance>(tx).await).await?;
        *self.0.appearance.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(fresh);
        Ok(())
    }

    /// Follows changes of the settings made by any node; a worker of `serve` runs it.
    pub async fn follow_settings(self) {
        let mut changes = self.0.db.changes().subscribe();
        loop {
            match changes.recv().await {
                Ok(topic) if !matches!(&*topic, "settings" | "*") => continue,
                Err(tokio::sync::broadcast::error::RecvError::Closed) => return,
                _ => {}
            }
            if let Err(error) = self.reload_appearance().await {
                tracing::warn!(%error, "settings could not be read again");
            }
        }
    }
}
