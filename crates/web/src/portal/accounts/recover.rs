//! `/recuperar`: a forgotten password.

use super::outcome;
use super::sign_up::admission;
use crate::shell::cookies;
use crate::shell::page::see_other_with;
use crate::shell::{Answer, Fields, Form, Notice, Page, State, Visitor, WebError};
use askama::Template;
use atiende_core::accounts::access::{self, LinkHolder};
use atiende_core::accounts::actions::reset_password;
use atiende_core::accounts::{Secret, check_password, password};
use atiende_core::error::Check;
use atiende_core::limits::{Kind, actions as limits};
use atiende_core::sessions::actions::remember;
use atiende_core::{Problem, Refused};
use atiende_text::address;
use axum::extract::Path;

#[derive(Template)]
#[template(path = "portal/accounts/recover.html")]
struct RecoverPage {
    page: Page,
    form: Form,
}

#[derive(Template)]
#[template(path = "portal/accounts/new_password.html")]
struct NewPasswordPage {
    page: Page,
    form: Form,
    email: String,
    is_invited: bool,
}

pub(crate) async fn get(state: State, visitor: Visitor) -> Answer {
    let template = RecoverPage { page: Page::new(&state, &visitor), form: Form::default() };
    template.page.show(&template)
}

pub(crate) async fn post(state: State, visitor: Visitor, fields: Fields) -> Answer {
    let Some(email) = address::normalise_email(fields.value("email")) else {
        let problem = Problem::new("email", "accounts-email-wrong");
        let form = Form::refused(&fields, &[problem], visitor.locale);
        let template = RecoverPage { page: Page::new(&state, &visitor), form };
        return template.page.refuse(&template);
    };
    match state.count(Kind::Reset, &email, &visitor).await {
        Err(WebError::TooOften { seconds }) => {
            let form = Form::too_often(&fields, "email", seconds, visitor.locale);
            let template = RecoverPage { page: Page::new(&state, &visitor), form };
            return template.page.answer(&template.form, &template);
        }
        counted => drop(counted?),
    }
    let (to, ip, link) = (email.clone(), visitor.client.ip.clone(), Secret::generate());
    state.db().write(async move |tx| reset_password::request(tx, &to, &link, &ip).await).await?;
    let title = visitor.locale.text("accounts-check-mail-title");
    outcome::show(&state, &visitor, title, visitor.locale.with("accounts-reset-sent-text", "email", email))
}

/// `GET /recuperar/{link}`.
pub(crate) async fn choose(state: State, visitor: Visitor, Path(link): Path<String>) -> Answer {
    let template = NewPasswordPage::of(&state, &visitor, &link).await?;
    template.page.show(&template)
}

/// `POST /recuperar/{link}`.
pub(crate) async fn set(state: State, visitor: Visitor, Path(link): Path<String>, fields: Fields) -> Answer {
    let template = NewPasswordPage::of(&state, &visitor, &link).await?;
    let typed = fields.value("password").to_owned();
    let mut check = Check::default();
    check_password(&mut check, &typed);
    if let Err(Refused::Invalid(problems)) = check.finish() {
        let form = Form::refused(&fields, &problems, visitor.locale);
        let template = NewPasswordPage { form, ..template };
        return template.page.refuse(&template);
    }
    let hash = password::hash(typed).await.map_err(|e| WebError::Busy(e.to_string()))?;
    let admission = admission(&state);
    let (link, client, device) = (Secret::presented(&link), visitor.client.clone(), Secret::generate());
    let key = device.clone();
    state
        .db()
        .write(async move |tx| {
            let holder = access::resetting(tx, &link).await?;
            reset_password::reset(tx, &holder, &hash, admission, &client.ip).await?;
            // Who holds the mailbox waits for nobody else's failures.
            limits::forgive(tx, &holder.person.email).await?;
            Ok::<_, Refused>(remember::by_link(tx, holder.person.id, &client, &key).await?)
        })
        .await?;
    cookies::with_device(&state, see_other_with("/acceder", Notice::PASSWORD_CHANGED)?, &device)
}

impl NewPasswordPage {
    async fn of(state: &State, visitor: &Visitor, link: &str) -> Result<Self, WebError> {
        let link = Secret::presented(link);
        let holder = state.db().read(async move |tx| access::resetting(tx, &link).await).await?;
        let LinkHolder { person, is_invited } = holder;
        Ok(Self { page: Page::new(state, visitor), form: Form::default(), email: person.email, is_invited })
    }

    fn title(&self) -> &'static str {
        self.page.text(if self.is_invited { "accounts-invited-title" } else { "accounts-new-password-title" })
    }

    fn lead(&self) -> String {
        let email = self.email.as_str();
        if self.is_invited {
            self.page.t.with("accounts-invited-lead", "email", email)
        } else {
            self.page.t.with("accounts-new-password-lead", "email", email)
        }
    }
}
