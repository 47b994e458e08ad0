//! The directory's groups, and what an administrator says that they are here.

use super::grant::grant;
use crate::accounts::Role;
use crate::directories::access::{Manageable, Owned, Source};
use crate::directories::model::folded;
use crate::directories::{GroupChange, Meaning, Wanted, query, store};
use crate::error::Refused;
use crate::events::{self, By, Object};
use crate::id::{GroupId, PersonId};
use crate::{Sudo, orgs};
use atiende_db::{DbError, Tx};
use serde_json::json;
use std::collections::BTreeSet;

/// Errors: `Conflict` when the directory has such a group; `Invalid`.
pub async fn add(tx: &mut Tx, source: &Source, new: GroupChange) -> Result<GroupId, Refused> {
    let new = new.check()?;
    alone(tx, source, &new, None).await?;
    let id = store::insert_group(tx, source.id(), &new).await?;
    events::record(tx, &source.by(), (Object::Group, id.0), "added", &json!({ "name": new.name })).await?;
    set_members(tx, source, id, &new.members).await?;
    Ok(id)
}

/// Errors: `Invalid` on `members` for an id that is nobody's in this directory.
pub async fn replace(tx: &mut Tx, target: &Owned<'_>, change: GroupChange) -> Result<(), Refused> {
    let change = change.check()?;
    let group = &target.group;
    if (&change.external_id, folded(&change.name)) != (&group.external_id, folded(&group.name)) {
        alone(tx, target.source, &change, Some(group.id)).await?;
    }
    store::update_group(tx, group.id, &change).await?;
    if change.name != group.name {
        let data = json!({ "from": { "name": group.name }, "to": { "name": change.name } });
        events::record(tx, &target.source.by(), (Object::Group, group.id.0), "changed", &data).await?;
    }
    set_members(tx, target.source, group.id, &change.members).await
}

/// A directory that did not hear that a group was made makes it again: one is enough. Errors: `Conflict`.
async fn alone(tx: &Tx, source: &Source, change: &GroupChange, own: Option<GroupId>) -> Result<(), Refused> {
    match store::twin(tx, source.id(), change, own).await? {
        Some(_) => Err(Refused::Conflict("api-scim-group-twice")),
        None => Ok(()),
    }
}

/// Ends a group; what its members had by it, they have no more.
pub async fn remove(tx: &mut Tx, target: &Owned<'_>) -> Result<(), Refused> {
    let (group, by) = (&target.group, target.source.by());
    let members = store::members(tx, group.id).await?;
    store::delete_group(tx, group.id).await?;
    events::record(tx, &by, (Object::Group, group.id.0), "deleted", &json!({ "name": group.name })).await?;
    regrant_all(tx, &by, group.source, members.into_iter().map(|(id, _)| id)).await
}

/// Says what the group is here, and makes its members that. Errors: `Invalid` on `organization` when there is none.
pub async fn mean(tx: &mut Tx, target: &Manageable<'_>, _sudo: Sudo<'_>, meaning: Meaning) -> Result<(), Refused> {
    let organization = match meaning.organization {
        Some(id) => Some(orgs::access::name(tx, id).await?.ok_or(Refused::invalid("organization", "orgs-unknown"))?),
        None => None,
    };
    // Nobody coordinates nothing.
    let meaning = Meaning { coordinator: meaning.coordinator && organization.is_some(), ..meaning };
    let (group, by) = (&target.group, By::from(target.by.actor()));
    store::set_meaning(tx, group.id, meaning).await?;
    let data = json!({
        "name": group.name, "role": meaning.role, "organization": organization, "coordinator": meaning.coordinator
    });
    events::record(tx, &by, (Object::Group, group.id.0), "mapped", &data).await?;
    let members = store::members(tx, group.id).await?;
    regrant_all(tx, &by, group.source, members.into_iter().map(|(id, _)| id)).await
}

async fn set_members(tx: &mut Tx, source: &Source, group: GroupId, wanted: &[PersonId]) -> Result<(), Refused> {
    let before: BTreeSet<PersonId> = store::members(tx, group).await?.into_iter().map(|(id, _)| id).collect();
    let wanted: BTreeSet<PersonId> = wanted.iter().copied().collect();
    let mut changed = Vec::new();
    for &person in wanted.difference(&before) {
        if query::user(tx, source.id(), person).await?.is_none() {
            return Err(Refused::invalid("members", "api-value-wrong"));
        }
        store::put_member(tx, group, person).await?;
        changed.push(person);
    }
    let added = changed.len();
    for &person in before.difference(&wanted) {
        store::delete_member(tx, group, person).await?;
        changed.push(person);
    }
    if changed.is_empty() {
        return Ok(());
    }
    let (by, data) = (source.by(), json!({ "added": added, "removed": changed.len() - added }));
    events::record(tx, &by, (Object::Group, group.0), "members_changed", &data).await?;
    regrant_all(tx, &by, source.id(), changed.into_iter()).await
}

async fn regrant_all(
    tx: &mut Tx,
    by: &By,
    source: PersonId,
    people: impl Iterator<Item = PersonId>,
) -> Result<(), Refused> {
    for person in people {
        regrant(tx, by, source, person).await?;
    }
    Ok(())
}

/// Makes somebody what all of their groups in this directory together say.
pub(super) async fn regrant(tx: &mut Tx, by: &By, source: PersonId, person: PersonId) -> Result<(), Refused> {
    let wanted = wanted(tx, source, person).await?;
    grant(tx, by, person, &store::scim(source), &wanted).await
}

async fn wanted(tx: &Tx, source: PersonId, person: PersonId) -> Result<Wanted, DbError> {
    let mut wanted = Wanted { role: None, memberships: Vec::new(), whole: true };
    for (role, organization, coordinator) in store::meanings_of(tx, person, source).await? {
        wanted.role = wanted.role.max(role.parse::<Role>().ok());
        let Some(organization) = organization else { continue };
        match wanted.memberships.iter_mut().find(|(known, _)| *known == organization) {
            Some((_, coordinates)) => *coordinates |= coordinator,
            None => wanted.memberships.push((organization, coordinator)),
        }
    }
    Ok(wanted)
}
