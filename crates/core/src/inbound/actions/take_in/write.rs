//! The words of a message become a ticket's.

use super::thread::Named;
use super::{Incoming, Kind, Order, Part, answer_at_most};
use crate::accounts::{self, directory};
use crate::files;
use crate::id::{AttachmentId, OrganizationId, PersonId, TicketId};
use crate::inbound::model::{Outcome, Settled, Trust, Why};
use crate::tickets::actions::edit::{self, Edit};
use crate::tickets::actions::{assign, open as opening, relay, reply};
use crate::tickets::{self, Body, NewReply, NewTicket, Priority, Source, Visibility};
use crate::{Actor, Denied, Refused};
use atiende_db::{DbError, Tx};
use atiende_text::fold::fold;

/// The message opens a ticket of this person's.
pub(super) async fn open(tx: &mut Tx, incoming: &Incoming, actor: &Actor) -> Result<Settled, Refused> {
    let organization = match organization(incoming, actor) {
        None => authors(tx, incoming, actor).await?,
        own => own,
    };
    let Some(organization) = organization else {
        return Ok(Settled::because(Outcome::Quarantined, Why::NoOrganization).by(Some(actor.id)));
    };
    open_in(tx, incoming, actor, organization).await
}

/// The same, in this organization.
pub(super) async fn open_in(
    tx: &mut Tx,
    incoming: &Incoming,
    actor: &Actor,
    organization: OrganizationId,
) -> Result<Settled, Refused> {
    let (attachments, body) = with_files(tx, incoming, actor.id).await?;
    let new = NewTicket {
        subject: incoming.subject.clone(),
        organization: Some(organization),
        requester: None,
        asset: String::new(),
        location: None,
        location_text: String::new(),
        priority: Some(priority(incoming, actor).unwrap_or(Priority::Normal)),
        category: incoming.rules.category,
        body,
        attachments,
        source: Source::Mail,
    };
    let ticket = opening::open(tx, actor, &new).await?;
    let message = tickets::access::first_message(tx, ticket).await?;
    // The receipt is the desk's own word: not more often than somebody wants to read it.
    answer_at_most(tx, incoming, &actor.email, Some(ticket)).await?;
    Ok(Settled { message, ..Settled::of(Outcome::Created).about(Some(ticket)).by(Some(actor.id)) })
}

/// The message goes on in a ticket.
pub(super) async fn append(tx: &mut Tx, incoming: &Incoming, actor: &Actor, named: Named) -> Result<Settled, Refused> {
    let may = may_order(incoming, actor, named);
    if actor.is_staff() && !may {
        // Anybody writes any address, and what the desk says is believed; and a note was not meant for everybody.
        return Ok(Settled::because(Outcome::Quarantined, Why::Unproved).about(Some(named.ticket)).by(Some(actor.id)));
    }
    let orders = if may { incoming.orders.as_slice() } else { &[] };
    let (attachments, body) = with_files(tx, incoming, actor.id).await?;
    let is_note = orders.contains(&Order::Note);
    let new = NewReply {
        body,
        visibility: if is_note { Visibility::Internal } else { Visibility::Public },
        attachments,
        then: orders.iter().find_map(|order| match order {
            Order::Move(next) => Some(*next),
            _ => None,
        }),
        seen: None,
        source: Source::Mail,
        wakes: !matches!(incoming.kind, Kind::Written(manner) if !manner.reopens()),
    };
    let said = {
        let replyable = tickets::access::replyable(tx, actor, named.ticket).await?;
        reply::reply(tx, replyable, &new).await?
    };
    let outcome = if said.message.is_some() { Outcome::Appended } else { Outcome::Created };
    let message = match said.message {
        Some(message) => Some(message),
        None => tickets::access::first_message(tx, said.ticket).await?,
    };
    let missed = obey(tx, actor, said.ticket, orders).await?;
    Ok(Settled { message, detail: missed, ..Settled::of(outcome).about(Some(said.ticket)).by(Some(actor.id)) })
}

/// The words of somebody who takes no part in the ticket, let in by who attends it. They stand under the name that the
/// mail gives.
pub(super) async fn append_strangers(
    tx: &mut Tx,
    incoming: &Incoming,
    (by, author): (PersonId, Option<PersonId>),
    ticket: TicketId,
) -> Result<Settled, Refused> {
    let decider = accounts::access::by_id(tx, by).await?.ok_or(Denied::NotFound)?;
    let decider = accounts::access::actor(tx, &decider, "").await?;
    let (attachments, body) = with_files(tx, incoming, by).await?;
    let workable = tickets::access::workable(tx, &decider, ticket).await?;
    let message = relay::relay(tx, &workable, author, (&body, &attachments)).await?;
    Ok(Settled { message: Some(message), ..Settled::of(Outcome::Appended).about(Some(ticket)).by(author) })
}

/// Only staff order, and by mail only who is sure to be the one speaks for the desk: the sender's domain answers for the mail, or it came to the address
/// that the desk gave to this very person.
fn may_order(incoming: &Incoming, actor: &Actor, named: Named) -> bool {
    actor.is_staff() && (incoming.trust == Trust::Pass || named.given_to == Some(actor.id))
}

