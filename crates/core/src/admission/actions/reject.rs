//! Turning an applicant away, with a reason that is mailed.

use crate::accounts::AccountState;
use crate::admission::access::Decidable;
use crate::admission::store;
use crate::error::{Check, Refused};
use crate::events::{self, By, Object};
use crate::live::{self, Change};
use crate::notify::{self, AccountMail};
use crate::{sessions, tickets};
use atiende_db::Tx;
use serde_json::json;

/// Rejects the applicant; a ticket that was held goes with the account.
pub async fn reject(tx: &mut Tx, decidable: Decidable<'_>, reason: &str) -> Result<(), Refused> {
    let mut check = Check::default();
    check.required(reason, "reason", "accounts-reason-missing", 1000);
    check.finish()?;
    let Decidable { applicant, by } = decidable;
    let actor = by.actor();
    store::decide(tx, applicant.id, AccountState::Rejected, Some(actor.id), reason.trim()).await?;
    sessions::end_all(tx, applicant.id).await?;
    tickets::actions::hold::discard(tx, applicant.id).await?;
    let data = json!({ "reason": reason.trim() });
    let event = events::record(tx, &By::from(actor), (Object::Person, applicant.id.0), "rejected", &data).await?;
    notify::account(tx, event, applicant.id, &AccountMail::Rejected { reason: reason.trim().to_owned() }).await?;
    live::announce(tx, Change::Accounts);
    Ok(())
}
