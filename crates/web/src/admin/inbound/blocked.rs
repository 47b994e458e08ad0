//! `/admin/correo/entrada/bloqueados`: who writes to no ticket any more.

use crate::shell::page::see_other_with;
use crate::shell::{Answer, Fields, Form, Notice, Page, SignedIn, State};
use askama::Template;
use atiende_core::Refused;
use atiende_core::inbound::access;
use atiende_core::inbound::actions::decide;
use jiff::Timestamp;

const HERE: &str = "/admin/correo/entrada/bloqueados";

#[derive(Template)]
#[template(path = "admin/inbound/blocked.html")]
struct BlockedPage {
    page: Page,
    form: Form,
    blocked: Vec<(String, Option<String>, Timestamp)>,
}

pub(crate) async fn get(state: State, signed_in: SignedIn) -> Answer {
    signed_in.approved()?.admin()?;
    show(&state, &signed_in, Form::default()).await
}

async fn show(state: &State, signed_in: &SignedIn, form: Form) -> Answer {
    let actor = signed_in.actor.clone();
    let blocked = state.db().read(async move |tx| {
        let by = actor.admin()?;
        Ok::<_, atiende_core::Denied>(access::blocked(tx, by).await?)
    });
    let template = BlockedPage { blocked: blocked.await?, page: Page::new(state, &signed_in.visitor), form };
    template.page.answer(&template.form, &template)
}

/// `POST`: one more, from here or from a message of theirs.
pub(crate) async fn add(state: State, signed_in: SignedIn, fields: Fields) -> Answer {
    signed_in.approved()?.admin()?;
    let (actor, sender) = (signed_in.actor.clone(), fields.trimmed("address").to_owned());
    match state.db().write(async move |tx| decide::block(tx, actor.admin()?, &sender).await).await {
        Ok(()) => see_other_with(HERE, Notice::SAVED),
        Err(Refused::Invalid(problems)) => {
            show(&state, &signed_in, Form::refused(&fields, &problems, signed_in.visitor.locale)).await
        }
        Err(other) => Err(other.into()),
    }
}

/// `POST ../quitar`
pub(crate) async fn remove(state: State, signed_in: SignedIn, fields: Fields) -> Answer {
    signed_in.approved()?.admin()?;
    let (actor, sender) = (signed_in.actor.clone(), fields.trimmed("address").to_owned());
    state.db().write(async move |tx| decide::unblock(tx, actor.admin()?, &sender).await).await?;
    see_other_with(HERE, Notice::SAVED)
}
