//! What an administrator decides about a message: to read it again, or that it is a ticket.

use super::entry;
use crate::admin::Id;
use crate::shell::page::see_other_with;
use crate::shell::{Answer, Fields, Form, Notice, SignedIn, State};
use atiende_core::id::{InboundId, OrganizationId};
use atiende_core::inbound::actions::decide;
use atiende_core::{Problem, Refused};
use atiende_i18n::key;

/// `POST /admin/correo/entrada/{id}/procesar`
pub(crate) async fn again(state: State, signed_in: SignedIn, Id(id): Id<InboundId>) -> Answer {
    signed_in.approved()?.admin()?;
    let actor = signed_in.actor.clone();
    let done = state.db().write(async move |tx| decide::again(tx, actor.admin()?, id).await).await;
    answered(done, id)
}

/// `POST /admin/correo/entrada/{id}/ticket`
pub(crate) async fn open(state: State, signed_in: SignedIn, Id(id): Id<InboundId>, fields: Fields) -> Answer {
    signed_in.approved()?.admin()?;
    let Some(organization) = fields.parse::<OrganizationId>("organization") else {
        let missing = Problem::new("organization", key!("tickets-organization-missing"));
        let form = Form::refused(&fields, &[missing], signed_in.visitor.locale);
        return entry::show(&state, &signed_in, id, form).await;
    };
    let actor = signed_in.actor.clone();
    let done = state.db().write(async move |tx| decide::open(tx, &actor, id, organization).await).await;
    answered(done, id)
}

fn answered(done: Result<(), Refused>, id: InboundId) -> Answer {
    let here = format!("/admin/correo/entrada/{id}");
    match done {
        Ok(()) => see_other_with(&here, Notice::INBOUND_READ),
        // Somebody else, or the reader itself, was faster: the page shows what became of it.
        Err(Refused::Conflict(_)) => see_other_with(&here, Notice::INBOUND_IN_TICKET),
        Err(other) => Err(other.into()),
    }
}
