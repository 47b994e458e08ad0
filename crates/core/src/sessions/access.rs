//! Whose sessions these are, and who may end them: oneself, and administrators.

use super::store;
use super::{Impersonation, Listed};
use crate::Denied;
use crate::accounts::access::Manageable;
use crate::accounts::{Secret, SessionLimits, ways};
use crate::actor::{Actor, Oneself};
use crate::events::{By, Object};
use crate::id::{PersonId, SessionId};
use crate::identities::{self, Identity};
use crate::second_factors::{self, Factors};
use atiende_db::{DbError, Tx, args, sql};

/// How many looks of administrators are told, the newest first.
const TOLD: i64 = 20;

/// The actor's live sessions, the last used first. Not those in which somebody looks on as the actor.
pub async fn own(tx: &Tx, actor: &Actor, limits: SessionLimits) -> Result<Vec<Listed>, DbError> {
    store::of_person(tx, actor.id, tx.now() - limits.idle).await
}

/// The same of somebody else, for administrators.
pub async fn of(tx: &Tx, person: &Manageable<'_>, limits: SessionLimits) -> Result<Vec<Listed>, DbError> {
    store::of_person(tx, person.person.id, tx.now() - limits.idle).await
}

/// Who looked on as the actor, and why.
pub async fn impersonations(tx: &Tx, actor: &Actor) -> Result<Vec<Impersonation>, DbError> {
    let rows: Vec<(jiff::Timestamp, String, String)> = tx
        .all(
            sql!(
                "SELECT e.at, p.name, e.data FROM events e JOIN people p ON p.id = e.actor_id
                 WHERE e.object = $1 AND e.object_id = $2 AND e.verb = 'impersonated' ORDER BY e.id DESC LIMIT $3"
            ),
            args![Object::Person, actor.id, TOLD],
        )
        .await?;
    Ok(rows.into_iter().map(|(at, by, data)| Impersonation { at, by, reason: reason(&data) }).collect())
}

/// Whether somebody looked on with this key, live or over.
pub async fn is_look(tx: &Tx, token: &Secret) -> Result<bool, DbError> {
    Ok(store::held(tx, &token.hash()).await?.is_some_and(|held| held.impersonator.is_some()))
}

fn reason(data: &str) -> String {
    let data: serde_json::Value = serde_json::from_str(data).unwrap_or_default();
    data.get("reason").and_then(|reason| reason.as_str()).unwrap_or_default().to_owned()
}

/// With what the actor can show who they are.
#[derive(Debug)]
pub struct Means {
    pub has_password: bool,
    /// Accounts elsewhere that were the actor's when the session began.
    pub identities: Vec<Identity>,
    pub factors: Factors,
}

/// What the actor has to show who they are; no account elsewhere counts that was added in this very session.
pub async fn means(tx: &Tx, actor: &Actor) -> Result<Means, DbError> {
    let has_password = ways::of(tx, actor.id).await?.has_password;
    let mut identities = identities::access::own(tx, actor).await?;
    let older = match actor.session {
        Some(session) => store::older_identities(tx, actor.id, session).await?,
        None => Vec::new(),
    };
    identities.retain(|identity| older.contains(&identity.id));
    let factors = second_factors::access::own(tx, actor).await?;
    Ok(Means { has_password, identities, factors })
}

/// A session that may be ended, and by whom.
#[derive(Debug)]
pub struct Endable {
    pub id: SessionId,
    pub(super) person: PersonId,
    pub(super) user_agent: String,
    pub(super) by: By,
}

/// One of the actor's own. Errors: `NotFound` for anybody else's.
pub async fn endable(tx: &Tx, by: Oneself<'_>, id: SessionId) -> Result<Endable, Denied> {
    let actor = by.actor();
    let user_agent = store::one_of_person(tx, actor.id, id).await?.ok_or(Denied::NotFound)?;
    Ok(Endable { id, person: actor.id, user_agent, by: By::from(actor) })
}

/// One of a person whom this administrator may change. Errors: `NotFound` for any other person's.
pub async fn endable_of(tx: &Tx, person: &Manageable<'_>, id: SessionId) -> Result<Endable, Denied> {
    let whose = person.person.id;
    let user_agent = store::one_of_person(tx, whose, id).await?.ok_or(Denied::NotFound)?;
    Ok(Endable { id, person: whose, user_agent, by: By::from(person.by().actor()) })
}
