//! How a mailbox fares, and who is told.

use crate::events::{self, By, Object};
use crate::mailboxes::model::{Trouble, next_try};
use crate::mailboxes::store;
use crate::notify::{self, MailKind};
use atiende_db::{DbError, Tx};
use serde_json::json;

/// It was read. Whoever heard that it fails hears that it is well again.
pub async fn succeeded(tx: &mut Tx, address: &str) -> Result<(), DbError> {
    let Some(state) = store::state(tx, address).await? else { return Ok(()) };
    store::succeed(tx, address).await?;
    let Some(since) = state.alarmed_at.and(state.failing_since) else { return Ok(()) };
    let data = json!({ "name": address });
    let event = events::record(tx, &By::desk(), (Object::Mail, 0), "mailbox_well", &data).await?;
    let data = json!({ "mailbox": address, "since": since.as_microsecond() });
    notify::to_admins(tx, (event, MailKind::MailboxWell), &data).await?;
    tx.announce("settings");
    Ok(())
}

/// It could not be read; it is tried again ever later. Whoever should know of it already is told.
pub async fn failed(tx: &mut Tx, address: &str, trouble: &Trouble) -> Result<(), DbError> {
    let Some(state) = store::state(tx, address).await? else { return Ok(()) };
    let attempts = state.attempts.saturating_add(1);
    store::fail(tx, address, trouble, (attempts, next_try(attempts, tx.now()))).await?;
    alarm(tx).await.map(drop)
}

/// Tells the administrators, once, of each that has failed for too long; of how many.
pub async fn alarm(tx: &mut Tx) -> Result<usize, DbError> {
    let states = store::all(tx).await?;
    let due: Vec<_> = states.into_iter().filter(|state| state.alarms(tx.now())).collect();
    for state in &due {
        store::alarmed(tx, &state.address).await?;
        let data = json!({ "name": state.address, "problem": state.problem });
        let event = events::record(tx, &By::desk(), (Object::Mail, 0), "mailbox_failing", &data).await?;
        let since = state.failing_since.unwrap_or(tx.now()).as_microsecond();
        let data = json!({
            "mailbox": state.address, "problem": state.problem, "words": state.words, "since": since,
        });
        notify::to_admins(tx, (event, MailKind::MailboxFails), &data).await?;
    }
    if !due.is_empty() {
        // The pages show it from now on.
        tx.announce("settings");
    }
    Ok(due.len())
}

/// Whether `alarm` has anything to tell.
pub async fn is_alarm_due(tx: &Tx) -> Result<bool, DbError> {
    Ok(store::all(tx).await?.iter().any(|state| state.alarms(tx.now())))
}
