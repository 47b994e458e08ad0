//! `/admin/correo/ajustes/buzon`: a mailbox that takes mail, tried before it is kept.

use super::{HERE, server};
use crate::admin::options;
use crate::shell::page::{see_other, see_other_with};
use crate::shell::{Answer, Fields, Form, Notice, Page, SignedIn, State, WebError};
use askama::Template;
use atiende_core::inbound::Unknown;
use atiende_core::mailboxes::Tried;
use atiende_core::settings::mail_setup::{self, Server, TypedMailbox};
use atiende_core::{Denied, Refused};
use atiende_i18n::{Locale, key};
use axum::extract::Query;
use serde::Deserialize;
use std::sync::Arc;

#[derive(Template)]
#[template(path = "admin/mail_setup/mailbox.html")]
struct MailboxPage {
    page: Page,
    form: Form,
    securities: Vec<(&'static str, &'static str)>,
    unknowns: Vec<(&'static str, &'static str)>,
    done: Vec<(&'static str, &'static str)>,
    organizations: Vec<(String, String)>,
    categories: Vec<(String, String)>,
    tried: Vec<Tried>,
    /// The address that it had; empty for a new one.
    was: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    direccion: String,
}

pub(crate) async fn get(state: State, signed_in: SignedIn, Query(asked): Query<Asked>) -> Answer {
    signed_in.approved()?.admin()?;
    if state.mailroom().says().mailboxes {
        return Ok(see_other(HERE));
    }
    let setup = super::setup(&state, &signed_in).await?;
    let known = setup.mailboxes.into_iter().find(|mailbox| mailbox.address == asked.direccion);
    if known.is_none() && !asked.direccion.is_empty() {
        return Err(WebError::NotFound);
    }
    let mut form = Form::default();
    fill(
        &mut form,
        &known.clone().unwrap_or(TypedMailbox { server: Some(Server::default()), ..TypedMailbox::default() }),
    );
    show(&state, &signed_in, (form, asked.direccion), Vec::new()).await
}

fn fill(form: &mut Form, mailbox: &TypedMailbox) {
    form.set("address", mailbox.address.clone());
    form.set("organization", mailbox.organization.clone());
    form.set("queue", mailbox.queue.clone());
    form.set("unknown", mailbox.unknown.to_string());
    form.set("folder", mailbox.folder.clone());
    form.set("done", mailbox.done.clone());
    form.set("fetched", if mailbox.server.is_some() { "on".to_owned() } else { String::new() });
    server::fill(form, &mailbox.server.clone().unwrap_or_default());
}

async fn show(state: &State, signed_in: &SignedIn, (form, was): (Form, String), tried: Vec<Tried>) -> Answer {
    let actor = signed_in.actor.clone();
    let (organizations, categories) =
        state.db().read(async move |tx| Ok::<_, Denied>(options::names(tx, actor.staff()?).await?)).await?;
    let page = Page::new(state, &signed_in.visitor);
    let template = MailboxPage {
        securities: server::securities(page.t),
        unknowns: unknowns(page.t),
        done: done(page.t),
        organizations,
        categories,
        form,
        tried,
        was,
        page,
    };
    template.page.answer(&template.form, &template)
}

fn unknowns(t: Locale) -> Vec<(&'static str, &'static str)> {
    let words = |unknown| match unknown {
        Unknown::Hold => t.text(key!("setup-hold")),
        Unknown::Open => t.text(key!("setup-open")),
        Unknown::Refuse => t.text(key!("setup-refuse")),
    };
    Unknown::ALL.iter().map(|&unknown| (unknown.as_str(), words(unknown))).collect()
}

fn done(t: Locale) -> Vec<(&'static str, &'static str)> {
    vec![
        ("", t.text(key!("setup-done-usual"))),
        ("seen", t.text(key!("setup-done-seen"))),
        ("delete", t.text(key!("setup-done-delete"))),
    ]
}

fn typed(state: &State, fields: &Fields) -> Result<TypedMailbox, WebError> {
    Ok(TypedMailbox {
        address: fields.value("address").trim().to_owned(),
        organization: fields.value("organization").to_owned(),
        queue: fields.value("queue").to_owned(),
        unknown: fields.parse("unknown").unwrap_or_default(),
        server: fields.is_on("fetched").then(|| server::typed(state, fields)).transpose()?,
        folder: fields.value("folder").trim().to_owned(),
        done: fields.value("done").to_owned(),
    })
}

pub(crate) async fn post(state: State, signed_in: SignedIn, fields: Fields) -> Answer {
    signed_in.approved()?.admin()?;
    signed_in.sure(&fields)?;
    if state.mailroom().says().mailboxes {
        return Ok(see_other(HERE));
    }
    let was = fields.value("was").to_owned();
    if fields.value("then") == "remove" {
        let actor = signed_in.actor.clone();
        let remove = async move |tx: &mut _| mail_setup::remove_mailbox(tx, actor.admin()?, &was, actor.sudo()?).await;
        state.db().write(remove).await?;
        return see_other_with(HERE, Notice::SAVED);
    }
    let mailbox = typed(&state, &fields)?;
    let tried = match mail_setup::checked_mailbox(&mailbox) {
        Err(Refused::Invalid(problems)) => {
            let mut form = Form::refused(&fields, &problems, signed_in.visitor.locale);
            fill(&mut form, &mailbox);
            return show(&state, &signed_in, (form, was), Vec::new()).await;
        }
        _ if fields.value("then") == "anyway" => Vec::new(),
        _ => state.mailroom().try_mailbox(&mailbox, signed_in.visitor.locale.as_str()).await,
    };
    if fields.value("then") == "try" || super::failed(&tried) {
        let mut form = Form::typed(&fields);
        fill(&mut form, &mailbox);
        return show(&state, &signed_in, (form, was), tried).await;
    }
    match keep(&state, &signed_in, &was, &mailbox).await {
        Ok(()) => see_other_with(HERE, Notice::SAVED),
        Err(Refused::Invalid(problems)) => {
            let mut form = Form::refused(&fields, &problems, signed_in.visitor.locale);
            fill(&mut form, &mailbox);
            show(&state, &signed_in, (form, was), tried).await
        }
        Err(other) => Err(other.into()),
    }
}

async fn keep(state: &State, signed_in: &SignedIn, was: &str, mailbox: &TypedMailbox) -> Result<(), Refused> {
    let was = Some(was.to_owned()).filter(|was| !was.is_empty());
    let (actor, kept) = (signed_in.actor.clone(), Arc::new((was, mailbox.clone())));
    let keep = async move |tx: &mut _| {
        mail_setup::put_mailbox(tx, actor.admin()?, (kept.0.as_deref(), &kept.1), actor.sudo()?).await
    };
    state.db().write(keep).await
}
