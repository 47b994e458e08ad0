//! Which ticket a message names (contract, promise 6).

use crate::id::{PersonId, TicketId};
use crate::tickets;
use atiende_db::{DbError, Tx, args, sql};

/// What a message says of the ticket that it belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Clue {
    /// It answers the mail of this Message-ID: one of the desk's, or one that is in a ticket.
    Answers(String),
    /// It answers the root that all mails of this ticket hang from.
    Root(TicketId),
    /// It came to an address that the desk gave to one person for one ticket.
    Address(TicketId, PersonId),
    /// `[#42]` in its subject: anybody may write that.
    Subject(TicketId),
}

/// The ticket that a message names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Named {
    pub(super) ticket: TicketId,
    /// It is named by what only readers of the ticket's mails have.
    pub(super) is_sure: bool,
    /// Whom the desk gave the address that it came to.
    pub(super) given_to: Option<PersonId>,
}

/// The first clue that leads to a ticket.
pub(super) async fn named(tx: &Tx, clues: &[Clue]) -> Result<Option<Named>, DbError> {
    for clue in clues {
        let (ticket, is_sure, given_to) = match clue {
            Clue::Answers(id) => (answered(tx, id).await?, true, None),
            Clue::Root(ticket) => (Some(*ticket), true, None),
            Clue::Address(ticket, person) => (Some(*ticket), true, Some(*person)),
            Clue::Subject(ticket) => (Some(*ticket), false, None),
        };
        let Some(ticket) = ticket else { continue };
        if let Some(ticket) = tickets::access::current(tx, ticket).await? {
            return Ok(Some(Named { ticket, is_sure, given_to }));
        }
    }
    Ok(None)
}

/// The ticket of a mail that was sent or taken in.
async fn answered(tx: &Tx, message_id: &str) -> Result<Option<TicketId>, DbError> {
    let sent: Option<(Option<TicketId>,)> =
        tx.opt(sql!("SELECT ticket_id FROM outbox WHERE message_id = $1"), args![message_id]).await?;
    if let Some((Some(ticket),)) = sent {
        return Ok(Some(ticket));
    }
    let taken: Option<(TicketId,)> = tx
        .opt(
            sql!(
                "SELECT ticket_id FROM inbound WHERE message_id = $1 AND result IN ('created', 'appended')
                     AND ticket_id IS NOT NULL ORDER BY id LIMIT 1"
            ),
            args![message_id],
        )
        .await?;
    Ok(taken.map(|(ticket,)| ticket))
}
