//! Who acts: a person, with what the session or token allows, as access.rs files judge it.

use crate::accounts::{AccountState, Role};
use crate::id::{OrganizationId, PersonId};
use crate::{Denied, error};

/// A person's belonging to a client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Membership {
    pub organization: OrganizationId,
    pub name: String,
    pub coordinator: bool,
}
atiende_db::from_row!(Membership { organization, name, coordinator });

/// The person behind a request.
#[derive(Debug, Clone)]
pub struct Actor {
    pub id: PersonId,
    pub name: String,
    pub email: String,
    pub role: Role,
    pub state: AccountState,
    /// Staff only: attends every client, not just those in `attended`.
    pub all_organizations: bool,
    pub memberships: Vec<Membership>,
    pub attended: Vec<OrganizationId>,
    /// For the record of events; empty on the command line.
    pub ip: String,
}

/// Proof that the actor is staff.
#[derive(Debug, Clone, Copy)]
pub struct Staff<'a>(pub(crate) &'a Actor);

/// Proof that the actor is an administrator.
#[derive(Debug, Clone, Copy)]
pub struct Admin<'a>(pub(crate) &'a Actor);

impl Actor {
    pub fn is_staff(&self) -> bool {
        self.state == AccountState::Active && matches!(self.role, Role::Technician | Role::Admin)
    }

    pub fn is_admin(&self) -> bool {
        self.state == AccountState::Active && self.role == Role::Admin
    }

    pub fn is_active(&self) -> bool {
        self.state == AccountState::Active
    }

    pub fn staff(&self) -> Result<Staff<'_>, Denied> {
        if self.is_staff() { Ok(Staff(self)) } else { Err(error::Denied::Forbidden) }
    }

    pub fn admin(&self) -> Result<Admin<'_>, Denied> {
        if self.is_admin() { Ok(Admin(self)) } else { Err(error::Denied::Forbidden) }
    }

    /// Whether this person attends the organization's tickets.
    pub fn attends(&self, organization: OrganizationId) -> bool {
        self.attends_all() || self.is_staff() && self.attended.contains(&organization)
    }

    /// Whether this person attends every organization's tickets.
    pub fn attends_all(&self) -> bool {
        self.is_admin() || self.is_staff() && self.all_organizations
    }

    pub fn coordinates(&self, organization: OrganizationId) -> bool {
        self.is_active() && self.memberships.iter().any(|m| m.coordinator && m.organization == organization)
    }

    pub fn belongs_to(&self, organization: OrganizationId) -> bool {
        self.memberships.iter().any(|m| m.organization == organization)
    }

    pub fn coordinated(&self) -> impl Iterator<Item = OrganizationId> + '_ {
        self.memberships.iter().filter(|m| m.coordinator).map(|m| m.organization)
    }
}

impl<'a> Staff<'a> {
    pub fn actor(self) -> &'a Actor {
        self.0
    }
}

impl<'a> Admin<'a> {
    pub fn actor(self) -> &'a Actor {
        self.0
    }
}
