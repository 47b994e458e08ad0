//! In with a passkey alone: the device is had, and its owner was verified by it.

use super::{News, tell};
use crate::accounts::actions::sign_in::{self, NewSession, SignInError};
use crate::accounts::{Role, Secret};
use crate::events::By;
use crate::id::PersonId;
use crate::notify::FactorChange;
use crate::second_factors::relying_party::{RelyingParty, Unproved};
use crate::second_factors::store::{self, StoredKey};
use crate::second_factors::{Means, Passed};
use atiende_db::{DbError, Tx};
use jiff::SignedDuration;

const SIGN_IN: &str = "passkey_sign_in";
/// The question waits in the field of the address for as long as the page is open; a late answer is asked for anew.
const ANSWERED_WITHIN: SignedDuration = SignedDuration::from_mins(15);

#[derive(Debug)]
pub enum Entered {
    In { person: PersonId, role: Role },
    Unproved(Unproved),
}

/// Asks for a key of anybody's; the options for the browser.
pub async fn ask(tx: &mut Tx, site: &RelyingParty, token: &Secret) -> Result<String, DbError> {
    let asked = site.ask(&[]).map_err(|error| DbError::Statement(error.to_string()))?;
    let until = tx.now() + ANSWERED_WITHIN;
    store::insert_challenge(tx, &token.hash(), (SIGN_IN, None), &asked.state, until).await?;
    Ok(asked.options)
}

/// Begins the session of whose key has answered. Errors: as signing in, for an account that is not open.
pub async fn enter(
    tx: &mut Tx,
    site: &RelyingParty,
    token: &Secret,
    answer: &str,
    session: &NewSession,
) -> Result<Entered, SignInError> {
    let Some((_, state)) = store::take_challenge(tx, &token.hash(), SIGN_IN).await? else {
        return Ok(Entered::Unproved(Unproved::Refused("nothing was asked of this browser".to_owned())));
    };
    let by = By { ip: session.client.ip.clone(), ..By::desk() };
    let key = match take(tx, site, (&state, answer), None, &by).await? {
        Ok(key) => key,
        Err(unproved) => return Ok(Entered::Unproved(unproved)),
    };
    let role = sign_in::begin_whole(tx, &Passed::new(key.person, Means::Passkey), session).await?;
    Ok(Entered::In { person: key.person, role })
}

/// Holds the answer against the stored key, and notes the use. Of nobody in particular: then the authenticator must
/// say whose the key is, and say it rightly (level 3, 7.2 step 6).
pub(super) async fn take(
    tx: &mut Tx,
    site: &RelyingParty,
    (state, answer): (&str, &str),
    whose: Option<PersonId>,
    by: &By,
) -> Result<Result<StoredKey, Unproved>, DbError> {
    let nothing = |why: &str| Ok(Err(Unproved::Refused(why.to_owned())));
    let claimed = match RelyingParty::claimed(answer) {
        Ok(claimed) => claimed,
        Err(unproved) => return Ok(Err(unproved)),
    };
    let Some(key) = store::passkey_by_credential(tx, &claimed.credential_id).await? else {
        return nothing("nobody has the key");
    };
    let is_theirs = match (whose, &claimed.handle) {
        (Some(person), None) => key.person == person,
        (Some(person), Some(handle)) => key.person == person && key.handle == *handle,
        (None, handle) => handle.as_ref() == Some(&key.handle),
    };
    if !is_theirs {
        return nothing("the key is somebody else's");
    }
    match site.proved(state, answer, &key.data) {
        Ok(data) => {
            store::use_passkey(tx, key.id, &data).await?;
            Ok(Ok(key))
        }
        Err(unproved) => {
            if unproved == Unproved::Copied {
                tell(tx, by, News::key(key.person, FactorChange::PasskeyCopied, &key.name)).await?;
            }
            Ok(Err(unproved))
        }
    }
}
