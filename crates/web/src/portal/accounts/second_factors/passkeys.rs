//! `/cuenta/seguridad/llaves/nueva`: a new passkey, in two steps: its name, then the browser makes it.

use crate::shell::page::see_other_with;
use crate::shell::visitor::SECURITY;
use crate::shell::{Answer, Fields, Form, Notice, Page, SignedIn, State, WebError};
use askama::Template;
use atiende_core::Refused;
use atiende_core::accounts::Secret;
use atiende_core::second_factors::actions::passkeys::{self, Chance};
use axum::http::HeaderMap;

#[derive(Template)]
#[template(path = "portal/accounts/passkey_new.html")]
struct NamePage {
    page: Page,
    form: Form,
}

#[derive(Template)]
#[template(path = "portal/accounts/passkey_make.html")]
struct MakePage {
    page: Page,
    name: String,
    /// For the script.
    options: String,
}

pub(crate) async fn new(state: State, signed_in: SignedIn) -> Answer {
    super::site(&state)?;
    ask_name(&state, &signed_in, Form::default())
}

fn ask_name(state: &State, signed_in: &SignedIn, form: Form) -> Answer {
    signed_in.actor.oneself()?;
    let template = NamePage { page: Page::new(state, &signed_in.visitor), form };
    template.page.answer(&template.form, &template)
}

/// `POST ../nueva`: the name; answers with the question for the browser, to who has a fresh proof.
pub(crate) async fn ask(state: State, signed_in: SignedIn, fields: Fields) -> Answer {
    let site = super::site(&state)?;
    let name = fields.trimmed("name").to_owned();
    if let Err(Refused::Invalid(problems)) = passkeys::check_name(&name) {
        return ask_name(&state, &signed_in, Form::refused(&fields, &problems, signed_in.visitor.locale));
    }
    signed_in.sure(&fields)?;
    let chance = Chance { token: Secret::generate(), handle: Secret::generate() };
    let (actor, desk, given) = (signed_in.actor.clone(), state.appearance().name.clone(), chance.clone());
    let called = name.clone();
    let asks =
        async move |tx: &mut _| passkeys::ask(tx, (&actor, actor.sudo()?), &site, &given, (&called, &desk)).await;
    let options = state.db().write(asks).await?;
    let template = MakePage { page: Page::new(&state, &signed_in.visitor), name, options };
    let response = super::unkept(template.page.show(&template))?;
    super::asking(&state, response, &chance.token)
}

/// `POST /cuenta/seguridad/llaves`: the key that the browser made.
pub(crate) async fn add(state: State, signed_in: SignedIn, headers: HeaderMap, fields: Fields) -> Answer {
    signed_in.actor.oneself()?;
    let site = super::site(&state)?;
    let (actor, token) = (signed_in.actor.clone(), super::asked(&headers));
    let answer = fields.value("answer").to_owned();
    let added = state.db().write(async move |tx| passkeys::add(tx, &actor, &site, &token, &answer).await).await;
    match added.map_err(WebError::from)? {
        Ok(()) => super::added(&state, &signed_in).await,
        Err(unproved) => {
            tracing::info!(person = %signed_in.actor.id, %unproved, "passkey not added");
            see_other_with(SECURITY, Notice::PASSKEY_REFUSED)
        }
    }
}
