//! `/organizations`: everybody sees their own, staff those they attend, administrators all.

use super::sent::{Made, Sent};
use super::values::{self, Given, Id, Listing, Paging, Params, PathId, cut};
use super::{Answer, Caller, Problem};
use crate::shell::State;
use atiende_core::Actor;
use atiende_core::accounts::directory;
use atiende_core::id::OrganizationId;
use atiende_core::orgs::actions::save;
use atiende_core::orgs::{self, Kind, OrganizationChange, access};
use atiende_db::Tx;
use atiende_i18n::key;
use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A client of the provider.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Organization {
    id: Id,
    name: String,
    #[schema(value_type = values::OrganizationKind)]
    kind: Kind,
    phone: String,
    archived: bool,
    /// What only staff are told.
    #[serde(flatten)]
    inner: Option<Inner>,
    /// Mail domains whose applicants probably belong here; for administrators.
    #[serde(skip_serializing_if = "Option::is_none")]
    domains: Option<Vec<String>>,
}

/// What staff are told of an organization.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Inner {
    notes: String,
    default_technician: Option<Id>,
}

impl Organization {
    fn of(actor: &Actor, organization: orgs::Organization) -> Self {
        let inner =
            Inner { notes: organization.notes, default_technician: organization.default_technician.map(Id::from) };
        Self {
            id: organization.id.into(),
            name: organization.name,
            kind: organization.kind,
            phone: organization.phone,
            archived: organization.archived,
            inner: actor.attends(organization.id).then_some(inner),
            domains: None,
        }
    }

    /// With what only an administrator is told, too.
    async fn whole(tx: &Tx, actor: &Actor, id: OrganizationId) -> Result<Self, Problem> {
        let found = access::manageable(tx, actor, id).await?;
        Ok(Self { domains: Some(found.domains), ..Self::of(actor, found.organization) })
    }
}

/// List organizations
#[utoipa::path(get, path = "/organizations", tag = "organizations", params(Paging),
    responses((status = 200, body = Listing<Organization>)))]
pub(crate) async fn list(
    state: State,
    caller: Caller,
    Params(paging): Params<Paging>,
) -> Answer<Listing<Organization>> {
    let after = paging.after::<OrganizationId>()?;
    let listing = state.db().read(async move |tx| {
        let mut visible = visible(tx, &caller.actor).await?;
        visible.retain(|organization| after.is_none_or(|after| organization.id > after));
        visible.sort_by_key(|organization| organization.id);
        let next_cursor = cut(&mut visible, paging.limit(), |organization| organization.id.to_string());
        let items = visible.into_iter().map(|organization| Organization::of(&caller.actor, organization));
        Ok::<_, Problem>(Listing { items: items.collect(), next_cursor })
    });
    Ok(Json(listing.await?))
}

async fn visible(tx: &Tx, actor: &Actor) -> Result<Vec<orgs::Organization>, Problem> {
    if let Ok(admin) = actor.admin() {
        return Ok(access::all(tx, admin).await?);
    }
    let mut visible = match actor.staff() {
        Ok(staff) => access::attended(tx, staff).await?,
        Err(_) => Vec::new(),
    };
    for membership in &actor.memberships {
        if !visible.iter().any(|organization| organization.id == membership.organization) {
            visible.push(access::readable(tx, actor, membership.organization).await?);
        }
    }
    Ok(visible)
}

/// Read an organization
#[utoipa::path(get, path = "/organizations/{id}", tag = "organizations", params(("id" = String, Path)),
    responses((status = 200, body = Organization)))]
pub(crate) async fn show(state: State, caller: Caller, PathId(id): PathId) -> Answer<Organization> {
    let organization = state.db().read(async move |tx| {
        if caller.actor.is_admin() {
            return Organization::whole(tx, &caller.actor, id.into()).await;
        }
        Ok(Organization::of(&caller.actor, access::readable(tx, &caller.actor, id.into()).await?))
    });
    Ok(Json(organization.await?))
}

/// An organization to be made, or what of one is to change.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Change {
    #[schema(max_length = 120)]
    name: Option<String>,
    #[schema(value_type = Option<values::OrganizationKind>)]
    kind: Option<Kind>,
    #[schema(max_length = 40)]
    phone: Option<String>,
    #[schema(max_length = 5000)]
    notes: Option<String>,
    domains: Option<Vec<String>>,
    /// Gets the tickets that no rule gives to anybody.
    #[serde(default)]
    #[schema(value_type = Option<Id>)]
    default_technician: Given<Id>,
    archived: Option<bool>,
}

impl Change {
    fn over(&self, before: OrganizationChange) -> OrganizationChange {
        OrganizationChange {
            name: self.name.clone().unwrap_or(before.name),
            kind: self.kind.unwrap_or(before.kind),
            phone: self.phone.clone().unwrap_or(before.phone),
            notes: self.notes.clone().unwrap_or(before.notes),
            domains: self.domains.clone().unwrap_or(before.domains),
            default_technician: self.default_technician.over(before.default_technician),
            archived: self.archived.unwrap_or(before.archived),
        }
    }

    async fn check(&self, tx: &Tx, actor: &Actor) -> Result<(), Problem> {
        let Some(technician) = self.default_technician.named() else { return Ok(()) };
        let known = directory::staff(tx, actor.staff()?).await?;
        let found = known.iter().any(|&(id, _)| id == technician.into());
        if found { Ok(()) } else { Err(Problem::invalid("default_technician", key!("tickets-assignee-unknown"))) }
    }
}

fn blank() -> OrganizationChange {
    OrganizationChange {
        name: String::new(),
        kind: Kind::Company,
        phone: String::new(),
        notes: String::new(),
        domains: Vec::new(),
        default_technician: None,
        archived: false,
    }
}

/// Make an organization; it needs a `name`
#[utoipa::path(post, path = "/organizations", tag = "organizations", request_body = Change,
    params(("Idempotency-Key" = Option<String>, Header)),
    responses((status = 201, body = Organization, headers(("Location" = String)))))]
pub(crate) async fn add(sent: Sent<Change>) -> Result<Made, Problem> {
    sent.caller.administers()?;
    sent.once(async |tx, actor, new| {
        new.check(tx, actor).await?;
        let id = save::add(tx, actor.admin()?, new.over(blank())).await?;
        Made::at(format!("/api/v1/organizations/{id}"), &Organization::whole(tx, actor, id).await?)
    })
    .await
}

/// Change an organization
#[utoipa::path(patch, path = "/organizations/{id}", tag = "organizations", request_body = Change,
    params(("id" = String, Path)), responses((status = 200, body = Organization)))]
pub(crate) async fn change(PathId(id): PathId, sent: Sent<Change>) -> Answer<Organization> {
    sent.caller.administers()?;
    let Sent { state, caller, value, .. } = sent;
    let organization = state.db().write(async move |tx| {
        value.check(tx, &caller.actor).await?;
        let manageable = access::manageable(tx, &caller.actor, id.into()).await?;
        let changed = value.over(as_it_is(&manageable));
        save::change(tx, manageable, changed).await?;
        Organization::whole(tx, &caller.actor, id.into()).await
    });
    Ok(Json(organization.await?))
}

fn as_it_is(manageable: &access::Manageable<'_>) -> OrganizationChange {
    let organization = &manageable.organization;
    OrganizationChange {
        name: organization.name.clone(),
        kind: organization.kind,
        phone: organization.phone.clone(),
        notes: organization.notes.clone(),
        domains: manageable.domains.clone(),
        default_technician: organization.default_technician,
        archived: organization.archived,
    }
}
