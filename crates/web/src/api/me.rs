//! `GET /me`: who the token speaks for.

use super::users::User;
use super::values::{self, Id};
use super::{Answer, Caller};
use crate::shell::State;
use atiende_core::accounts::{self, TokenScope};
use axum::Json;
use serde::Serialize;
use utoipa::ToSchema;

/// The person behind the token, and what the token may do.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Me {
    user: User,
    #[schema(value_type = values::Role)]
    role: accounts::Role,
    /// The first of `user.organizations`.
    organization: Option<Id>,
    #[schema(value_type = values::Scope)]
    scope: TokenScope,
}

/// Who the token speaks for
#[utoipa::path(get, path = "/me", tag = "me", responses((status = 200, body = Me)))]
pub(crate) async fn me(state: State, caller: Caller) -> Answer<Me> {
    let (actor, scope) = (caller.actor, caller.scope);
    let person =
        state.db().read(async move |tx| accounts::access::by_email(tx, &actor.email).await.map(|p| (actor, p)));
    let (actor, person) = person.await?;
    let person = person.ok_or(super::Problem::NotFound)?;
    let organization = actor.memberships.first().map(|membership| membership.organization.into());
    Ok(Json(Me {
        role: actor.role,
        organization,
        scope,
        user: User::new(&person, &actor.memberships, &actor.attended),
    }))
}
