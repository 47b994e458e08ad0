//! `/cuenta/seguridad/llaves/nueva`: a new passkey, in two steps: its name, then the browser makes it.

use super::proof::{self, Proof, fresh_proof};
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
    proof: Proof,
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
    ask_name(&state, &signed_in, Form::default()).await
}

async fn ask_name(state: &State, signed_in: &SignedIn, form: Form) -> Answer {
    signed_in.actor.oneself()?;
    let proof = proof::wanted(state, signed_in).await?;
    let template = NamePage { page: Page::new(state, &signed_in.visitor), form, proof };
    if template.form.is_refused() { template.page.refuse(&template) } else { template.page.show(&template) }
}

/// `POST ../nueva`: the name, and a fresh proof; answers with the question for the browser.
pub(crate) async fn ask(state: State, signed_in: SignedIn, fields: Fields) -> Answer {
    let site = super::site(&state)?;
    let name = fields.trimmed("name").to_owned();
    let mut problems = match passkeys::check_name(&name) {
        Err(Refused::Invalid(problems)) => problems,
        _ => Vec::new(),
    };
    problems.extend(fresh_proof(&state, &signed_in, &fields).await?);
    if !problems.is_empty() {
        let form = Form::refused(&fields, &problems, signed_in.visitor.locale);
        return ask_name(&state, &signed_in, form).await;
    }
    let chance = Chance { token: Secret::generate(), handle: Secret::generate() };
    let (actor, desk, given) = (signed_in.actor.clone(), state.appearance().name.clone(), chance.clone());
    let called = name.clone();
    let options =
        state.db().write(async move |tx| passkeys::ask(tx, &actor, &site, &given, (&called, &desk)).await).await?;
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
