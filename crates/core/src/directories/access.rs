//! Which users and groups of SCIM somebody may reach: a directory its own, administrators every group.

use super::model::{Group, User};
use super::standing::Standing;
use super::{query, store};
use crate::accounts::{self, Person, Role, TokenScope};
use crate::actor::Admin;
use crate::events::By;
use crate::id::{GroupId, PersonId};
use crate::{Actor, Denied, Sudo};
use atiende_db::{DbError, Tx};

/// Proof that a directory speaks, by a token that was made for that. It is who the token is of: what it sent is its own
/// whatever the token is called, and nothing of another directory's is there for it.
#[derive(Debug, Clone)]
pub struct Source(Actor);

impl Source {
    /// Errors: `Forbidden` for a token of any other scope.
    pub fn of(actor: Actor, scope: TokenScope) -> Result<Self, Denied> {
        if scope == TokenScope::Scim && actor.is_active() { Ok(Self(actor)) } else { Err(Denied::Forbidden) }
    }

    pub(super) const fn id(&self) -> PersonId {
        self.0.id
    }

    pub(super) fn by(&self) -> By {
        By::from(&self.0)
    }

    pub(super) fn sudo(&self) -> Result<Sudo<'_>, Denied> {
        self.0.sudo()
    }
}

/// A user as this directory sees them. Errors: `NotFound` for who is not its own (see `query`).
pub async fn user(tx: &Tx, source: &Source, id: PersonId) -> Result<User, Denied> {
    query::user(tx, source.id(), id).await?.ok_or(Denied::NotFound)
}

/// A user that this directory may change.
#[derive(Debug)]
pub struct Provisionable<'a> {
    pub user: User,
    pub(super) person: Person,
    pub(super) source: &'a Source,
}

impl Provisionable<'_> {
    /// Their groups in this directory: id and name.
    pub async fn groups(&self, tx: &Tx) -> Result<Vec<(GroupId, String)>, DbError> {
        groups_of(tx, self.source, self.user.id).await
    }
}

/// Errors: `NotFound` as for `user`; `Forbidden` for who is staff by another's word than this directory's: whoever names
/// the address of an account can open it.
pub async fn provisionable<'a>(tx: &Tx, source: &'a Source, id: PersonId) -> Result<Provisionable<'a>, Denied> {
    let user = user(tx, source, id).await?;
    let person = accounts::access::by_id(tx, id).await?.ok_or(Denied::NotFound)?;
    let said = store::said_roles(tx, id).await?;
    let own = store::scim(source.id());
    if Standing::of(person.role, said).without(|other| other == own) != Role::Requester {
        return Err(Denied::Forbidden);
    }
    Ok(Provisionable { user, person, source })
}

/// The groups of a user, as far as this directory has them: id and name.
pub async fn groups_of(tx: &Tx, source: &Source, id: PersonId) -> Result<Vec<(GroupId, String)>, DbError> {
    store::groups_of(tx, id, source.id()).await
}

/// A group that this directory may change.
#[derive(Debug)]
pub struct Owned<'a> {
    pub group: Group,
    pub(super) source: &'a Source,
}

/// Errors: `NotFound` for another directory's.
pub async fn owned<'a>(tx: &Tx, source: &'a Source, id: GroupId) -> Result<Owned<'a>, Denied> {
    let group = store::group(tx, id).await?.filter(|group| group.source == source.id());
    Ok(Owned { group: group.ok_or(Denied::NotFound)?, source })
}

/// Who is in a group of this directory: id and name; nobody in another's.
pub async fn members_of(tx: &Tx, source: &Source, id: GroupId) -> Result<Vec<(PersonId, String)>, DbError> {
    store::members_of(tx, id, source.id()).await
}

/// A group of which this administrator may say what it is here.
#[derive(Debug)]
pub struct Manageable<'a> {
    pub group: Group,
    pub(super) by: Admin<'a>,
}

pub async fn group<'a>(tx: &Tx, actor: &'a Actor, id: GroupId) -> Result<Manageable<'a>, Denied> {
    let by = actor.admin()?;
    let group = store::group(tx, id).await?.ok_or(Denied::NotFound)?;
    Ok(Manageable { group, by })
}

/// Who is in a group: id and name.
pub async fn members(tx: &Tx, _by: Admin<'_>, id: GroupId) -> Result<Vec<(PersonId, String)>, DbError> {
    store::members(tx, id).await
}

/// The groups after this one, as they came; `limit` + 1 tell whether there are more.
pub async fn groups_after(tx: &Tx, _by: Admin<'_>, after: Option<GroupId>, limit: i64) -> Result<Vec<Group>, DbError> {
    store::groups_after(tx, after.map_or(0, |id| id.0), limit + 1).await
}
