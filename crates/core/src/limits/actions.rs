//! Counting a try, giving it back, and telling of it.

use super::model::{Attempt, Counted, Kind, Rule, Subject, Wait, Why, count, interval, is_told, subjects};
use super::store;
use crate::accounts::{Secret, access};
use crate::events::{self, By, Object};
use crate::id::PersonId;
use atiende_db::{DbError, Tx};
use jiff::SignedDuration;
use serde_json::json;

/// A browser that nobody signed in with for so long is a stranger's again; its cookie lives a year.
const BROWSER_LIFE: SignedDuration = SignedDuration::from_hours(24 * 366);
/// Browsers of one person: more have nobody who uses them.
const BROWSERS_MAX: i64 = 20;
/// No rule looks further back.
const TRIES_LIFE: SignedDuration = SignedDuration::from_hours(48);

/// Counts the try before it is made. Refused by one of its subjects it is counted for none: waiting is never prolonged by
/// trying meanwhile.
pub async fn attempt(tx: &mut Tx, attempt: &Attempt) -> Result<Result<Counted, Wait>, DbError> {
    let subjects = of(tx, attempt).await?;
    let (mut counted, mut after, mut wait) = (Counted::default(), Vec::new(), None::<Wait>);
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

async fn of(tx: &Tx, attempt: &Attempt) -> Result<Vec<Subject>, DbError> {
    let is_known = match &attempt.browser {
        Some(browser) => store::knows(tx, &browser.hash(), &attempt.account).await?,
        None => false,
    };
    Ok(subjects(attempt, is_known))
}

/// The try ended well: its account's failures are forgotten, and it costs its address nothing.
pub async fn succeeded(tx: &mut Tx, attempt: &Attempt) -> Result<(), DbError> {
    for subject in of(tx, attempt).await? {
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

/// From now on this browser's tries for this person's account are counted apart. Called when the person has proved who
/// they are in it: by the password, or by a mailed link. Returns what the browser keeps: what it `presented` if that is
/// ours, so that nobody plants a secret of theirs, else `fresh`.
pub async fn remember(
    tx: &mut Tx,
    person: PersonId,
    presented: Option<&Secret>,
    fresh: &Secret,
) -> Result<Secret, DbError> {
    let kept = match presented {
        Some(presented) if store::is_known(tx, &presented.hash()).await? => presented,
        _ => fresh,
    };
    store::remember(tx, &kept.hash(), person).await?;
    store::keep_newest_browsers(tx, person, BROWSERS_MAX).await?;
    Ok(kept.clone())
}

/// A mailed link was used: whoever holds the mailbox waits for nobody's failures.
pub async fn forgive(tx: &mut Tx, account: &str) -> Result<(), DbError> {
    let none = super::Rate { times: 1, within: SignedDuration::ZERO };
    let attempt =
        Attempt { kind: Kind::Login, account: account.to_owned(), ip: String::new(), browser: None, rate: none };
    succeeded(tx, &attempt).await
}

/// Deletes what no rule looks at any longer.
pub async fn forget_old(tx: &mut Tx) -> Result<u64, DbError> {
    let tries = store::delete_old(tx, tx.now() - TRIES_LIFE).await?;
    Ok(tries + store::delete_old_browsers(tx, tx.now() - BROWSER_LIFE).await?)
}
