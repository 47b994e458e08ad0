//! `/acceder` and `/logout`.

use super::directory;
use super::elsewhere::buttons::{self, Button};
use super::elsewhere::{WAITING, new};
use super::second_factors::second_step;
use crate::shell::cookies;
use crate::shell::page::{see_other, see_other_with};
use crate::shell::security::local_path;
use crate::shell::{Answer, Fields, Form, Notice, Page, State, Visitor, WebError};
use crate::{DemoAccount, Registration};
use askama::Template;
use atiende_core::Problem;
use atiende_core::accounts::actions::sign_in::{self, Begun, NewSession, SignInError, Way};
use atiende_core::accounts::{Role, Secret, password};
use atiende_core::identities::actions::join;
use atiende_core::limits::{Kind, Why};
use atiende_core::sessions::device_key;
use atiende_i18n::key;
use atiende_text::address;
use axum::extract::Query;
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Deserialize;
use std::sync::Arc;

#[derive(Template)]
#[template(path = "portal/accounts/sign_in.html")]
struct SignInPage<'a> {
    page: Page,
    form: Form,
    sign_up_is_open: bool,
    buttons: Vec<Button>,
    /// A company's directory lets its people in by the name that it gave them.
    takes_user_names: bool,
    /// What was proved elsewhere and will be joined by signing in: provider and address.
    joins: Option<(String, String)>,
    /// Where browsers make passkeys for this site: whether also in the field of the address; not right after one was
    /// refused.
    passkeys: Option<bool>,
    demo: &'a [DemoAccount],
}

impl SignInPage<'_> {
    fn has_passkeys(&self) -> bool {
        self.passkeys.is_some()
    }

    fn offers_passkeys(&self) -> bool {
        self.passkeys == Some(true)
    }

    /// Browsers offer passkeys in the field of the address where they are told to.
    fn address_autocomplete(&self) -> &'static str {
        if self.has_passkeys() { "username webauthn" } else { "username" }
    }
}

#[derive(Deserialize)]
pub(crate) struct Back {
    #[serde(default)]
    volver: String,
    #[serde(default)]
    unsent: String,
}

pub(crate) async fn get(state: State, visitor: Visitor, headers: HeaderMap, Query(back): Query<Back>) -> Answer {
    if visitor.actor.is_some() {
        return Ok(see_other(local_path(&back.volver)));
    }
    let mut form = Form::filled([("back_to", back.volver)]);
    if visitor.notice == Some(Notice::UNSENT_SIGN_IN) || !back.unsent.is_empty() {
        form.set("unsent", "on".to_owned());
    }
    let joins = joins(&state, &headers).await?;
    if let Some((_, email)) = &joins {
        form.set("email", email.clone());
    }
    show(&state, &visitor, form, joins).await
}

/// What this browser proved elsewhere and will be joined by signing in: provider and address.
async fn joins(state: &State, headers: &HeaderMap) -> Result<Option<(String, String)>, WebError> {
    let proved = new::proved(state, headers).await?;
    Ok(proved.map(|(_, proved)| {
        let email = proved.claims.proved_email().unwrap_or_default().to_owned();
        (proved.claims.label, email)
    }))
}

async fn show(state: &State, visitor: &Visitor, form: Form, joins: Option<(String, String)>) -> Answer {
    let settings = state.settings();
    let wanted = Wanted { back_to: local_path(form.value("back_to")), unsent: !form.value("unsent").is_empty() };
    let template = SignInPage {
        buttons: buttons::of(state, wanted).await?,
        takes_user_names: directory::takes_user_names(state),
        joins,
        page: Page::new(state, visitor),
        form,
        sign_up_is_open: settings.registration != Registration::Closed,
        passkeys: state.passkeys().map(|_| visitor.notice != Some(Notice::PASSKEY_REFUSED)),
        demo: &settings.demo_accounts,
    };
    template.page.answer(&template.form, &template)
}

pub(crate) async fn post(state: State, visitor: Visitor, headers: HeaderMap, fields: Fields) -> Answer {
    let missing = missing(&fields);
    if missing.is_empty() {
        return attempt(state, visitor, headers, fields).await;
    }
    let form = Form::refused(&fields, &missing, visitor.locale);
    show(&state, &visitor, form, joins(&state, &headers).await?).await
}

