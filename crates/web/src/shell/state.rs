//! What handlers reach: the database, the file store, settings, the clock.

use super::error::WebError;
use super::limits::Limiters;
use crate::Settings;
use crate::live::Hub;
use atiende_core::accounts::access;
use atiende_core::admission::Rules;
use atiende_core::files::Vault;
use atiende_core::mailboxes::{self, Mailroom};
use atiende_core::second_factors::{RelyingParty as Passkeys, Requirement};
use atiende_core::settings::{self, Appearance};
use atiende_db::{Clock, Db, DbError, Tx};
use atiende_oidc::{Failure, Options, Outside, RelyingParty};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use std::convert::Infallible;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

/// Shared by all requests; cheap to clone.
#[derive(Clone)]
pub struct State(Arc<Inner>);

impl FromRequestParts<State> for State {
    type Rejection = Infallible;

    async fn from_request_parts(_: &mut Parts, state: &State) -> Result<Self, Infallible> {
        Ok(state.clone())
    }
}

/// Of an image from elsewhere.
const IMAGE_BYTES: usize = 5 * 1024 * 1024;

struct Inner {
    db: Db,
    vault: Vault,
    settings: Settings,
    clock: Clock,
    limiters: Limiters,
    live: Arc<Hub>,
    /// Made when the first button is pressed: it reads certificates.
    relying_party: OnceLock<Result<RelyingParty, Failure>>,
    /// The same, for the first image from outside.
    outside: OnceLock<Result<Outside, Failure>>,
    /// `None` where browsers make no passkeys.
    passkeys: Option<Passkeys>,
    requirement: RwLock<Requirement>,
    appearance: RwLock<Arc<Appearance>>,
    coordinators_decide: AtomicBool,
    mailbox_alarm: AtomicBool,
    stops: AtomicBool,
    has_begun: AtomicBool,
}

impl State {
    /// Reads what pages need before the first of them is asked for.
    pub async fn open(db: Db, vault: Vault, settings: Settings, clock: Clock) -> Result<Self, DbError> {
        let state = Self(Arc::new(Inner {
            limiters: Limiters::new(&settings.rates),
            live: Arc::new(Hub::new(settings.live)),
            passkeys: Passkeys::new(&settings.public_url),
            db,
            vault,
            settings,
            clock,
            relying_party: OnceLock::new(),
            outside: OnceLock::new(),
            requirement: RwLock::default(),
            appearance: RwLock::default(),
            coordinators_decide: AtomicBool::default(),
            mailbox_alarm: AtomicBool::default(),
            stops: AtomicBool::default(),
            has_begun: AtomicBool::default(),
        }));
        state.reload().await?;
        Ok(state)
    }

    /// From now on `/healthz` and `/readyz` tell whoever distributes requests to send none here.
    pub fn will_stop(&self) {
        self.0.stops.store(true, Ordering::Relaxed);
    }

    pub(crate) fn stops(&self) -> bool {
        self.0.stops.load(Ordering::Relaxed)
    }

    pub(crate) fn db(&self) -> &Db {
        &self.0.db
    }

    /// Whether nobody was let in yet, so that who comes is shown how to begin. Asked of the store until somebody was:
    /// no desk goes back to its beginning.
    pub(crate) async fn awaits_first_run(&self) -> Result<bool, DbError> {
        if self.0.has_begun.load(Ordering::Relaxed) {
            return Ok(false);
        }
        let awaits = self.0.db.read(async move |tx| access::awaits_first_run(tx).await).await?;
        self.0.has_begun.store(!awaits, Ordering::Relaxed);
        Ok(awaits)
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

    /// The open streams of this node.
    pub(crate) fn live(&self) -> &Arc<Hub> {
        &self.0.live
    }

    /// What speaks to the providers of accounts elsewhere.
    pub(crate) fn relying_party(&self) -> Result<&RelyingParty, WebError> {
        let options = || Options { allow: self.0.settings.outbound_allow.clone(), ..Options::default() };
        let party = self.0.relying_party.get_or_init(|| RelyingParty::new(&options()));
        party.as_ref().map_err(|failure| WebError::Broken(failure.to_string()))
    }

    /// What fetches the images that mails show from elsewhere.
    pub(crate) fn outside(&self) -> Result<&Outside, WebError> {
        let allow = || self.0.settings.outbound_allow.clone();
        let options = || Options { allow: allow(), body: IMAGE_BYTES, ..Options::default() };
        let outside = self.0.outside.get_or_init(|| Outside::new(&options()));
        outside.as_ref().map_err(|failure| WebError::Broken(failure.to_string()))
    }

    pub(crate) fn now(&self) -> jiff::Timestamp {
        (self.0.clock)()
    }

    pub(crate) fn appearance(&self) -> Arc<Appearance> {
        Arc::clone(&self.0.appearance.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Whether coordinators let people into their organizations: the header shows them the way.
    pub(crate) fn coordinators_decide(&self) -> bool {
        self.0.coordinators_decide.load(Ordering::Relaxed)
    }

    pub(crate) fn mailroom(&self) -> Arc<dyn Mailroom> {
        self.settings().mailroom.now()
    }

    /// Without a mail server the outbox fills: the pages say so.
    pub(crate) fn mail_is_set_up(&self) -> bool {
        self.mailroom().says().sends
    }

    /// Whether a mailbox fails, and the administrators were told: their pages show it.
    pub(crate) fn mailbox_alarm(&self) -> bool {
        self.0.mailbox_alarm.load(Ordering::Relaxed)
    }

    /// This site towards authenticators; `None` where browsers make no passkeys.
    pub(crate) fn passkeys(&self) -> Option<&Passkeys> {
        self.0.passkeys.as_ref()
    }

    /// Who must have a second factor.
    pub(crate) fn requirement(&self) -> Requirement {
        *self.0.requirement.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads anew what `follow_settings` keeps fresh.
    pub(crate) async fn reload(&self) -> Result<(), DbError> {
        let read = async |tx: &Tx| {
            let (appearance, rules) = (settings::get(tx).await?, settings::get::<Rules>(tx).await?);
            Ok::<_, DbError>((appearance, rules, settings::get(tx).await?, mailboxes::access::any_alarm(tx).await?))
        };
        let (appearance, rules, requirement, alarm): (Appearance, _, _, _) = self.0.db.read(read).await?;
        self.0.mailbox_alarm.store(alarm, Ordering::Relaxed);
        *self.0.appearance.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(appearance);
        *self.0.requirement.write().unwrap_or_else(PoisonError::into_inner) = requirement;
        self.0.coordinators_decide.store(rules.coordinators, Ordering::Relaxed);
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
            if let Err(error) = self.reload().await {
                tracing::warn!(%error, "settings could not be read again");
            }
        }
    }
}
