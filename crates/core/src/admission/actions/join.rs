//! Somebody with an account comes by an invitation.

use super::approve::admit;
use crate::accounts::{AccountState, access};
use crate::admission::access::stands;
use crate::admission::{Invited, store};
use crate::events::By;
use crate::{Actor, Denied, Refused, orgs};
use atiende_db::Tx;
use serde_json::json;

/// Makes the actor a member of the invitation's organization; who waits is let in by it.
/// Errors: `Denied::NotFound` when the invitation is good no more, `Denied::Forbidden` for staff, who belong to the
/// provider, and for who was turned away meanwhile.
pub async fn join(tx: &mut Tx, actor: &Actor, invited: Invited) -> Result<(), Refused> {
    if actor.is_staff() {
        return Err(Denied::Forbidden.into());
    }
    let invitation = store::invitation(tx, invited.0).await?.ok_or(Denied::NotFound)?;
    // As they are now: the door read the actor before.
    let state = access::by_id(tx, actor.id).await?.map(|person| person.state);
    if !matches!(state, Some(AccountState::Active | AccountState::Pending)) {
        return Err(Denied::Forbidden.into());
    }
    let organization = invitation.organization;
    // Joining twice uses nothing up, and an invitation takes nobody's coordination away.
    if actor.belongs_to(organization) && (actor.coordinates(organization) || !invitation.coordinator) {
        return Ok(());
    }
    if !stands(tx, &invitation).await? || !store::use_invitation(tx, invited.0).await? {
        return Err(Denied::NotFound.into());
    }
    let by = By::from(actor);
    if state == Some(AccountState::Pending) {
        let how = json!({ "by": "invitation", "invitation": invited.0 });
        let desk = By { ip: actor.ip.clone(), ..By::desk() };
        return admit(tx, &desk, actor.id, (organization, invitation.coordinator), &how).await.map(drop);
    }
    orgs::actions::members::put(tx, &by, actor.id, organization, invitation.coordinator).await
}
