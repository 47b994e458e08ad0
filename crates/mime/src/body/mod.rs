//! The body of a message: its parts walked in their order, words put together, all else kept as files.
//!
//! The walk is ours and not the library's: that keeps a message inside a message as a tree of its own, which a hostile one
//! makes deep enough to overflow the stack, and it decodes attached text as it decodes shown text.

mod boundary;
mod entity;
mod text;
pub(crate) mod transfer;
mod uuencode;
mod view;

use crate::calendar::Invitation;
use crate::header::Fields;
use crate::message::{File, Note};
use crate::{charset, line, tnef};
use atiende_text::mail_html;
use boundary::Parts;
use entity::Entity;
use std::borrow::Cow;
use view::{Piece, View};

/// Multiparts nest less; what lies deeper is kept as a file.
const DEEPEST: usize = 40;
/// Messages have fewer parts; the rest is kept as one file.
const MOST_PARTS: usize = 1_000;
/// HTML beyond this (in all parts together) is not shown, and what holds it is kept as a file.
const LONGEST_HTML: usize = 1 << 20;
/// What may stand for the text if nothing else does.
const LEGIBLE: [&str; 6] =
    ["text/plain", "text/html", "text/enriched", "text/richtext", "text/markdown", "text/x-markdown"];

/// What the body of a message says and brings.
#[derive(Debug, Default)]
pub(crate) struct Body {
    pub(crate) text: String,
    pub(crate) html: Option<String>,
    pub(crate) files: Vec<File>,
    pub(crate) invitation: Option<Invitation>,
    pub(crate) notes: Vec<Note>,
}

pub(crate) fn read(fields: Fields<'_>, body: &[u8]) -> Body {
    let mut reader =
        Reader { left: MOST_PARTS, text_left: text::LONGEST, html_left: LONGEST_HTML, ..Reader::default() };
    let place = Place { depth: 0, related: false, alternative: false };
    let shown = reader.entity(&Entity::new(fields, body, "text/plain"), place);
    let mut view = view::sequence(&shown, &reader.body.files);
    if view.is_empty() {
        view = reader.spare;
    }
    let mut body = reader.body;
    body.text = view.text();
    if body.text.is_empty() && view.html.is_none() {
        body.text = body.invitation.as_ref().map(Invitation::words).unwrap_or_default();
    }
    if body.text.trim_start().starts_with("-----BEGIN PGP MESSAGE-----") {
        note(&mut body.notes, Note::Encrypted);
    }
    body.html = view.html;
    body
}

/// Where a part stands.
#[derive(Debug, Clone, Copy)]
struct Place {
    depth: usize,
    related: bool,
    alternative: bool,
}

#[derive(Debug, Default)]
struct Reader {
    body: Body,
    /// How many parts may yet be read.
    left: usize,
    /// How many bytes of text and of HTML may yet be shown.
    text_left: usize,
    html_left: usize,
    /// Shown if nothing else is.
    spare: View,
}

fn note(notes: &mut Vec<Note>, new: Note) {
    if !notes.contains(&new) {
        notes.push(new);
    }
}

impl Reader {
    /// Reads an entity and gives what it shows.
    fn entity(&mut self, entity: &Entity<'_>, place: Place) -> Vec<Piece> {
        self.left = self.left.saturating_sub(1);
        if entity.is_multipart() {
            return self.multipart(entity, place);
        }
        // A named text is a file; but not the only part of a message, nor one of alternatives.
        let named = entity.name().is_some_and(|name| !name.is_empty()) && place.depth > 0 && !place.alternative;
        let shown = match entity.kind.as_str() {
            _ if entity.is_attachment() || named => None,
            "text/plain" => Some(self.plain(entity)),
            "text/html" => Some(self.html(entity)),
            _ => None,
        };
        match shown {
            Some(view) if view.is_empty() => Vec::new(),
            Some(view) => vec![Piece::View(view)],
            None => self.keep(entity, place),
        }
    }

