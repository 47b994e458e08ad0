//! Changing a person: by an administrator, or one's own data.

use super::{readdress, sign_up};
use crate::accounts::access::Manageable;
use crate::accounts::{AccountState, Person, Role, Theme, store};
use crate::error::{Check, Refused};
use crate::events::{self, By, Object};
use crate::id::OrganizationId;
use crate::live::{self, Change};
use crate::{Actor, Sudo, addresses, directories, merges, orgs, sessions};
use atiende_db::{DbError, Tx};
use atiende_text::address;
use serde_json::{Value, json};

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
    let stored = &manageable.person;
    let (mut check, mut person) = typed(stored, change);
    let loses_admin = stored.role == Role::Admin && (change.role != Role::Admin || change.disabled);
    check.that(!loses_admin || another_admin(tx, stored).await?, "role", "accounts-last-admin");
    check.finish()?;
    person.state = state_after(tx, stored, change.disabled).await?;
    if is_dangerous(&manageable, &person, change) {
        manageable.by.actor().sudo()?;
    }
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
    follow(tx, stored, &person).await?;
    let data = json!({ "from": told(stored), "to": told(&person) });
    let by = By::from(manageable.by.actor());
    let event = events::record(tx, &by, (Object::Person, person.id.0), "changed", &data).await?;
    if person.email != stored.email {
        readdress::tell(tx, event, stored).await?;
    }
    orgs::actions::members::replace(tx, &by, person.id, &change.memberships, &change.attended).await
}

/// What the record says of a person.
fn told(person: &Person) -> Value {
    json!({
        "role": person.role, "state": person.state, "email": person.email, "name": person.name, "phone": person.phone,
        "all_organizations": person.all_organizations,
    })
}

/// The person as the form says, and what is wrong with it.
fn typed(stored: &Person, change: &PersonChange) -> (Check, Person) {
    let mut check = Check::default();
    check.required(&change.name, "name", "accounts-name-missing", 120);
    let email = address::normalise_email(&change.email);
    check.that(email.is_some(), "email", "accounts-email-wrong");
    check.at_most(&change.phone, "phone", 40);
    let person = Person {
        name: change.name.trim().to_owned(),
        email: email.unwrap_or_default(),
        phone: change.phone.trim().to_owned(),
        role: change.role,
        all_organizations: change.all_organizations,
        ..stored.clone()
    };
    (check, person)
}

/// What opens or closes doors: another role, another address for one of staff, an account opened or closed, a wider reach.
fn is_dangerous(before: &Manageable<'_>, person: &Person, change: &PersonChange) -> bool {
    let stored = &before.person;
    let moves_staff = stored.role != Role::Requester && person.email != stored.email;
    moves_staff || person.role != stored.role || person.state != stored.state || widens(before, change)
}

/// Every client, one more client attended, one more coordinated. A mere member reads nothing of others.
fn widens(before: &Manageable<'_>, change: &PersonChange) -> bool {
    let coordinates =
        |organization| before.memberships.iter().any(|held| held.coordinator && held.organization == organization);
    change.all_organizations && !before.person.all_organizations
        || change.attended.iter().any(|organization| !before.attended.contains(organization))
        || change.memberships.iter().any(|&(organization, coordinator)| coordinator && !coordinates(organization))
}

/// What follows, also where a directory says so: the person's sessions have what they may now, or end; old links lead
/// nowhere; the queue is counted anew.
pub(super) async fn follow(tx: &mut Tx, before: &Person, after: &Person) -> Result<(), DbError> {
    if after.email != before.email {
        readdress::void_links(tx, after.id).await?;
    }
    if (after.state == AccountState::Pending) != (before.state == AccountState::Pending) {
        live::announce(tx, Change::Accounts);
    }
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
