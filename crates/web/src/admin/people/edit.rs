//! `/admin/personas/{id}`: who somebody is to the desk, and where they belong.

use super::form::{self, Known, PersonPage, Stored};
use super::words::{state_class, state_key};
use crate::admin::Id;
use crate::portal::accounts::sessions::line;
use crate::shell::page::see_other_with;
use crate::shell::{Answer, Fields, Form, Notice, SignedIn, State, WebError};
use atiende_core::accounts::actions::{reset_password, update};
use atiende_core::accounts::{AccountState, Role, Secret, access};
use atiende_core::id::PersonId;
use atiende_core::{Problem, Refused};

pub(crate) async fn get(state: State, signed_in: SignedIn, Id(id): Id<PersonId>) -> Answer {
    signed_in.approved()?.admin()?;
    let template = page(&state, &signed_in, id, None).await?;
    template.page.show(&template)
}

pub(crate) async fn post(state: State, signed_in: SignedIn, Id(id): Id<PersonId>, fields: Fields) -> Answer {
    signed_in.approved()?.admin()?;
    let (actor, change) = (signed_in.actor.clone(), form::change(&fields));
    let saved = state
        .db()
        .write(async move |tx| {
            let manageable = access::manageable(tx, &actor, id).await?;
            update::update(tx, manageable, &change).await
        })
        .await;
    match saved {
        Ok(()) => see_other_with(&format!("/admin/personas/{id}"), Notice::SAVED),
        Err(Refused::Invalid(problems)) => {
            let refused = Form::refused(&fields, &problems, signed_in.visitor.locale);
            let template = page(&state, &signed_in, id, Some(refused)).await?;
            template.page.refuse(&template)
        }
        Err(Refused::Denied(denied)) => Err(signed_in.unproved(denied, &fields)),
        Err(other) => Err(other.into()),
    }
}

/// The page again: the reason for looking on as the person is missing.
pub(super) async fn refuse_look(
    state: &State,
    signed_in: &SignedIn,
    id: PersonId,
    (fields, problems): (&Fields, &[Problem]),
) -> Answer {
    let stored = form::stored(state, signed_in, id).await?;
    let mut form = form::filled(&stored);
    form.set("reason", fields.value("reason").to_owned());
    form.problems = Form::refused(fields, problems, signed_in.visitor.locale).problems;
    let template = page(state, signed_in, id, Some(form)).await?;
    template.page.refuse(&template)
}

/// `POST /admin/personas/{id}/contrasena`: a link by mail to choose a new password.
pub(crate) async fn send_link(state: State, signed_in: SignedIn, Id(id): Id<PersonId>) -> Answer {
    signed_in.approved()?.admin()?;
    let (actor, link) = (signed_in.actor.clone(), Secret::generate());
    state
        .db()
        .write(async move |tx| {
            let manageable = access::manageable(tx, &actor, id).await?;
            Ok::<_, Refused>(reset_password::send(tx, &manageable, &link).await?)
        })
        .await?;
    see_other_with(&format!("/admin/personas/{id}"), Notice::LINK_SENT)
}

async fn page(
    state: &State,
    signed_in: &SignedIn,
    id: PersonId,
    refused: Option<Form>,
) -> Result<PersonPage, WebError> {
    let stored = form::stored(state, signed_in, id).await?;
    let form = refused.unwrap_or_else(|| form::filled(&stored));
    let mut page = PersonPage::new(state, signed_in, form).await?;
    page.title.clone_from(&stored.person.name);
    page.known = Some(known(&page, stored));
    Ok(page)
}

fn known(page: &PersonPage, stored: Stored) -> Known {
    let Stored { person, memberships, merges, sessions, tokens, can_be_seen, factors, .. } = stored;
    Known {
        id: person.id.to_string(),
        state_key: state_key(person.state),
        state_class: state_class(person.state),
        since: page.page.date_time(&person.created_at),
        state: person.state,
        can_merge: person.role == Role::Requester && person.state == AccountState::Active,
        merges,
        sessions: sessions.into_iter().map(|listed| line(&page.page, listed, None)).collect(),
        tokens,
        can_be_seen,
        factors,
        memberships: memberships.into_iter().map(|m| (m.organization.to_string(), m.name)).collect(),
    }
}
