//! Makes somebody here what a directory says.

use crate::accounts::actions::provision;
use crate::accounts::{AccountState, Person, Role, access};
use crate::admission::actions::approve;
use crate::directories::{Wanted, store};
use crate::error::Refused;
use crate::events::By;
use crate::id::{OrganizationId, PersonId};
use crate::orgs;
use atiende_db::{DbError, Tx};
use serde_json::json;

/// The directory that SCIM speaks for.
pub(super) const SCIM: &str = "scim";

/// The organizations that the configuration names; one that is none (any more) is said in the log and gives nothing.
pub async fn known(tx: &Tx, wanted: Wanted<String>) -> Result<Wanted, DbError> {
    let mut memberships = Vec::new();
    for (name, coordinator) in wanted.memberships {
        if let Some(organization) = orgs::access::by_name(tx, &name).await? {
            memberships.push((organization, coordinator));
        } else {
            tracing::warn!(organization = name, "a directory's groups name an organization that there is not");
        }
    }
    Ok(Wanted { role: wanted.role, memberships })
}

/// Gives what is wanted and takes back what `source` gave before. Who waited for approval waits no longer.
pub(crate) async fn grant(
    tx: &mut Tx,
    by: &By,
    person: PersonId,
    source: &str,
    wanted: &Wanted,
) -> Result<(), Refused> {
    let Some(found) = access::by_id(tx, person).await? else { return Ok(()) };
    role(tx, by, found.clone(), (source, wanted.role)).await?;
    memberships(tx, by, person, (source, &wanted.memberships)).await?;
    let first = wanted.memberships.first().copied();
    match (found.state, first) {
        (AccountState::Pending, Some(first)) => {
            approve::admit(tx, by, person, first, &json!({ "by": source })).await.map(drop)
        }
        (AccountState::Pending, None) if wanted.admits() => Ok(provision::open(tx, by, person).await?),
        // Opened by the directory before it said where they belong.
        (AccountState::Active, Some((organization, _))) => provision::release(tx, by, person, organization).await,
        _ => Ok(()),
    }
}

/// A role that the directory gave follows the directory; one that was given by hand is only ever raised.
async fn role(tx: &mut Tx, by: &By, person: Person, (source, wanted): (&str, Option<Role>)) -> Result<(), DbError> {
    let given = store::given_role(tx, person.id, source).await?;
    let (id, was) = (person.id, person.role);
    let role = role_after(person.role, given, wanted);
    if role != person.role && !provision::set_role(tx, by, person, role, source).await? {
        return Ok(());
    }
    // What somebody was already, was not given.
    let given_now = if role == was { given.filter(|_| wanted.is_some()) } else { wanted };
    if given_now != given {
        store::put_given_role(tx, id, source, given_now).await?;
    }
    Ok(())
}

fn role_after(now: Role, given: Option<Role>, wanted: Option<Role>) -> Role {
    let is_given = given == Some(now);
    match wanted {
        Some(wanted) if is_given => wanted,
        Some(wanted) => now.max(wanted),
        None if is_given => Role::Requester,
        None => now,
    }
}

async fn memberships(
    tx: &mut Tx,
    by: &By,
    person: PersonId,
    (source, wanted): (&str, &[(OrganizationId, bool)]),
) -> Result<(), Refused> {
    let given = store::given_memberships(tx, person, source).await?;
    for &organization in &given {
        if wanted.iter().all(|&(kept, _)| kept != organization) {
            orgs::actions::members::remove(tx, by, person, organization).await?;
            store::delete_given_membership(tx, person, source, organization).await?;
        }
    }
    for &(organization, coordinator) in wanted {
        let held = orgs::access::membership(tx, person, organization).await?;
        let coordinates = match held {
            Some(before) if !given.contains(&organization) => before || coordinator,
            _ => coordinator,
        };
        orgs::actions::members::put(tx, by, person, organization, coordinates).await?;
        if held.is_none() {
            store::put_given_membership(tx, person, source, organization).await?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::role_after;
    use crate::accounts::Role::{Admin, Requester, Technician};

    #[test]
    fn what_was_given_by_hand_is_not_taken() {
        let cases = [
            (Requester, None, Some(Technician), Technician),
            (Requester, None, None, Requester),
            (Admin, None, Some(Technician), Admin),
            (Admin, None, None, Admin),
            (Technician, Some(Technician), None, Requester),
            (Technician, Some(Technician), Some(Admin), Admin),
            (Admin, Some(Admin), Some(Technician), Technician),
            // An administrator changed it meanwhile.
            (Admin, Some(Technician), None, Admin),
            (Requester, Some(Technician), Some(Technician), Technician),
        ];
        for (now, given, wanted, after) in cases {
            assert_eq!(role_after(now, given, wanted), after, "{now} {given:?} {wanted:?}");
        }
    }
}
