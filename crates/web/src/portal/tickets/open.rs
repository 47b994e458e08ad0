//! `/soporte/abrir`: a ticket, or the first one of somebody who waits for approval.

use super::open_page::{Found, OpenPage};
use crate::shell::page::{see_other, see_other_with};
use crate::shell::{Answer, Arrival, Fields, Form, Notice, SignedIn, State, upload};
use atiende_core::id::{AttachmentId, TicketId};
use atiende_core::idempotency::{self, Seen};
use atiende_core::tickets::actions::{hold, open};
use atiende_core::tickets::{Body, NewTicket, Source};
use atiende_core::{Actor, Denied, Problem, Refused};
use atiende_db::{DbError, Tx};
use std::sync::Arc;

pub(crate) async fn get(state: State, arrival: Arrival) -> Answer {
    let blank = async move |tx: &Tx, actor: &Actor| {
        let (form, files) = if actor.is_active() { Default::default() } else { held(tx, actor).await? };
        Ok((Found::load(tx, actor, &form, &files).await?, form))
    };
    let (signed_in, (found, form)) = arrival.reads_pending_too(&state, blank).await?;
    let template = OpenPage::around(&state, &signed_in, found, form);
    template.page.show(&template)
}

/// Who waits for approval finds again what they wrote.
async fn held(tx: &Tx, actor: &Actor) -> Result<(Form, Vec<AttachmentId>), Denied> {
    let Some(held) = hold::held(tx, actor).await? else { return Ok(Default::default()) };
    let form = Form::filled([
        ("subject", held.subject.as_str()),
        ("asset", &held.asset),
        ("location", &held.location_text),
        ("priority", held.priority.map_or("", atiende_core::tickets::Priority::as_str)),
        ("description", &held.body.source),
    ]);
    Ok((form, held.attachments))
}

pub(crate) async fn post(state: State, signed_in: SignedIn, fields: Fields) -> Answer {
    let t = signed_in.visitor.locale;
    let named = upload::name(&state, &signed_in.actor, &fields.uploads, t).await?;
    let mut files: Vec<AttachmentId> = fields.parse_all("attachment");
    files.extend(&named.ids);
    let new = Arc::new(parse(&fields, &files));
    let mut form = Form::typed(&fields);
    if named.problems.is_empty() {
        match save(&state, &signed_in, &new, &fields).await {
            Ok(answer) => return Ok(answer),
            Err(Refused::Invalid(problems)) => form = Form::refused(&fields, &on_this_form(problems), t),
            Err(other) => return Err(other.into()),
        }
    }
    for sentence in named.problems {
        form.add("file", sentence);
    }
    let template = OpenPage::load(&state, &signed_in, form, files).await?;
    template.page.refuse(&template)
}

fn parse(fields: &Fields, files: &[AttachmentId]) -> NewTicket {
    NewTicket {
        subject: fields.value("subject").to_owned(),
        organization: fields.parse("organization"),
        requester: None,
        asset: fields.value("asset").to_owned(),
        location: None,
        location_text: fields.value("location").to_owned(),
        priority: fields.parse("priority"),
        category: None,
        body: Body::markdown(fields.value("description")),
        attachments: files.to_vec(),
        source: Source::Web,
    }
}

/// Core's names of fields, as this form calls them.
fn on_this_form(problems: Vec<Problem>) -> Vec<Problem> {
    let rename = |field| match field {
        "body" => "description",
        "location_text" => "location",
        "attachments" => "file",
        "priority" => "priority-low",
        other => other,
    };
    problems.into_iter().map(|problem| Problem { field: rename(problem.field), ..problem }).collect()
}

async fn save(
    state: &State,
    signed_in: &SignedIn,
    new: &Arc<NewTicket>,
    fields: &Fields,
) -> Result<axum::response::Response, Refused> {
    let (actor, new) = (signed_in.actor.clone(), Arc::clone(new));
    if !actor.is_active() {
        state.db().write(async move |tx| hold::hold(tx, &actor, &new).await).await?;
        return see_other_with("/espera", Notice::TICKET_HELD).map_err(|_| conflict());
    }
    let once = fields.value("once").to_owned();
    let opened = open_once(state, &actor, &new, &once).await;
    let number = match opened {
        // A twin of this request was faster: its ticket is the answer.
        Err(Refused::Db(DbError::Unique)) => open_once(state, &actor, &new, &once).await?,
        other => other?,
    };
    Ok(see_other(&format!("/soporte/recibido/{number}")))
}

fn conflict() -> Refused {
    Refused::Conflict("tickets-unseen-news")
}

async fn open_once(state: &State, actor: &Arc<Actor>, new: &Arc<NewTicket>, once: &str) -> Result<TicketId, Refused> {
    let (actor, new, once) = (Arc::clone(actor), Arc::clone(new), once.to_owned());
    state.db().write(async move |tx| once_only(tx, &actor, &new, &once).await).await
}

async fn once_only(tx: &mut Tx, actor: &Actor, new: &NewTicket, once: &str) -> Result<TicketId, Refused> {
    if once.is_empty() {
        return open::open(tx, actor, new).await;
    }
    let key = format!("form:{once}");
    if let Seen::Answered(number) = idempotency::seen(tx, actor.id, &key, "").await? {
        return number.parse().map_err(|_| conflict());
    }
    let number = open::open(tx, actor, new).await?;
    idempotency::remember(tx, actor.id, &key, "", &number.to_string()).await?;
    Ok(number)
}
