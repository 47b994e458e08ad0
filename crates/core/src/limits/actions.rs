//! Counting a try, giving it back, and telling of it.

use super::model::{Attempt, Counted, Kind, Rule, Wait, Why, count, interval, is_told, subjects};
use super::store;
use crate::accounts::access;
use crate::events::{self, By, Object};
use crate::sessions;
use atiende_db::{DbError, Tx};
use jiff::SignedDuration;
use serde_json::json;

/// No rule looks further back.
const TRIES_LIFE: SignedDuration = SignedDuration::from_hours(48);

/// Counts the try before it is made. Refused by one of its subjects it is counted for none: waiting is never prolonged by
/// trying meanwhile.
pub async fn attempt(tx: &mut Tx, attempt: &Attempt) -> Result<Result<Counted, Wait>, DbError> {
    let device = match &attempt.device {
        Some(device) => sessions::known(tx, device, &attempt.account).await?,
        None => None,
    };
    let subjects = subjects(attempt, device);
    let (mut counted, mut after, mut wait) = (Counted { device, ..Counted::default() }, Vec::new(), None::<Wait>);
    for subject in &subjects {
        let before = store::tries(tx, attempt.kind, &subject.key).await?;
        let tries = match count(subject.rule, before, tx.now()) {
            Ok(tries) => tries,
            Err(Wait(longer)) => {
                wait = Some(Wait(wait.map_or(longer, |Wait(wait)| wait.max(longer))));
                continue;
            }
        };
        let told = if subject.is_account { &mut counted.of_account } else { &mut counted.of_address };
        *told = tries.number.max(*told);
        after.push((subject, tries));
    }
    if let Some(wait) = wait {
        return Ok(Err(wait));
    }
    for (subject, tries) in after {
        store::put(tx, attempt.kind, &subject.key, &tries).await?;
    }
    Ok(Ok(counted))
}

/// The try ended well: its account's failures are forgotten, and it costs its address nothing.
pub async fn succeeded(tx: &mut Tx, attempt: &Attempt, counted: Counted) -> Result<(), DbError> {
    for subject in subjects(attempt, counted.device) {
        match subject.rule {
            Rule::Growing { .. } => store::forget(tx, attempt.kind, &subject.key).await?,
            Rule::Often(rate) => store::give_back(tx, attempt.kind, &subject.key, interval(rate)).await?,
        }
    }
    Ok(())
}

/// Records that somebody did not get in, unless the record has told enough of them. The same is written whether the
/// address has an account or not (then it is nobody's, id 0); what was typed is not kept.
pub async fn failed(tx: &mut Tx, attempt: &Attempt, counted: Counted, why: Why) -> Result<(), DbError> {
    if !is_told(counted) {
        return Ok(());
    }
    let person = access::by_email(tx, &attempt.account).await?.map_or(0, |person| person.id.0);
    let by = By { ip: attempt.ip.clone(), ..By::desk() };
    let data = json!({ "why": why, "tries": counted.of_account, "tries_of_address": counted.of_address });
    events::record(tx, &by, (Object::Person, person), "sign_in_failed", &data).await?;
    Ok(())
}

/// A mailed link was used: whoever holds the mailbox waits for nobody's failures.
pub async fn forgive(tx: &mut Tx, account: &str) -> Result<(), DbError> {
    let none = super::Rate { times: 1, within: SignedDuration::ZERO };
    let attempt =
        Attempt { kind: Kind::Login, account: account.to_owned(), ip: String::new(), device: None, rate: none };
    succeeded(tx, &attempt, Counted::default()).await
}

/// Whether the desk may answer a mail from this address by itself once more; counts it.
pub(crate) async fn may_auto_reply(tx: &mut Tx, address: &str, rate: super::Rate) -> Result<bool, DbError> {
    may(tx, Kind::AutoReply, address, rate).await
}

/// Whether what is done once in such a time may be done now about this; counts it.
pub(crate) async fn once(tx: &mut Tx, kind: Kind, about: &str, within: SignedDuration) -> Result<bool, DbError> {
    may(tx, kind, about, super::Rate { times: 1, within }).await
}

async fn may(tx: &mut Tx, kind: Kind, about: &str, rate: super::Rate) -> Result<bool, DbError> {
    let one = Attempt { kind, account: about.to_owned(), ip: String::new(), device: None, rate };
    Ok(attempt(tx, &one).await?.is_ok())
}

/// Deletes what no rule looks at any longer.
pub async fn forget_old(tx: &mut Tx) -> Result<u64, DbError> {
    store::delete_old(tx, tx.now() - TRIES_LIFE).await
}