async fn attempt(state: State, visitor: Visitor, headers: HeaderMap, fields: Fields) -> Answer {
    let email = address::normalise_email(fields.value("email")).unwrap_or_default();
    let account = directory::account_of(&state, &fields).await?;
    let counted = match state.count(Kind::Login, &account, &visitor).await {
        Err(WebError::TooOften { seconds }) => {
            let form = Form::too_often(&fields, "email", seconds, visitor.locale);
            return show(&state, &visitor, form, joins(&state, &headers).await?).await;
        }
        counted => counted?,
    };
    let looked_up = email.clone();
    let credentials = state.db().read(async move |tx| password::credentials(tx, &looked_up).await).await?;
    let refuse = async |key| refuse(&state, &visitor, &headers, (&fields, Problem::new("email", key))).await;
    let Some(verified) = credentials.verify(fields.value("password").to_owned()).await else {
        return match directory::enter(&state, &visitor, &headers, &fields).await? {
            Ok(response) => {
                counted.passed(&state).await?;
                Ok(response)
            }
            Err(problem) => {
                counted.failed(&state, Why::Password).await?;
                refuse(problem.key).await
            }
        };
    };
    let session = new_session(&state, &visitor).by(Way::Password);
    let new = session.clone();
    let proved = cookies::secret(&headers, WAITING);
    let counted = Arc::new(counted);
    let given = Arc::clone(&counted);
    let begun = state
        .db()
        .write(async move |tx| {
            let begun = sign_in::sign_in(tx, verified, &new).await?;
            given.succeeded(tx).await?;
            // What waits to be joined waits for the second factor too.
            if let (Begun::Session(_), Some(proved)) = (begun, &proved) {
                join::waiting(tx, verified.person(), proved, &new.client.ip).await?;
            }
            Ok(begun)
        })
        .await;
    let begun = match begun {
        Ok(begun) => begun,
        Err(SignInError::Unconfirmed) => {
            counted.failed(&state, Why::Unconfirmed).await?;
            return refuse("accounts-unconfirmed").await;
        }
        Err(SignInError::Closed) => {
            counted.failed(&state, Why::Closed).await?;
            return refuse("accounts-closed").await;
        }
        Err(SignInError::Db(error)) => return Err(error.into()),
    };
    let wanted = Wanted::of(&fields);
    let onward = first_step(&state, begun, &session.token, &wanted)?;
    // What waits to be joined is kept until the second step.
    if begun == Begun::NeedsSecond { Ok(onward) } else { cookies::forgetting(&state, onward, &headers, &[WAITING]) }
}

/// A session that may begin in this browser.
pub(super) fn new_session(state: &State, visitor: &Visitor) -> NewSession {
    NewSession { token: Secret::generate(), limits: state.settings().sessions, client: visitor.client.clone() }
}

/// What was left empty: that is no try.
fn missing(fields: &Fields) -> Vec<Problem> {
    let wanted =
        [("email", key!("accounts-sign-in-email-missing")), ("password", key!("accounts-sign-in-password-missing"))];
    let empty = |(name, _): &(&str, _)| fields.value(name).trim().is_empty();
    wanted.into_iter().filter(empty).map(|(name, key)| Problem::new(name, key)).collect()
}

/// Where somebody wanted to go, and whether a form was sent there in vain.
#[derive(Clone, Copy)]
pub(crate) struct Wanted<'a> {
    pub(super) back_to: &'a str,
    pub(super) unsent: bool,
}

impl<'a> Wanted<'a> {
    /// As the form of the entrance carries it.
    pub(super) fn of(fields: &'a Fields) -> Self {
        Self { back_to: fields.value("back_to"), unsent: fields.is_on("unsent") }
    }

    /// A page where nothing was sent in vain.
    pub(super) const fn page(back_to: &'a str) -> Self {
        Self { back_to, unsent: false }
    }
}

/// Where the first factor leads: in, or to the second.
pub(super) fn first_step(state: &State, begun: Begun, token: &Secret, wanted: &Wanted<'_>) -> Answer {
    match begun {
        Begun::Session(role) => enter(state, role, token, wanted),
        Begun::NeedsSecond => second_step::owed(state, token, wanted),
    }
}

/// In, with the session of this token.
pub(super) fn enter(state: &State, role: Role, token: &Secret, wanted: &Wanted<'_>) -> Answer {
    let to = landing(local_path(wanted.back_to), role);
    // Back at the form, it is said once more: nothing was sent, and nothing will be by itself.
    let back = if wanted.unsent { see_other_with(to, Notice::UNSENT)? } else { see_other(to) };
    with_session_cookie(state, back, token)
}

async fn refuse(
    state: &State,
    visitor: &Visitor,
    headers: &HeaderMap,
    (fields, problem): (&Fields, Problem),
) -> Answer {
    let form = Form::refused(fields, &[problem], visitor.locale);
    show(state, visitor, form, joins(state, headers).await?).await
}

/// Where a session begins: staff begin where their work is.
fn landing(back_to: &str, role: Role) -> &str {
    if back_to == "/" && role != Role::Requester { "/cola/mios" } else { back_to }
}

/// Adds the cookie of a new session to an answer.
pub(crate) fn with_session_cookie(state: &State, response: Response, token: &Secret) -> Answer {
    let response = cookies::with_session(state, response, token)?;
    // The browser is known another time by what sign-in has just stored of it.
    cookies::with_device(state, response, &device_key(token))
}

/// `POST /logout`.
pub(crate) async fn sign_out(state: State, visitor: Visitor) -> Answer {
    if let Some(token) = visitor.token.clone() {
        let ip = visitor.client.ip.clone();
        state.db().write(async move |tx| sign_in::sign_out(tx, &token, &ip).await).await?;
    }
    cookies::signed_out(&state)
}
