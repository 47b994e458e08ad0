//! `/bienvenida`: the first visit to an empty desk makes its administrator and first organization.

use crate::portal::accounts::sign_in::{Wanted, first_step, new_session};
use crate::shell::page::see_other;
use crate::shell::{Answer, Fields, Form, Page, State, Visitor, WebError};
use askama::Template;
use atiende_core::Refused;
use atiende_core::accounts::actions::{add, sign_in};
use atiende_core::accounts::{NewAccount, password};
use atiende_core::events::By;
use atiende_core::limits::Kind as Tried;
use atiende_core::orgs::actions::save;
use atiende_core::orgs::{Kind, OrganizationChange};
use atiende_i18n::Locale;

#[derive(Template)]
#[template(path = "portal/accounts/first_run.html")]
struct FirstRunPage {
    page: Page,
    form: Form,
    kinds: [(&'static str, &'static str); 2],
}

pub(crate) async fn get(state: State, visitor: Visitor) -> Answer {
    if !state.awaits_first_run().await? {
        return Ok(see_other("/"));
    }
    show(&state, &visitor, Form::filled([("kind", "school")]))
}

fn show(state: &State, visitor: &Visitor, form: Form) -> Answer {
    let page = Page::new(state, visitor);
    let kinds = [("school", page.text("orgs-kind-school")), ("company", page.text("orgs-kind-company"))];
    let template = FirstRunPage { page, form, kinds };
    template.page.answer(&template.form, &template)
}

pub(crate) async fn post(state: State, visitor: Visitor, fields: Fields) -> Answer {
    match state.count(Tried::Register, "", &visitor).await {
        Err(WebError::TooOften { seconds }) => {
            return show(&state, &visitor, Form::too_often(&fields, "email", seconds, visitor.locale));
        }
        counted => drop(counted?),
    }
    let typed = fields.value("password").to_owned();
    let organization = OrganizationChange {
        name: fields.value("organization").to_owned(),
        kind: fields.parse("kind").unwrap_or(Kind::School),
        phone: String::new(),
        notes: String::new(),
        domains: Vec::new(),
        default_technician: None,
        archived: false,
    };
    let checked = new_admin(&fields, visitor.locale).check(&typed);
    let new = match checked {
        Ok(new) => new,
        Err(Refused::Invalid(problems)) => {
            return show(&state, &visitor, Form::refused(&fields, &problems, visitor.locale));
        }
        Err(other) => return Err(other.into()),
    };
    let hash = password::hash(typed).await.map_err(|e| WebError::Busy(e.to_string()))?;
    let session = new_session(&state, &visitor).by(sign_in::Way::FirstRun);
    let begins = session.clone();
    let begun = state
        .db()
        .write(async move |tx| {
            let admin = add::first(tx, &new, &hash).await?;
            save::add_by(tx, &By::person(admin, &begins.client.ip), organization.clone()).await?;
            Ok::<_, Refused>(sign_in::begin(tx, admin, &begins).await?)
        })
        .await?;
    first_step(&state, begun, &session.token, &Wanted::page("/admin"))
}

fn new_admin(fields: &Fields, locale: Locale) -> NewAccount {
    NewAccount {
        name: fields.value("name").to_owned(),
        email: fields.value("email").to_owned(),
        phone: String::new(),
        claimed_organization: fields.trimmed("organization").to_owned(),
        locale: locale.as_str().to_owned(),
        ..NewAccount::default()
    }
}
