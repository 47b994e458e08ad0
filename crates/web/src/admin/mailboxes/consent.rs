//! Leave to open a mailbox at its provider (OAuth 2.0, RFC 6749 4.1, with RFC 7636): there and back again.

use super::{HERE, list};
use crate::portal::accounts::elsewhere::is_from_here;
use crate::shell::page::{see_other, see_other_with};
use crate::shell::{Answer, Notice, SignedIn, State, WebError};
use atiende_core::accounts::Secret;
use atiende_core::mailboxes::actions::consent;
use atiende_i18n::key;
use axum::extract::{Path, Query};
use axum::http::HeaderMap;
use serde::Deserialize;

/// What the provider sends back.
#[derive(Deserialize)]
pub(super) struct Returned {
    #[serde(default)]
    code: String,
    #[serde(default)]
    state: String,
    #[serde(default)]
    error: String,
    #[serde(default)]
    error_description: String,
}

/// `GET ../{mailbox}/autorizar`, also of the account that sends. Not a POST: our policy keeps forms from being led to
/// other sites.
pub(super) async fn go(state: State, signed_in: SignedIn, Path(account): Path<String>, headers: HeaderMap) -> Answer {
    signed_in.approved()?.admin()?;
    if !is_from_here(&headers) {
        return Ok(see_other(HERE));
    }
    if signed_in.actor.fresh.is_none() {
        return Ok(see_other(&format!("/confirmar?volver={HERE}")));
    }
    let (actor, secret) = (signed_in.actor.clone(), Secret::generate());
    let Some(session) = actor.session else { return Err(WebError::Forbidden) };
    let departure = state.mailroom().depart(&account, secret.reveal(), &callback(&state));
    let departure = departure.ok_or(WebError::NotFound)?;
    let to = see_other(&departure.url);
    let digest = secret.hash();
    let asked = state.db().write(async move |tx| {
        let what = (account.as_str(), departure.verifier.as_slice());
        consent::ask(tx, actor.admin()?, (&digest, session), what, actor.sudo()?).await?;
        Ok::<_, atiende_core::Denied>(())
    });
    asked.await?;
    Ok(to)
}

/// `GET /admin/correo/buzones/oauth`: what the session asked for, once.
pub(super) async fn back(state: State, signed_in: SignedIn, Query(returned): Query<Returned>) -> Answer {
    signed_in.approved()?.admin()?;
    let too_late = || signed_in.visitor.locale.text(key!("mailboxes-stale")).to_owned();
    let (actor, digest) = (signed_in.actor.clone(), Secret::presented(&returned.state).hash());
    let Some(session) = actor.session else { return Err(WebError::Forbidden) };
    let taken = async move |tx: &mut atiende_db::Tx| consent::returned(tx, actor.admin()?, &digest, session).await;
    let consent = match state.db().write(taken).await {
        Ok(consent) => consent,
        Err(atiende_core::Denied::NotFound) => return refused(&state, &signed_in, too_late()).await,
        Err(other) => return Err(other.into()),
    };
    if !returned.error.is_empty() {
        let words = format!("{} {}", returned.error, returned.error_description);
        return refused(&state, &signed_in, signed_in.visitor.locale.with("mailboxes-refused", "words", words)).await;
    }
    let room = state.mailroom();
    let redeemed = room.redeem(&consent.account, &returned.code, &consent.verifier, &callback(&state)).await;
    let redeemed = match redeemed {
        Ok(redeemed) => redeemed,
        Err(trouble) => {
            let words = room.words(signed_in.visitor.locale.as_str(), &trouble);
            return refused(&state, &signed_in, words).await;
        }
    };
    let actor = signed_in.actor.clone();
    let kept = state.db().write(async move |tx| {
        let whose = (consent.account.as_str(), redeemed.provider.as_str());
        let given = (redeemed.refresh_token.as_slice(), redeemed.ends_at);
        consent::granted(tx, actor.admin()?, whose, given).await?;
        Ok::<_, atiende_core::Denied>(())
    });
    kept.await?;
    see_other_with(HERE, Notice::MAILBOX_AUTHORISED)
}

async fn refused(state: &State, signed_in: &SignedIn, words: String) -> Answer {
    list::show(state, signed_in, ("", Vec::new()), words).await
}

/// The address that is registered with the provider.
fn callback(state: &State) -> String {
    format!("{}{HERE}/oauth", state.settings().public_url)
}
