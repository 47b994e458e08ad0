//! `/cuenta`: one's own data, language, theme, password.

use super::elsewhere::{self, own::Way};
use crate::shell::cookies;
use crate::shell::page::see_other_with;
use crate::shell::{Answer, Fields, Form, Notice, Page, SignedIn, State, WebError};
use askama::Template;
use atiende_core::accounts::actions::{reset_password, update};
use atiende_core::accounts::{Secret, Theme, access, check_password, password};
use atiende_core::error::Check;
use atiende_core::limits::{Kind, Why};
use atiende_core::{Problem, Refused};
use atiende_db::Tx;
use atiende_i18n::Locale;
use std::sync::Arc;

#[derive(Template)]
#[template(path = "portal/accounts/own.html")]
struct OwnPage {
    page: Page,
    form: Form,
    password_form: Form,
    email: String,
    themes: [(&'static str, &'static str); 3],
    organizations: Vec<(String, bool)>,
    ways: Vec<Way>,
}

pub(crate) async fn get(state: State, signed_in: SignedIn) -> Answer {
    let form = stored(&state, &signed_in).await?;
    show(&state, &signed_in, form, Form::default()).await
}

async fn stored(state: &State, signed_in: &SignedIn) -> Result<Form, WebError> {
    let email = signed_in.actor.email.clone();
    let person = state.db().read(async move |tx| access::by_email(tx, &email).await).await?;
    let person = person.ok_or(WebError::NotFound)?;
    Ok(Form::filled([
        ("name", person.name.as_str()),
        ("phone", &person.phone),
        ("locale", &person.locale),
        ("theme", person.theme.as_str()),
    ]))
}

async fn show(state: &State, signed_in: &SignedIn, form: Form, password_form: Form) -> Answer {
    let ways = elsewhere::own::ways(state, signed_in).await?;
    let page = Page::new(state, &signed_in.visitor);
    let template = OwnPage {
        email: signed_in.actor.email.clone(),
        themes: [
            (Theme::System.as_str(), page.text("theme-system")),
            (Theme::Light.as_str(), page.text("theme-light")),
            (Theme::Dark.as_str(), page.text("theme-dark")),
        ],
        organizations: signed_in.actor.memberships.iter().map(|m| (m.name.clone(), m.coordinator)).collect(),
        ways,
        form,
        password_form,
        page,
    };
    let form = if template.password_form.is_refused() { &template.password_form } else { &template.form };
    template.page.answer(form, &template)
}

pub(crate) async fn post(state: State, signed_in: SignedIn, fields: Fields) -> Answer {
    let actor = signed_in.actor.clone();
    let (name, phone) = (fields.value("name").to_owned(), fields.value("phone").to_owned());
    let locale: Locale = fields.parse("locale").unwrap_or(signed_in.visitor.locale);
    let theme: Theme = fields.parse("theme").unwrap_or(signed_in.visitor.theme);
    let saved = state
        .db()
        .write(async move |tx| update::update_own(tx, &actor, (&name, &phone), (locale.as_str(), theme)).await)
        .await;
    match saved {
        Ok(()) => {
            let back = see_other_with("/cuenta", Notice::SAVED)?;
            let back = cookies::with_choice(&state, back, ("lang", locale.as_str()))?;
            cookies::with_choice(&state, back, ("theme", theme.as_str()))
        }
        Err(Refused::Invalid(problems)) => {
            show(&state, &signed_in, Form::refused(&fields, &problems, signed_in.visitor.locale), Form::default()).await
        }
        Err(other) => Err(other.into()),
    }
}

/// `POST /cuenta/contrasena`: all other sessions end, and this one goes on under a new token.
pub(crate) async fn password(state: State, signed_in: SignedIn, fields: Fields) -> Answer {
    signed_in.actor.oneself()?;
    let counted = match state.count(Kind::Login, &signed_in.actor.email, &signed_in.visitor).await {
        Err(WebError::TooOften { seconds }) => {
            let form = stored(&state, &signed_in).await?;
            let waits = Form::too_often(&fields, "current", seconds, signed_in.visitor.locale);
            return show(&state, &signed_in, form, waits).await;
        }
        counted => counted?,
    };
    let typed = fields.value("password").to_owned();
    let mut check = Check::default();
    let email = signed_in.actor.email.clone();
    let credentials = state.db().read(async move |tx| password::credentials(tx, &email).await).await?;
    let proved = credentials.verify(fields.value("current").to_owned()).await.is_some();
    if !proved {
        counted.failed(&state, Why::Current).await?;
    }
    check.that(proved, "current", "accounts-current-password-wrong");
    check_password(&mut check, &typed);
    if let Err(Refused::Invalid(problems)) = check.finish() {
        return refuse_password(&state, &signed_in, &problems).await;
    }
    let hash = password::hash(typed).await.map_err(|e| WebError::Busy(e.to_string()))?;
    let (actor, token) = (signed_in.actor.clone(), Secret::generate());
    let (given, counted) = (token.clone(), Arc::new(counted));
    let change = async move |tx: &mut Tx| {
        reset_password::change_own(tx, actor.oneself()?, &hash, &given).await?;
        Ok::<_, Refused>(counted.succeeded(tx).await?)
    };
    state.db().write(change).await?;
    cookies::with_session(&state, see_other_with("/cuenta", Notice::OWN_PASSWORD_CHANGED)?, &token)
}

async fn refuse_password(state: &State, signed_in: &SignedIn, problems: &[Problem]) -> Answer {
    let form = stored(state, signed_in).await?;
    let password_form = Form::refused(&Fields::default(), problems, signed_in.visitor.locale);
    show(state, signed_in, form, password_form).await
}
