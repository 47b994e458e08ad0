//! `/admin/centros/{id}`: a client with its places and its people.

use super::form::{self, Choices};
use super::locations::{Place, places};
use crate::admin::{Id, Options};
use crate::shell::page::see_other_with;
use crate::shell::{Answer, Fields, Form, Notice, Page, SignedIn, State};
use askama::Template;
use atiende_core::id::OrganizationId;
use atiende_core::orgs::actions::save;
use atiende_core::orgs::{LocationNode, Member, Organization, access};
use atiende_core::{Denied, Refused};

#[derive(Template)]
#[template(path = "admin/orgs/edit.html")]
struct OrganizationPage {
    page: Page,
    form: Form,
    /// What stands in the form that adds a place.
    place_form: Form,
    choices: Choices,
    id: OrganizationId,
    name: String,
    members: Vec<Member>,
    places: Vec<Place>,
    /// The places, to add another one in.
    parents: Options,
}

/// The forms of the page as they came back refused.
#[derive(Default)]
pub(super) struct Refusals {
    pub(super) own: Option<Form>,
    pub(super) place: Option<Form>,
}

struct Read {
    organization: Organization,
    domains: Vec<String>,
    locations: Vec<LocationNode>,
    members: Vec<Member>,
}

pub(crate) async fn get(state: State, signed_in: SignedIn, Id(id): Id<OrganizationId>) -> Answer {
    signed_in.approved()?.admin()?;
    show(&state, &signed_in, id, Refusals::default()).await
}

pub(crate) async fn post(state: State, signed_in: SignedIn, Id(id): Id<OrganizationId>, fields: Fields) -> Answer {
    signed_in.approved()?.admin()?;
    let (actor, change) = (signed_in.actor.clone(), form::change(&fields));
    let saved = state
        .db()
        .write(async move |tx| {
            let manageable = access::manageable(tx, &actor, id).await?;
            save::change(tx, manageable, change.clone()).await
        })
        .await;
    match saved {
        Ok(()) => see_other_with(&format!("/admin/centros/{id}"), Notice::SAVED),
        Err(Refused::Invalid(problems)) => {
            let own = Some(Form::refused(&fields, &problems, signed_in.visitor.locale));
            show(&state, &signed_in, id, Refusals { own, place: None }).await
        }
        Err(other) => Err(other.into()),
    }
}

pub(super) async fn show(state: &State, signed_in: &SignedIn, id: OrganizationId, refusals: Refusals) -> Answer {
    let actor = signed_in.actor.clone();
    let read = state
        .db()
        .read(async move |tx| {
            let manageable = access::manageable(tx, &actor, id).await?;
            let (locations, members) = (manageable.locations(tx).await?, manageable.members(tx).await?);
            let access::Manageable { organization, domains, .. } = manageable;
            Ok::<_, Denied>(Read { organization, domains, locations, members })
        })
        .await?;
    let choices = form::choices(state, signed_in).await?;
    let template = OrganizationPage {
        page: Page::new(state, &signed_in.visitor),
        form: refusals.own.unwrap_or_else(|| form::filled(&read.organization, &read.domains)),
        place_form: refusals.place.unwrap_or_default(),
        choices,
        id,
        name: read.organization.name,
        members: read.members,
        parents: read.locations.iter().map(|n| (n.location.id.to_string(), n.location.path.clone())).collect(),
        places: places(&read.locations),
    };
    let refused = template.form.is_refused() || template.place_form.is_refused();
    if refused { template.page.refuse(&template) } else { template.page.show(&template) }
}
