//! Words of somebody who takes no part in a ticket, let in by who attends it.

use crate::error::Refused;
use crate::events::{self, By, Object};
use crate::id::{AttachmentId, MessageId, PersonId};
use crate::live;
use crate::notify::{self, TicketNews};
use crate::tickets::access::Workable;
use crate::tickets::body::Body;
use crate::tickets::model::{Side, Source, Visibility};
use crate::tickets::store;
use crate::{files, search};
use atiende_db::Tx;
use serde_json::json;

/// Writes them as a public message. `author`: whose account it is, if they have one; else the mail says who it was. The
/// files are those of who lets them in.
pub(crate) async fn relay(
    tx: &mut Tx,
    workable: &Workable<'_>,
    author: Option<PersonId>,
    (body, attachments): (&Body, &[AttachmentId]),
) -> Result<MessageId, Refused> {
    let (ticket, actor) = (workable.ticket.id, workable.actor);
    let message = store::insert_message(tx, ticket, author, body, (Visibility::Public, Source::Mail)).await?;
    for &file in attachments {
        files::attach(tx, file, ticket, message).await?;
    }
    store::touch(tx, ticket).await?;
    search::index_ticket(tx, ticket).await?;
    let data = json!({ "message": message });
    let event = events::record(tx, &By::from(actor), (Object::Ticket, ticket.0), "relayed", &data).await?;
    let news = TicketNews::Replied { message, by: Side::Client, moved: None, revocable_until: None };
    notify::ticket(tx, event, ticket, actor.id, &news).await?;
    live::ticket(tx, ticket, workable.ticket.organization, workable.ticket.requester);
    Ok(message)
}
