//! `/admin/centros/{id}/ubicaciones/{location}`: one place, to be renamed or taken out of use.

use crate::admin::id::Ids;
use crate::shell::page::see_other_with;
use crate::shell::{Answer, Fields, Form, Notice, Page, SignedIn, State, WebError};
use askama::Template;
use atiende_core::id::{LocationId, OrganizationId};
use atiende_core::orgs::actions::locations;
use atiende_core::orgs::{Location, access};
use atiende_core::{Denied, Refused};

#[derive(Template)]
#[template(path = "admin/orgs/location.html")]
struct LocationPage {
    page: Page,
    form: Form,
    location: Location,
    organization: String,
}

type Path = Ids<OrganizationId, LocationId>;

pub(crate) async fn get(state: State, signed_in: SignedIn, Ids(id, location): Path) -> Answer {
    signed_in.approved()?.admin()?;
    let template = page(&state, &signed_in, (id, location), None).await?;
    template.page.show(&template)
}

async fn page(
    state: &State,
    signed_in: &SignedIn,
    (id, location): (OrganizationId, LocationId),
    refused: Option<Form>,
) -> Result<LocationPage, WebError> {
    let actor = signed_in.actor.clone();
    let (location, organization) = state
        .db()
        .read(async move |tx| {
            let manageable = access::manageable(tx, &actor, id).await?;
            Ok::<_, Denied>((manageable.location(tx, location).await?, manageable.organization.name))
        })
        .await?;
    let form = refused.unwrap_or_else(|| Form::filled([("location", location.name.as_str())]));
    Ok(LocationPage { page: Page::new(state, &signed_in.visitor), form, location, organization })
}

pub(crate) async fn rename(state: State, signed_in: SignedIn, Ids(id, location): Path, fields: Fields) -> Answer {
    signed_in.approved()?.admin()?;
    let (actor, name) = (signed_in.actor.clone(), fields.value("location").to_owned());
    let renamed = state
        .db()
        .write(async move |tx| {
            let manageable = access::manageable(tx, &actor, id).await?;
            let location = manageable.location(tx, location).await?;
            locations::rename(tx, &manageable, &location, &name).await
        })
        .await;
    match renamed {
        Ok(()) => see_other_with(&format!("/admin/centros/{id}#locations"), Notice::SAVED),
        Err(Refused::Invalid(problems)) => {
            let form = Form::refused(&fields, &problems, signed_in.visitor.locale);
            let template = page(&state, &signed_in, (id, location), Some(form)).await?;
            template.page.refuse(&template)
        }
        Err(other) => Err(other.into()),
    }
}

/// `POST .../archivar`: with everything below it.
pub(crate) async fn archive(state: State, signed_in: SignedIn, Ids(id, location): Path) -> Answer {
    signed_in.approved()?.admin()?;
    let actor = signed_in.actor.clone();
    state
        .db()
        .write(async move |tx| {
            let manageable = access::manageable(tx, &actor, id).await?;
            let location = manageable.location(tx, location).await?;
            Ok::<_, Denied>(locations::archive(tx, &manageable, &location).await?)
        })
        .await?;
    see_other_with(&format!("/admin/centros/{id}#locations"), Notice::SAVED)
}
