//! Changing a person: by an administrator, or one's own data.

use super::{readdress, sign_up};
use crate::accounts::access::Manageable;
use crate::accounts::{AccountState, Person, Role, Theme, store};
use crate::error::{Check, Refused};
use crate::events::{self, By, Object};
use crate::id::OrganizationId;
use crate::{Actor, Sudo, addresses, directories, merges, orgs, sessions};
use atiende_db::{DbError, Tx};
use atiende_text::address;
use serde_json::json;

/// What the admin form says about a person.
#[derive(Debug, Clone)]
pub struct PersonChange {
    pub name: String,
    pub email: String,
    pub phone: String,
    pub role: Role,
    pub disabled: bool,
    pub all_organizations: bool,
    /// Organizations of a requester, with who coordinates.
    pub memberships: Vec<(OrganizationId, bool)>,
    /// Organizations that a technician attends.
    pub attended: Vec<OrganizationId>,
}

/// Changes a person. The last administrator can be neither disabled nor demoted. Errors: `Denied::Unproved` for what is
/// dangerous, when the administrator's last proof is old.
pub async fn update(tx: &mut Tx, manageable: Manageable<'_>, change: &PersonChange) -> Result<(), Refused> {
    let Manageable { mut person, by, .. } = manageable;
    let stored = person.clone();
    let before = json!({ "role": person.role, "state": person.state, "email": person.email });
    let mut check = Check::default();
    check.required(&change.name, "name", "accounts-name-missing", 120);
    match address::normalise_email(&change.email) {
        Some(email) => person.email = email,
        None => check.that(false, "email", "accounts-email-wrong"),
    }
    check.at_most(&change.phone, "phone", 40);
    let loses_admin = person.role == Role::Admin && (change.role != Role::Admin || change.disabled);
    check.that(!loses_admin || another_admin(tx, &person).await?, "role", "accounts-last-admin");
    check.finish()?;
    let state = state_after(tx, &stored, change.disabled).await?;
    if state != stored.state || is_dangerous(&stored, change, &person.email) {
        by.actor().sudo()?;
    }
    change.name.trim().clone_into(&mut person.name);
    change.phone.trim().clone_into(&mut person.phone);
    person.role = change.role;
    person.all_organizations = change.all_organizations;
    person.state = state;
    if merges::is_gone(tx, person.id).await? {
        return Err(Refused::invalid("name", "merges-gone"));
    }
    if !sign_up::make_way(tx, &person.email, Some(person.id)).await? {
        return Err(Refused::invalid("email", "accounts-email-taken"));
    }
    store::update(tx, &person).await.map_err(|error| match error {
        DbError::Unique => Refused::invalid("email", "accounts-email-taken"),
        other => other.into(),
    })?;
    addresses::store::fold(tx, person.id).await?;
    if person.email != stored.email {
        readdress::void_links(tx, person.id).await?;
    }
    follow(tx, &stored, &person).await?;
    if (person.state == AccountState::Pending) != (stored.state == AccountState::Pending) {
        tx.announce("accounts");
    }
    let after = json!({ "role": person.role, "state": person.state, "email": person.email });
    let data = json!({ "from": before, "to": after });
    let by = By::from(by.actor());
    events::record(tx, &by, (Object::Person, person.id.0), "changed", &data).await?;
    orgs::actions::members::replace(tx, &by, person.id, &change.memberships, &change.attended).await
}

/// What opens or closes doors: a place on the staff, another address for one who has it.
fn is_dangerous(stored: &Person, change: &PersonChange, email: &str) -> bool {
    let becomes_staff = change.role != stored.role && change.role != Role::Requester;
    let moves_staff = stored.role != Role::Requester && email != stored.email;
    becomes_staff || moves_staff
}

/// The person's sessions follow what they may: none, or others; also where a directory says so.
pub(super) async fn follow(tx: &mut Tx, before: &Person, after: &Person) -> Result<(), DbError> {
    if after.state == AccountState::Disabled {
        sessions::end_all(tx, after.id).await?;
    } else if (after.role, after.state) != (before.role, before.state) {
        sessions::end_impersonations(tx, after.id).await?;
        sessions::renew_all(tx, after.id).await?;
    }
    if before.state == AccountState::Disabled && after.state == AccountState::Active {
        directories::opened(tx, after.id).await?;
    }
    Ok(())
}

/// Opening a closed account makes it what it was: who never proved the address still has to, and who waits for approval
/// waits. Somebody who was rejected stays so until the box says otherwise: then they are let in, which is a decision.
async fn state_after(tx: &Tx, stored: &Person, disabled: bool) -> Result<AccountState, DbError> {
    Ok(match (stored.state, disabled) {
        (AccountState::Rejected, true) => AccountState::Rejected,
        (_, true) => AccountState::Disabled,
        (AccountState::Rejected, false) => AccountState::Active,
        (AccountState::Disabled, false) => {
            let before = store::closed_from(tx, stored.id).await?;
            before.filter(|&state| state != AccountState::Rejected).unwrap_or(AccountState::Active)
        }
        (state, false) => state,
    })
}

/// Whether the desk keeps an administrator when this one goes; until the commit nobody else changes who they are.
pub(super) async fn another_admin(tx: &mut Tx, person: &Person) -> Result<bool, DbError> {
    store::hold_admins(tx).await?;
    store::another_admin(tx, person.id).await
}

/// One's own name, telephone, language and theme.
pub async fn update_own(
    tx: &mut Tx,
    actor: &Actor,
    (name, phone): (&str, &str),
    (locale, theme): (&str, Theme),
) -> Result<(), Refused> {
    let mut check = Check::default();
    check.required(name, "name", "accounts-name-missing", 120);
    check.at_most(phone, "phone", 40);
    check.finish()?;
    let Some(mut person) = store::person(tx, actor.id).await? else {
        return Err(crate::Denied::NotFound.into());
    };
    name.trim().clone_into(&mut person.name);
    phone.trim().clone_into(&mut person.phone);
    locale.clone_into(&mut person.locale);
    person.theme = theme;
    store::update(tx, &person).await?;
    addresses::store::fold(tx, person.id).await?;
    events::record(tx, &By::from(actor), (Object::Person, actor.id.0), "changed_own_data", &json!({})).await?;
    Ok(())
}

/// Closes an account from the command line or the API.
pub async fn disable(tx: &mut Tx, by: &By, _sudo: Sudo<'_>, person: &Person) -> Result<(), Refused> {
    if person.role == Role::Admin && !another_admin(tx, person).await? {
        return Err(Refused::invalid("role", "accounts-last-admin"));
    }
    store::set_state(tx, person.id, AccountState::Disabled).await?;
    sessions::end_all(tx, person.id).await?;
    events::record(tx, by, (Object::Person, person.id.0), "disabled", &json!({})).await?;
    Ok(())
}
