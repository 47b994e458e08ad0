//! Who acts: a person, with what the session or token allows, as access.rs files judge it.

use crate::accounts::{AccountState, Role};
use crate::id::{OrganizationId, PersonId, SessionId};
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
    /// The administrator who looks on as this person; `None`: it is themselves.
    pub impersonator: Option<Impersonator>,
    /// The session behind the request; `None` for programs and the command line.
    pub session: Option<SessionId>,
    /// The person showed lately who they are.
    pub fresh: Option<Fresh>,
}

/// An administrator who looks on as somebody else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Impersonator {
    pub id: PersonId,
    pub name: String,
}

/// Only a session proved lately, or a token made to administer, has one.
#[derive(Debug, Clone, Copy)]
pub struct Fresh(());

impl Fresh {
    pub(crate) const fn proved() -> Self {
        Self(())
    }
}

/// Proof that the actor is staff.
#[derive(Debug, Clone, Copy)]
pub struct Staff<'a>(pub(crate) &'a Actor);

/// Proof that the actor is an administrator.
#[derive(Debug, Clone, Copy)]
pub struct Admin<'a>(pub(crate) &'a Actor);

/// Proof that it is the person themselves: nobody looks on as them.
#[derive(Debug, Clone, Copy)]
pub struct Oneself<'a>(&'a Actor);

/// Proof that the actor showed lately who they are: for what is dangerous.
#[derive(Debug, Clone, Copy)]
pub struct Sudo<'a>(Option<&'a Actor>);

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

    /// Errors: `Forbidden` for who looks on as somebody else.
    pub fn oneself(&self) -> Result<Oneself<'_>, Denied> {
        if self.impersonator.is_none() { Ok(Oneself(self)) } else { Err(Denied::Forbidden) }
    }

    /// Errors: `Forbidden` for who looks on as somebody else, `Unproved` when the person has to show who they are.
    pub fn sudo(&self) -> Result<Sudo<'_>, Denied> {
        self.oneself()?;
        if self.fresh.is_some() { Ok(Sudo(Some(self))) } else { Err(Denied::Unproved) }
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

    /// Whether what is other people's opens to this account too: staff, and who coordinates. Ways into it are added, and
    /// mails led elsewhere, only by who showed lately who they are.
    pub fn sees_others(&self) -> bool {
        self.is_staff() || self.coordinated().next().is_some()
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

impl<'a> Oneself<'a> {
    pub fn actor(self) -> &'a Actor {
        self.0
    }
}

impl<'a> Sudo<'a> {
    /// Who sits at the machine's terminal has the database itself.
    pub const fn at_the_terminal() -> Self {
        Self(None)
    }

    /// Who it is; `None` at the terminal.
    pub fn actor(self) -> Option<&'a Actor> {
        self.0
    }
}
