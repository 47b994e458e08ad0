//! Taking a reply back, in the seconds in which nobody was mailed it yet. Its words go back to who wrote them.

use super::set_state;
use crate::Denied;
use crate::error::Refused;
use crate::events::{self, By, Object};
use crate::id::{AttachmentId, MessageId, PersonId, TicketId};
use crate::live;
use crate::tickets::access::{Readable, Replyable};
use crate::tickets::model::{Next, State, Visibility, WaitingFor};
use crate::tickets::store::undo;
use crate::{files, notify, search};
use atiende_db::{DbError, Tx};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// How long the words of a reply that was taken back are kept for their author.
const KEPT: SignedDuration = SignedDuration::from_hours(24);

/// What was written, for the form that it goes back to.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TakenBack {
    pub body: String,
    pub visibility: Visibility,
    /// Its author's unsent uploads again.
    pub attachments: Vec<AttachmentId>,
}

/// How the ticket stood before the reply.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Before {
    state: State,
    waiting_for: Option<WaitingFor>,
    /// Where the reply moved it.
    moved: Option<(State, Option<WaitingFor>)>,
    answered: bool,
}

/// Notes that the reply just written may be taken back, and until when.
pub(super) async fn allow(
    tx: &mut Tx,
    replyable: &Replyable<'_>,
    (message, moved): (MessageId, Option<Next>),
    undo_for: SignedDuration,
) -> Result<Option<Timestamp>, DbError> {
    if undo_for.is_zero() {
        return Ok(None);
    }
    let (ticket, until) = (&replyable.ticket, tx.now() + undo_for);
    let before = Before {
        state: ticket.state,
        waiting_for: ticket.waiting_for,
        moved: moved.map(|next| (next.state, next.waiting_for)),
        answered: ticket.first_response_at.is_some(),
    };
    undo::insert(tx, (message, ticket.id, replyable.actor.id), until, &written(&before)?).await?;
    Ok(Some(until))
}

/// Takes the actor's own reply back: the message goes, its mails with it, and the ticket stands as before if nobody moved it
/// since. Errors: `Conflict` when its time is over; `NotFound` for what is not the actor's own.
pub async fn take_back(tx: &mut Tx, replyable: Replyable<'_>, message: MessageId) -> Result<(), Refused> {
    let (ticket, actor) = (&replyable.ticket, replyable.actor);
    let row = undo::find(tx, (message, ticket.id, actor.id)).await?.ok_or(Denied::NotFound)?;
    if !row.typed.is_empty() {
        return Ok(());
    }
    if tx.now() >= row.until || !notify::take_back(tx, message).await? {
        return Err(Refused::Conflict("tickets-undo-late"));
    }
    let before: Before = read(&row.before)?;
    let typed = unwrite(tx, ticket.id, message).await?;
    undo::note_taken_back(tx, message, &written(&typed)?).await?;
    if !before.answered {
        undo::forget_first_response(tx, ticket.id).await?;
    }
    if before.moved == Some((ticket.state, ticket.waiting_for)) {
        let back = Next { state: before.state, waiting_for: before.waiting_for };
        set_state::move_to(tx, actor, ticket, back).await?;
    }
    search::index_ticket(tx, ticket.id).await?;
    let data = json!({ "message": message });
    events::record(tx, &By::from(actor), (Object::Ticket, ticket.id.0), "taken_back", &data).await?;
    live::ticket(tx, ticket.id, ticket.organization, ticket.requester);
    Ok(())
}

async fn unwrite(tx: &mut Tx, ticket: TicketId, message: MessageId) -> Result<TakenBack, DbError> {
    let (body, visibility) = undo::words(tx, ticket, message).await?;
    let attachments = files::detach(tx, message).await?;
    undo::withdraw(tx, message).await?;
    Ok(TakenBack { body, visibility, attachments })
}

/// Until when the reader may still take this reply of theirs back.
pub async fn until(
    tx: &Tx,
    readable: &Readable,
    by: PersonId,
    message: MessageId,
) -> Result<Option<Timestamp>, DbError> {
    let row = undo::find(tx, (message, readable.ticket().id, by)).await?;
    Ok(row.filter(|row| row.typed.is_empty() && tx.now() < row.until).map(|row| row.until))
}

/// What a person wrote in this ticket and took back.
pub async fn taken_back(
    tx: &Tx,
    readable: &Readable,
    by: PersonId,
    message: MessageId,
) -> Result<Option<TakenBack>, DbError> {
    let row = undo::find(tx, (message, readable.ticket().id, by)).await?;
    row.filter(|row| !row.typed.is_empty()).map(|row| read(&row.typed)).transpose()
}

/// Forgets what nobody wants back any more.
pub async fn forget(tx: &mut Tx) -> Result<u64, DbError> {
    undo::delete_before(tx, tx.now() - KEPT).await
}

fn written(value: &impl Serialize) -> Result<String, DbError> {
    serde_json::to_string(value).map_err(|error| DbError::Statement(error.to_string()))
}

fn read<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, DbError> {
    serde_json::from_str(text).map_err(|error| DbError::Statement(error.to_string()))
}
