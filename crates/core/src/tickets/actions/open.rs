//! Opening a ticket: it goes straight to the technician who will attend it.

use crate::error::{Check, Refused};
use crate::events::{self, By, Object};
use crate::id::{AssetId, LocationId, MessageId, OrganizationId, PersonId, TicketId};
use crate::live;
use crate::notify::{self, TicketNews};
use crate::routing::{self, Choice};
use crate::tickets::model::{NewTicket, Next, Priority, State, Visibility};
use crate::tickets::open_counts;
use crate::tickets::store::{self, Placed};
use crate::{Actor, Denied, assets, files, orgs, search};
use atiende_db::{DbError, Tx};
use serde_json::json;

/// Opens a ticket. Errors: `Invalid` with everything that is wrong with the form;
/// `Denied::Forbidden` while the account waits for approval (then `hold`).
pub async fn open(tx: &mut Tx, actor: &Actor, new: &NewTicket) -> Result<TicketId, Refused> {
    open_following(tx, actor, new, None).await
}

pub(super) async fn open_following(
    tx: &mut Tx,
    actor: &Actor,
    new: &NewTicket,
    follow_up_of: Option<TicketId>,
) -> Result<TicketId, Refused> {
    if !actor.is_active() {
        return Err(Denied::Forbidden.into());
    }
    let place = place(tx, actor, new, new.check()).await?;
    let choice = route(tx, new, &place).await?;
    let routed_by = json!(choice.reason).to_string();
    let placed = Placed {
        organization: place.organization,
        requester: place.requester,
        assignee: choice.technician,
        asset: place.asset,
        location: place.location,
        // Words that name a known place are that place.
        location_text: if place.location.is_some() { "" } else { new.location_text.trim() },
        routed_by: &routed_by,
        follow_up_of,
    };
    let ticket = store::insert(tx, new, &placed).await?;
    let message =
        store::insert_message(tx, ticket, Some(place.requester), &new.body, (Visibility::Public, new.source)).await?;
    attach(tx, ticket, message, new).await?;
    store::insert_stretch(tx, ticket, Next::to(State::New), Some(actor.id)).await?;
    open_counts::shift(tx, place.organization, choice.technician, 1).await?;
    if actor.id != place.requester {
        store::insert_watcher(tx, ticket, actor.id).await?;
    }
    search::index_ticket(tx, ticket).await?;
    tell(tx, actor, (ticket, message), &choice, new).await?;
    live::ticket(tx, ticket, place.organization, place.requester);
    Ok(ticket)
}

/// Where the ticket belongs, everything checked to be the organization's own.
struct Place {
    organization: OrganizationId,
    requester: PersonId,
    asset: Option<AssetId>,
    location: Option<LocationId>,
}

async fn place(tx: &Tx, actor: &Actor, new: &NewTicket, mut check: Check) -> Result<Place, Refused> {
    let organization = match new.organization {
        Some(id) if actor.belongs_to(id) || actor.attends(id) => orgs::access::name(tx, id).await?.map(|_| id),
        _ => None,
    };
    let key = if new.organization.is_some() { "orgs-unknown" } else { "tickets-organization-missing" };
    check.that(organization.is_some(), "organization", key);
    let requester = requester(tx, actor, new, organization).await?;
    check.that(requester.is_some(), "requester", "tickets-requester-unknown");
    let (mut asset, mut location) = (None, None);
    if let Some(organization) = organization {
        if let Some(id) = new.location {
            location = orgs::access::location_of(tx, organization, id).await?.map(|l| l.id);
            check.that(location.is_some(), "location", "orgs-location-unknown");
        } else if !new.location_text.trim().is_empty() {
            location = orgs::access::location_by_path(tx, organization, new.location_text.trim()).await?.map(|l| l.id);
        }
        if !new.asset.trim().is_empty()
            && let Some((id, at)) = assets::named(tx, organization, &new.asset).await?
        {
            asset = Some(id);
            location = location.or(at.filter(|_| new.location_text.trim().is_empty()));
        }
    }
    if let Some(category) = new.category {
        let known = routing::category_is_in_use(tx, category).await?;
        check.that(known, "category", "routing-category-unknown");
    }
    let own = files::own_unsent(tx, actor.id, &new.attachments).await?;
    check.that(own, "attachments", "files-gone");
    check.finish()?;
    let missing = || Refused::invalid("organization", "orgs-unknown");
    Ok(Place {
        organization: organization.ok_or_else(missing)?,
        requester: requester.ok_or_else(missing)?,
        asset,
        location,
    })
}

/// For whom the ticket is: oneself, or, for staff, a member of the organization.
async fn requester(
    tx: &Tx,
    actor: &Actor,
    new: &NewTicket,
    organization: Option<OrganizationId>,
) -> Result<Option<PersonId>, DbError> {
    match (new.requester, organization) {
        (None, _) => Ok(Some(actor.id)),
        (Some(person), _) if person == actor.id => Ok(Some(person)),
        (Some(person), Some(organization)) if actor.attends(organization) => {
            let member = orgs::access::is_member(tx, person, organization).await?;
            Ok(member.then_some(person))
        }
        _ => Ok(None),
    }
}

async fn route(tx: &Tx, new: &NewTicket, place: &Place) -> Result<Choice, DbError> {
    let priority = new.priority.unwrap_or(Priority::Normal);
    routing::choose(tx, place.organization, (new.category, place.location), (&new.subject, priority)).await
}

async fn attach(tx: &mut Tx, ticket: TicketId, message: MessageId, new: &NewTicket) -> Result<(), Refused> {
    for &file in &new.attachments {
        if !files::attach(tx, file, ticket, message).await? {
            return Err(Refused::invalid("attachments", "files-gone"));
        }
    }
    Ok(())
}

async fn tell(
    tx: &mut Tx,
    actor: &Actor,
    (ticket, message): (TicketId, MessageId),
    choice: &Choice,
    new: &NewTicket,
) -> Result<(), DbError> {
    let data = json!({ "subject": new.subject.trim(), "assignee": choice.technician, "routed_by": choice.reason });
    let event = events::record(tx, &By::from(actor), (Object::Ticket, ticket.0), "opened", &data).await?;
    notify::ticket(tx, event, ticket, actor.id, &TicketNews::Opened { message }).await?;
    Ok(())
}