    fn multipart(&mut self, entity: &Entity<'_>, place: Place) -> Vec<Piece> {
        if entity.kind == "multipart/encrypted" {
            note(&mut self.body.notes, Note::Encrypted);
        }
        if place.depth >= DEEPEST || self.left == 0 {
            note(&mut self.body.notes, Note::Unread);
            self.file(entity, entity.body.to_vec(), place);
            return Vec::new();
        }
        if let Some(parts) = parts(entity, entity.body) {
            return self.parts(entity, parts, place);
        }
        // No multipart travels encoded (RFC 2045 6.4), but some do.
        let decoded = entity.content();
        if let Cow::Owned(decoded) = &decoded
            && let Some(parts) = parts(entity, decoded)
        {
            return self.parts(entity, parts, place);
        }
        if line::is_blank(&decoded) {
            // All that was in it was lost on its way: the empty file tells so.
            self.file(entity, Vec::new(), place);
            return Vec::new();
        }
        vec![Piece::View(self.plain(entity))]
    }

    fn parts(&mut self, entity: &Entity<'_>, mut parts: Parts<'_>, place: Place) -> Vec<Piece> {
        let subtype = entity.kind.strip_prefix("multipart/").unwrap_or_default();
        let default = if subtype == "digest" { "message/rfc822" } else { "text/plain" };
        let (alternative, related) = (subtype == "alternative", subtype == "related");
        let inside = Place { depth: place.depth + 1, related: related || (alternative && place.related), alternative };
        let mut pieces = Vec::new();
        loop {
            if self.left == 0
                && let Some(rest) = parts.rest()
            {
                note(&mut self.body.notes, Note::Unread);
                self.file(entity, rest.to_vec(), place);
                break;
            }
            let Some(part) = parts.next() else { break };
            let shown = self.entity(&Entity::part(part, default), inside);
            if alternative {
                pieces.push(Piece::View(view::sequence(&shown, &self.body.files)));
            } else {
                pieces.extend(shown);
            }
        }
        // Images stand where they were put only in a sequence: elsewhere the HTML says where.
        if related || alternative {
            pieces.retain(|piece| matches!(piece, Piece::View(_)));
        }
        if alternative {
            let view = view::alternative(pieces);
            return if view.is_empty() { Vec::new() } else { vec![Piece::View(view)] };
        }
        pieces
    }

    fn plain(&mut self, entity: &Entity<'_>) -> View {
        let mut content = entity.text_content();
        if let Some((left, files)) = uuencode::extract(&content) {
            content = Cow::Owned(left);
            self.body.files.extend(files.into_iter().map(|file| File {
                name: file.name,
                content_type: "application/octet-stream".to_owned(),
                content: file.content,
                ..File::default()
            }));
        }
        self.keep_if_long(entity, &content, self.text_left);
        let shown = text::shorten(&content, self.text_left);
        self.text_left -= shown.len();
        let shown = &charset::decode(shown, entity.params.get("charset"));
        let param = |name, value: &str| entity.params.get(name).is_some_and(|set| set.eq_ignore_ascii_case(value));
        if param("format", "flowed") {
            return View::plain(text::unflow(&text::tidy(shown), param("delsp", "yes")));
        }
        View::plain(text::tidy(shown))
    }

    fn html(&mut self, entity: &Entity<'_>) -> View {
        let content = entity.text_content();
        self.keep_if_long(entity, &content, self.html_left);
        let shown = text::shorten(&content, self.html_left);
        self.html_left -= shown.len();
        let charset = entity.params.get("charset").map(str::to_owned).or_else(|| declared_within(&content));
        let decoded = charset::decode(shown, charset.as_deref()).replace('\0', "");
        let html = mail_html::folded(&decoded);
        View { plain: None, html: (!html.trim().is_empty()).then_some(html) }
    }

    fn keep_if_long(&mut self, entity: &Entity<'_>, content: &[u8], longest: usize) {
        if content.len() > longest {
            note(&mut self.body.notes, Note::Shortened);
            self.file(entity, content.to_vec(), Place { depth: 0, related: false, alternative: false });
        }
    }

