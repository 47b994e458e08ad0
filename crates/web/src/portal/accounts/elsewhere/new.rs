//! `/crear-cuenta/continuar`: the account of who has proved an identity elsewhere.

use super::WAITING;
use crate::portal::accounts::sign_in::with_session_cookie;
use crate::portal::accounts::sign_up::{Came, admission, open, typed};
use crate::portal::accounts::{confirm, invitation, outcome};
use crate::shell::cookies;
use crate::shell::page::see_other;
use crate::shell::{Answer, Fields, Form, Page, State, Visitor, WebError};
use askama::Template;
use atiende_core::Refused;
use atiende_core::accounts::{NewAccount, Secret};
use atiende_core::admission::Admission;
use atiende_core::identities::Claims;
use atiende_core::identities::access::{self, Proved};
use atiende_core::identities::actions::sign_up::{self, Made};
use atiende_core::limits::Kind;
use axum::http::HeaderMap;

#[derive(Template)]
#[template(path = "portal/accounts/sign_up_elsewhere.html")]
struct ContinuePage {
    page: Page,
    form: Form,
    provider: String,
    /// The organization that an invitation leads to.
    invited_to: Option<String>,
    /// The address that needs no other proof, and so cannot be changed here.
    proved_email: Option<String>,
}

pub(crate) async fn get(state: State, visitor: Visitor, headers: HeaderMap) -> Answer {
    if visitor.actor.is_some() {
        return Ok(see_other("/"));
    }
    let invited = open(&state, &headers).await?;
    let Some((_, proved)) = proved(&state, &headers).await? else { return Ok(see_other("/crear-cuenta")) };
    let claims = proved.claims;
    let (name, email) = (claims.name.clone().unwrap_or_default(), claims.email.clone().unwrap_or_default());
    show((&state, &visitor), &claims, invited.as_ref(), Form::filled([("name", name), ("email", email)]))
}

pub(crate) async fn post(state: State, visitor: Visitor, headers: HeaderMap, fields: Fields) -> Answer {
    let invited = open(&state, &headers).await?;
    let Some((token, Proved { claims, back_to })) = proved(&state, &headers).await? else {
        return Ok(see_other("/crear-cuenta"));
    };
    let email = claims.proved_email().unwrap_or_else(|| fields.value("email"));
    match state.count(Kind::Register, email, &visitor).await {
        Err(WebError::TooOften { seconds }) => {
            let form = Form::too_often(&fields, "email", seconds, visitor.locale);
            return show((&state, &visitor), &claims, invited.as_ref(), form);
        }
        counted => drop(counted?),
    }
    let new = NewAccount { via: claims.label.clone(), ..typed((&fields, &visitor), email, invited.as_ref()) };
    let new = match new.check_without_password() {
        Ok(new) => new,
        Err(Refused::Invalid(problems)) => {
            let form = Form::refused(&fields, &problems, visitor.locale);
            return show((&state, &visitor), &claims, invited.as_ref(), form);
        }
        Err(other) => return Err(other.into()),
    };
    let (admission, handouts, email) = (admission(&state), super::handouts(&state, &visitor), new.email.clone());
    let given = handouts.clone();
    let made = state.db().write(async move |tx| sign_up::sign_up(tx, &token, &new, admission, &given).await).await?;
    let answer = match made {
        Made::SignedIn => {
            let to = if admission == Admission::Approval { "/espera" } else { &back_to };
            with_session_cookie(&state, see_other(to), &handouts.session.token)?
        }
        Made::TooLate => see_other("/acceder"),
        Made::CheckMail => {
            let title = visitor.locale.text("accounts-check-mail-title");
            let text = visitor.locale.with("accounts-check-mail-text", "email", email);
            confirm::remember(&state, outcome::show(&state, &visitor, title, text)?, &handouts.link)?
        }
    };
    cookies::forgetting(&state, answer, &headers, &[WAITING, invitation::COOKIE])
}

/// The identity that this browser has proved, with the token that holds it.
pub(crate) async fn proved(state: &State, headers: &HeaderMap) -> Result<Option<(Secret, Proved)>, WebError> {
    let Some(token) = cookies::secret(headers, WAITING) else { return Ok(None) };
    let asked = token.clone();
    let found = state.db().read(async move |tx| access::proved(tx, &asked).await).await?;
    Ok(found.map(|proved| (token, proved)))
}

fn show((state, visitor): (&State, &Visitor), claims: &Claims, invited: Option<&Came>, form: Form) -> Answer {
    let template = ContinuePage {
        page: Page::new(state, visitor),
        form,
        invited_to: invited.map(|(to, _)| to.organization_name.clone()),
        provider: claims.label.clone(),
        proved_email: claims.proved_email().map(str::to_owned),
    };
    template.page.answer(&template.form, &template)
}
