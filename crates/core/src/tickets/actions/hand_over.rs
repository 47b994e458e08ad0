//! The ticket becomes another person's, who wrote what was passed on to the desk.

use crate::accounts::Person;
use crate::error::Refused;
use crate::events::{self, By, Object};
use crate::live::{self, Change};
use crate::notify;
use crate::search;
use crate::tickets::access::Workable;
use crate::tickets::store;
use atiende_db::Tx;
use serde_json::json;

/// Whoever was its requester follows it from now on; the new one gets the receipt. Whether the ticket may be theirs, the
/// caller knows.
pub(crate) async fn hand_over(tx: &mut Tx, workable: &Workable<'_>, to: &Person) -> Result<(), Refused> {
    let Workable { ticket, actor } = workable;
    if ticket.requester == to.id {
        return Ok(());
    }
    store::insert_watcher(tx, ticket.id, ticket.requester).await?;
    store::set_requester(tx, ticket.id, to.id).await?;
    search::index_ticket(tx, ticket.id).await?;
    let data = json!({ "from": ticket.requester_name, "to": to.name, "to_id": to.id });
    let event = events::record(tx, &By::from(*actor), (Object::Ticket, ticket.id.0), "handed_over", &data).await?;
    if let Some(message) = store::first_message(tx, ticket.id).await? {
        notify::receipt(tx, event, (ticket.id, message), to.id).await?;
    }
    // Both have it in their lists: who had it until now, and who has it.
    for requester in [ticket.requester, to.id] {
        live::ticket(tx, ticket.id, ticket.organization, requester);
    }
    // Who had it may have it open, and is perhaps no longer to hear of it.
    live::announce(tx, Change::Person(ticket.requester));
    Ok(())
}
