//! Saying something in a ticket: a public reply or an internal note.

use super::{open, set_state, take_back};
use crate::error::Refused;
use crate::events::{self, By, Object};
use crate::id::{MessageId, TicketId};
use crate::live;
use crate::notify::{self, TicketNews};
use crate::settings::{self, Conversation};
use crate::tickets::access::Replyable;
use crate::tickets::model::{
    AfterReply, NewReply, NewTicket, Next, Priority, Side, Source, Visibility, after_reply, may_move,
};
use crate::tickets::store;
use crate::{Denied, files, search};
use atiende_db::{DbError, Tx};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

/// Where the words went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Said {
    /// Another ticket than the one replied to, when that was closed for too long.
    pub ticket: TicketId,
    /// `None` when a follow-up was opened.
    pub message: Option<MessageId>,
}

/// Writes a reply or note. Errors: `Conflict` when there are messages after `seen` by others;
/// `Forbidden` for an internal note, or a state, that is not the actor's to give.
pub async fn reply(tx: &mut Tx, replyable: Replyable<'_>, new: &NewReply) -> Result<Said, Refused> {
    new.check()?;
    check_rights(&replyable, new)?;
    check_seen(tx, &replyable, new).await?;
    let internal = new.visibility == Visibility::Internal;
    let conversation: Conversation = settings::get(tx).await?;
    let reopen_for = SignedDuration::from_hours(24 * i64::from(conversation.reopen_for_days));
    let after = match after_reply(&replyable.ticket, replyable.side(), reopen_for, tx.now()) {
        _ if !new.wakes => AfterReply::Stays,
        AfterReply::FollowUp => return follow_up(tx, &replyable, new).await,
        _ if internal => AfterReply::Stays,
        after => after,
    };
    let message = write(tx, &replyable, new).await?;
    let moved = match after {
        AfterReply::Moves(next) => Some(new.then.unwrap_or(next)),
        AfterReply::Stays | AfterReply::FollowUp => new.then,
    };
    if let Some(next) = moved {
        set_state::move_to(tx, replyable.actor, &replyable.ticket, next).await?;
    } else {
        store::touch(tx, replyable.ticket.id).await?;
    }
    search::index_ticket(tx, replyable.ticket.id).await?;
    let revocable_until = match new.source {
        Source::Web => take_back::allow(tx, &replyable, (message, moved), conversation.undo()).await?,
        Source::Mail | Source::Api => None,
    };
    tell(tx, &replyable, (message, revocable_until), internal, moved).await?;
    Ok(Said { ticket: replyable.ticket.id, message: Some(message) })
}

fn check_rights(replyable: &Replyable<'_>, new: &NewReply) -> Result<(), Refused> {
    let internal = new.visibility == Visibility::Internal;
    if internal && !replyable.writes_notes() {
        return Err(Denied::Forbidden.into());
    }
    match new.then {
        Some(next) if !may_move(&replyable.ticket, replyable.side(), next) => {
            Err(Refused::invalid("state", "tickets-state-impossible"))
        }
        _ => Ok(()),
    }
}

async fn check_seen(tx: &Tx, replyable: &Replyable<'_>, new: &NewReply) -> Result<(), Refused> {
    let Some(seen) = new.seen else { return Ok(()) };
    match store::last_message(tx, replyable.ticket.id).await? {
        Some((last, author)) if last > seen && author != Some(replyable.actor.id) => {
            Err(Refused::Conflict("tickets-unseen-news"))
        }
        _ => Ok(()),
    }
}

async fn write(tx: &mut Tx, replyable: &Replyable<'_>, new: &NewReply) -> Result<MessageId, Refused> {
    let (ticket, author) = (replyable.ticket.id, replyable.actor.id);
    if !files::own_unsent(tx, author, &new.attachments).await? {
        return Err(Refused::invalid("attachments", "files-gone"));
    }
    let message = store::insert_message(tx, ticket, Some(author), &new.body, (new.visibility, new.source)).await?;
    for &file in &new.attachments {
        files::attach(tx, file, ticket, message).await?;
    }
    if replyable.side() == Side::Desk && new.visibility == Visibility::Public {
        store::note_first_response(tx, ticket).await?;
    }
    Ok(message)
}

async fn tell(
    tx: &mut Tx,
    replyable: &Replyable<'_>,
    (message, revocable_until): (MessageId, Option<Timestamp>),
    internal: bool,
    moved: Option<Next>,
) -> Result<(), DbError> {
    let (ticket, actor) = (replyable.ticket.id, replyable.actor);
    let verb = if internal { "noted" } else { "replied" };
    let data = json!({ "message": message });
    let event = events::record(tx, &By::from(actor), (Object::Ticket, ticket.0), verb, &data).await?;
    let news = if internal {
        TicketNews::Noted { message, revocable_until }
    } else {
        TicketNews::Replied { message, by: replyable.side(), moved, revocable_until }
    };
    notify::ticket(tx, event, ticket, actor.id, &news).await?;
    live::ticket(tx, ticket, replyable.ticket.organization, replyable.ticket.requester);
    Ok(())
}

/// The ticket is closed for too long to wake: the words open a new one that points at it.
async fn follow_up(tx: &mut Tx, replyable: &Replyable<'_>, new: &NewReply) -> Result<Said, Refused> {
    let old = &replyable.ticket;
    let ticket = NewTicket {
        subject: old.subject.clone(),
        organization: Some(old.organization),
        requester: None,
        asset: old.asset_tag.clone().unwrap_or_else(|| old.asset_text.clone()),
        location: old.location,
        location_text: old.location_text.clone(),
        priority: Some(Priority::Normal),
        category: old.category,
        body: new.body.clone(),
        attachments: new.attachments.clone(),
        source: if new.source == Source::Mail { Source::Mail } else { Source::Web },
    };
    let id = open::open_following(tx, replyable.actor, &ticket, Some(old.id)).await?;
    let data = json!({ "follow_up": id });
    events::record(tx, &By::from(replyable.actor), (Object::Ticket, old.id.0), "followed_up", &data).await?;
    live::page(tx, old.id);
    Ok(Said { ticket: id, message: None })
}