    /// Keeps a part as a file; an image among texts shows its place.
    fn keep(&mut self, entity: &Entity<'_>, place: Place) -> Vec<Piece> {
        let content = entity.content().into_owned();
        if is_tnef(entity) && self.tnef(&content) {
            return Vec::new();
        }
        if entity.kind.ends_with("pkcs7-mime") {
            note(&mut self.body.notes, Note::Encrypted);
        }
        if self.body.invitation.is_none() && is_calendar(entity) {
            let calendar = charset::decode(&content, entity.params.get("charset").or(Some("utf-8")));
            self.body.invitation = Invitation::parse(&calendar);
        }
        self.remember(entity, &content);
        let index = self.body.files.len();
        let shown = self.file(entity, content, place) && entity.kind.starts_with("image/");
        if shown { vec![Piece::Image(index)] } else { Vec::new() }
    }

    /// A text that is a file by its name or its odd type may be all that a message says.
    fn remember(&mut self, entity: &Entity<'_>, content: &[u8]) {
        if !self.spare.is_empty() || entity.is_attachment() || !LEGIBLE.contains(&entity.kind.as_str()) {
            return;
        }
        let shown = &charset::decode(text::shorten(content, text::LONGEST), entity.params.get("charset"));
        let marked = ["text/html", "text/enriched", "text/richtext"].contains(&entity.kind.as_str());
        self.spare = if marked {
            View { plain: None, html: Some(mail_html::folded(shown)) }
        } else {
            View::plain(text::tidy(shown))
        };
    }

    /// Adds a file, and tells whether it is shown within the text.
    fn file(&mut self, entity: &Entity<'_>, content: Vec<u8>, place: Place) -> bool {
        let mut name = entity.name().unwrap_or_default().to_owned();
        if name.is_empty() && ["message/rfc822", "message/global"].contains(&entity.kind.as_str()) {
            name = subject(&content);
        }
        let inline = entity.is_inline(place.related);
        let (content_type, content_id) = (entity.kind.clone(), entity.content_id());
        self.body.files.push(File { name, content_type, content_id, inline, content });
        inline
    }

    /// Unpacks a `winmail.dat`, and tells whether it was read to its end; if not, it is kept as well.
    fn tnef(&mut self, content: &[u8]) -> bool {
        let Some(inner) = tnef::read(content) else { return false };
        self.body.files.extend(inner.files);
        if self.spare.is_empty() {
            let html = inner
                .html
                .map(|html| mail_html::folded(html.get(..html.floor_char_boundary(LONGEST_HTML)).unwrap_or(&html)));
            self.spare = View { plain: View::plain(text::tidy(&inner.text)).plain, html };
        }
        inner.whole
    }
}

fn parts<'x>(entity: &Entity<'_>, body: &'x [u8]) -> Option<Parts<'x>> {
    let boundary = entity.params.get("boundary").filter(|boundary| !boundary.is_empty());
    boundary.and_then(|boundary| Parts::of(body, boundary)).or_else(|| Parts::guess(body))
}

fn is_tnef(entity: &Entity<'_>) -> bool {
    entity.kind.ends_with("ms-tnef") || entity.name().is_some_and(|name| name.eq_ignore_ascii_case("winmail.dat"))
}

fn is_calendar(entity: &Entity<'_>) -> bool {
    ["text/calendar", "application/ics"].contains(&entity.kind.as_str())
}

/// The name of a message that is a file: its subject.
fn subject(raw: &[u8]) -> String {
    let (fields, _) = Fields::of_message(raw);
    let subject = fields.decoded().find(|(name, _)| name == "subject").map(|(_, subject)| subject).unwrap_or_default();
    if subject.is_empty() { String::new() } else { format!("{}.eml", subject.replace(['/', '\\'], "-")) }
}

/// The charset that HTML names in a `meta`, near its beginning (as browsers look for it).
fn declared_within(html: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(html.get(..1024).unwrap_or(html)).to_ascii_lowercase();
    let (_, tail) = head.split_once("charset=")?;
    let name = tail.trim_start_matches(['"', '\'']).split(['"', '\'', '>', ' ', '/', ';']).next()?;
    Some(name.to_owned()).filter(|name| !name.is_empty() && !name.starts_with("utf-16"))
}
