//! What is remembered of the providers, so that a sign-in rarely asks and an attacker cannot make us ask.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::failure::Failure;
use crate::http::Http;
use crate::metadata::Metadata;
use crate::provider::Provider;

/// Seconds that a document and its keys are believed.
const FRESH: i64 = 3600;
/// Seconds between two fetches of the keys for the sake of an unknown one.
const KEYS_PAUSE: i64 = 60;
/// Seconds that a failure is repeated without asking: whoever waited behind a slow fetch need not wait again.
const FAILURE_PAUSE: i64 = 5;

#[derive(Default)]
pub(crate) struct Directory {
    /// By the id and the issuer of the provider.
    slots: Mutex<HashMap<(String, String), Shared>>,
}

type Shared = Arc<tokio::sync::Mutex<Slot>>;

/// One provider. Its lock is held while fetching: the others wait for the same answer.
#[derive(Default)]
struct Slot {
    known: Option<(i64, Arc<Metadata>)>,
    failed: Option<(i64, Failure)>,
    keys_asked: Option<i64>,
}

impl Directory {
    fn slot(&self, provider: &Provider) -> Shared {
        let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(slots.entry((provider.id.clone(), provider.issuer.clone())).or_default())
    }

    pub(crate) fn forget(&self, provider: &Provider) {
        let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        slots.remove(&(provider.id.clone(), provider.issuer.clone()));
    }

    pub(crate) async fn metadata(&self, http: &Http, provider: &Provider, now: i64) -> Result<Arc<Metadata>, Failure> {
        let slot = self.slot(provider);
        let mut slot = slot.lock().await;
        match (&slot.known, &slot.failed) {
            (Some((at, metadata)), _) if within(*at, FRESH, now) => return Ok(Arc::clone(metadata)),
            (_, Some((at, failure))) if within(*at, FAILURE_PAUSE, now) => return Err(failure.clone()),
            _ => {}
        }
        let fetched = Metadata::fetch(http, provider).await.map(Arc::new);
        match &fetched {
            Ok(metadata) => slot.known = Some((now, Arc::clone(metadata))),
            Err(failure) => slot.failed = Some((now, failure.clone())),
        }
        fetched
    }

    /// For a token signed with a key that is not in `stale` (key rotation, Core 10.1.1): the keys of now, unless
    /// they were asked for a moment ago.
    pub(crate) async fn rotated(
        &self,
        http: &Http,
        provider: &Provider,
        stale: &Arc<Metadata>,
        now: i64,
    ) -> Result<Arc<Metadata>, Failure> {
        let slot = self.slot(provider);
        let mut slot = slot.lock().await;
        // Somebody else with the same new key came first.
        if let Some((_, known)) = slot.known.as_ref().filter(|(_, known)| !Arc::ptr_eq(known, stale)) {
            return Ok(Arc::clone(known));
        }
        if slot.keys_asked.is_some_and(|at| within(at, KEYS_PAUSE, now)) {
            return Err(Failure::misbehaved("the token's key is unknown, and the keys were fetched a moment ago"));
        }
        slot.keys_asked = Some(now);
        let keys = stale.document.keys(http, provider.reach()?).await?;
        let metadata = Arc::new(Metadata { document: stale.document.clone(), keys });
        let since = slot.known.as_ref().map_or(now, |(at, _)| *at);
        slot.known = Some((since, Arc::clone(&metadata)));
        Ok(metadata)
    }
}

/// A clock that was set back makes nothing eternal.
fn within(since: i64, seconds: i64, now: i64) -> bool {
    (0..seconds).contains(&now.saturating_sub(since))
}
