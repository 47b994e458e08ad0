//! Heartbeats, and the end of streams whose right is over: at once where the end was announced, at the next heartbeat
//! where it came by itself (a session's time, a ticket that became another's).

use super::follow::wake;
use super::hub::GROUPS;
use super::proof::prove;
use super::reader::Reader;
use crate::shell::State;
use atiende_db::{DbError, Tx};
use std::sync::Arc;
use tokio::time::{MissedTickBehavior, interval};

/// Streams looked at in one snapshot.
const SLICE: usize = 32;

pub(super) async fn keep(state: &State) {
    let live = state.live();
    let mut ticks = interval(live.limits().heartbeat / u32::try_from(GROUPS).unwrap_or(1));
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut group = 0;
    loop {
        let readers = tokio::select! {
            _ = ticks.tick() => {
                group = (group + 1) % GROUPS;
                live.beat(group)
            }
            () = live.suspected.notified() => live.suspects(),
        };
        // First what may wait meanwhile: nobody wakes a stream again that has not taken its heartbeat.
        wake(&readers).await;
        check(state, &readers).await;
    }
}

/// Ends those that may not hear any longer what they listen to, or may hear more: their browsers ask again.
async fn check(state: &State, readers: &[Arc<Reader>]) {
    for slice in readers.chunks(SLICE) {
        match still(state, slice.to_vec()).await {
            Ok(still) => {
                let over = slice.iter().zip(still).filter(|(_, still)| !still);
                over.for_each(|(reader, _)| state.live().end(reader));
            }
            // Nobody reads anything meanwhile; the next heartbeat looks again.
            Err(error) => tracing::warn!(%error, "the rights of streams could not be looked at"),
        }
        tokio::task::yield_now().await;
    }
}

async fn still(state: &State, readers: Vec<Arc<Reader>>) -> Result<Vec<bool>, DbError> {
    let requirement = state.requirement();
    let read = async move |tx: &Tx| {
        let mut still = Vec::with_capacity(readers.len());
        for reader in &readers {
            let proved = prove(tx, &reader.session.presented, &reader.topics, requirement).await?;
            still.push(proved.is_some_and(|(_, heard)| heard == reader.heard));
        }
        Ok(still)
    };
    state.db().read(read).await
}
