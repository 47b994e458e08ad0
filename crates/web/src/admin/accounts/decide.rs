//! Letting an applicant in, turning them away, or asking first.

use super::pending;
use crate::admin::Id;
use crate::shell::page::see_other_with;
use crate::shell::{Answer, Fields, Notice, SignedIn, State, WebError};
use atiende_core::admission::access;
use atiende_core::admission::actions::{approve, ask, reject};
use atiende_core::id::{OrganizationId, PersonId};
use atiende_core::{Denied, Problem, Refused};
use atiende_i18n::key;

const LIST: &str = "/admin/cuentas";

/// `POST /admin/cuentas/{id}/aprobar`
pub(crate) async fn approve(state: State, signed_in: SignedIn, Id(id): Id<PersonId>, fields: Fields) -> Answer {
    let actor = signed_in.approved()?.clone();
    let Some(organization) = fields.parse::<OrganizationId>("organization") else {
        may_decide(&state, &signed_in, id).await?;
        let missing = Problem::new("organization", key!("orgs-missing"));
        return pending::refuse(&state, &signed_in, id, (&fields, &[missing])).await;
    };
    let coordinator = fields.is_on("coordinator");
    let approved = state
        .db()
        .write(async move |tx| {
            let decidable = access::decidable(tx, &actor, id).await?;
            approve::approve(tx, decidable, organization, coordinator).await
        })
        .await?;
    see_other_with(LIST, if approved.ticket.is_some() { Notice::APPROVED_WITH_TICKET } else { Notice::APPROVED })
}

async fn may_decide(state: &State, signed_in: &SignedIn, id: PersonId) -> Result<(), WebError> {
    let actor = signed_in.actor.clone();
    state.db().read(async move |tx| access::decidable(tx, &actor, id).await.map(drop)).await?;
    Ok(())
}

/// `POST /admin/cuentas/{id}/rechazar`
pub(crate) async fn reject(state: State, signed_in: SignedIn, Id(id): Id<PersonId>, fields: Fields) -> Answer {
    let (actor, reason) = (signed_in.approved()?.clone(), fields.value("reason").to_owned());
    let rejected = state
        .db()
        .write(async move |tx| {
            let decidable = access::decidable(tx, &actor, id).await?;
            reject::reject(tx, decidable, &reason).await
        })
        .await;
    answered(&state, &signed_in, (id, &fields), rejected, Notice::REJECTED).await
}

/// `POST /admin/cuentas/{id}/preguntar`
pub(crate) async fn ask(state: State, signed_in: SignedIn, Id(id): Id<PersonId>, fields: Fields) -> Answer {
    let (actor, question) = (signed_in.approved()?.clone(), fields.value("question").to_owned());
    let asked = state
        .db()
        .write(async move |tx| {
            let decidable = access::decidable(tx, &actor, id).await?;
            ask::ask(tx, &decidable, &question).await
        })
        .await;
    answered(&state, &signed_in, (id, &fields), asked, Notice::ASKED).await
}

async fn answered(
    state: &State,
    signed_in: &SignedIn,
    (id, fields): (PersonId, &Fields),
    done: Result<(), Refused>,
    notice: Notice,
) -> Answer {
    match done {
        Ok(()) => see_other_with(LIST, notice),
        Err(Refused::Invalid(problems)) => pending::refuse(state, signed_in, id, (fields, &problems)).await,
        Err(Refused::Denied(Denied::NotFound)) => see_other_with(LIST, Notice::DECIDED_ALREADY),
        Err(other) => Err(other.into()),
    }
}
