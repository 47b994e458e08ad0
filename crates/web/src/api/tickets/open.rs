//! `POST /tickets`.

use super::model::{self, BodyFormat, Fields, Ticket};
use crate::api::Problem;
use crate::api::sent::{Made, Sent};
use crate::api::values::{self, Id};
use atiende_core::Actor;
use atiende_core::id::{AttachmentId, CategoryId, OrganizationId, PersonId};
use atiende_core::tickets::{self, Body, Priority, Source, access, actions};
use atiende_db::Tx;
use serde::Deserialize;
use utoipa::ToSchema;

/// A ticket to be opened.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewTicket {
    #[serde(default)]
    #[schema(required, max_length = 200)]
    subject: String,
    #[serde(default)]
    #[schema(required, max_length = 100_000)]
    body: String,
    #[serde(default)]
    body_format: BodyFormat,
    /// `normal` unless told.
    #[schema(value_type = Option<values::Priority>)]
    priority: Option<Priority>,
    /// For staff to give.
    category: Option<Id>,
    /// For staff: a member of the organization for whom it is opened.
    requester: Option<Id>,
    /// May be left out by who belongs to one alone.
    organization: Option<Id>,
    /// One device at the most.
    #[serde(default)]
    assets: Vec<Id>,
    /// Uploads that were not sent yet.
    #[serde(default)]
    attachments: Vec<Id>,
    #[serde(default)]
    fields: Fields,
}

/// The same with its text rendered.
struct Rendered {
    new: NewTicket,
    body: Body,
}

/// Open a ticket
#[utoipa::path(post, path = "/tickets", tag = "tickets", request_body = NewTicket,
    params(("Idempotency-Key" = Option<String>, Header)),
    responses((status = 201, body = Ticket, headers(("Location" = String)))))]
pub(crate) async fn open(sent: Sent<NewTicket>) -> Result<Made, Problem> {
    let sent = sent.map(|new| Rendered { body: new.body_format.body(&new.body), new });
    sent.once(async |tx, actor, rendered| make(tx, actor, rendered).await).await
}

async fn make(tx: &mut Tx, actor: &Actor, Rendered { new, body }: &Rendered) -> Result<Made, Problem> {
    let Fields {} = new.fields;
    let only = || match actor.memberships.as_slice() {
        [membership] => Some(membership.organization),
        _ => None,
    };
    let organization = new.organization.map(OrganizationId::from).or_else(only);
    model::check_category(tx, actor, new.category).await?;
    let asset = match organization {
        Some(organization) => model::sticker(tx, actor, organization, &new.assets).await?,
        None => String::new(),
    };
    let ticket = tickets::NewTicket {
        subject: new.subject.clone(),
        organization,
        requester: new.requester.map(PersonId::from),
        asset,
        priority: Some(new.priority.unwrap_or(Priority::Normal)),
        category: new.category.map(CategoryId::from),
        body: body.clone(),
        attachments: new.attachments.iter().map(|&id| AttachmentId::from(id)).collect(),
        ..tickets::NewTicket::blank(Source::Api)
    };
    let id = actions::open::open(tx, actor, &ticket).await?;
    let ticket = Ticket::of(tx, &access::readable(tx, actor, id).await?).await?;
    Made::at(format!("/api/v1/tickets/{id}"), &ticket)
}
