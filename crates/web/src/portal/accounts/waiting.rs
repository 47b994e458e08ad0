//! `/espera`: where an account stands that waits for a person to approve it, and what they ask meanwhile.

use crate::shell::page::{see_other, see_other_with};
use crate::shell::{Answer, Fields, Form, Notice, Page, SignedIn, State};
use askama::Template;
use atiende_core::admission::actions::answer;
use atiende_core::admission::{Conversation, access};
use atiende_core::id::PersonId;
use atiende_core::tickets::actions::hold;
use atiende_core::{Denied, Refused};
use atiende_i18n::Locale;
use jiff::SignedDuration;

#[derive(Template)]
#[template(path = "portal/accounts/waiting.html")]
struct WaitingPage {
    page: Page,
    form: Form,
    name: String,
    email: String,
    since: String,
    /// How long it usually takes, as far as that is known.
    delay: String,
    conversation: Conversation,
    own: PersonId,
    /// The subject of the ticket that waits with the account.
    held: Option<String>,
}

impl WaitingPage {
    /// The last word is the applicant's.
    fn has_answered(&self) -> bool {
        self.conversation.last().is_some_and(|said| said.author == self.own)
    }
}

pub(crate) async fn get(state: State, signed_in: SignedIn) -> Answer {
    show(&state, &signed_in, Form::default()).await
}

/// `POST /espera`: an answer.
pub(crate) async fn post(state: State, signed_in: SignedIn, fields: Fields) -> Answer {
    let (actor, typed) = (signed_in.actor.clone(), fields.value("answer").to_owned());
    let answered = state
        .db()
        .write(async move |tx| {
            let waiting = access::waiting(tx, &actor).await?;
            answer::answer(tx, &waiting, &typed).await
        })
        .await;
    match answered {
        Ok(()) => see_other_with("/espera", Notice::ANSWERED),
        // Approved while the answer was being written.
        Err(Refused::Denied(Denied::Forbidden)) => Ok(see_other("/")),
        Err(Refused::Invalid(problems)) => {
            show(&state, &signed_in, Form::refused(&fields, &problems, signed_in.visitor.locale)).await
        }
        Err(other) => Err(other.into()),
    }
}

async fn show(state: &State, signed_in: &SignedIn, form: Form) -> Answer {
    if signed_in.actor.is_active() {
        return Ok(see_other("/"));
    }
    let (actor, zone) = (signed_in.actor.clone(), state.settings().time_zone.clone());
    let (since, conversation, usual, held) = state
        .db()
        .read(async move |tx| {
            let waiting = access::waiting(tx, &actor).await?;
            let conversation = waiting.conversation(tx).await?;
            let usual = access::usual_wait(tx, &zone).await?;
            Ok::<_, Denied>((waiting.applicant.waits_since, conversation, usual, hold::held(tx, &actor).await?))
        })
        .await?;
    let page = Page::new(state, &signed_in.visitor);
    let template = WaitingPage {
        form,
        name: signed_in.actor.name.clone(),
        email: signed_in.actor.email.clone(),
        since: page.relative(&since),
        delay: delay(page.t, usual),
        conversation,
        own: signed_in.actor.id,
        held: held.map(|ticket| ticket.subject),
        page,
    };
    if template.form.is_refused() { template.page.refuse(&template) } else { template.page.show(&template) }
}

/// "Lo habitual es responder en unas 3 horas de trabajo."
fn delay(t: Locale, usual: Option<SignedDuration>) -> String {
    match usual {
        None => t.text("admission-delay-unknown").to_owned(),
        Some(usual) if usual < SignedDuration::from_mins(45) => t.text("admission-delay-short").to_owned(),
        Some(usual) => t.with("admission-delay", "hours", (usual.as_mins() + 59) / 60),
    }
}
