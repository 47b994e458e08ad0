//! `/crear-cuenta/confirmar/{link}`: proving the address. Opening the link changes nothing, because
//! mail scanners open links; the button does.

use crate::portal::accounts::sign_in::{Wanted, first_step, new_session};
use crate::portal::accounts::sign_up::admission;
use crate::shell::cookies;
use crate::shell::page::see_other;
use crate::shell::{Answer, Page, State, Visitor};
use askama::Template;
use atiende_core::Refused;
use atiende_core::accounts::access::LinkHolder;
use atiende_core::accounts::actions::confirm::{self, browser_key};
use atiende_core::accounts::actions::sign_in;
use atiende_core::accounts::{AccountState, Secret, access};
use axum::extract::Path;
use axum::http::HeaderMap;
use axum::response::Response;

/// Tells the browser that signed up. As long as the link is good.
const COOKIE: &str = "signed_up";
const SECONDS: i64 = 48 * 3600;

#[derive(Template)]
#[template(path = "portal/accounts/confirm.html")]
struct ConfirmPage {
    page: Page,
    email: String,
    /// Somebody signed up in this very browser.
    is_here: bool,
}

pub(crate) async fn get(state: State, visitor: Visitor, Path(link): Path<String>, headers: HeaderMap) -> Answer {
    let link = Secret::presented(&link);
    let is_here = is_here(&headers, &link);
    let holder = state.db().read(async move |tx| access::confirming(tx, &link).await).await?;
    if holder.person.state != AccountState::Unconfirmed {
        return Ok(see_other("/acceder"));
    }
    let template = ConfirmPage { page: Page::new(&state, &visitor), email: holder.person.email, is_here };
    template.page.show(&template)
}

pub(crate) async fn post(state: State, visitor: Visitor, Path(link): Path<String>, headers: HeaderMap) -> Answer {
    let link = Secret::presented(&link);
    if is_here(&headers, &link) { here(&state, visitor, link).await } else { elsewhere(&state, visitor, link).await }
}

async fn here(state: &State, visitor: Visitor, link: Secret) -> Answer {
    let (admission, session) = (admission(state), new_session(state, &visitor).by(sign_in::Way::Link));
    let new = session.clone();
    let begun = state
        .db()
        .write(async move |tx| {
            let holder = access::confirming(tx, &link).await?;
            // Who proves the address for the first time is in; an old link opens nothing.
            if !is_first(&holder) {
                return Ok(None);
            }
            let person = confirm::confirm(tx, &holder, admission, &new.client.ip).await?;
            Ok::<_, Refused>(Some(sign_in::begin(tx, person, &new).await?))
        })
        .await?;
    match begun {
        Some(begun) => first_step(state, begun, &session.token, &Wanted::page("/espera")),
        None => Ok(see_other("/acceder")),
    }
}

/// Whoever reads the mailbox chooses the password: somebody else may have typed the one at the sign-up.
async fn elsewhere(state: &State, visitor: Visitor, link: Secret) -> Answer {
    let (admission, next, ip) = (admission(state), Secret::generate(), visitor.client.ip);
    let given = next.clone();
    let is_first = state
        .db()
        .write(async move |tx| {
            let holder = access::confirming(tx, &link).await?;
            confirm::elsewhere(tx, &holder, admission, &given, &ip).await?;
            Ok::<_, Refused>(is_first(&holder))
        })
        .await?;
    let to = if is_first { format!("/recuperar/{}", next.reveal()) } else { "/acceder".to_owned() };
    Ok(see_other(&to))
}

fn is_first(holder: &LinkHolder) -> bool {
    holder.person.state == AccountState::Unconfirmed
}

fn is_here(headers: &HeaderMap, link: &Secret) -> bool {
    cookies::read(headers, COOKIE) == Some(browser_key(link).reveal())
}

/// Lets this browser be known when the link comes back to it.
pub(super) fn remember(state: &State, answer: Response, link: &Secret) -> Answer {
    cookies::with(state, answer, (COOKIE, browser_key(link).reveal()), SECONDS)
}
