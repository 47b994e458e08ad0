//! `/crear-cuenta`: asking for an account.

use super::elsewhere::buttons::{self, Button};
use super::outcome;
use crate::Registration;
use crate::shell::page::see_other;
use crate::shell::{Answer, Fields, Form, Page, State, Visitor, WebError};
use askama::Template;
use atiende_core::accounts::actions::confirm::Admission;
use atiende_core::accounts::actions::sign_up;
use atiende_core::accounts::{NewAccount, Secret, password};
use atiende_core::{Problem, Refused};

#[derive(Template)]
#[template(path = "portal/accounts/sign_up.html")]
struct SignUpPage {
    page: Page,
    form: Form,
    buttons: Vec<Button>,
}

pub(crate) async fn get(state: State, visitor: Visitor) -> Answer {
    if visitor.actor.is_some() {
        return Ok(see_other("/"));
    }
    open(&state)?;
    let template = page(&state, &visitor, Form::default());
    template.page.show(&template)
}

pub(crate) async fn post(state: State, visitor: Visitor, fields: Fields) -> Answer {
    open(&state)?;
    state.limiters().register.check(&visitor.client.ip)?;
    let password = fields.value("password").to_owned();
    let new = match typed(&fields, &visitor, fields.value("email")).check(&password) {
        Ok(new) => new,
        Err(Refused::Invalid(problems)) => return refuse(&state, &visitor, &fields, &problems),
        Err(other) => return Err(other.into()),
    };
    let hash = password::hash(password).await.map_err(|e| WebError::Busy(e.to_string()))?;
    let (email, ip, link) = (new.email.clone(), visitor.client.ip.clone(), Secret::generate());
    state.db().write(async move |tx| sign_up::sign_up(tx, &new, Some(&hash), &link, &ip).await).await?;
    let title = visitor.locale.text("accounts-check-mail-title");
    outcome::show(&state, &visitor, title, visitor.locale.with("accounts-check-mail-text", "email", email))
}

/// The account as the form asks for it, with this address.
pub(super) fn typed(fields: &Fields, visitor: &Visitor, email: &str) -> NewAccount {
    NewAccount {
        name: fields.value("name").to_owned(),
        email: email.to_owned(),
        phone: fields.value("phone").to_owned(),
        claimed_organization: fields.trimmed("organization").to_owned(),
        locale: visitor.locale.as_str().to_owned(),
    }
}

fn refuse(state: &State, visitor: &Visitor, fields: &Fields, problems: &[Problem]) -> Answer {
    let form = Form::refused(fields, problems, visitor.locale);
    let template = page(state, visitor, form);
    template.page.refuse(&template)
}

fn page(state: &State, visitor: &Visitor, form: Form) -> SignUpPage {
    SignUpPage { page: Page::new(state, visitor), form, buttons: buttons::of(state.settings(), "/") }
}

/// Whether a person has to approve newcomers.
pub(super) fn admission(state: &State) -> Admission {
    match state.settings().registration {
        Registration::Open => Admission::Open,
        Registration::Approval | Registration::Closed => Admission::Approval,
    }
}

pub(super) fn open(state: &State) -> Result<(), WebError> {
    if state.settings().registration == Registration::Closed { Err(WebError::NotFound) } else { Ok(()) }
}
