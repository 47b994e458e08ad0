//! The applicant answers what was asked, or adds something.

use crate::admission::access::Waiting;
use crate::admission::store;
use crate::error::{Check, Refused};
use crate::events::{self, By, Object};
use crate::live::{self, Change};
use crate::notify::{self, AccountMail};
use atiende_db::Tx;
use serde_json::json;

/// More than a conversation: whoever writes so much is not answered by it.
const SAID_MAX: usize = 20;

/// Answers; whoever asked gets a mail. Errors: `Invalid` on `answer`, also when enough was said.
pub async fn answer(tx: &mut Tx, waiting: &Waiting<'_>, answer: &str) -> Result<(), Refused> {
    let (applicant, said) = (waiting.applicant.id, waiting.conversation(tx).await?);
    let mut check = Check::default();
    check.required(answer, "answer", "admission-answer-missing", 1000);
    let own = said.iter().filter(|said| said.author == applicant).count();
    check.that(own < SAID_MAX, "answer", "admission-answers-enough");
    check.finish()?;
    store::say(tx, applicant, applicant, answer.trim()).await?;
    let by = By::from(waiting.actor);
    let event = events::record(tx, &by, (Object::Person, applicant.0), "answered", &json!({})).await?;
    let mail = AccountMail::ApplicantAnswered {
        applicant: applicant.0,
        name: waiting.applicant.name.clone(),
        answer: answer.trim().to_owned(),
    };
    for asker in store::askers(tx, applicant).await? {
        notify::account(tx, event, asker, &mail).await?;
    }
    live::announce(tx, Change::Accounts);
    Ok(())
}
