//! `/tickets/{id}/messages`: what was said. Internal notes exist for staff alone.

use super::sent::{Made, Sent};
use super::tickets::BodyFormat;
use super::values::{self, Id, Listing, Paging, Params, PathId, Time, cut};
use super::{Answer, Caller, Problem, attachments::Attachment};
use crate::shell::State;
use atiende_core::Actor;
use atiende_core::files::{self, for_message};
use atiende_core::id::{AttachmentId, MessageId, TicketId};
use atiende_core::tickets::access::{self, Readable};
use atiende_core::tickets::actions::reply;
use atiende_core::tickets::{self, Body, NewReply, Source, Visibility, show};
use atiende_db::Tx;
use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Something said in a ticket.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Message {
    id: Id,
    ticket: Id,
    author: Option<Id>,
    author_name: Option<String>,
    #[schema(value_type = values::MessageVisibility)]
    visibility: Visibility,
    /// Plain text.
    body_text: String,
    /// Safe to show.
    body_html: String,
    /// Plain text without quotation and signature.
    body_stripped: String,
    #[schema(value_type = values::Source)]
    source: Source,
    created_at: Time,
    /// What it was by mail; `null` for what did not come by mail.
    mail: Option<Mail>,
    attachments: Vec<Attachment>,
}

/// The mail that a message came as.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Mail {
    message_id: String,
    in_reply_to: Option<String>,
    from: String,
    to: Vec<String>,
    cc: Vec<String>,
    subject: String,
    auto_submitted: bool,
    bounce: bool,
}

impl Message {
    fn of(ticket: TicketId, message: show::Message, files: &[files::Attachment]) -> Self {
        let text = match message.body_format {
            tickets::BodyFormat::Markdown | tickets::BodyFormat::Mail => message.body,
            tickets::BodyFormat::Html => atiende_text::html::to_text(&message.body_html),
        };
        Self {
            id: message.id.into(),
            ticket: ticket.into(),
            author: message.author.map(Id::from),
            author_name: message.author_name,
            visibility: message.visibility,
            // What is typed into a form or sent by a program quotes nothing.
            body_stripped: message.stripped.unwrap_or_else(|| text.clone()),
            body_text: text,
            body_html: message.body_html,
            source: message.source,
            created_at: message.created_at.into(),
            mail: message.mail_message_id.map(|message_id| Mail {
                message_id,
                in_reply_to: None,
                from: message.mail_from.unwrap_or_default(),
                to: message.mail_to.into_iter().collect(),
                cc: Vec::new(),
                subject: message.mail_subject.unwrap_or_default(),
                auto_submitted: false,
                bounce: false,
            }),
            attachments: for_message(files, message.id).map(Attachment::of).collect(),
        }
    }
}

/// Read what was said in a ticket, the oldest first
#[utoipa::path(get, path = "/tickets/{id}/messages", tag = "tickets", params(("id" = String, Path), Paging),
    responses((status = 200, body = Listing<Message>)))]
pub(crate) async fn list(
    state: State,
    caller: Caller,
    PathId(id): PathId,
    Params(paging): Params<Paging>,
) -> Answer<Listing<Message>> {
    let after = paging.after::<MessageId>()?;
    let listing = state.db().read(async move |tx| {
        let readable = access::readable(tx, &caller.actor, id.into()).await?;
        let mut messages = messages(tx, &readable).await?;
        messages.retain(|message| after.is_none_or(|after| message.id.0 > after.0));
        let next_cursor = cut(&mut messages, paging.limit(), |message| message.id.0.to_string());
        Ok::<_, Problem>(Listing { items: messages, next_cursor })
    });
    Ok(Json(listing.await?))
}

async fn messages(tx: &Tx, readable: &Readable) -> Result<Vec<Message>, Problem> {
    let files = files::for_ticket(tx, readable).await?;
    let messages = show::messages(tx, readable).await?;
    Ok(messages.into_iter().map(|message| Message::of(readable.ticket().id, message, &files)).collect())
}

/// Something to be said.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewMessage {
    #[serde(default)]
    #[schema(required, max_length = 100_000)]
    body: String,
    #[serde(default)]
    body_format: BodyFormat,
    /// `public` unless told; `internal` is for staff.
    #[schema(value_type = Option<values::MessageVisibility>)]
    visibility: Option<Visibility>,
    /// Uploads that were not sent yet.
    #[serde(default)]
    attachments: Vec<Id>,
}

struct Rendered {
    visibility: Visibility,
    body: Body,
    attachments: Vec<AttachmentId>,
}

impl NewMessage {
    fn rendered(self) -> Rendered {
        Rendered {
            visibility: self.visibility.unwrap_or(Visibility::Public),
            body: self.body_format.body(&self.body),
            attachments: self.attachments.into_iter().map(AttachmentId::from).collect(),
        }
    }
}

/// Say something in a ticket. What was closed for too long gets a follow-up: `ticket` says where the words are
#[utoipa::path(post, path = "/tickets/{id}/messages", tag = "tickets", request_body = NewMessage,
    params(("id" = String, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 201, body = Message, headers(("Location" = String)))))]
pub(crate) async fn say(PathId(id): PathId, sent: Sent<NewMessage>) -> Result<Made, Problem> {
    let ticket = TicketId::from(id);
    sent.map(NewMessage::rendered).once(async move |tx, actor, new| make(tx, actor, ticket, new).await).await
}

async fn make(tx: &mut Tx, actor: &Actor, ticket: TicketId, new: &Rendered) -> Result<Made, Problem> {
    let replyable = access::replyable(tx, actor, ticket).await?;
    let reply = NewReply {
        body: new.body.clone(),
        visibility: new.visibility,
        attachments: new.attachments.clone(),
        then: None,
        seen: None,
        source: Source::Api,
        wakes: true,
    };
    let said = reply::reply(tx, replyable, &reply).await?;
    let readable = access::readable(tx, actor, said.ticket).await?;
    let mut messages = messages(tx, &readable).await?;
    // A follow-up has one message: the words that opened it.
    messages.retain(|message| said.message.is_none_or(|said| message.id == said.into()));
    let message = messages.pop().ok_or(Problem::NotFound)?;
    Made::at(format!("/api/v1/tickets/{}/messages#{}", said.ticket, message.id.0), &message)
}
