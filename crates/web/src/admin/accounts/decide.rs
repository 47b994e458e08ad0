//! Letting an applicant in, or turning them away.

use super::pending;
use crate::admin::Id;
use crate::shell::page::see_other_with;
use crate::shell::{Answer, Fields, Notice, SignedIn, State};
use atiende_core::accounts::access;
use atiende_core::accounts::actions::{approve, reject};
use atiende_core::id::{OrganizationId, PersonId};
use atiende_core::{Problem, Refused};
use atiende_i18n::key;

const LIST: &str = "/admin/cuentas";

/// `POST /admin/cuentas/{id}/aprobar`
pub(crate) async fn approve(state: State, signed_in: SignedIn, Id(id): Id<PersonId>, fields: Fields) -> Answer {
    signed_in.approved()?.staff()?;
    let Some(organization) = fields.parse::<OrganizationId>("organization") else {
        let missing = Problem::new("organization", key!("orgs-missing"));
        return pending::refuse(&state, &signed_in, id, (&fields, &[missing])).await;
    };
    let (actor, coordinator) = (signed_in.actor.clone(), fields.is_on("coordinator"));
    let approved = state
        .db()
        .write(async move |tx| {
            let decidable = access::decidable(tx, &actor, id).await?;
            approve::approve(tx, decidable, organization, coordinator).await
        })
        .await?;
    see_other_with(LIST, if approved.ticket.is_some() { Notice::APPROVED_WITH_TICKET } else { Notice::APPROVED })
}

/// `POST /admin/cuentas/{id}/rechazar`
pub(crate) async fn reject(state: State, signed_in: SignedIn, Id(id): Id<PersonId>, fields: Fields) -> Answer {
    signed_in.approved()?.staff()?;
    let (actor, reason) = (signed_in.actor.clone(), fields.value("reason").to_owned());
    let rejected = state
        .db()
        .write(async move |tx| {
            let decidable = access::decidable(tx, &actor, id).await?;
            reject::reject(tx, decidable, &reason).await
        })
        .await;
    match rejected {
        Ok(()) => see_other_with(LIST, Notice::REJECTED),
        Err(Refused::Invalid(problems)) => pending::refuse(&state, &signed_in, id, (&fields, &problems)).await,
        Err(other) => Err(other.into()),
    }
}
