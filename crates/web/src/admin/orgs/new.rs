//! `/admin/centros/nuevo`: adding a client.

use super::form::{self, Choices};
use crate::shell::page::see_other_with;
use crate::shell::{Answer, Fields, Form, Notice, Page, SignedIn, State};
use askama::Template;
use atiende_core::Refused;
use atiende_core::orgs::actions::save;

#[derive(Template)]
#[template(path = "admin/orgs/new.html")]
struct NewOrganizationPage {
    page: Page,
    form: Form,
    choices: Choices,
}

pub(crate) async fn get(state: State, signed_in: SignedIn) -> Answer {
    signed_in.approved()?.admin()?;
    show(&state, &signed_in, Form::default()).await
}

async fn show(state: &State, signed_in: &SignedIn, form: Form) -> Answer {
    let choices = form::choices(state, signed_in).await?;
    let template = NewOrganizationPage { page: Page::new(state, &signed_in.visitor), form, choices };
    if template.form.is_refused() { template.page.refuse(&template) } else { template.page.show(&template) }
}

pub(crate) async fn post(state: State, signed_in: SignedIn, fields: Fields) -> Answer {
    signed_in.approved()?.admin()?;
    let (actor, new) = (signed_in.actor.clone(), form::change(&fields));
    let added = state.db().write(async move |tx| save::add(tx, actor.admin()?, new.clone()).await).await;
    match added {
        Ok(id) => see_other_with(&format!("/admin/centros/{id}"), Notice::SAVED),
        Err(Refused::Invalid(problems)) => {
            show(&state, &signed_in, Form::refused(&fields, &problems, signed_in.visitor.locale)).await
        }
        Err(other) => Err(other.into()),
    }
}
