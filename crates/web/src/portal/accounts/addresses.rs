//! `/cuenta/correos`: the addresses that open one's account, and the one that mails go to.

use crate::admin::Id;
use crate::shell::page::see_other_with;
use crate::shell::{Answer, Fields, Form, Notice, Page, SignedIn, State, WebError};
use askama::Template;
use atiende_core::accounts::Secret;
use atiende_core::addresses::{Address, access, actions};
use atiende_core::id::AddressId;
use atiende_core::limits::Kind;
use atiende_core::{Denied, Refused};
use axum::extract::Path;
use axum::http::StatusCode;

const HERE: &str = "/cuenta/correos";

#[derive(Template)]
#[template(path = "portal/accounts/addresses.html")]
struct AddressesPage {
    page: Page,
    form: Form,
    /// The one that mails go to.
    first: String,
    others: Vec<Address>,
    /// Where a link was just sent.
    asked: Option<String>,
}

#[derive(Template)]
#[template(path = "portal/accounts/address_confirm.html")]
struct ConfirmPage {
    page: Page,
    /// `None`: the link is good no more, or somebody else's.
    email: Option<String>,
    /// Whose session this is.
    account: String,
}

pub(crate) async fn get(state: State, signed_in: SignedIn) -> Answer {
    signed_in.approved()?;
    show(&state, &signed_in, Form::default(), None).await
}

/// `POST /cuenta/correos`: a link to the address.
pub(crate) async fn post(state: State, signed_in: SignedIn, fields: Fields) -> Answer {
    let (actor, typed, link) = (signed_in.approved()?.clone(), fields.value("email").to_owned(), Secret::generate());
    match state.count(Kind::Reset, &actor.email, &signed_in.visitor).await {
        Err(WebError::TooOften { seconds }) => {
            let form = Form::too_often(&fields, "email", seconds, signed_in.visitor.locale);
            return show(&state, &signed_in, form, None).await;
        }
        counted => drop(counted?),
    }
    match state.db().write(async move |tx| actions::ask(tx, &actor, &typed, &link).await).await {
        Ok(email) => show(&state, &signed_in, Form::default(), Some(email)).await,
        Err(Refused::Invalid(problems)) => {
            show(&state, &signed_in, Form::refused(&fields, &problems, signed_in.visitor.locale), None).await
        }
        Err(Refused::Denied(denied)) => Err(signed_in.unproved(denied, &fields)),
        Err(other) => Err(other.into()),
    }
}

/// `POST /cuenta/correos/{id}/principal`
pub(crate) async fn prefer(state: State, signed_in: SignedIn, Id(id): Id<AddressId>, fields: Fields) -> Answer {
    let actor = signed_in.approved()?.clone();
    let done = async move |tx: &mut _| actions::prefer(tx, &access::owned(tx, &actor, id).await?).await;
    match state.db().write(done).await {
        Ok(()) => see_other_with(HERE, Notice::SAVED),
        Err(Refused::Denied(denied)) => Err(signed_in.unproved(denied, &fields)),
        Err(other) => Err(other.into()),
    }
}

/// `POST /cuenta/correos/{id}/quitar`
pub(crate) async fn remove(state: State, signed_in: SignedIn, Id(id): Id<AddressId>) -> Answer {
    let actor = signed_in.approved()?.clone();
    let done = async move |tx: &mut _| {
        let owned = access::owned(tx, &actor, id).await?;
        Ok::<_, Refused>(actions::remove(tx, &owned).await?)
    };
    state.db().write(done).await?;
    see_other_with(HERE, Notice::SAVED)
}

/// `GET /cuenta/correos/confirmar/{link}`: opening it changes nothing, because mail scanners open links.
pub(crate) async fn confirming(state: State, signed_in: SignedIn, Path(link): Path<String>) -> Answer {
    let actor = signed_in.approved()?.clone();
    let link = Secret::presented(&link);
    let found = state.db().read(async move |tx| access::confirmable(tx, &actor, &link).await.map(|c| c.email)).await;
    let email = match found {
        Ok(email) => Some(email),
        Err(Denied::NotFound) => None,
        Err(other) => return Err(other.into()),
    };
    let account = signed_in.actor.email.clone();
    let template = ConfirmPage { page: Page::new(&state, &signed_in.visitor), email, account };
    let status = if template.email.is_some() { StatusCode::OK } else { StatusCode::NOT_FOUND };
    template.page.with_status(&template, status)
}

/// `POST /cuenta/correos/confirmar/{link}`
pub(crate) async fn confirm(state: State, signed_in: SignedIn, Path(link): Path<String>) -> Answer {
    let (actor, link) = (signed_in.approved()?.clone(), Secret::presented(&link));
    let done = async move |tx: &mut _| actions::confirm(tx, &access::confirmable(tx, &actor, &link).await?).await;
    match state.db().write(done).await {
        Ok(()) => see_other_with(HERE, Notice::ADDRESS_ADDED),
        Err(Refused::Invalid(problems)) => {
            let form = Form::refused(&Fields::default(), &problems, signed_in.visitor.locale);
            show(&state, &signed_in, form, None).await
        }
        Err(other) => Err(other.into()),
    }
}

async fn show(
    state: &State,
    signed_in: &SignedIn,
    form: Form,
    asked: Option<String>,
) -> Result<axum::response::Response, WebError> {
    let actor = signed_in.actor.clone();
    let others = state.db().read(async move |tx| access::own(tx, &actor).await).await?;
    let first = signed_in.actor.email.clone();
    let template = AddressesPage { page: Page::new(state, &signed_in.visitor), form, first, others, asked };
    template.page.answer(&template.form, &template)
}
