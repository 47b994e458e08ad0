//! `/crear-cuenta`: asking for an account.

use super::elsewhere::buttons::{self, Button};
use super::sign_in::Wanted;
use super::{confirm, invitation, outcome};
use crate::Registration;
use crate::shell::cookies;
use crate::shell::page::see_other;
use crate::shell::{Answer, Fields, Form, Page, State, Visitor, WebError};
use askama::Template;
use atiende_core::Refused;
use atiende_core::accounts::actions::sign_up;
use atiende_core::accounts::{NewAccount, Secret, password};
use atiende_core::admission::{Admission, Invitation, Invited};
use atiende_core::limits::Kind;
use atiende_text::address;
use axum::http::HeaderMap;

#[derive(Template)]
#[template(path = "portal/accounts/sign_up.html")]
struct SignUpPage {
    page: Page,
    form: Form,
    /// The organization that an invitation leads to.
    invited_to: Option<String>,
    buttons: Vec<Button>,
}

/// An invitation, and the proof that this browser has it.
pub(super) type Came = (Invitation, Invited);

pub(crate) async fn get(state: State, visitor: Visitor, headers: HeaderMap) -> Answer {
    if visitor.actor.is_some() {
        return Ok(see_other("/"));
    }
    let invited = open(&state, &headers).await?;
    let template = page(&state, &visitor, Form::default(), invited.as_ref()).await?;
    template.page.show(&template)
}

pub(crate) async fn post(state: State, visitor: Visitor, headers: HeaderMap, fields: Fields) -> Answer {
    let invited = open(&state, &headers).await?;
    let email = address::normalise_email(fields.value("email")).unwrap_or_default();
    match state.count(Kind::Register, &email, &visitor).await {
        Err(WebError::TooOften { seconds }) => {
            let form = Form::too_often(&fields, "email", seconds, visitor.locale);
            let template = page(&state, &visitor, form, invited.as_ref()).await?;
            return template.page.answer(&template.form, &template);
        }
        counted => drop(counted?),
    }
    let password = fields.value("password").to_owned();
    let new = match typed((&fields, &visitor), fields.value("email"), invited.as_ref()).check(&password) {
        Ok(new) => new,
        Err(Refused::Invalid(problems)) => {
            let form = Form::refused(&fields, &problems, visitor.locale);
            let template = page(&state, &visitor, form, invited.as_ref()).await?;
            return template.page.refuse(&template);
        }
        Err(other) => return Err(other.into()),
    };
    let hash = password::hash(password).await.map_err(|e| WebError::Busy(e.to_string()))?;
    let (email, ip, link) = (new.email.clone(), visitor.client.ip.clone(), Secret::generate());
    let given = link.clone();
    state.db().write(async move |tx| sign_up::sign_up(tx, &new, Some(&hash), &given, &ip).await).await?;
    let title = visitor.locale.text("accounts-check-mail-title");
    let told = visitor.locale.with("accounts-check-mail-text", "email", email);
    let answer = confirm::remember(&state, outcome::show(&state, &visitor, title, told)?, &link)?;
    // The account holds the invitation now: the next person at this browser was not invited.
    cookies::forgetting(&state, answer, &headers, &[invitation::COOKIE])
}

/// The account as the form asks for it, with this address; who was invited says nothing about the organization.
pub(super) fn typed((fields, visitor): (&Fields, &Visitor), email: &str, invited: Option<&Came>) -> NewAccount {
    let organization = invited.map_or(fields.trimmed("organization"), |(to, _)| &to.organization_name);
    NewAccount {
        name: fields.value("name").to_owned(),
        email: email.to_owned(),
        phone: fields.value("phone").to_owned(),
        claimed_organization: organization.to_owned(),
        locale: visitor.locale.as_str().to_owned(),
        via: String::new(),
        invited: invited.map(|(_, proof)| *proof),
    }
}

async fn page(state: &State, visitor: &Visitor, form: Form, invited: Option<&Came>) -> Result<SignUpPage, WebError> {
    Ok(SignUpPage {
        page: Page::new(state, visitor),
        form,
        invited_to: invited.map(|(to, _)| to.organization_name.clone()),
        buttons: buttons::of(state, Wanted::page("/")).await?,
    })
}

/// Whether a person has to approve newcomers.
pub(super) fn admission(state: &State) -> Admission {
    match state.settings().registration {
        Registration::Open => Admission::Open,
        Registration::Approval | Registration::Closed => Admission::Approval,
    }
}

/// The invitation that this browser came by. Errors: `NotFound` where nobody gets in without one.
pub(super) async fn open(state: &State, headers: &HeaderMap) -> Result<Option<Came>, WebError> {
    let invited = invitation::of_browser(state, headers).await?;
    let is_closed = state.settings().registration == Registration::Closed;
    if is_closed && invited.is_none() { Err(WebError::NotFound) } else { Ok(invited) }
}
