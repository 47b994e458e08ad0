//! Giving a ticket to a technician, or back to nobody.

use crate::accounts::directory;
use crate::error::Refused;
use crate::events::{self, By, Object};
use crate::id::PersonId;
use crate::live;
use crate::notify::{self, TicketNews};
use crate::search;
use crate::tickets::access::Workable;
use crate::tickets::{open_counts, store};
use atiende_db::Tx;
use serde_json::json;

/// Assigns the ticket. Errors: `Invalid` on `assignee` when that person does not attend the organization.
pub async fn assign(tx: &mut Tx, workable: Workable<'_>, assignee: Option<PersonId>) -> Result<(), Refused> {
    let Workable { ticket, actor } = workable;
    if ticket.assignee == assignee {
        return Ok(());
    }
    let name = match assignee {
        None => None,
        Some(person) => {
            let technicians = directory::technicians(tx, actor.staff()?, ticket.organization).await?;
            let known = technicians.iter().find(|(id, _)| *id == person);
            Some(known.ok_or_else(|| Refused::invalid("assignee", "tickets-assignee-unknown"))?.1.clone())
        }
    };
    store::set_assignee(tx, ticket.id, assignee).await?;
    if ticket.state.is_open() {
        open_counts::shift(tx, ticket.organization, ticket.assignee, -1).await?;
        open_counts::shift(tx, ticket.organization, assignee, 1).await?;
    }
    search::index_ticket(tx, ticket.id).await?;
    let data = json!({ "from": ticket.assignee_name, "to": name, "to_id": assignee });
    let event = events::record(tx, &By::from(actor), (Object::Ticket, ticket.id.0), "assigned", &data).await?;
    notify::ticket(tx, event, ticket.id, actor.id, &TicketNews::Assigned).await?;
    live::ticket(tx, ticket.id, ticket.organization, ticket.requester);
    Ok(())
}
