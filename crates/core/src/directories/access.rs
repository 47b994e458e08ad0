//! Which users and groups of SCIM somebody may reach: administrators, all of them.

use super::model::{Group, User};
use super::store;
use crate::accounts::{self, Person};
use crate::actor::Admin;
use crate::id::{GroupId, PersonId};
use crate::{Actor, Denied};
use atiende_db::{DbError, Tx};

/// A user that this administrator's directory may change.
#[derive(Debug)]
pub struct Provisionable<'a> {
    pub user: User,
    pub(super) person: Person,
    pub(super) by: Admin<'a>,
}

pub async fn user<'a>(tx: &Tx, actor: &'a Actor, id: PersonId) -> Result<Provisionable<'a>, Denied> {
    let by = actor.admin()?;
    let user = store::user(tx, id).await?.ok_or(Denied::NotFound)?;
    let person = accounts::access::by_id(tx, id).await?.ok_or(Denied::NotFound)?;
    Ok(Provisionable { user, person, by })
}

/// The groups of a user: id and name.
pub async fn groups_of(tx: &Tx, _by: Admin<'_>, id: PersonId) -> Result<Vec<(GroupId, String)>, DbError> {
    store::groups_of(tx, id).await
}

/// A group that this administrator, or their directory, may change.
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
