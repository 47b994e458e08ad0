//! `/acceder/segundo-paso`: the second factor, after the password or a provider's account.

use super::by_passkey::again;
use crate::portal::accounts::elsewhere::WAITING;
use crate::portal::accounts::sign_in::{Wanted, enter, new_session};
use crate::shell::cookies;
use crate::shell::limits::Try;
use crate::shell::page::{see_other, see_other_with};
use crate::shell::security::local_path;
use crate::shell::{Answer, Fields, Form, Notice, Page, State, Visitor, WebError};
use askama::Template;
use atiende_core::Problem;
use atiende_core::accounts::Secret;
use atiende_core::accounts::actions::sign_in::{NewSession, SignInError};
use atiende_core::identities::actions::join;
use atiende_core::limits::Kind;
use atiende_core::second_factors::access::{self, Half};
use atiende_core::second_factors::actions::second_step::{self, Code, Step, Tokens};
use atiende_db::Tx;
use atiende_i18n::key;
use axum::extract::Query;
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Deserialize;

/// Holds that this browser has proved the first factor.
const HALF: &str = "half";
const PATH: &str = "/acceder/segundo-paso";

#[derive(Template)]
#[template(path = "portal/accounts/second_step.html")]
struct StepPage {
    page: Page,
    form: Form,
    has_app: bool,
    codes_left: i64,
    /// The question for the script, if there is a key that could answer it.
    options: Option<String>,
}

#[derive(Deserialize)]
pub(crate) struct Back {
    #[serde(default)]
    volver: String,
    #[serde(default)]
    unsent: String,
}

/// After the first factor: on to the page, with the token that holds it.
pub(in crate::portal::accounts) fn owed(state: &State, token: &Secret, wanted: &Wanted<'_>) -> Answer {
    let wanted = Wanted { back_to: local_path(wanted.back_to), unsent: wanted.unsent };
    cookies::with(state, see_other(&again(PATH, &wanted)), (HALF, token.reveal()), 600)
}

pub(crate) async fn get(state: State, visitor: Visitor, headers: HeaderMap, Query(back): Query<Back>) -> Answer {
    if visitor.actor.is_some() {
        return Ok(see_other(local_path(&back.volver)));
    }
    let form = Form::filled([("back_to", back.volver), ("unsent", back.unsent)]);
    match half(&state, &headers).await? {
        Some(half) => show(&state, &visitor, half, form).await,
        None => Ok(see_other("/acceder")),
    }
}

async fn half(state: &State, headers: &HeaderMap) -> Result<Option<Half>, WebError> {
    let Some(token) = cookies::secret(headers, HALF) else { return Ok(None) };
    Ok(state.db().read(async move |tx| access::half(tx, &token).await).await?)
}

async fn show(state: &State, visitor: &Visitor, half: Half, form: Form) -> Answer {
    let page = Page::new(state, visitor);
    let (has_app, codes_left) = (half.factors.app.is_some(), half.factors.codes_left);
    let asked = match state.passkeys().filter(|_| !half.factors.passkeys.is_empty()) {
        Some(site) => Some(ask(state, site.clone(), half).await?),
        None => None,
    };
    let (token, options) = asked.unzip();
    let template = StepPage { page, form, has_app, codes_left, options };
    let answer =
        if template.form.is_refused() { template.page.refuse(&template) } else { template.page.show(&template) };
    let response = super::unkept(answer)?;
    match token {
        Some(token) => super::asking(state, response, &token),
        None => Ok(response),
    }
}

async fn ask(
    state: &State,
    site: atiende_core::second_factors::RelyingParty,
    half: Half,
) -> Result<(Secret, String), WebError> {
    let token = Secret::generate();
    let given = token.clone();
    let options = state.db().write(async move |tx| second_step::ask(tx, &half, &site, &given).await).await?;
    Ok((token, options))
}

