//! A message as it was read.

use crate::calendar::Invitation;

/// A person or list in a header: the address as it was written (never normalised), and the name without quotes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mailbox {
    pub name: String,
    pub address: String,
}

/// The header fields in their order, unfolded and decoded; names in small letters.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Headers(Vec<(String, String)>);

impl Headers {
    /// The first of this name (in small letters).
    pub fn first(&self, name: &str) -> Option<&str> {
        self.all(name).next()
    }

    pub fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.0.iter().filter(move |(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    pub fn has(&self, name: &str) -> bool {
        self.first(name).is_some()
    }
}

impl FromIterator<(String, String)> for Headers {
    fn from_iter<T: IntoIterator<Item = (String, String)>>(fields: T) -> Self {
        Self(fields.into_iter().collect())
    }
}

/// A part that is kept as a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct File {
    /// As it was sent, decoded; may be empty, hostile or another's: `atiende_text::filename` makes it fit.
    pub name: String,
    /// `type/subtype` in small letters, as it was declared: `text/plain` where nothing was (RFC 2045 5.2), and
    /// `application/octet-stream` where it is no type.
    pub content_type: String,
    /// Without the angle brackets.
    pub content_id: Option<String>,
    /// Shown where the text names it, not beneath.
    pub inline: bool,
    pub content: Vec<u8>,
}

/// What a message says. Nothing of it is proved: anybody writes any of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Message {
    pub headers: Headers,
    /// Without the angle brackets.
    pub message_id: Option<String>,
    pub in_reply_to: Vec<String>,
    pub references: Vec<String>,
    /// Decoded, one line, trimmed; empty for none.
    pub subject: String,
    pub from: Option<Mailbox>,
    pub sender: Option<Mailbox>,
    pub reply_to: Vec<Mailbox>,
    pub to: Vec<Mailbox>,
    pub cc: Vec<Mailbox>,
    /// Seconds since 1970, as the sender's clock said.
    pub date: Option<i64>,
    /// The words, from the plain part or else made of the HTML.
    pub text: String,
    /// Safe HTML, if there was any: no script, style sheet, form or frame; images by `cid:` stay, those from elsewhere wait
    /// in `data-src` until somebody asks for them.
    pub html: Option<String>,
    pub files: Vec<File>,
    /// The first meeting among the parts; its calendar is among the files.
    pub invitation: Option<Invitation>,
    /// What a reader should be told about the reading.
    pub notes: Vec<Note>,
}

impl Message {
    /// The image that the text (`[cid:id]`) or the HTML (`cid:id`) names: by its Content-ID, or `file-2` for the third file,
    /// where it had none.
    pub fn named(&self, cid: &str) -> Option<&File> {
        let by_id = self.files.iter().find(|file| file.content_id.as_deref() == Some(cid));
        let by_place = || cid.strip_prefix("file-")?.parse().ok().and_then(|index: usize| self.files.get(index));
        by_id.or_else(by_place)
    }
}

/// What a reader should be told, in words of the reader's language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Note {
    /// The words, or some of them, are in a file that only the holder of a key can open.
    Encrypted,
    /// The text or the HTML is longer than is shown; the whole is among the files.
    Shortened,
    /// There were more parts, or parts nested deeper, than are read; they are among the files as they came.
    Unread,
}
