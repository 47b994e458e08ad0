//! Making an account that needs no approval: first run, command line, admin pages, API, demo.

use super::sign_up;
use crate::accounts::{AccountState, NewAccount, Role, store};
use crate::actor::Admin;
use crate::error::Refused;
use crate::events::{self, By, Object};
use crate::id::{OrganizationId, PersonId};
use crate::{Denied, orgs};
use atiende_db::{DbError, Tx};
use serde_json::json;

/// Makes an active account. Whoever signed up with the address and never proved it leaves nothing behind. Errors:
/// `Invalid` on `email` when the address is taken.
pub async fn add(
    tx: &mut Tx,
    by: &By,
    new: &NewAccount,
    role: Role,
    password_hash: Option<&str>,
) -> Result<PersonId, Refused> {
    if role == Role::Admin {
        store::hold_admins(tx).await?;
    }
    if !sign_up::make_way(tx, &new.email, None).await? {
        return Err(Refused::invalid("email", "accounts-email-taken"));
    }
    let id = store::insert(tx, new, role, AccountState::Active, password_hash).await.map_err(|error| match error {
        DbError::Unique => Refused::invalid("email", "accounts-email-taken"),
        other => other.into(),
    })?;
    events::record(tx, by, (Object::Person, id.0), "added", &json!({ "role": role })).await?;
    Ok(id)
}

/// Makes the first administrator of a desk where nobody was let in yet. Errors: `Forbidden` for whoever comes second.
pub async fn first(tx: &mut Tx, new: &NewAccount, password_hash: &str) -> Result<PersonId, Refused> {
    store::hold_admins(tx).await?;
    if store::any_let_in(tx).await? {
        return Err(Denied::Forbidden.into());
    }
    add(tx, &By::desk(), new, Role::Admin, Some(password_hash)).await
}

/// Makes an active account as an administrator. Errors: as `add`; `Denied::Unproved` for one of staff, when the
/// administrator's last proof is old.
pub async fn by_admin(tx: &mut Tx, by: Admin<'_>, new: &NewAccount, role: Role) -> Result<PersonId, Refused> {
    if role != Role::Requester {
        by.actor().sudo()?;
    }
    add(tx, &By::from(by.actor()), new, role, None).await
}

/// Puts a new person into an organization.
pub async fn into_organization(
    tx: &mut Tx,
    by: &By,
    person: PersonId,
    organization: OrganizationId,
    coordinator: bool,
) -> Result<(), Refused> {
    orgs::actions::members::put(tx, by, person, organization, coordinator).await
}
