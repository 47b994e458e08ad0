//! The form about a client: the same to add one and to change one.

use super::kind_key;
use crate::admin::{Options, options};
use crate::shell::{Fields, Form, SignedIn, State, WebError};
use atiende_core::Denied;
use atiende_core::orgs::{Kind, Organization, OrganizationChange};
use atiende_i18n::Locale;

/// What its selects offer.
pub(super) struct Choices {
    pub(super) kinds: Options,
    pub(super) technicians: Options,
}

pub(super) async fn choices(state: &State, signed_in: &SignedIn) -> Result<Choices, WebError> {
    let actor = signed_in.actor.clone();
    let technicians =
        state.db().read(async move |tx| Ok::<_, Denied>(options::staff(tx, actor.staff()?).await?)).await?;
    Ok(Choices { kinds: kinds(signed_in.visitor.locale), technicians })
}

fn kinds(t: Locale) -> Options {
    options::words(&[Kind::School, Kind::Company], Kind::as_str, |kind| t.text(kind_key(kind)))
}

pub(super) fn filled(organization: &Organization, domains: &[String]) -> Form {
    let technician = organization.default_technician.map(|id| id.to_string()).unwrap_or_default();
    let mut values = vec![
        ("name", organization.name.clone()),
        ("kind", organization.kind.to_string()),
        ("domains", domains.join("\n")),
        ("phone", organization.phone.clone()),
        ("notes", organization.notes.clone()),
        ("technician", technician),
    ];
    values.extend(organization.archived.then(|| ("archived", "on".to_owned())));
    Form::filled(values)
}

/// What the form says.
pub(super) fn change(fields: &Fields) -> OrganizationChange {
    OrganizationChange {
        name: fields.value("name").to_owned(),
        kind: fields.parse("kind").unwrap_or(Kind::School),
        phone: fields.trimmed("phone").to_owned(),
        notes: fields.trimmed("notes").to_owned(),
        domains: fields.value("domains").split(|c: char| c.is_whitespace() || c == ',').map(str::to_owned).collect(),
        default_technician: fields.parse("technician"),
        archived: fields.is_on("archived"),
    }
}
