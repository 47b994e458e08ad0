//! `POST /t/{number}/respuestas`: a reply or an internal note.

use super::show::ShowPage;
use crate::shell::page::see_other_with;
use crate::shell::{Answer, Fields, Form, Notice, SignedIn, State, upload};
use atiende_core::id::{AttachmentId, TicketId};
use atiende_core::idempotency::{self, Seen};
use atiende_core::tickets::actions::reply::{self, Said};
use atiende_core::tickets::{Body, NewReply, Source, Visibility, access};
use atiende_core::{Actor, Refused};
use atiende_db::{DbError, Tx};
use axum::extract::Path;
use axum::http::StatusCode;
use std::sync::Arc;

pub(crate) async fn create(state: State, signed_in: SignedIn, Path(number): Path<TicketId>, fields: Fields) -> Answer {
    let actor = signed_in.approved()?.clone();
    let t = signed_in.visitor.locale;
    let named = upload::name(&state, &actor, &fields.uploads, t).await?;
    let mut files: Vec<AttachmentId> = fields.parse_all("attachment");
    files.extend(&named.ids);
    let new = Arc::new(parse(&fields, &files));
    let mut form = Form::typed(&fields);
    let mut status = StatusCode::UNPROCESSABLE_ENTITY;
    if named.problems.is_empty() {
        match send(&state, &actor, number, &new, fields.value("once")).await {
            Ok(said) => return sent(said, number, new.visibility),
            Err(Refused::Invalid(problems)) => form = Form::refused(&fields, &problems, t),
            Err(Refused::Conflict(_)) => status = StatusCode::CONFLICT,
            Err(other) => return Err(other.into()),
        }
    }
    for sentence in named.problems {
        form.add("file", sentence);
    }
    ShowPage::load(&state, &signed_in, number, form, files).await?.again(status)
}

fn parse(fields: &Fields, files: &[AttachmentId]) -> NewReply {
    NewReply {
        body: Body::markdown(fields.value("body")),
        visibility: fields.parse("visibility").unwrap_or(Visibility::Public),
        attachments: files.to_vec(),
        then: fields.parse("then"),
        seen: fields.parse("seen"),
        source: Source::Web,
        wakes: true,
    }
}

async fn send(
    state: &State,
    actor: &Arc<Actor>,
    number: TicketId,
    new: &Arc<NewReply>,
    once: &str,
) -> Result<Said, Refused> {
    let again = || {
        let (actor, new, key) = (Arc::clone(actor), Arc::clone(new), format!("reply:{once}"));
        state.db().write(async move |tx| once_only(tx, &actor, number, &new, &key).await)
    };
    match again().await {
        // A twin of this request was faster: its message is the answer.
        Err(Refused::Db(DbError::Unique)) => again().await,
        other => other,
    }
}

async fn once_only(tx: &mut Tx, actor: &Actor, number: TicketId, new: &NewReply, key: &str) -> Result<Said, Refused> {
    if let Seen::Answered(answer) = idempotency::seen(tx, actor.id, key, "").await? {
        let said = serde_json::from_str(&answer).map_err(|e| DbError::Statement(e.to_string()))?;
        return Ok(said);
    }
    let replyable = access::replyable(tx, actor, number).await?;
    let said = reply::reply(tx, replyable, new).await?;
    let answer = serde_json::to_string(&said).map_err(|e| DbError::Statement(e.to_string()))?;
    idempotency::remember(tx, actor.id, key, "", &answer).await?;
    Ok(said)
}

fn sent(said: Said, number: TicketId, visibility: Visibility) -> Answer {
    let notice = match (visibility, said.ticket == number) {
        (_, false) => Notice::FOLLOW_UP,
        (Visibility::Internal, true) => Notice::NOTE_SAVED,
        (Visibility::Public, true) => Notice::REPLY_SENT,
    };
    let place = said.message.map(|message| format!("?enviada={message}#m{message}")).unwrap_or_default();
    see_other_with(&format!("/t/{}{place}", said.ticket), notice)
}
