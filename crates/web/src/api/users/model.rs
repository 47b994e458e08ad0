//! A person's representation.

use crate::api::Problem;
use crate::api::values::{self, Id, Time};
use atiende_core::accounts::{self, AccountState, Person, Role};
use atiende_core::admission::{Applicant, Proposal};
use atiende_core::id::{OrganizationId, PersonId};
use atiende_core::{Actor, Membership, orgs};
use atiende_db::Tx;
use atiende_i18n::key;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A person with an account.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct User {
    pub(super) id: Id,
    name: String,
    email: String,
    phone: String,
    #[schema(value_type = values::Role)]
    role: Role,
    #[schema(value_type = values::AccountState)]
    state: AccountState,
    organizations: Vec<Belonging>,
    /// Staff: attends every organization.
    all_organizations: bool,
    /// Staff: the organizations attended by who does not attend all.
    attended: Vec<Id>,
    /// What an applicant said of where they belong: words, not a right.
    #[serde(skip_serializing_if = "Option::is_none")]
    claimed_organization: Option<String>,
    /// Where an applicant probably belongs, the likeliest first.
    #[serde(skip_serializing_if = "Option::is_none")]
    proposals: Option<Vec<Proposed>>,
    created_at: Time,
}

/// A person's belonging to an organization.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Belonging {
    id: Id,
    name: String,
    coordinator: bool,
}

/// An organization where an applicant may belong.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Proposed {
    organization: Id,
    name: String,
    /// The applicant's mail domain is the organization's own.
    by_domain: bool,
    /// People of that domain who belong there already.
    colleagues: i64,
}

impl User {
    pub(crate) fn new(person: &Person, memberships: &[Membership], attended: &[OrganizationId]) -> Self {
        let belonging =
            |m: &Membership| Belonging { id: m.organization.into(), name: m.name.clone(), coordinator: m.coordinator };
        Self {
            id: person.id.into(),
            name: person.name.clone(),
            email: person.email.clone(),
            phone: person.phone.clone(),
            role: person.role,
            state: person.state,
            organizations: memberships.iter().map(belonging).collect(),
            all_organizations: person.all_organizations,
            attended: attended.iter().map(|&id| id.into()).collect(),
            claimed_organization: None,
            proposals: None,
            created_at: person.created_at.into(),
        }
    }

    /// A person as an administrator sees them.
    pub(super) async fn of(tx: &Tx, actor: &Actor, id: PersonId) -> Result<Self, Problem> {
        let found = accounts::access::manageable(tx, actor, id).await?;
        Ok(Self::new(&found.person, &found.memberships, &found.attended))
    }

    pub(super) fn applicant(applicant: Applicant, proposals: Vec<Proposal>) -> Self {
        let proposed = |p: Proposal| Proposed {
            organization: p.organization.into(),
            name: p.name,
            by_domain: p.by_domain,
            colleagues: p.colleagues,
        };
        Self {
            id: applicant.id.into(),
            name: applicant.name,
            email: applicant.email,
            phone: applicant.phone,
            role: Role::Requester,
            state: AccountState::Pending,
            organizations: Vec::new(),
            all_organizations: false,
            attended: Vec::new(),
            claimed_organization: Some(applicant.claimed_organization),
            proposals: Some(proposals.into_iter().map(proposed).collect()),
            created_at: applicant.created_at.into(),
        }
    }
}

/// A belonging to be given.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewBelonging {
    pub(super) id: Id,
    #[serde(default)]
    pub(super) coordinator: bool,
}

/// Refuses organizations that do not exist.
pub(super) async fn check_organizations(
    tx: &Tx,
    actor: &Actor,
    field: &str,
    named: impl IntoIterator<Item = OrganizationId>,
) -> Result<(), Problem> {
    let mut known = None;
    for id in named {
        if known.is_none() {
            known = Some(orgs::access::all(tx, actor.admin()?).await?);
        }
        let found = known.iter().flatten().any(|organization| organization.id == id && !organization.archived);
        if !found {
            return Err(Problem::invalid(field, key!("orgs-unknown")));
        }
    }
    Ok(())
}
