//! Messages and events in the order in which they happened.

use super::carried::{self, MeetingView};
use super::{IMAGES, Loaded, held, words};
use crate::admin::inbound_words;
use crate::icon::{self, Icon};
use crate::shell::Page;
use crate::shell::words::{initials, tone};
use atiende_core::accounts::Role;
use atiende_core::files::{self, Standing};
use atiende_core::inbound::Trust;
use atiende_core::notify::Undelivered;
use atiende_core::tickets::show::{Copy, Message};
use atiende_core::tickets::{Source, Visibility};
use atiende_text::mail_images;
use atiende_text::quotes::{self, Kind, Summary};
use jiff::Timestamp;

/// One thing in the conversation.
pub(super) enum Entry {
    Message(Box<MessageView>),
    Event(EventView),
}

pub(super) struct MessageView {
    pub(super) id: i64,
    pub(super) author: String,
    pub(super) initials: String,
    pub(super) tone: u8,
    /// "Soporte", the organization, "por correo".
    pub(super) standing: String,
    pub(super) class: &'static str,
    pub(super) is_note: bool,
    /// Of a mail, for staff: whether its writer is who it says.
    pub(super) sender: Option<SenderMark>,
    pub(super) body_html: String,
    pub(super) meeting: Option<Box<MeetingView>>,
    pub(super) notes: Vec<&'static str>,
    /// Where the message is shown with its images from elsewhere; empty: it has none, or they are shown.
    pub(super) load_images: String,
    pub(super) at: Timestamp,
    pub(super) files: Vec<FileView>,
    pub(super) deliveries: Vec<Delivery>,
    pub(super) version: String,
}

pub(super) struct SenderMark {
    pub(super) class: &'static str,
    pub(super) icon: Icon,
    pub(super) words: &'static str,
}

pub(super) struct FileView {
    pub(super) id: i64,
    pub(super) name: String,
    pub(super) size: String,
    pub(super) icon: Icon,
    /// Whether it can be downloaded.
    pub(super) is_free: bool,
    pub(super) class: &'static str,
    /// What the virus scanner said, where that is worth a word.
    pub(super) note: Option<String>,
}

pub(super) struct EventView {
    pub(super) id: i64,
    pub(super) icon: Icon,
    pub(super) actor: String,
    pub(super) words: String,
    pub(super) at: Timestamp,
}

/// To whom a message went and whether it arrived.
pub(super) struct Delivery {
    pub(super) class: &'static str,
    pub(super) icon: Icon,
    pub(super) words: String,
}

pub(super) fn entries(page: &Page, loaded: &Loaded, is_staff: bool) -> Vec<Entry> {
    let messages = loaded.messages.iter().map(|m| (m.created_at, Entry::Message(Box::new(message(page, loaded, m)))));
    let events = loaded.history.iter().filter_map(|entry| {
        let words = words::event(page, entry, is_staff)?;
        let actor = entry.actor.clone().unwrap_or_else(|| page.brand.name.clone());
        let view = EventView { id: entry.id.0, icon: words::icon(&entry.verb), actor, words, at: entry.at };
        Some((entry.at, Entry::Event(view)))
    });
    let mut all: Vec<_> = messages.chain(events).collect();
    all.sort_by_key(|(at, _)| *at);
    all.into_iter().map(|(_, entry)| entry).collect()
}

fn message(page: &Page, loaded: &Loaded, message: &Message) -> MessageView {
    let author = message.author_name.clone().unwrap_or_else(|| page.brand.name.clone());
    let by_staff = matches!(message.author_role, Some(Role::Technician | Role::Admin));
    let is_note = message.visibility == Visibility::Internal;
    let mut standing = if by_staff {
        page.text("tickets-by-support").to_owned()
    } else {
        loaded.readable.ticket().organization_name.clone()
    };
    if message.source == Source::Mail {
        standing = format!("{standing} · {}", page.text("tickets-by-mail"));
    }
    let deliveries: Vec<_> = loaded
        .copies
        .iter()
        .filter(|copy| copy.ticket_message == Some(message.id) && !is_note)
        .map(|copy| delivery(page, copy))
        .collect();
    let files: Vec<_> =
        files::for_message(&loaded.files, message.id).map(|file| file_view(page, loaded, file)).collect();
    let carried = message.carried();
    let (html, load_images) = with_images(loaded, message, held::pictures(page, loaded, &folded(page, message)));
    MessageView {
        id: message.id.0,
        initials: initials(&author),
        tone: tone(&author),
        standing,
        class: if is_note {
            "is-note"
        } else if by_staff {
            "is-staff"
        } else {
            ""
        },
        is_note,
        meeting: carried::meeting(page, &carried).map(Box::new),
        notes: carried::notes(page, &carried),
        sender: sender(page, loaded, message),
        body_html: html,
        load_images,
        at: message.created_at,
        version: crate::shell::page::version(&(
            message.id,
            loaded.images == Some(message.id),
            deliveries.iter().map(|d| &d.words).collect::<Vec<_>>(),
            files.iter().map(|file| (file.is_free, &file.note)).collect::<Vec<_>>(),
        )),
        files,
        deliveries,
        author,
    }
}

