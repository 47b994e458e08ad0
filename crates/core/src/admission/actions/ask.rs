//! Asking an applicant something before deciding.

use crate::admission::access::Decidable;
use crate::admission::store;
use crate::error::{Check, Refused};
use crate::events::{self, By, Object};
use crate::live::{self, Change};
use crate::notify::{self, AccountMail};
use atiende_db::Tx;
use serde_json::json;

/// Asks; the question is mailed and stands on the applicant's page, where it is answered.
pub async fn ask(tx: &mut Tx, decidable: &Decidable<'_>, question: &str) -> Result<(), Refused> {
    let mut check = Check::default();
    check.required(question, "question", "admission-question-missing", 1000);
    check.finish()?;
    let (applicant, actor) = (decidable.applicant.id, decidable.by.actor());
    store::say(tx, applicant, actor.id, question.trim()).await?;
    let event = events::record(tx, &By::from(actor), (Object::Person, applicant.0), "asked", &json!({})).await?;
    let mail = AccountMail::Asked { by: actor.name.clone(), question: question.trim().to_owned() };
    notify::account(tx, event, applicant, &mail).await?;
    live::announce(tx, Change::Accounts);
    Ok(())
}
