//! A mail of the desk did not arrive: it stands on the ticket, and the technician knows.

use super::Returned;
use crate::events::{self, By, Object};
use crate::id::{MailId, TicketId};
use crate::inbound::model::{Outcome, Settled, Why};
use crate::live;
use crate::notify::{self, MailKind};
use atiende_db::{DbError, Tx};
use serde_json::json;

/// Marks the mail. What is delayed only is told, and may still arrive.
pub(super) async fn bounce(tx: &mut Tx, returned: &Returned) -> Result<Settled, DbError> {
    let unknown =
        || Settled { detail: returned.diagnostic.clone(), ..Settled::because(Outcome::Bounce, Why::UnknownMail) };
    let Some(id) = &returned.message_id else { return Ok(unknown()) };
    // Anybody writes such a message: it has to name a mail that was sent, and to whom.
    let found: Option<(MailId, MailKind, Option<TicketId>, String)> = notify::sent_mail(tx, id).await?;
    let is_its = |to: &str| returned.address.as_deref().is_none_or(|address| address == to);
    let Some((mail, kind, ticket, to)) = found.filter(|(.., to)| is_its(to)) else { return Ok(unknown()) };
    if returned.is_final {
        notify::bounced(tx, mail, &returned.diagnostic).await?;
    }
    if let Some(ticket) = ticket {
        let data = json!({ "address": returned.address, "why": returned.diagnostic, "final": returned.is_final });
        let event = events::record(tx, &By::desk(), (Object::Ticket, ticket.0), "mail_returned", &data).await?;
        if returned.is_final {
            notify::warn(tx, event, (ticket, kind), (&to, &returned.diagnostic)).await?;
        }
        live::page(tx, ticket);
    }
    Ok(Settled { detail: returned.diagnostic.clone(), ..Settled::of(Outcome::Bounce).about(ticket) })
}
