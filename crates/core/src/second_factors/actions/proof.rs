//! A factor shows once more who is signed in: for `sessions::actions::prove`.

use super::second_step::{self, Code};
use super::sign_in as by_key;
use crate::accounts::Secret;
use crate::accounts::sealed::Key;
use crate::actor::Oneself;
use crate::events::By;
use crate::second_factors::relying_party::RelyingParty;
use crate::second_factors::store;
use atiende_db::{DbError, Tx};
use jiff::SignedDuration;

const PROOF: &str = "passkey_proof";
const ANSWERED_WITHIN: SignedDuration = SignedDuration::from_mins(10);

/// Asks for one of the actor's keys; the options for the browser. `None` for who has none.
pub async fn ask(tx: &mut Tx, by: Oneself<'_>, site: &RelyingParty, token: &Secret) -> Result<Option<String>, DbError> {
    let person = by.actor().id;
    let keys: Vec<String> = store::credentials(tx, person).await?.into_iter().map(|(id, _)| id).collect();
    if keys.is_empty() {
        return Ok(None);
    }
    let asked = site.ask(&keys).map_err(|error| DbError::Statement(error.to_string()))?;
    let until = tx.now() + ANSWERED_WITHIN;
    store::insert_challenge(tx, &token.hash(), (PROOF, Some(person)), &asked.state, until).await?;
    Ok(Some(asked.options))
}

/// What a browser answers that was asked so.
#[derive(Debug, Clone)]
pub struct Answered {
    pub site: RelyingParty,
    /// The token of the question.
    pub asked: Secret,
    pub answer: String,
}

/// Whether the answer is of one of the actor's keys, to the question that this browser was asked. It is asked once.
pub(crate) async fn by_passkey(tx: &mut Tx, by: Oneself<'_>, answered: &Answered) -> Result<bool, DbError> {
    let actor = by.actor();
    let asked = store::take_challenge(tx, &answered.asked.hash(), PROOF).await?;
    let Some((_, state)) = asked.filter(|(person, _)| *person == Some(actor.id)) else { return Ok(false) };
    let taken = by_key::take(tx, &answered.site, (&state, &answered.answer), Some(actor.id), &By::from(actor)).await?;
    if let Err(unproved) = &taken {
        tracing::warn!(person = %actor.id, ip = actor.ip, %unproved, "proof refused");
    }
    Ok(taken.is_ok())
}

/// Whether the code is the actor's and unused; it is used now.
pub(crate) async fn by_code(tx: &mut Tx, by: Oneself<'_>, key: &Key, code: Code<'_>) -> Result<bool, DbError> {
    let actor = by.actor();
    second_step::take(tx, actor.id, key, code, &actor.ip).await
}
