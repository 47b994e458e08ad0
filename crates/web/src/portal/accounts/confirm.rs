//! `/crear-cuenta/confirmar/{link}`: proving the address. Opening the link changes nothing, because
//! mail scanners open links; the button does.

use crate::portal::accounts::sign_in::{Wanted, first_step, new_session};
use crate::portal::accounts::sign_up::admission;
use crate::shell::page::see_other;
use crate::shell::{Answer, Page, State, Visitor};
use askama::Template;
use atiende_core::Refused;
use atiende_core::accounts::actions::confirm;
use atiende_core::accounts::actions::sign_in;
use atiende_core::accounts::{AccountState, Secret, access};
use axum::extract::Path;

#[derive(Template)]
#[template(path = "portal/accounts/confirm.html")]
struct ConfirmPage {
    page: Page,
    email: String,
}

pub(crate) async fn get(state: State, visitor: Visitor, Path(link): Path<String>) -> Answer {
    let link = Secret::presented(&link);
    let holder = state.db().read(async move |tx| access::confirming(tx, &link).await).await?;
    if holder.person.state != AccountState::Unconfirmed {
        return Ok(see_other("/acceder"));
    }
    let template = ConfirmPage { page: Page::new(&state, &visitor), email: holder.person.email };
    template.page.show(&template)
}

pub(crate) async fn post(state: State, visitor: Visitor, Path(link): Path<String>) -> Answer {
    let admission = admission(&state);
    let (link, session) = (Secret::presented(&link), new_session(&state, &visitor).by(sign_in::Way::Link));
    let new = session.clone();
    let begun = state
        .db()
        .write(async move |tx| {
            let holder = access::confirming(tx, &link).await?;
            let fresh = holder.person.state == AccountState::Unconfirmed;
            let person = confirm::confirm(tx, &holder, admission, &new.client.ip).await?;
            // Who proves the address for the first time is in; an old link opens nothing.
            if !fresh {
                return Ok(None);
            }
            Ok::<_, Refused>(Some(sign_in::begin(tx, person, &new).await?))
        })
        .await?;
    match begun {
        Some(begun) => first_step(&state, begun, &session.token, &Wanted::page("/espera")),
        None => Ok(see_other("/acceder")),
    }
}