/// `POST /acceder/segundo-paso`: a code of the app (`code`), or a printed one (`recovery_code`).
pub(crate) async fn post(state: State, visitor: Visitor, headers: HeaderMap, fields: Fields) -> Answer {
    let Some((half, counted)) = counted(&state, &visitor, &headers).await? else { return gone(&state) };
    let (session, key) = (new_session(&state, &visitor), state.settings().key.clone());
    let (token, waiting) = (presented(&headers, HALF), cookies::secret(&headers, WAITING));
    let (given, typed) = (session.clone(), Typed::of(&fields));
    let problem = typed.problem();
    let step = state
        .db()
        .write(async move |tx| {
            let step = second_step::by_code(tx, &token, &key, typed.code(), &given).await?;
            joined(tx, step, waiting.as_ref(), &given).await
        })
        .await;
    if let Some(response) = finished(&state, step, &counted, &session, &fields).await? {
        return Ok(response);
    }
    show(&state, &visitor, half, Form::refused(&fields, &[problem], visitor.locale)).await
}

/// Which of the two fields was filled in.
enum Typed {
    App(String),
    Printed(String),
}

impl Typed {
    fn of(fields: &Fields) -> Self {
        let printed = fields.trimmed("recovery_code");
        if printed.is_empty() {
            Self::App(fields.trimmed("code").to_owned())
        } else {
            Self::Printed(printed.to_owned())
        }
    }

    fn code(&self) -> Code<'_> {
        match self {
            Self::App(typed) => Code::App(typed),
            Self::Printed(typed) => Code::Recovery(typed),
        }
    }

    fn problem(&self) -> Problem {
        match self {
            Self::App(_) => Problem::new("code", key!("factors-code-wrong")),
            Self::Printed(_) => Problem::new("recovery_code", key!("factors-recovery-code-wrong")),
        }
    }
}

/// `POST /acceder/segundo-paso/llave`: the answer of a key.
pub(crate) async fn by_passkey(state: State, visitor: Visitor, headers: HeaderMap, fields: Fields) -> Answer {
    let site = super::site(&state)?;
    let Some((_, counted)) = counted(&state, &visitor, &headers).await? else { return gone(&state) };
    let (session, waiting) = (new_session(&state, &visitor), cookies::secret(&headers, WAITING));
    let tokens = Tokens { half: presented(&headers, HALF), asked: super::asked(&headers) };
    let (given, answer) = (session.clone(), fields.value("answer").to_owned());
    let step = state
        .db()
        .write(async move |tx| {
            let step = second_step::by_passkey(tx, &tokens, &site, &answer, &given).await?;
            joined(tx, step, waiting.as_ref(), &given).await
        })
        .await;
    match finished(&state, step, &counted, &session, &fields).await? {
        Some(response) => Ok(response),
        None => see_other_with(&again(PATH, &Wanted::of(&fields)), Notice::PASSKEY_REFUSED),
    }
}

/// What was proved elsewhere in this browser joins the account now, not after the first factor.
async fn joined(tx: &mut Tx, step: Step, waiting: Option<&Secret>, session: &NewSession) -> Result<Step, SignInError> {
    if let (Step::In { person, .. }, Some(waiting)) = (step, waiting) {
        join::waiting(tx, person, waiting, &session.client.ip).await?;
    }
    Ok(step)
}

/// Who is half in, with this try counted against the person and against the address.
async fn counted(state: &State, visitor: &Visitor, headers: &HeaderMap) -> Result<Option<(Half, Try)>, WebError> {
    let Some(half) = half(state, headers).await? else { return Ok(None) };
    let counted = state.count(Kind::Login, &half.tries(), visitor).await?;
    Ok(Some((half, counted)))
}

fn presented(headers: &HeaderMap, name: &str) -> Secret {
    Secret::presented(cookies::read(headers, name).unwrap_or_default())
}

fn gone(state: &State) -> Answer {
    cookies::without(state, see_other_with("/acceder", Notice::STEP_GONE)?, HALF)
}

/// In, or back to the beginning; `None`: another try.
async fn finished(
    state: &State,
    step: Result<Step, SignInError>,
    counted: &Try,
    session: &NewSession,
    fields: &Fields,
) -> Result<Option<Response>, WebError> {
    match step {
        Ok(Step::In { role, .. }) => {
            counted.passed(state).await?;
            let response = enter(state, role, &session.token, &Wanted::of(fields))?;
            let response = cookies::without(state, response, HALF)?;
            cookies::without(state, response, super::ASKED).map(Some)
        }
        Ok(Step::Wrong) => Ok(None),
        Ok(Step::Gone) | Err(SignInError::Unconfirmed | SignInError::Closed) => gone(state).map(Some),
        Err(SignInError::Db(error)) => Err(error.into()),
    }
}
