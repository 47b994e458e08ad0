//! `/t/{number}`: the conversation, what happened, who got copies. Each sees what they may.

mod carried;
mod conversation;
mod held;
mod side;
mod words;

use crate::admin::inbound_words;
use crate::portal::tickets::open_page::Attached;
use crate::shell::page::{see_other, version};
use crate::shell::words::{client_state_key, priority_key, requester_state_class, state_class, state_key};
use crate::shell::{Answer, Arrival, Form, Page, SignedIn, State, WebError};
use askama::Template;
use atiende_core::accounts::Secret;
use atiende_core::files::Scanning;
use atiende_core::id::{AttachmentId, MessageId, TicketId};
use atiende_core::inbound::access::Mailed;
use atiende_core::tickets::access::{self, Readable};
use atiende_core::tickets::actions::take_back::{self, TakenBack};
use atiende_core::tickets::{Priority, Seat, State as TicketState, Ticket, show};
use atiende_core::{Actor, Denied, files, inbound, settings};
use atiende_db::Tx;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use conversation::Entry;
use serde::Deserialize;
use side::{Receiver, Side};

#[derive(Template)]
#[template(path = "portal/tickets/show.html")]
pub(crate) struct ShowPage {
    page: Page,
    ticket: Ticket,
    is_staff: bool,
    entries: Vec<Entry>,
    side: Option<Side>,
    receivers: Vec<Receiver>,
    follow_ups: Vec<(TicketId, String)>,
    /// Mails for this ticket that wait for somebody's decision.
    beside: Vec<inbound::Entry>,
    /// Who wrote the mail that the requester passed on.
    author: Option<inbound::Author>,
    form: Form,
    /// News that came while the reply was being written: shown before it is sent anyway.
    conflict: bool,
    /// The reply just sent, which may still be taken back.
    undo: Option<Undo>,
    attached: Vec<Attached>,
    seen: i64,
    once: String,
    person: i64,
    max_bytes: u64,
    max_files: usize,
    head_version: String,
    side_version: String,
    conversation_version: String,
    /// A file waits for the virus scanner: the page looks again until it is done.
    waits_for_scan: bool,
}

/// Where the page comes from, if it is from writing.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
pub(crate) struct After {
    /// A reply was sent.
    enviada: Option<MessageId>,
    /// A reply was taken back: its words go into the form again.
    retirada: Option<MessageId>,
}

/// A reply that may be taken back.
#[derive(Debug, Clone, Copy)]
struct Undo {
    message: MessageId,
    /// For so much longer.
    seconds: i64,
}

pub(crate) async fn get(
    state: State,
    arrival: Arrival,
    Path(number): Path<TicketId>,
    Query(after): Query<After>,
) -> Answer {
    let load = async move |tx: &Tx, actor: &Actor| Loaded::after(tx, actor, number, after).await;
    let (signed_in, mut loaded) = arrival.reads(&state, load).await?;
    let form = loaded.taken_back.take().map(refilled).unwrap_or_default();
    let template = ShowPage::around(&state, &signed_in, loaded, form);
    if let Some(target) = template.ticket.merged_into {
        return Ok(see_other(&format!("/t/{target}")));
    }
    template.page.show(&template)
}

fn refilled(words: TakenBack) -> Form {
    Form::filled([("body", words.body), ("visibility", words.visibility.to_string())])
}

/// The parameter that names the message whose images from elsewhere are shown.
const IMAGES: &str = "imagenes";

fn asked_for(here: &str) -> Option<MessageId> {
    let (_, query) = here.split_once('?')?;
    form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == IMAGES)?.1.parse().ok()
}

/// What the page reads, in one snapshot.
struct Loaded {
    readable: Readable,
    messages: Vec<show::Message>,
    history: Vec<atiende_core::audit::Entry>,
    copies: Vec<show::Copy>,
    files: Vec<files::Attachment>,
    scanning: Scanning,
    follow_ups: Vec<(TicketId, String)>,
    side: Option<Side>,
    mailed: Mailed,
    /// Of which message the reader asked to see images from elsewhere.
    images: Option<MessageId>,
    attached: Vec<files::Attachment>,
    undo: Option<Undo>,
    taken_back: Option<TakenBack>,
}

impl Loaded {
    /// What a person sees who has just written, or taken it back.
    async fn after(tx: &Tx, actor: &Actor, number: TicketId, after: After) -> Result<Self, Denied> {
        let mut loaded = Self::load(tx, actor, number, &[]).await?;
        if let Some(message) = after.enviada {
            let until = take_back::until(tx, &loaded.readable, actor.id, message).await?;
            loaded.undo = until.map(|until| Undo { message, seconds: until.duration_since(tx.now()).as_secs() });
        }
        if let Some(message) = after.retirada
            && let Some(words) = take_back::taken_back(tx, &loaded.readable, actor.id, message).await?
        {
            for &id in &words.attachments {
                loaded.attached.extend(files::deletable(tx, actor, id).await.ok());
            }
            loaded.taken_back = Some(words);
        }
        Ok(loaded)
    }

