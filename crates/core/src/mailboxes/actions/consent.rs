//! Leave for an account of mail: asked for by an administrator, kept, used, and watched for its end.

use crate::actor::Admin;
use crate::events::{self, By, Object};
use crate::id::SessionId;
use crate::mailboxes::{Consent, Grant, TOPIC, grants, store};
use crate::notify::{self, MailKind};
use crate::{Denied, Sudo};
use atiende_db::{DbError, Tx};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

/// How long somebody may stay at the provider.
const STAY: SignedDuration = SignedDuration::from_mins(15);
/// So long before an end the administrators are warned.
const WARNING: SignedDuration = SignedDuration::from_hours(14 * 24);

/// Remembers who goes. `state`: the digest of what comes back; `verifier`: sealed.
pub async fn ask(
    tx: &mut Tx,
    by: Admin<'_>,
    (state, session): (&str, SessionId),
    (account, verifier): (&str, &[u8]),
    _sudo: Sudo<'_>,
) -> Result<(), DbError> {
    grants::forget_consents(tx, tx.now() - STAY).await?;
    grants::insert_consent(tx, (state, session), (account, verifier)).await?;
    let data = json!({ "name": account });
    events::record(tx, &By::from(by.actor()), (Object::Mail, 0), "mail_consent_asked", &data).await?;
    Ok(())
}

/// Who comes back, once. Errors: `NotFound` for another session's, one that was taken, or one that stayed too long.
pub async fn returned(tx: &mut Tx, _by: Admin<'_>, state: &str, session: SessionId) -> Result<Consent, Denied> {
    let consent = grants::take_consent(tx, state, session).await?;
    consent.filter(|consent| tx.now().duration_since(consent.at) < STAY).ok_or(Denied::NotFound)
}

/// Keeps the leave; its mailbox is read now, and what could not be sent without it is tried again.
pub async fn granted(
    tx: &mut Tx,
    by: Admin<'_>,
    (account, provider): (&str, &str),
    (refresh_token, ends_at): (&[u8], Option<Timestamp>),
) -> Result<(), DbError> {
    grants::put(tx, (account, provider), refresh_token, ends_at).await?;
    store::hurry(tx, account).await?;
    notify::hurry(tx).await?;
    let data = json!({ "name": account });
    events::record(tx, &By::from(by.actor()), (Object::Mail, 0), "mail_consent_given", &data).await?;
    tx.announce(TOPIC);
    Ok(())
}

/// The leave that there is for an account.
pub async fn of(tx: &Tx, account: &str) -> Result<Option<Grant>, DbError> {
    grants::of(tx, account).await
}

/// The provider was asked for an access token, and gave another refresh token with it, or the same stays.
pub async fn used(tx: &mut Tx, account: &str, refresh_token: &[u8], ends_at: Option<Timestamp>) -> Result<(), DbError> {
    grants::rotate(tx, account, refresh_token, ends_at).await
}

/// Warns the administrators, once for each end, of leave and of client secrets that end soon; of how many.
/// `secrets`: the provider's word and the end of its secret.
pub async fn warn(tx: &mut Tx, secrets: &[(String, Timestamp)]) -> Result<usize, DbError> {
    let due = due(tx, secrets).await?;
    for (name, is_secret, end) in &due {
        if *is_secret {
            grants::warned_of_secret(tx, name, *end).await?;
        } else {
            grants::warned(tx, name, *end).await?;
        }
        tell(tx, (name, *is_secret), *end).await?;
    }
    Ok(due.len())
}

/// Whether `warn` has anything to tell.
pub async fn is_warning_due(tx: &Tx, secrets: &[(String, Timestamp)]) -> Result<bool, DbError> {
    Ok(!due(tx, secrets).await?.is_empty())
}

/// What ends soon and was not told: of what, whether it is a client's secret, and when.
async fn due(tx: &Tx, secrets: &[(String, Timestamp)]) -> Result<Vec<(String, bool, Timestamp)>, DbError> {
    let soon = |end: &Timestamp| end.duration_since(tx.now()) <= WARNING;
    let mut due = Vec::new();
    for grant in grants::all(tx).await? {
        // An end that moves with each use was not told for this one, but days apart it is the same news.
        let told = |end: &Timestamp| grant.warned_for.is_some_and(|told| end.duration_since(told).abs() < WARNING);
        due.extend(grant.ends_at.filter(|end| soon(end) && !told(end)).map(|end| (grant.account.clone(), false, end)));
    }
    for (provider, end) in secrets {
        let told = grants::secret_warning(tx, provider).await?;
        if soon(end) && told != Some((*end,)) {
            due.push((provider.clone(), true, *end));
        }
    }
    Ok(due)
}

async fn tell(tx: &mut Tx, (name, is_secret): (&str, bool), end: Timestamp) -> Result<(), DbError> {
    let data = json!({ "name": name });
    let event = events::record(tx, &By::desk(), (Object::Mail, 0), "mail_consent_ends", &data).await?;
    let data = json!({ "mailbox": name, "is_secret": is_secret, "since": end.as_microsecond() });
    notify::to_admins(tx, (event, MailKind::MailConsentEnds), &data).await
}