fn priority(incoming: &Incoming, actor: &Actor) -> Option<Priority> {
    let ordered = incoming.orders.iter().find_map(|order| match order {
        Order::Priority(priority) => Some(*priority),
        _ => None,
    });
    ordered.filter(|_| actor.is_staff() && incoming.trust == Trust::Pass)
}

/// What is ordered beside words and state. What could not be done, for the record.
async fn obey(tx: &mut Tx, actor: &Actor, ticket: TicketId, orders: &[Order]) -> Result<String, Refused> {
    let mut missed = Vec::new();
    for order in orders {
        match order {
            Order::Assign(whom) => match called(tx, actor, ticket, whom).await? {
                Some(technician) => {
                    let workable = tickets::access::workable(tx, actor, ticket).await?;
                    assign::assign(tx, workable, Some(technician)).await?;
                }
                None => missed.push(format!("#asignar {whom}")),
            },
            Order::Priority(priority) => {
                let workable = tickets::access::workable(tx, actor, ticket).await?;
                edit::edit(tx, workable, &Edit { priority: Some(*priority), ..Edit::default() }).await?;
            }
            Order::Note | Order::Move(_) => {}
        }
    }
    Ok(missed.join(", "))
}

/// The one technician of this ticket whose name or address begins like this.
async fn called(tx: &Tx, actor: &Actor, ticket: TicketId, whom: &str) -> Result<Option<PersonId>, Refused> {
    let organization = tickets::access::readable(tx, actor, ticket).await?.ticket().organization;
    let wanted = fold(whom);
    let technicians = directory::technicians(tx, actor.staff()?, organization).await?;
    let mut found = technicians.iter().filter(|(_, name)| fold(name).starts_with(&wanted));
    // Of two nobody knows which is meant.
    Ok(found.next().filter(|_| found.next().is_none()).map(|(only, _)| *only))
}

/// Where the ticket belongs: the mailbox's, if the person is of it or works for it; else the one that the person is of.
fn organization(incoming: &Incoming, actor: &Actor) -> Option<OrganizationId> {
    let is_theirs = |id: &OrganizationId| actor.belongs_to(*id) || actor.attends(*id);
    let own = || match actor.memberships.as_slice() {
        [only] => Some(only.organization),
        several => several.iter().min_by_key(|membership| membership.organization).map(|m| m.organization),
    };
    incoming.rules.organization.filter(is_theirs).or_else(own)
}

/// Of staff, who are of none: that of who wrote what they pass on, if they work for it.
async fn authors(tx: &Tx, incoming: &Incoming, actor: &Actor) -> Result<Option<OrganizationId>, DbError> {
    let Some(author) = incoming.passed_on.as_ref().filter(|_| actor.is_staff()) else { return Ok(None) };
    let Some(person) = accounts::access::by_email(tx, &author.address).await? else { return Ok(None) };
    let author = accounts::access::actor(tx, &person, "").await?;
    let theirs = author.memberships.iter().map(|membership| membership.organization);
    Ok(theirs.filter(|organization| author.is_active() && actor.attends(*organization)).min())
}

/// Names the stored files, and lets the HTML show those that it has a place for.
async fn with_files(tx: &mut Tx, incoming: &Incoming, by: PersonId) -> Result<(Vec<AttachmentId>, Body), DbError> {
    let (mut ids, mut placed) = (Vec::with_capacity(incoming.files.len()), Vec::new());
    for Part { file, name, content_id } in &incoming.files {
        let id = files::add_for(tx, by, file, name).await?;
        ids.push(id);
        placed.extend(content_id.as_ref().map(|content_id| (content_id.as_str(), id)));
    }
    let html = placed_in(&incoming.body.html, &placed);
    Ok((ids, Body { html, ..incoming.body.clone() }))
}

/// `src="cid:x"` becomes the address of the file that has this id.
fn placed_in(html: &str, files: &[(&str, AttachmentId)]) -> String {
    const MARK: &str = "src=\"cid:";
    let mut placed = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((before, after)) = rest.split_once(MARK) {
        placed.push_str(before);
        let (content_id, tail) = after.split_once('"').unwrap_or((after, ""));
        match files.iter().find(|(known, _)| known.replace('&', "&amp;") == content_id) {
            Some((_, id)) => placed.extend(["src=\"/adjuntos/", &id.to_string(), "\""]),
            None => placed.push_str("alt=\"\""),
        }
        rest = tail;
    }
    placed.push_str(rest);
    placed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_stand_where_the_words_name_them() {
        let files = [("a@x", AttachmentId(7)), ("b", AttachmentId(8))];
        let html = "<p>Ve <img src=\"cid:a@x\"> y <img src=\"cid:gone\"> y <img src=\"cid:b\"></p>";
        let placed = "<p>Ve <img src=\"/adjuntos/7\"> y <img alt=\"\"> y <img src=\"/adjuntos/8\"></p>";
        assert_eq!(placed_in(html, &files), placed);
        assert_eq!(placed_in("<p>src=</p>", &files), "<p>src=</p>");
    }
}
