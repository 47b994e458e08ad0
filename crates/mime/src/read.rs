//! Reading a message: never refused, whatever it is.

use crate::body;
use crate::header::params::Params;
use crate::header::{Fields, address, ids, one_line, words};
use crate::message::{Mailbox, Message};
use mail_parser::DateTime;

/// Whether there is any header at all: without one, the bytes are somebody's text and no message.
pub fn is_message(raw: &[u8]) -> bool {
    !Fields::of_message(raw).0.is_empty()
}

/// What a message says. Bytes without any header are read as text, for not even they are dropped.
pub fn read(raw: &[u8]) -> Message {
    let (mut fields, content) = Fields::of_message(raw);
    fields.charset = Params::parse(&fields.first("content-type").unwrap_or_default()).get("charset").map(str::to_owned);
    let mailboxes = |name| fields.all(name).flat_map(|value| address::parse(&value)).take(MOST_MAILBOXES).collect();
    let first = |name| fields.all(name).find_map(|value| pick(address::parse(&value)));
    let ids = |name| fields.all(name).flat_map(|value| ids::parse(&value)).take(MOST_MAILBOXES).collect();
    let mut message = Message {
        headers: fields.decoded().collect(),
        message_id: fields.all("message-id").find_map(|value| ids::first(&value)),
        in_reply_to: ids("in-reply-to"),
        references: ids("references"),
        subject: fields.first("subject").map(|subject| one_line(&words::decode(&subject))).unwrap_or_default(),
        from: first("from"),
        sender: first("sender"),
        reply_to: mailboxes("reply-to"),
        to: mailboxes("to"),
        cc: mailboxes("cc"),
        date: fields.first("date").and_then(|date| seconds(&date)),
        ..Message::default()
    };
    let body = body::read(fields, content);
    (message.text, message.html) = (body.text, body.html);
    (message.files, message.invitation, message.notes) = (body.files, body.invitation, body.notes);
    message
}

/// Over all fields of one name.
const MOST_MAILBOXES: usize = 2_000;

/// The first with an address, else the first.
fn pick(mailboxes: Vec<Mailbox>) -> Option<Mailbox> {
    let with_address = mailboxes.iter().position(|mailbox| mailbox.address.contains('@')).unwrap_or_default();
    mailboxes.into_iter().nth(with_address)
}

fn seconds(date: &str) -> Option<i64> {
    let date = date.get(..date.floor_char_boundary(200)).unwrap_or(date);
    DateTime::parse_rfc822(date).filter(DateTime::is_valid).map(|date| date.to_timestamp())
}

#[cfg(test)]
#[path = "read/tests.rs"]
mod tests;
