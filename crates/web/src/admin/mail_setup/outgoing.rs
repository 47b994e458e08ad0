//! `/admin/correo/ajustes/envio`: the server that takes the desk's mails, tried before it is kept.

use super::{HERE, server};
use crate::shell::page::{see_other, see_other_with};
use crate::shell::{Answer, Fields, Form, Notice, Page, SignedIn, State};
use askama::Template;
use atiende_core::Refused;
use atiende_core::mailboxes::Tried;
use atiende_core::settings::mail_setup::{self, Server};
use std::sync::Arc;

#[derive(Template)]
#[template(path = "admin/mail_setup/outgoing.html")]
struct OutgoingPage {
    page: Page,
    form: Form,
    securities: Vec<(&'static str, &'static str)>,
    tried: Vec<Tried>,
    is_kept: bool,
}

pub(crate) async fn get(state: State, signed_in: SignedIn) -> Answer {
    signed_in.approved()?.admin()?;
    if state.mailroom().says().outgoing {
        return Ok(see_other(HERE));
    }
    let setup = super::setup(&state, &signed_in).await?;
    let mut form = Form::filled([("from", setup.from.clone())]);
    server::fill(&mut form, &setup.outgoing.clone().unwrap_or_default());
    show(&state, &signed_in, form, Vec::new()).await
}

async fn show(state: &State, signed_in: &SignedIn, form: Form, tried: Vec<Tried>) -> Answer {
    let is_kept = super::setup(state, signed_in).await?.outgoing.is_some();
    let page = Page::new(state, &signed_in.visitor);
    let template = OutgoingPage { securities: server::securities(page.t), form, tried, is_kept, page };
    template.page.answer(&template.form, &template)
}

pub(crate) async fn post(state: State, signed_in: SignedIn, fields: Fields) -> Answer {
    signed_in.approved()?.admin()?;
    signed_in.sure(&fields)?;
    if state.mailroom().says().outgoing {
        return Ok(see_other(HERE));
    }
    if fields.value("then") == "remove" {
        let actor = signed_in.actor.clone();
        let remove = async move |tx: &mut _| mail_setup::remove_outgoing(tx, actor.admin()?, actor.sudo()?).await;
        state.db().write(remove).await?;
        return see_other_with(HERE, Notice::SAVED);
    }
    let typed = server::typed(&state, &fields)?;
    if let Err(Refused::Invalid(problems)) = mail_setup::checked_outgoing(fields.value("from"), &typed) {
        let mut form = Form::refused(&fields, &problems, signed_in.visitor.locale);
        server::fill(&mut form, &typed);
        return show(&state, &signed_in, form, Vec::new()).await;
    }
    let locale = signed_in.visitor.locale.as_str();
    let tried = match fields.value("then") {
        "anyway" => Vec::new(),
        _ => state.mailroom().try_outgoing(&typed, locale).await,
    };
    if fields.value("then") == "try" || super::failed(&tried) {
        let mut form = Form::typed(&fields);
        server::fill(&mut form, &typed);
        return show(&state, &signed_in, form, tried).await;
    }
    keep(&state, &signed_in, fields.value("from").to_owned(), typed).await?;
    see_other_with(HERE, Notice::SAVED)
}

async fn keep(state: &State, signed_in: &SignedIn, from: String, typed: Server) -> Result<(), Refused> {
    let (actor, kept) = (signed_in.actor.clone(), Arc::new((from, typed)));
    let keep =
        async move |tx: &mut _| mail_setup::set_outgoing(tx, actor.admin()?, (&kept.0, &kept.1), actor.sudo()?).await;
    state.db().write(keep).await
}
