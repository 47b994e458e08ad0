//! The form about a person: the same to make an account and to change one.

use super::words::roles;
use crate::admin::{Options, options};
use crate::portal::accounts::sessions::Line;
use crate::shell::{Fields, Form, Page, SignedIn, State, WebError};
use askama::Template;
use atiende_core::accounts::access::{self, Manageable};
use atiende_core::accounts::actions::update::PersonChange;
use atiende_core::accounts::{AccountState, ApiToken, Person, Role, TokenScope};
use atiende_core::id::{OrganizationId, PersonId};
use atiende_core::merges::{self, Merge};
use atiende_core::second_factors::{self, Factors};
use atiende_core::sessions::actions::impersonate;
use atiende_core::sessions::{self, Listed};
use atiende_core::{Denied, Membership};
use atiende_i18n::key;

#[derive(Template)]
#[template(path = "admin/people/form.html")]
pub(super) struct PersonPage {
    pub(super) page: Page,
    pub(super) form: Form,
    pub(super) title: String,
    roles: Options,
    organizations: Options,
    /// Whose account it is; `None` while it is being made.
    pub(super) known: Option<Known>,
}

/// An account as it is stored.
pub(super) struct Known {
    pub(super) id: String,
    pub(super) state_key: &'static str,
    pub(super) state_class: &'static str,
    pub(super) since: String,
    pub(super) state: AccountState,
    /// A client's person, who may have a second account.
    pub(super) can_merge: bool,
    pub(super) merges: Vec<Merge>,
    pub(super) memberships: Options,
    pub(super) sessions: Vec<Line>,
    pub(super) tokens: Vec<ApiToken>,
    /// An administrator may look on as this person.
    pub(super) can_be_seen: bool,
    /// What there is beside the password.
    pub(super) factors: Factors,
}

impl Known {
    fn can_reset(&self) -> bool {
        self.state == AccountState::Active
    }

    fn is_rejected(&self) -> bool {
        self.state == AccountState::Rejected
    }

    fn scope(token: &ApiToken) -> &'static str {
        match token.scope {
            TokenScope::Read => key!("admin-token-read"),
            TokenScope::Write => key!("admin-token-write"),
            TokenScope::Admin => key!("admin-token-admin"),
            TokenScope::Scim => key!("admin-token-scim"),
        }
    }

    /// The merge by which this account has gone into another: there is nothing to change here before it is undone.
    fn gone_into(&self) -> Option<&Merge> {
        self.merges.iter().find(|merge| merge.kept.to_string() != self.id)
    }

    /// For the words: whether there is an app.
    fn app(&self) -> &'static str {
        if self.factors.app.is_some() { "yes" } else { "no" }
    }
}

impl PersonPage {
    pub(super) async fn new(state: &State, signed_in: &SignedIn, form: Form) -> Result<Self, WebError> {
        let actor = signed_in.actor.clone();
        let organizations =
            state.db().read(async move |tx| Ok::<_, Denied>(options::organizations(tx, actor.staff()?).await?)).await?;
        let page = Page::new(state, &signed_in.visitor);
        let title = page.text("admin-person-add").to_owned();
        Ok(Self { roles: roles(page.t), page, form, title, organizations, known: None })
    }

    /// Where else the person may be put.
    fn other_organizations(&self) -> Options {
        let own = self.known.as_ref().map(|known| known.memberships.as_slice()).unwrap_or_default();
        self.organizations.iter().filter(|organization| !own.contains(organization)).cloned().collect()
    }
}

/// The stored account behind a page.
pub(super) struct Stored {
    pub(super) person: Person,
    pub(super) memberships: Vec<Membership>,
    pub(super) attended: Vec<OrganizationId>,
    pub(super) merges: Vec<Merge>,
    pub(super) sessions: Vec<Listed>,
    pub(super) tokens: Vec<ApiToken>,
    pub(super) can_be_seen: bool,
    pub(super) factors: Factors,
}

pub(super) async fn stored(state: &State, signed_in: &SignedIn, id: PersonId) -> Result<Stored, WebError> {
    let (actor, limits) = (signed_in.actor.clone(), state.settings().sessions);
    let stored = state.db().read(async move |tx| {
        let manageable = access::manageable(tx, &actor, id).await?;
        let sessions = sessions::access::of(tx, &manageable, limits).await?;
        let tokens = access::api_tokens(tx, manageable.person.id).await?;
        let can_be_seen = impersonate::is_possible(&manageable);
        let factors = second_factors::access::of_managed(tx, &manageable).await?;
        let Manageable { person, memberships, attended, .. } = manageable;
        let merges = merges::access::of_person(tx, actor.admin()?, id).await?;
        Ok::<_, Denied>(Stored { person, memberships, attended, merges, sessions, tokens, can_be_seen, factors })
    });
    Ok(stored.await?)
}

/// The form of a new account.
pub(super) fn blank() -> Form {
    Form::filled([("role", Role::Requester.as_str()), ("all_organizations", "on")])
}

/// The form filled in with what is stored.
pub(super) fn filled(stored: &Stored) -> Form {
    let person = &stored.person;
    // A rejected account would come to life by saving it: that takes a decision, not an oversight.
    let closed = matches!(person.state, AccountState::Disabled | AccountState::Rejected);
    let mut values = vec![
        ("name", person.name.clone()),
        ("email", person.email.clone()),
        ("phone", person.phone.clone()),
        ("role", person.role.to_string()),
    ];
    values.extend(closed.then(|| ("disabled", "on".to_owned())));
    values.extend(person.all_organizations.then(|| ("all_organizations", "on".to_owned())));
    for membership in &stored.memberships {
        values.push(("member", membership.organization.to_string()));
        values.extend(membership.coordinator.then(|| ("coordinator", membership.organization.to_string())));
    }
    values.extend(stored.attended.iter().map(|id| ("attended", id.to_string())));
    Form::filled(values)
}

/// What the form says.
pub(super) fn change(fields: &Fields) -> PersonChange {
    let coordinated: Vec<OrganizationId> = fields.parse_all("coordinator");
    let members: Vec<OrganizationId> = fields.parse_all("member");
    let mut memberships: Vec<_> = members.into_iter().map(|id| (id, coordinated.contains(&id))).collect();
    if let Some(organization) = fields.parse("new_organization") {
        memberships.push((organization, fields.is_on("new_coordinator")));
    }
    let role = fields.parse("role").unwrap_or(Role::Requester);
    PersonChange {
        name: fields.value("name").to_owned(),
        email: fields.value("email").to_owned(),
        phone: fields.value("phone").to_owned(),
        role,
        disabled: fields.is_on("disabled"),
        all_organizations: role != Role::Requester && fields.is_on("all_organizations"),
        memberships,
        attended: if role == Role::Technician { fields.parse_all("attended") } else { Vec::new() },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boxes_become_memberships() {
        let fields: Fields = [
            ("name", "María"),
            ("role", "requester"),
            ("member", "4"),
            ("member", "7"),
            ("coordinator", "7"),
            ("coordinator", "9"),
            ("new_organization", "8"),
            ("attended", "4"),
        ]
        .into_iter()
        .collect();
        let change = change(&fields);
        let o = OrganizationId;
        assert_eq!(change.memberships, [(o(4), false), (o(7), true), (o(8), false)]);
        assert!(change.attended.is_empty() && !change.all_organizations, "a requester attends nobody");
    }
}
