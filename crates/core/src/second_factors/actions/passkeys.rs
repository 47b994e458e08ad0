//! One's own passkeys: a new one, its name, its end.

use super::{News, forget_idle_codes, tell};
use crate::accounts::Secret;
use crate::error::{Check, Refused};
use crate::events::{self, By, Object};
use crate::notify::FactorChange;
use crate::second_factors::access::{OwnPasskey, Removable};
use crate::second_factors::relying_party::{self, Holder, RelyingParty, Unproved};
use crate::second_factors::store;
use crate::{Actor, Sudo};
use atiende_db::{DbError, Tx};
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};
use serde_json::json;

const NEW: &str = "passkey_new";
const ANSWERED_WITHIN: SignedDuration = SignedDuration::from_mins(10);

/// What is kept until the browser has made the key.
#[derive(Serialize, Deserialize)]
struct Kept {
    state: String,
    handle: String,
    name: String,
}

/// What the owner calls a key: anything short.
pub fn check_name(name: &str) -> Result<(), Refused> {
    let mut check = Check::default();
    check.required(name, "name", "factors-name-missing", 60);
    check.finish()
}

/// Secrets made at the door: one binds the browser, the other may become the person's name towards authenticators.
#[derive(Debug, Clone)]
pub struct Chance {
    pub token: Secret,
    pub handle: Secret,
}

/// Asks for a key of this name; the options for the browser. Errors: `Invalid` on `name`.
pub async fn ask(
    tx: &mut Tx,
    (actor, _sudo): (&Actor, Sudo<'_>),
    site: &RelyingParty,
    chance: &Chance,
    (name, desk): (&str, &str),
) -> Result<String, Refused> {
    check_name(name)?;
    let known = store::credentials(tx, actor.id).await?;
    let handle = known.first().map_or_else(|| relying_party::handle(&chance.handle), |(_, handle)| handle.clone());
    let ids: Vec<String> = known.into_iter().map(|(id, _)| id).collect();
    let holder = Holder { handle: &handle, email: &actor.email, name: &actor.name, desk };
    let asked = site.ask_new(holder, &ids).map_err(|error| DbError::Statement(error.to_string()))?;
    let kept = json!(Kept { state: asked.state, handle, name: name.trim().to_owned() }).to_string();
    let until = tx.now() + ANSWERED_WITHIN;
    store::insert_challenge(tx, &chance.token.hash(), (NEW, Some(actor.id)), &kept, until).await?;
    Ok(asked.options)
}

/// Adds the key that the browser made: asked for with a proof, so it needs no other. `Err(Unproved)` inside: it made none that counts, and must be asked anew.
pub async fn add(
    tx: &mut Tx,
    actor: &Actor,
    site: &RelyingParty,
    token: &Secret,
    answer: &str,
) -> Result<Result<(), Unproved>, DbError> {
    let nothing = |why: &str| Ok(Err(Unproved::Refused(why.to_owned())));
    let asked = store::take_challenge(tx, &token.hash(), NEW).await?;
    let Some((Some(person), data)) = asked else { return nothing("nothing was asked of this browser") };
    if person != actor.id {
        return nothing("somebody else was asked");
    }
    let Ok(Kept { state, handle, name }) = serde_json::from_str(&data) else { return nothing("unreadable") };
    let made = match site.made(&state, answer) {
        Ok(made) => made,
        Err(unproved) => return Ok(Err(unproved)),
    };
    if store::passkey_by_credential(tx, &made.credential_id).await?.is_some() {
        return nothing("the key is known");
    }
    store::insert_passkey(tx, actor.id, (&made.credential_id, &handle), (&name, &made.data)).await?;
    tell(tx, &By::from(actor), News::key(actor.id, FactorChange::PasskeyAdded, &name)).await?;
    Ok(Ok(()))
}

/// Errors: `Invalid` on `name`.
pub async fn rename(tx: &mut Tx, actor: &Actor, own: &OwnPasskey, name: &str) -> Result<(), Refused> {
    check_name(name)?;
    store::rename_passkey(tx, own.passkey.id, name.trim()).await?;
    let data = json!({ "from": { "key": own.passkey.name }, "to": { "key": name.trim() } });
    events::record(tx, &By::from(actor), (Object::Person, own.person.0), "passkey_renamed", &data).await?;
    Ok(())
}

pub async fn remove(tx: &mut Tx, actor: &Actor, removable: &Removable, _sudo: Sudo<'_>) -> Result<(), DbError> {
    let Removable(own) = removable;
    store::delete_passkey(tx, own.passkey.id).await?;
    forget_idle_codes(tx, own.person).await?;
    tell(tx, &By::from(actor), News::key(own.person, FactorChange::PasskeyRemoved, &own.passkey.name)).await
}
