//! Makes somebody here what a directory says.

use crate::accounts::actions::provision;
use crate::accounts::{AccountState, Person, Role, access};
use crate::admission::actions::approve;
use crate::directories::standing::{BY_HAND, Place, Standing, place_by_hand, place_with};
use crate::directories::{Wanted, store};
use crate::error::Refused;
use crate::events::By;
use crate::id::{OrganizationId, PersonId};
use crate::orgs;
use atiende_db::{DbError, Tx};
use serde_json::json;
use std::collections::BTreeSet;

/// The organizations that the configuration names. One that is none (any more), or several, is said in the log: it gives
/// nothing, and what was given before stays.
pub async fn known(tx: &Tx, wanted: Wanted<String>) -> Result<Wanted, DbError> {
    let mut known = Wanted { role: wanted.role, memberships: Vec::new(), whole: wanted.whole };
    for (name, coordinator) in wanted.memberships {
        if let Some(organization) = orgs::access::by_name(tx, &name).await? {
            known.memberships.push((organization, coordinator));
        } else {
            tracing::warn!(organization = name, "a directory's groups name an organization that there is not");
            known.whole = false;
        }
    }
    Ok(known)
}

/// Keeps what `source` wants of somebody and makes them the most of what every source wants and of what they have by
/// hand. Who waited for approval waits no longer.
pub(crate) async fn grant(
    tx: &mut Tx,
    by: &By,
    person: PersonId,
    source: &str,
    wanted: &Wanted,
) -> Result<(), Refused> {
    let Some(found) = access::by_id(tx, person).await? else { return Ok(()) };
    role(tx, by, found.clone(), (source, wanted.role)).await?;
    memberships(tx, by, person, (source, wanted)).await?;
    match (found.state, first(tx, wanted).await?) {
        (AccountState::Pending, Some(first)) => {
            approve::admit(tx, by, person, first, &json!({ "by": source })).await.map(drop)
        }
        (AccountState::Pending, None) if wanted.admits() => Ok(provision::open(tx, by, person).await?),
        // Opened by the directory before it said where they belong.
        (AccountState::Active, Some((organization, _))) => provision::release(tx, by, person, organization).await,
        _ => Ok(()),
    }
}

/// Where who waits is let in: nobody is approved into an organization that is archived.
async fn first(tx: &Tx, wanted: &Wanted) -> Result<Option<(OrganizationId, bool)>, DbError> {
    for &(organization, coordinator) in &wanted.memberships {
        if orgs::access::name(tx, organization).await?.is_some() {
            return Ok(Some((organization, coordinator)));
        }
    }
    Ok(None)
}

async fn role(tx: &mut Tx, by: &By, person: Person, (source, wanted): (&str, Option<Role>)) -> Result<(), DbError> {
    let (id, said) = (person.id, store::said_roles(tx, person.id).await?);
    let others = said.iter().any(|(other, _)| other != source && other != BY_HAND);
    let standing = Standing::of(person.role, said);
    let role = standing.with(source, wanted);
    if role != person.role && !provision::set_role(tx, by, person, role, source).await? {
        // The last administrator stays one, and the directory's word with it.
        return Ok(());
    }
    store::put_said_role(tx, id, source, wanted).await?;
    let by_hand = Some(standing.by_hand()).filter(|role| *role != Role::Requester && (others || wanted.is_some()));
    store::put_said_role(tx, id, BY_HAND, by_hand).await
}

async fn memberships(tx: &mut Tx, by: &By, person: PersonId, (source, wanted): (&str, &Wanted)) -> Result<(), Refused> {
    let said = store::said_places(tx, person).await?;
    let before = said.iter().filter(|place| place.source == source).map(|place| place.organization);
    let now = wanted.memberships.iter().map(|&(organization, _)| organization);
    let concerned: BTreeSet<OrganizationId> = before.chain(now).collect();
    for organization in concerned {
        let said: Vec<&Place> = said.iter().filter(|place| place.organization == organization).collect();
        let named =
            wanted.memberships.iter().find(|(named, _)| *named == organization).map(|&(_, coordinates)| coordinates);
        let before = said.iter().find(|place| place.source == source).map(|place| place.coordinator);
        let wanted = if wanted.whole { named } else { named.or(before) };
        place(tx, by, (person, organization), (source, &said, wanted)).await?;
    }
    Ok(())
}

async fn place(
    tx: &mut Tx,
    by: &By,
    (person, organization): (PersonId, OrganizationId),
    (source, said, wanted): (&str, &[&Place], Option<bool>),
) -> Result<(), Refused> {
    let held = orgs::access::membership(tx, person, organization).await?;
    let by_hand = place_by_hand(held, said);
    match place_with(by_hand, said, (source, wanted)) {
        Some(coordinates) => orgs::actions::members::put(tx, by, person, organization, coordinates).await?,
        None => orgs::actions::members::remove(tx, by, person, organization).await?,
    }
    store::put_said_place(tx, person, (source, organization), wanted).await?;
    let others = said.iter().any(|place| place.source != source && place.source != BY_HAND);
    let by_hand = by_hand.filter(|_| others || wanted.is_some());
    Ok(store::put_said_place(tx, person, (BY_HAND, organization), by_hand).await?)
}
