//! `POST /users/{id}/approve`, `/reject`, `/disable`: verbs about an account.

use crate::api::Problem;
use crate::api::sent::{Made, Sent};
use crate::api::values::{self, Id, PathId};
use atiende_core::accounts::actions::update;
use atiende_core::accounts::{self, AccountState};
use atiende_core::admission::access;
use atiende_core::admission::actions::{approve, reject};
use atiende_core::error::Refused;
use atiende_core::events::By;
use atiende_core::id::{OrganizationId, PersonId};
use atiende_core::{Actor, Denied};
use atiende_db::Tx;
use atiende_i18n::key;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Where the applicant belongs.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Approval {
    /// May be left out when it is the one that the applicant's mail domain belongs to.
    organization: Option<Id>,
    #[serde(default)]
    coordinator: bool,
}

/// What became of the account.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Decided {
    id: Id,
    #[schema(value_type = values::AccountState)]
    state: AccountState,
    /// The ticket that was written while waiting, now open.
    ticket: Option<Id>,
}

/// Let an applicant in; one mail says so
#[utoipa::path(post, path = "/users/{id}/approve", tag = "users", request_body = Approval,
    params(("id" = String, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = Decided)))]
pub(crate) async fn approve(PathId(id): PathId, sent: Sent<Approval>) -> Result<Made, Problem> {
    sent.once(async move |tx, actor, approval| let_in(tx, actor, id.into(), approval).await).await
}

async fn let_in(tx: &mut Tx, actor: &Actor, id: PersonId, approval: &Approval) -> Result<Made, Problem> {
    let decidable = access::decidable(tx, actor, id).await?;
    let organization = match approval.organization {
        Some(organization) => Some(organization.into()),
        None => proposed(tx, &decidable).await?,
    };
    let organization = organization.ok_or_else(|| Problem::invalid("organization", key!("api-value-missing")))?;
    let approved = approve::approve(tx, decidable, organization, approval.coordinator).await;
    let approved = approved.map_err(|refused| match refused {
        // The applicant is known here: only the organization can be what is not found.
        Refused::Denied(Denied::NotFound) => Problem::invalid("organization", key!("orgs-unknown")),
        other => other.into(),
    })?;
    Made::done(&Decided { id: id.into(), state: AccountState::Active, ticket: approved.ticket.map(Id::from) })
}

async fn proposed(tx: &Tx, decidable: &access::Decidable<'_>) -> Result<Option<OrganizationId>, Problem> {
    let mut own = access::proposals_for(tx, decidable).await?;
    own.retain(|proposal| proposal.by_domain);
    Ok(if let [only] = own.as_slice() { Some(only.organization) } else { None })
}

/// Why the applicant is turned away.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Rejection {
    /// Told to the applicant.
    #[serde(default)]
    #[schema(required, max_length = 1000)]
    reason: String,
}

/// Turn an applicant away; one mail says why
#[utoipa::path(post, path = "/users/{id}/reject", tag = "users", request_body = Rejection,
    params(("id" = String, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = Decided)))]
pub(crate) async fn reject(PathId(id): PathId, sent: Sent<Rejection>) -> Result<Made, Problem> {
    sent.once(async move |tx, actor, rejection| {
        let decidable = access::decidable(tx, actor, id.into()).await?;
        reject::reject(tx, decidable, &rejection.reason).await?;
        Made::done(&Decided { id, state: AccountState::Rejected, ticket: None })
    })
    .await
}

/// Nothing needs to be said.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Nothing {}

/// Close an account
#[utoipa::path(post, path = "/users/{id}/disable", tag = "users",
    params(("id" = String, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = Decided)))]
pub(crate) async fn disable(PathId(id): PathId, sent: Sent<Nothing>) -> Result<Made, Problem> {
    sent.caller.administers()?;
    sent.once(async move |tx, actor, Nothing {}| {
        let found = accounts::access::manageable(tx, actor, id.into()).await?;
        update::disable(tx, &By::from(actor), actor.sudo()?, &found.person).await?;
        Made::done(&Decided { id, state: AccountState::Disabled, ticket: None })
    })
    .await
}
