//! Who sent it: each rule beside what it must leave alone.

mod bounces;
mod kinds;
mod properties;
mod prose;
mod receipts;
mod subjects;

use super::*;
use crate::{File, Headers, Mailbox};
use mail_parser::{Address, HeaderValue, MessageParser, MimeHeaders, PartType};

/// Reads just enough of a message for these tests.
fn read(raw: &str) -> Message {
    let raw = raw.replace('\n', "\r\n");
    let mail = MessageParser::new().parse(raw.as_bytes()).unwrap();
    let headers = mail.headers_raw().map(|(name, value)| {
        let unfolded: Vec<&str> = value.split("\r\n").map(str::trim).collect();
        (name.to_ascii_lowercase(), unfolded.join(" ").trim().to_owned())
    });
    Message {
        headers: headers.collect::<Headers>(),
        message_id: mail.message_id().map(str::to_owned),
        in_reply_to: ids(mail.in_reply_to()),
        references: ids(mail.references()),
        subject: mail.subject().unwrap_or_default().to_owned(),
        from: person(mail.from()),
        sender: person(mail.sender()),
        reply_to: person(mail.reply_to()).into_iter().collect(),
        text: mail.body_text(0).unwrap_or_default().replace("\r\n", "\n"),
        files: mail.attachments().map(|part| file(part, &raw)).collect(),
        ..Message::default()
    }
}

fn ids(value: &HeaderValue) -> Vec<String> {
    value.as_text_list().unwrap_or_default().iter().map(ToString::to_string).collect()
}

fn person(list: Option<&Address>) -> Option<Mailbox> {
    let first = list?.first()?;
    Some(Mailbox {
        name: first.name().unwrap_or_default().to_owned(),
        address: first.address().unwrap_or_default().to_owned(),
    })
}

fn file(part: &mail_parser::MessagePart, raw: &str) -> File {
    let kind = part.content_type().map(|kind| format!("{}/{}", kind.ctype(), kind.subtype().unwrap_or_default()));
    let content = match &part.body {
        PartType::Message(_) => {
            raw.as_bytes()[part.raw_body_offset() as usize..part.raw_end_offset() as usize].to_vec()
        }
        _ => part.contents().to_vec(),
    };
    File { content_type: kind.unwrap_or_default().to_lowercase(), content, ..File::default() }
}

fn addresses() -> Vec<String> {
    vec!["soporte@uni.es".into(), "averias@uni.es".into()]
}

fn kind(raw: &str) -> Kind {
    let addresses = addresses();
    classify(&read(raw), None, &Own { addresses: &addresses, message_id_domain: "desk.uni.es" })
}

/// A person's mail but for these header lines.
fn with(lines: &str) -> Kind {
    kind(&format!("From: Ana <ana@cole.es>\nTo: soporte@uni.es\nMessage-ID: <1@cole.es>\n{lines}\n\nNo va.\n"))
}

fn with_subject(subject: &str) -> Kind {
    with(&format!("Subject: {subject}"))
}

fn bounce(raw: &str) -> Report {
    match kind(raw) {
        Kind::Bounce(report) => report,
        other => panic!("{other:?}"),
    }
}

/// Address, action, code, words.
fn told(report: &Report) -> Vec<(&str, Action, String, &str)> {
    let of = |recipient: &'_ Recipient| recipient.status.map(|status| status.to_string()).unwrap_or_default();
    report.recipients.iter().map(|one| (&*one.address, one.action, of(one), &*one.diagnostic)).collect()
}
