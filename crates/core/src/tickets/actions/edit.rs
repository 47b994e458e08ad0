//! Correcting a ticket's fields: subject, priority, category, place, device.

use crate::error::{Check, Refused};
use crate::events::{self, By, Object};
use crate::id::{CategoryId, LocationId};
use crate::live;
use crate::tickets::access::Workable;
use crate::tickets::model::{Priority, SUBJECT_MAX, Ticket};
use crate::tickets::store;
use crate::{assets, orgs, routing, search};
use atiende_db::Tx;
use serde_json::json;

/// The fields to change; what is `None` stays as it is.
#[derive(Debug, Clone, Default)]
pub struct Edit {
    pub subject: Option<String>,
    pub priority: Option<Priority>,
    pub category: Option<Option<CategoryId>>,
    pub location: Option<Option<LocationId>>,
    /// Sticker or name as typed; empty for none.
    pub asset: Option<String>,
}

/// Changes the fields and records what was and what is.
pub async fn edit(tx: &mut Tx, workable: Workable<'_>, edit: &Edit) -> Result<(), Refused> {
    let Workable { ticket, actor } = workable;
    let after = checked(tx, &ticket, edit, actor).await?;
    let changes = changes(&ticket, &after);
    if changes.is_empty() {
        return Ok(());
    }
    let place = (after.category, after.location);
    let device = (after.asset, after.asset_text.as_str());
    store::set_fields(tx, ticket.id, (&after.subject, after.priority), place, device).await?;
    search::index_ticket(tx, ticket.id).await?;
    let data = serde_json::Value::Object(changes);
    events::record(tx, &By::from(actor), (Object::Ticket, ticket.id.0), "edited", &data).await?;
    live::ticket(tx, ticket.id, ticket.organization, ticket.requester);
    Ok(())
}

/// The ticket as it will be.
async fn checked(tx: &Tx, before: &Ticket, edit: &Edit, actor: &crate::Actor) -> Result<Ticket, Refused> {
    let mut after = before.clone();
    let mut check = Check::default();
    if let Some(subject) = &edit.subject {
        check.required(subject, "subject", "tickets-subject-missing", SUBJECT_MAX);
        subject.trim().clone_into(&mut after.subject);
    }
    after.priority = edit.priority.unwrap_or(before.priority);
    if let Some(category) = edit.category {
        let known = routing::categories(tx, actor.staff()?).await?;
        let found = category.and_then(|id| known.into_iter().find(|c| c.id == id));
        check.that(category.is_none() || found.is_some(), "category", "routing-category-unknown");
        after.category = category;
        after.category_name = found.map(|c| c.name);
    }
    if let Some(location) = edit.location {
        let found = match location {
            Some(id) => orgs::access::location_of(tx, before.organization, id).await?,
            None => None,
        };
        check.that(location.is_none() || found.is_some(), "location", "orgs-location-unknown");
        after.location = location;
        after.location_path = found.map(|l| l.path);
    }
    if let Some(typed) = &edit.asset {
        check.at_most(typed, "asset", 120);
        let found = assets::named(tx, before.organization, typed).await?;
        after.asset = found.map(|(id, _)| id);
        after.asset_tag = found.map(|_| typed.trim().to_owned());
        after.asset_text = if found.is_some() { String::new() } else { typed.trim().to_owned() };
    }
    check.finish()?;
    Ok(after)
}

/// `{"priority": {"from": "normal", "to": "high"}}`, for the history.
fn changes(before: &Ticket, after: &Ticket) -> serde_json::Map<String, serde_json::Value> {
    let device = |t: &Ticket| t.asset_tag.clone().unwrap_or_else(|| t.asset_text.clone());
    let pairs = [
        ("subject", json!(before.subject), json!(after.subject)),
        ("priority", json!(before.priority), json!(after.priority)),
        ("category", json!(before.category_name), json!(after.category_name)),
        ("location", json!(before.location_path), json!(after.location_path)),
        ("asset", json!(device(before)), json!(device(after))),
    ];
    pairs
        .into_iter()
        .filter(|(_, from, to)| from != to)
        .map(|(field, from, to)| (field.to_owned(), json!({ "from": from, "to": to })))
        .collect()
}
