//! `/espera`: where an account stands that waits for a person to approve it.

use crate::shell::page::see_other;
use crate::shell::{Answer, Page, SignedIn, State};
use askama::Template;
use atiende_core::accounts::access;
use atiende_core::tickets::actions::hold;

#[derive(Template)]
#[template(path = "portal/accounts/waiting.html")]
struct WaitingPage {
    page: Page,
    name: String,
    email: String,
    since: String,
    /// The subject of the ticket that waits with the account.
    held: Option<String>,
}

pub(crate) async fn get(state: State, signed_in: SignedIn) -> Answer {
    if signed_in.actor.is_active() {
        return Ok(see_other("/"));
    }
    let actor = signed_in.actor.clone();
    let (person, held) = state
        .db()
        .read(async move |tx| {
            let person = access::by_email(tx, &actor.email).await?;
            Ok::<_, atiende_db::DbError>((person, hold::held(tx, &actor).await?))
        })
        .await?;
    let page = Page::new(&state, &signed_in.visitor);
    let template = WaitingPage {
        name: signed_in.actor.name.clone(),
        email: signed_in.actor.email.clone(),
        since: person.map(|p| page.relative(&p.created_at)).unwrap_or_default(),
        held: held.map(|ticket| ticket.subject),
        page,
    };
    template.page.show(&template)
}