fn sender(page: &Page, loaded: &Loaded, message: &Message) -> Option<SenderMark> {
    let (_, trust) = loaded.mailed.trusts.iter().find(|(id, _)| *id == message.id)?;
    let (class, icon) = match trust {
        Trust::Pass => ("", icon::SHIELD),
        Trust::None => ("", icon::MAIL),
        Trust::Fail => ("is-doubtful", icon::MAIL_WARNING),
    };
    Some(SenderMark { class, icon, words: page.text(inbound_words::sender_key(*trust)) })
}

/// What a mail repeats and how it ends is folded, and told in the reader's language.
fn folded(page: &Page, message: &Message) -> String {
    if message.source != Source::Mail {
        return message.body_html.clone();
    }
    quotes::label_folds(&message.body_html, |kind| {
        let words = match kind {
            Kind::Signature => page.text("tickets-fold-signature"),
            Kind::Forwarded => page.text("tickets-fold-forwarded"),
            Kind::Said | Kind::Quoted => page.text("tickets-fold-quoted"),
        };
        Summary { words: words.to_owned(), open: kind == Kind::Forwarded }
    })
}

/// The HTML, its images from elsewhere fetched by the desk if the reader asked for them; and where to ask.
fn with_images(loaded: &Loaded, message: &Message, html: String) -> (String, String) {
    if message.source != Source::Mail || mail_images::addresses(&html).is_empty() {
        return (html, String::new());
    }
    let (ticket, id) = (loaded.readable.ticket().id, message.id);
    if loaded.images == Some(id) {
        let shown = mail_images::shown(&html, |nth| format!("/t/{ticket}/mensajes/{id}/imagenes/{nth}"));
        return (shown, String::new());
    }
    (mail_images::waiting(&html), format!("/t/{ticket}?{IMAGES}={id}#m{id}"))
}

fn file_view(page: &Page, loaded: &Loaded, file: &files::Attachment) -> FileView {
    let standing = file.standing(loaded.scanning);
    FileView {
        id: file.id.0,
        name: file.name.clone(),
        size: page.t.bytes(file.size),
        icon: match standing {
            Standing::Infected | Standing::Unknown => icon::SHIELD_ALERT,
            Standing::Waits => icon::CLOCK,
            Standing::Free if file.is_picture() => icon::IMAGE,
            Standing::Free => icon::FILE,
        },
        is_free: standing == Standing::Free,
        class: held::class(standing),
        note: held::note(page, file, (standing, loaded.readable.sees_internal())),
    }
}

/// "Copiado a Carmen Soler (responsable TIC) · entregado 10:42".
fn delivery(page: &Page, copy: &Copy) -> Delivery {
    let (class, icon, how) = delivered(page, copy);
    let name = if copy.to_name.is_empty() { &copy.to_address } else { &copy.to_name };
    let to = match copy.reason.as_str() {
        "coordinator" => page.t.with("tickets-copied-to-coordinator", "name", name.as_str()),
        "copy" | "watcher" => page.t.with("tickets-copied-to", "name", name.as_str()),
        _ => page.t.with("tickets-sent-to", "name", name.as_str()),
    };
    Delivery { class, icon, words: format!("{to} · {how}") }
}

/// How a mail fared: class, icon and words.
pub(super) fn delivered(page: &Page, copy: &Copy) -> (&'static str, Icon, String) {
    match (copy.state.as_str(), &copy.sent_at) {
        ("sent", Some(at)) => ("is-sent", icon::MAIL_CHECK, page.t.with("tickets-delivered-at", "time", page.time(at))),
        ("failed", _) => {
            let why = page.t.with("mail-undelivered", "why", Undelivered::of(&copy.last_error).as_str());
            ("is-failed", icon::MAIL_WARNING, page.t.with("tickets-not-delivered", "why", why))
        }
        ("suppressed", _) => ("is-queued", icon::MAIL, page.text("tickets-not-sent").to_owned()),
        _ => ("is-queued", icon::CLOCK, page.text("tickets-queued").to_owned()),
    }
}
