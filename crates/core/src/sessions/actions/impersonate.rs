//! An administrator looks on as somebody else: for a reason, for half an hour, told to the person, all on record.

use crate::Denied;
use crate::accounts::access::Manageable;
use crate::accounts::actions::sign_in::Client;
use crate::accounts::{AccountState, Role, Secret, SessionLimits};
use crate::actor::{Actor, Sudo};
use crate::error::{Check, Refused};
use crate::events::{self, By, Object};
use crate::id::PersonId;
use crate::notify::{self, AccountMail};
use crate::sessions::model::IMPERSONATED_FOR;
use crate::sessions::{Proof, store};
use atiende_db::{DbError, Tx};
use jiff::Timestamp;
use serde_json::json;

/// Whether anybody may look on as this person: one who is in, and no administrator.
pub fn is_possible(manageable: &Manageable<'_>) -> bool {
    let person = &manageable.person;
    person.state == AccountState::Active && person.role != Role::Admin && person.id != manageable.by().actor().id
}

/// Opens a session as the person, beside the administrator's own. Errors: `Invalid` on `reason`; `Forbidden` for an
/// administrator, for who is not in, and where no session of one's own is behind it.
pub async fn begin(
    tx: &mut Tx,
    manageable: &Manageable<'_>,
    _sudo: Sudo<'_>,
    reason: &str,
    (token, client): (&Secret, &Client),
) -> Result<(), Refused> {
    let (person, actor) = (&manageable.person, manageable.by().actor());
    let parent = actor.session.filter(|_| is_possible(manageable)).ok_or(Denied::Forbidden)?;
    let mut check = Check::default();
    check.required(reason, "reason", "sessions-reason-missing", 500);
    check.finish()?;
    let new = store::New {
        proof: Proof::Given,
        token_hash: &token.hash(),
        person: person.id,
        expires_at: tx.now() + IMPERSONATED_FOR,
        ip: &client.ip,
        user_agent: "",
        impersonator: Some((actor.id, parent)),
    };
    store::insert(tx, &new).await?;
    let reason = reason.trim();
    let data = json!({ "reason": reason });
    let event = events::record(tx, &By::from(actor), (Object::Person, person.id.0), "impersonated", &data).await?;
    let mail = AccountMail::Impersonated { by: actor.name.clone(), reason: reason.to_owned() };
    Ok(notify::account(tx, event, person.id, &mail).await?)
}

/// What is left when the look ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ended {
    pub person: PersonId,
    /// The administrator's own session lives, and has the new key.
    pub is_back: bool,
}

/// Ends the look behind this key, or one that was over before, and gives the administrator's own session the key `own`.
/// While they looked on, they used it. Errors: `NotFound` when nobody looks on there.
pub async fn end(tx: &mut Tx, token: &Secret, own: &Secret, limits: SessionLimits, ip: &str) -> Result<Ended, Denied> {
    let held = store::held(tx, &token.hash()).await?.ok_or(Denied::NotFound)?;
    let (Some(impersonator), Some(parent)) = (held.impersonator, held.parent) else { return Err(Denied::NotFound) };
    store::end(tx, held.person, held.id).await?;
    let unused = tx.now() - limits.idle;
    let used_since = if held.seen_at > unused { Timestamp::MIN } else { unused };
    let is_back = store::come_back(tx, (impersonator, parent), used_since, &own.hash()).await?;
    let by = By::person(impersonator, ip);
    events::record(tx, &by, (Object::Person, held.person.0), "stopped_impersonating", &json!({})).await?;
    Ok(Ended { person: held.person, is_back })
}

/// Notes a page that was read so. What is written has events of its own.
pub async fn saw(tx: &mut Tx, actor: &Actor, path: &str) -> Result<(), DbError> {
    let path: String = path.chars().take(300).collect();
    let data = json!({ "path": path });
    events::record(tx, &By::from(actor), (Object::Person, actor.id.0), "saw", &data).await?;
    Ok(())
}