    async fn load(tx: &Tx, actor: &Actor, number: TicketId, uploads: &[AttachmentId]) -> Result<Self, Denied> {
        let readable = access::readable(tx, actor, number).await?;
        let (side, mailed) = match readable.seat() {
            Seat::Staff => {
                (Some(Side::load(tx, actor, &readable).await?), inbound::access::mailed(tx, &readable).await?)
            }
            Seat::Requester | Seat::Coordinator => Default::default(),
        };
        let mut attached = Vec::new();
        for &id in uploads {
            attached.extend(files::deletable(tx, actor, id).await.ok());
        }
        let files = files::for_ticket(tx, &readable).await?;
        // Most tickets have no file, and each reading costs.
        let scanning = if files.is_empty() { Scanning::default() } else { settings::get(tx).await? };
        Ok(Self {
            messages: show::messages(tx, &readable).await?,
            history: show::history(tx, &readable).await?,
            copies: show::copies(tx, &readable).await?,
            files,
            scanning,
            follow_ups: show::follow_ups(tx, &readable).await?,
            side,
            mailed,
            images: None,
            attached,
            undo: None,
            taken_back: None,
            readable,
        })
    }
}

impl ShowPage {
    /// The page around a form that is being filled in; `uploads` are files of an earlier try.
    pub(crate) async fn load(
        state: &State,
        signed_in: &SignedIn,
        number: TicketId,
        form: Form,
        uploads: Vec<AttachmentId>,
    ) -> Result<Self, WebError> {
        let actor = signed_in.approved()?.clone();
        let loaded = state.db().read(async move |tx| Loaded::load(tx, &actor, number, &uploads).await).await?;
        Ok(Self::around(state, signed_in, loaded, form))
    }

    fn around(state: &State, signed_in: &SignedIn, mut loaded: Loaded, form: Form) -> Self {
        loaded.images = asked_for(&signed_in.visitor.here);
        let page = Page::new(state, &signed_in.visitor);
        let ticket = loaded.readable.ticket().clone();
        let is_staff = loaded.readable.sees_internal();
        let limits = &state.settings().uploads;
        let last = loaded.messages.last().map_or(0, |message| message.id.0);
        let deliveries: Vec<_> = loaded.copies.iter().map(|copy| (copy.id, copy.state.as_str())).collect();
        let entries = conversation::entries(&page, &loaded, is_staff);
        let scans: Vec<_> = loaded.files.iter().map(|file| file.standing(loaded.scanning)).collect();
        let offers = loaded.mailed.author.is_some();
        let side_version = version(&(ticket.updated_at, &deliveries, loaded.follow_ups.len(), offers));
        Self {
            receivers: side::receivers(&page, &loaded.copies),
            attached: loaded
                .attached
                .into_iter()
                .map(|file| Attached { id: file.id, size: page.t.bytes(file.size), name: file.name })
                .collect(),
            seen: last,
            once: Secret::generate().reveal().to_owned(),
            person: signed_in.actor.id.0,
            max_bytes: limits.file_bytes,
            max_files: limits.files,
            head_version: version(&ticket.updated_at),
            conversation_version: version(&(
                last,
                &deliveries,
                entries.len(),
                loaded.mailed.beside.len(),
                loaded.images,
                &scans,
            )),
            waits_for_scan: scans.contains(&files::Standing::Waits),
            side_version,
            follow_ups: loaded.follow_ups,
            side: loaded.side,
            beside: loaded.mailed.beside,
            author: loaded.mailed.author,
            conflict: false,
            undo: loaded.undo,
            entries,
            is_staff,
            ticket,
            form,
            page,
        }
    }

    /// The page again, because of what was typed or what happened meanwhile.
    pub(crate) fn again(mut self, status: StatusCode) -> Answer {
        self.conflict = status == StatusCode::CONFLICT;
        self.page.with_status(&self, status)
    }

    fn state_class(&self) -> &'static str {
        let (state, waiting_for) = (self.ticket.state, self.ticket.waiting_for);
        if self.is_staff { state_class(state) } else { requester_state_class(state, waiting_for) }
    }

    fn state_label(&self) -> &'static str {
        let key = if self.is_staff {
            state_key(self.ticket.state, self.ticket.waiting_for)
        } else {
            client_state_key(self.ticket.state, self.ticket.waiting_for, self.ticket.requester.0 == self.person)
        };
        self.page.text(key)
    }

    fn priority_label(&self) -> &'static str {
        self.page.text(priority_key(self.ticket.priority))
    }

    fn shows_priority(&self) -> bool {
        matches!(self.ticket.priority, Priority::High | Priority::Urgent)
    }

    fn is_solved(&self) -> bool {
        self.ticket.state == TicketState::Solved
    }

    fn is_open(&self) -> bool {
        self.ticket.state.is_open()
    }

    /// The first name, for "Responder a María".
    fn requester_first_name(&self) -> &str {
        self.ticket.requester_name.split_whitespace().next().unwrap_or_default()
    }

    fn why(&self, mail: &inbound::Entry) -> &'static str {
        mail.why().map_or("", |why| self.page.text(inbound_words::why_key(why)))
    }

    /// Whether its sender's domain disowns it: that has to be seen before the button is.
    fn is_forged(mail: &inbound::Entry) -> bool {
        mail.why() == Some(inbound::Why::Forged)
    }

    fn place(&self) -> &str {
        self.ticket.location_path.as_deref().unwrap_or(&self.ticket.location_text)
    }

    fn device(&self) -> &str {
        self.ticket.asset_tag.as_deref().unwrap_or(&self.ticket.asset_text)
    }
}
