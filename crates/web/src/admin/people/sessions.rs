//! Somebody's sessions, ended by an administrator; and looking on as somebody.

use super::edit;
use crate::admin::Id;
use crate::admin::id::Ids;
use crate::shell::page::{see_other, see_other_with};
use crate::shell::{Answer, Fields, Notice, SignedIn, State, cookies};
use atiende_core::Refused;
use atiende_core::accounts::actions::tokens;
use atiende_core::accounts::{Role, Secret, access};
use atiende_core::events::By;
use atiende_core::id::{ApiTokenId, PersonId, SessionId};
use atiende_core::sessions::actions::{end, impersonate};

/// `POST /admin/personas/{id}/sesiones/{session}/cerrar`.
pub(crate) async fn end_one(state: State, signed_in: SignedIn, ids: Ids<PersonId, SessionId>) -> Answer {
    signed_in.approved()?.admin()?;
    let (actor, Ids(id, session)) = (signed_in.actor.clone(), ids);
    state
        .db()
        .write(async move |tx| {
            let manageable = access::manageable(tx, &actor, id).await?;
            let endable = atiende_core::sessions::access::endable_of(tx, &manageable, session).await?;
            Ok::<_, Refused>(end::one(tx, &endable).await?)
        })
        .await?;
    see_other_with(&format!("/admin/personas/{id}"), Notice::SESSION_ENDED)
}

/// `POST /admin/personas/{id}/sesiones/cerrar`.
pub(crate) async fn end_all(state: State, signed_in: SignedIn, Id(id): Id<PersonId>) -> Answer {
    signed_in.approved()?.admin()?;
    let actor = signed_in.actor.clone();
    state
        .db()
        .write(async move |tx| {
            let manageable = access::manageable(tx, &actor, id).await?;
            Ok::<_, Refused>(end::all_of(tx, &manageable).await?)
        })
        .await?;
    see_other_with(&format!("/admin/personas/{id}"), Notice::ALL_SESSIONS_ENDED)
}

/// `POST /admin/personas/{id}/claves/{token}/anular`: a program speaks for the person no more.
pub(crate) async fn revoke_token(state: State, signed_in: SignedIn, ids: Ids<PersonId, ApiTokenId>) -> Answer {
    signed_in.approved()?.admin()?;
    let (actor, Ids(id, token)) = (signed_in.actor.clone(), ids);
    state
        .db()
        .write(async move |tx| {
            let manageable = access::manageable(tx, &actor, id).await?;
            tokens::revoke(tx, &By::from(&*actor), manageable.person.id, token).await
        })
        .await?;
    see_other_with(&format!("/admin/personas/{id}"), Notice::TOKEN_REVOKED)
}

/// `POST /admin/personas/{id}/ver-como`.
pub(crate) async fn look_on(state: State, signed_in: SignedIn, Id(id): Id<PersonId>, fields: Fields) -> Answer {
    signed_in.approved()?.admin()?;
    signed_in.sure(&fields)?;
    let (actor, reason) = (signed_in.actor.clone(), fields.value("reason").to_owned());
    let (token, client) = (Secret::generate(), signed_in.visitor.client.clone());
    let given = token.clone();
    let begun = state
        .db()
        .write(async move |tx| {
            let manageable = access::manageable(tx, &actor, id).await?;
            impersonate::begin(tx, &manageable, actor.sudo()?, &reason, (&given, &client)).await?;
            Ok::<_, Refused>(manageable.person.role)
        })
        .await;
    match begun {
        Ok(role) => {
            let to = if role == Role::Requester { "/soporte/mis-tickets" } else { "/cola/mios" };
            cookies::with_session(&state, see_other(to), &token)
        }
        Err(Refused::Invalid(problems)) => edit::refuse_look(&state, &signed_in, id, (&fields, &problems)).await,
        Err(other) => Err(other.into()),
    }
}
