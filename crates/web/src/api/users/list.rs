//! `GET /users`: staff see who waits, administrators everybody.

use super::User;
use crate::api::values::{self, Listing, Paging, Params, cut};
use crate::api::{Answer, Caller, Problem};
use crate::shell::State;
use atiende_core::Actor;
use atiende_core::accounts::directory::{self, PeopleFilter};
use atiende_core::accounts::{AccountState, Role};
use atiende_core::admission::access;
use atiende_core::id::{OrganizationId, PersonId};
use atiende_db::Tx;
use axum::Json;
use serde::Deserialize;
use utoipa::IntoParams;

/// Which people to list.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Which {
    /// `pending` is for all staff, anything else for administrators.
    #[param(value_type = Option<values::AccountState>)]
    state: Option<AccountState>,
    #[param(value_type = Option<values::Role>)]
    role: Option<Role>,
    organization: Option<values::Id>,
    /// Words of the name or address.
    q: Option<String>,
}

/// List people. Who waits is listed with the longest waiting first, everybody else with the newest first
#[utoipa::path(get, path = "/users", tag = "users", params(Which, Paging),
    responses((status = 200, body = Listing<User>)))]
pub(crate) async fn list(
    state: State,
    caller: Caller,
    Params(which): Params<Which>,
    Params(paging): Params<Paging>,
) -> Answer<Listing<User>> {
    let actor = caller.actor;
    let listing = if which.state == Some(AccountState::Pending) {
        state.db().read(async move |tx| waiting(tx, &actor, &paging).await).await?
    } else {
        state.db().read(async move |tx| everybody(tx, &actor, which, &paging).await).await?
    };
    Ok(Json(listing))
}

async fn waiting(tx: &Tx, actor: &Actor, paging: &Paging) -> Result<Listing<User>, Problem> {
    let after = paging.after::<PersonId>()?;
    let mut rows = access::pending_after(tx, actor.staff()?, after, paging.rows() + 1).await?;
    let next_cursor = cut(&mut rows, paging.limit(), |(applicant, _)| applicant.id.to_string());
    let items = rows.into_iter().map(|(applicant, proposals)| User::applicant(applicant, proposals));
    Ok(Listing { items: items.collect(), next_cursor })
}

async fn everybody(tx: &Tx, actor: &Actor, which: Which, paging: &Paging) -> Result<Listing<User>, Problem> {
    let filter = PeopleFilter {
        words: which.q.unwrap_or_default(),
        role: which.role,
        state: which.state,
        organization: which.organization.map(OrganizationId::from),
        before: paging.after()?,
    };
    let mut rows = directory::people(tx, actor.admin()?, &filter, paging.rows()).await?;
    let next_cursor = cut(&mut rows, paging.limit(), |row| row.id.to_string());
    let mut items = Vec::with_capacity(rows.len());
    for row in rows {
        items.push(User::of(tx, actor, row.id).await?);
    }
    Ok(Listing { items, next_cursor })
}
