//! Who listens, and to what. Asked when a stream is opened, and again as long as it is open.

use crate::shell::visitor::Presented;
use atiende_core::id::PersonId;
use atiende_core::live::{Channel, Topic, hears};
use atiende_core::second_factors::{self, Requirement};
use atiende_db::{DbError, Tx};
use std::sync::Arc;

/// Where a stream hears of a topic: the channel, and the topic's place among those asked for.
pub(super) type Heard = (Channel, u8);

/// The session behind a stream.
#[derive(Clone)]
pub(super) struct Session {
    pub(super) presented: Arc<Presented>,
    pub(super) person: PersonId,
}

/// Whose the session is, and where they hear of the topics, in order: a topic without a channel is not theirs, or does not
/// exist. `None`: no session that lives. Who waits for approval, or owes a second factor before anything else, hears
/// nothing. Listening is no use of a session: who leaves a page open does not stay signed in by it.
pub(super) async fn prove(
    tx: &Tx,
    presented: &Presented,
    topics: &[Topic],
    requirement: Requirement,
) -> Result<Option<(PersonId, Vec<Heard>)>, DbError> {
    let Some((actor, _)) = presented.find(tx).await? else { return Ok(None) };
    let must = actor.impersonator.is_none() && requirement.applies_to(&actor);
    if must && !second_factors::access::has_any(tx, &actor).await? {
        return Ok(Some((actor.id, Vec::new())));
    }
    let mut heard = Vec::new();
    for (place, &topic) in (0..).zip(topics) {
        heard.extend(hears(tx, &actor, topic).await?.into_iter().map(|channel| (channel, place)));
    }
    heard.sort_unstable();
    Ok(Some((actor.id, heard)))
}
