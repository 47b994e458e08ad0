//! `PATCH /users/{id}`.

use super::User;
use super::model::{NewBelonging, check_organizations};
use crate::api::sent::Sent;
use crate::api::values::{self, Id, PathId};
use crate::api::{Answer, Problem};
use atiende_core::Actor;
use atiende_core::accounts::access::{self, Manageable};
use atiende_core::accounts::actions::update::{self, PersonChange};
use atiende_core::accounts::{AccountState, Role};
use atiende_core::id::{OrganizationId, PersonId};
use atiende_db::Tx;
use axum::Json;
use serde::Deserialize;
use utoipa::ToSchema;

/// What is to change; what is not named stays.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Change {
    #[schema(max_length = 120)]
    name: Option<String>,
    email: Option<String>,
    #[schema(max_length = 40)]
    phone: Option<String>,
    #[schema(value_type = Option<values::Role>)]
    role: Option<Role>,
    /// `false` opens a closed account again.
    disabled: Option<bool>,
    /// All the organizations that the person belongs to.
    organizations: Option<Vec<NewBelonging>>,
    /// Staff: attends every organization.
    all_organizations: Option<bool>,
    /// Staff: all the organizations attended by who does not attend every one.
    attended: Option<Vec<Id>>,
}

/// Change a person
#[utoipa::path(patch, path = "/users/{id}", tag = "users", request_body = Change, params(("id" = String, Path)),
    responses((status = 200, body = User)))]
pub(crate) async fn change(PathId(id): PathId, sent: Sent<Change>) -> Answer<User> {
    sent.caller.administers()?;
    let Sent { state, caller, value, .. } = sent;
    let user = state.db().write(async move |tx| apply(tx, &caller.actor, id.into(), &value).await);
    Ok(Json(user.await?))
}

async fn apply(tx: &mut Tx, actor: &Actor, id: PersonId, change: &Change) -> Result<User, Problem> {
    let manageable = access::manageable(tx, actor, id).await?;
    let changed = change.over(&manageable);
    if change.organizations.is_some() {
        let named: Vec<OrganizationId> = changed.memberships.iter().map(|&(id, _)| id).collect();
        check_organizations(tx, actor, "organizations", named).await?;
    }
    if change.attended.is_some() {
        check_organizations(tx, actor, "attended", changed.attended.iter().copied()).await?;
    }
    update::update(tx, manageable, &changed).await?;
    User::of(tx, actor, id).await
}

impl Change {
    fn over(&self, before: &Manageable<'_>) -> PersonChange {
        let person = &before.person;
        let or = |new: &Option<String>, old: &String| new.as_ref().unwrap_or(old).clone();
        let kept = || before.memberships.iter().map(|m| (m.organization, m.coordinator)).collect();
        let named = |b: &NewBelonging| (OrganizationId::from(b.id), b.coordinator);
        let mut attended = match &self.attended {
            Some(ids) => ids.iter().map(|&id| id.into()).collect(),
            None => before.attended.clone(),
        };
        attended.sort_unstable();
        attended.dedup();
        PersonChange {
            name: or(&self.name, &person.name),
            email: or(&self.email, &person.email),
            phone: or(&self.phone, &person.phone),
            role: self.role.unwrap_or(person.role),
            // Nobody who was rejected is let in by another telephone number.
            disabled: self.disabled.unwrap_or(matches!(person.state, AccountState::Disabled | AccountState::Rejected)),
            all_organizations: self.all_organizations.unwrap_or(person.all_organizations),
            memberships: self.organizations.as_ref().map_or_else(kept, |all| all.iter().map(named).collect()),
            attended,
        }
    }
}
