//! Who belongs to an organization, and who coordinates it.

use crate::id::{OrganizationId, PersonId};
use crate::orgs::store;
use atiende_db::{DbError, Tx};

/// Makes somebody a member. A new coordinator sees old tickets at once: the right is the
/// membership, not a list of copies.
pub async fn put(
    tx: &mut Tx,
    person: PersonId,
    organization: OrganizationId,
    coordinator: bool,
) -> Result<(), DbError> {
    store::put_member(tx, person, organization, coordinator).await
}

/// Replaces all memberships of a person, and the organizations that a technician attends.
pub async fn replace(
    tx: &mut Tx,
    person: PersonId,
    memberships: &[(OrganizationId, bool)],
    attended: &[OrganizationId],
) -> Result<(), DbError> {
    store::delete_memberships(tx, person).await?;
    for &(organization, coordinator) in memberships {
        store::put_member(tx, person, organization, coordinator).await?;
    }
    for &organization in attended {
        store::insert_attended(tx, person, organization).await?;
    }
    Ok(())
}
