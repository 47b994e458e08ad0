//! Which mail a report is about.

use super::{addresses, texts};
use crate::Message;
use crate::classify::fields;
use mail_parser::MessageParser;

/// What servers return of a mail: all of it or its header. Some write types that do not exist.
const RETURNED: [&str; 6] = [
    "message/rfc822",
    "message/rfc822-headers",
    "message/global",
    "message/global-headers",
    "text/rfc822-headers",
    "text/rfc822",
];
/// Who tells the Message-ID in the report itself.
const TOLD: [&str; 2] = ["original-message-id", "x-original-message-id"];

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Original {
    /// Without the angle brackets.
    pub message_id: Option<String>,
    /// The addresses of its `To`, as they were written.
    pub to: Vec<String>,
}

/// From the returned mail; else from the report's part of one of `kinds`; else from a copy in the words; else what the
/// report answers.
pub(super) fn of(message: &Message, kinds: &[&str]) -> Original {
    let returned = super::parts(message, &RETURNED).map(|file| header(&file.content));
    let mut original = returned.reduce(Original::or).unwrap_or_default();
    original.message_id = original
        .message_id
        .or_else(|| texts(message, kinds).find_map(|text| told(&text)))
        .or_else(|| within(&message.text))
        .or_else(|| message.in_reply_to.first().cloned())
        .or_else(|| message.references.last().cloned());
    original
}

impl Original {
    fn or(self, other: Self) -> Self {
        if self.message_id.is_some() { self } else { other }
    }
}

fn header(content: &[u8]) -> Original {
    // The parser sees no header that just ends.
    let block = [section(content.trim_ascii_start()), b"\r\n\r\n"].concat();
    match MessageParser::new().parse_headers(&block) {
        Some(mail) => Original {
            message_id: mail.message_id().filter(|id| !id.is_empty()).map(str::to_owned),
            to: addresses::of_header(mail.to()),
        },
        None => Original::default(),
    }
}

/// All before the first empty line.
fn section(content: &[u8]) -> &[u8] {
    let is_empty = |line: &&[u8]| line.trim_ascii().is_empty();
    let end: usize =
        content.split_inclusive(|byte| *byte == b'\n').take_while(|line| !is_empty(line)).map(<[u8]>::len).sum();
    content.get(..end).unwrap_or(content)
}

fn told(text: &str) -> Option<String> {
    let told = fields::read(text.lines());
    TOLD.iter().find_map(|name| told.first(name).and_then(bare))
}

/// The first line that reads as a Message-ID's field, quoted or indented as it may be; the value may stand on the next.
fn within(text: &str) -> Option<String> {
    let mut lines = text.lines().map(|line| line.trim_start_matches(['>', '|', ' ', '\t', '\u{a0}'])).peekable();
    while let Some(line) = lines.next() {
        let value = fields::split(line).filter(|(name, _)| name == "message-id").map(|(_, value)| value);
        let next = lines.peek().copied();
        if let Some(id) = value.and_then(|value| bare(value).or_else(|| bare(next?))) {
            return Some(id);
        }
    }
    None
}

/// What stands between angle brackets, or a word with an `@`.
fn bare(value: &str) -> Option<String> {
    let value = value.trim();
    let inner = value.strip_prefix('<').map_or(value, |rest| rest.split('>').next().unwrap_or(rest));
    let is_id = inner.contains('@') && !inner.contains(|c: char| c.is_whitespace() || c.is_control());
    is_id.then(|| inner.trim_end_matches('>').to_owned())
}
