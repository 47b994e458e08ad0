//! The form about a device: the same to register one and to change one.

use crate::admin::{Options, options};
use crate::shell::{Answer, Fields, Form, Page, SignedIn, State};
use askama::Template;
use atiende_core::Denied;
use atiende_core::assets::{Asset, AssetChange};
use atiende_core::id::OrganizationId;

#[derive(Template)]
#[template(path = "admin/assets/form.html")]
struct AssetPage {
    page: Page,
    form: Form,
    title: String,
    organizations: Options,
    locations: Options,
}

/// `title`: the sticker of a known device; `None` for a new one.
pub(super) async fn show(state: &State, signed_in: &SignedIn, title: Option<String>, form: Form) -> Answer {
    let actor = signed_in.actor.clone();
    let (organizations, locations, form) = state
        .db()
        .read(async move |tx| {
            let organizations = options::organizations(tx, actor.staff()?).await?;
            let locations = options::locations(tx, &actor, form.value("organization")).await?;
            Ok::<_, Denied>((organizations, locations, form))
        })
        .await?;
    let page = Page::new(state, &signed_in.visitor);
    let title = title.unwrap_or_else(|| page.text("assets-add").to_owned());
    let template = AssetPage { page, form, title, organizations, locations };
    if template.form.is_refused() { template.page.refuse(&template) } else { template.page.show(&template) }
}

pub(super) fn filled(asset: &Asset) -> Form {
    Form::filled([
        ("tag", asset.tag.clone()),
        ("hostname", asset.hostname.clone()),
        ("kind", asset.kind.clone()),
        ("model", asset.model.clone()),
        ("serial", asset.serial.clone()),
        ("organization", asset.organization.to_string()),
        ("location", asset.location.map(|id| id.to_string()).unwrap_or_default()),
    ])
}

/// What the form says. No client chosen is one that does not exist, which the action tells.
pub(super) fn change(fields: &Fields) -> AssetChange {
    AssetChange {
        organization: fields.parse("organization").unwrap_or(OrganizationId(0)),
        location: fields.parse("location"),
        tag: fields.value("tag").to_owned(),
        hostname: fields.value("hostname").to_owned(),
        kind: fields.value("kind").to_owned(),
        model: fields.value("model").to_owned(),
        serial: fields.value("serial").to_owned(),
    }
}
