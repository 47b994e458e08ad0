//! Ending sessions: one, all others, all.

use crate::accounts::Secret;
use crate::accounts::access::Manageable;
use crate::actor::Oneself;
use crate::events::{self, By, Object};
use crate::id::PersonId;
use crate::sessions::access::Endable;
use crate::sessions::{agent, store};
use atiende_db::{DbError, Tx};
use serde_json::json;

/// Ends one session, and what was begun from it as somebody else.
pub async fn one(tx: &mut Tx, endable: &Endable) -> Result<(), DbError> {
    store::end(tx, endable.person, endable.id).await?;
    let data = json!({ "device": agent(&endable.user_agent).plain() });
    events::record(tx, &endable.by, (Object::Person, endable.person.0), "ended_session", &data).await?;
    Ok(())
}

/// Ends all of the actor's sessions but the one that asks. How many.
pub async fn others(tx: &mut Tx, by: Oneself<'_>) -> Result<u64, DbError> {
    let actor = by.actor();
    let ended = match actor.session {
        Some(kept) => store::end_others(tx, actor.id, kept).await?,
        None => 0,
    };
    told(tx, &By::from(actor), actor.id, ended).await
}

/// Ends all of the actor's sessions, the one that asks too. How many.
pub async fn all(tx: &mut Tx, by: Oneself<'_>) -> Result<u64, DbError> {
    let actor = by.actor();
    let ended = store::end_all(tx, actor.id).await?;
    told(tx, &By::from(actor), actor.id, ended).await
}

/// Ends all sessions of somebody whom an administrator may change. How many.
pub async fn all_of(tx: &mut Tx, person: &Manageable<'_>) -> Result<u64, DbError> {
    let whose = person.person.id;
    let ended = store::end_all(tx, whose).await?;
    told(tx, &By::from(person.by().actor()), whose, ended).await
}

async fn told(tx: &mut Tx, by: &By, person: PersonId, ended: u64) -> Result<u64, DbError> {
    events::record(tx, by, (Object::Person, person.0), "ended_sessions", &json!({ "sessions": ended })).await?;
    Ok(ended)
}

/// Ends the session of this key, with the administrator's own one behind it, if there is one: nobody stays in.
/// Whose it was.
pub(crate) async fn of_browser(tx: &mut Tx, token: &Secret) -> Result<Option<PersonId>, DbError> {
    let Some(held) = store::held(tx, &token.hash()).await? else { return Ok(None) };
    store::end(tx, held.person, held.id).await?;
    if let (Some(impersonator), Some(parent)) = (held.impersonator, held.parent) {
        store::end(tx, impersonator, parent).await?;
    }
    Ok(Some(held.impersonator.unwrap_or(held.person)))
}
