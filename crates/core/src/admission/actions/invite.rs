//! Making and taking back invitations: links that open accounts in an organization.

use crate::accounts::Secret;
use crate::admission::access::{Decider, Revocable};
use crate::admission::{NewInvitation, store};
use crate::error::Refused;
use crate::events::{self, By, Object};
use crate::id::InvitationId;
use crate::{Denied, orgs};
use atiende_db::{DbError, Tx};
use serde_json::json;

/// Makes an invitation; `token` is shown once. Errors: `Denied::NotFound` for an organization that this person does
/// not let people into, `Denied::Forbidden` when a coordinator would make coordinators.
pub async fn invite(
    tx: &mut Tx,
    by: Decider<'_>,
    new: &NewInvitation,
    token: &Secret,
) -> Result<InvitationId, Refused> {
    new.check()?;
    if !by.admits_to(new.organization) {
        return Err(Denied::NotFound.into());
    }
    if new.coordinator && !by.makes_coordinators() {
        return Err(Denied::Forbidden.into());
    }
    let name = orgs::access::name(tx, new.organization).await?.ok_or(Denied::NotFound)?;
    let id = store::insert_invitation(tx, &token.hash(), new, by.actor().id).await?;
    let data = json!({ "organization": name, "coordinator": new.coordinator, "days": new.days, "uses": new.max_uses });
    events::record(tx, &By::from(by.actor()), (Object::Invitation, id.0), "added", &data).await?;
    Ok(id)
}

/// Takes an invitation back: its link is good no more. Doing it again changes nothing.
pub async fn revoke(tx: &mut Tx, revocable: &Revocable<'_>) -> Result<(), DbError> {
    let (id, by) = (revocable.invitation.id, By::from(revocable.by));
    if store::revoke_invitation(tx, id).await? == 1 {
        let data = json!({ "organization": revocable.invitation.organization_name });
        events::record(tx, &by, (Object::Invitation, id.0), "revoked", &data).await?;
    }
    Ok(())
}
