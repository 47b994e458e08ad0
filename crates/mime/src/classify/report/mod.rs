//! What mail servers and readers' programs tell of a mail of ours: `multipart/report` (RFC 6522) with what became of it
//! (RFC 3464, RFC 6533), that it was shown (RFC 8098) or called spam (RFC 5965), and bounces in words alone.
//!
//! A report may be forged by whoever knows a Message-ID of ours, that is by who got the mail.

mod addresses;
mod delivery;
mod original;
mod prose;
mod status;
mod wordings;

pub use original::Original;
pub use status::Status;

use super::sender::Sender;
use super::{Kind, Own, fields, subjects};
use crate::{File, Headers, Message};

/// What became of a mail.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// May be empty: some servers tell nobody's name.
    pub recipients: Vec<Recipient>,
    pub original: Original,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipient {
    /// Who could not be reached, as the last server knows them.
    pub address: String,
    /// Whom we wrote to, where the report tells: a forward makes another of it.
    pub original: Option<String>,
    pub action: Action,
    pub status: Option<Status>,
    /// The last server's own words, on one line; may be empty.
    pub diagnostic: String,
}

/// RFC 3464 2.3.3.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    Failed,
    /// It is still being tried.
    Delayed,
    Delivered,
    /// Passed on to a server that will tell no more.
    Relayed,
    /// Delivered to a list that will tell no more.
    Expanded,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Receipt {
    /// Whose program tells.
    pub recipient: Option<String>,
    /// `displayed`, `deleted` or another word of RFC 8098 3.2.6.2 in small letters; may be empty.
    pub disposition: String,
    pub original: Original,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Complaint {
    /// `abuse` or another word of RFC 5965 7.3 in small letters; may be empty.
    pub about: String,
    /// Who complained, where told.
    pub recipients: Vec<String>,
    pub original: Original,
}

const DELIVERY: [&str; 2] = ["message/delivery-status", "message/global-delivery-status"];
const DISPOSITION: [&str; 2] = ["message/disposition-notification", "message/global-disposition-notification"];
const FEEDBACK: [&str; 1] = ["message/feedback-report"];

/// A report's parts count in a report alone, or from a mail server: a person who passes a bounce on attaches them too.
pub(super) fn of(message: &Message, sender: Sender, own: &Own) -> Option<Kind> {
    let told = report_type(&message.headers).unwrap_or_default();
    let class = message.headers.first("content-class").map(fields::word).unwrap_or_default();
    let is_report = is_report(&message.headers) || sender.may_be_mail_server() || class.ends_with(":mdn");
    let has = |kinds: &[&str]| is_report && parts(message, kinds).next().is_some();
    if told == "disposition-notification" || class.ends_with(":mdn") || has(&DISPOSITION) {
        Some(Kind::Receipt(receipt(message)))
    } else if told == "feedback-report" || has(&FEEDBACK) {
        Some(Kind::Complaint(complaint(message)))
    } else {
        let is_told = told == "delivery-status" || class.ends_with(":dsn") || has(&DELIVERY);
        (is_told || is_bounce(message, sender)).then(|| Kind::Bounce(bounce(message, own)))
    }
}

pub(super) fn is_report(headers: &Headers) -> bool {
    content_type(headers).is_some_and(|value| fields::word(value) == "multipart/report")
}

fn report_type(headers: &Headers) -> Option<String> {
    content_type(headers).filter(|_| is_report(headers)).and_then(|value| fields::parameter(value, "report-type"))
}

fn content_type(headers: &Headers) -> Option<&str> {
    headers.first("content-type")
}

/// A bounce in words alone: a mail server sends it, and it looks like one.
fn is_bounce(message: &Message, sender: Sender) -> bool {
    let is_server = sender.may_be_mail_server();
    let is_absence = || subjects::is_absence(&message.subject);
    message.headers.has("x-failed-recipients")
        || sender.is_daemon()
        || is_server && wordings::is_bounce(message) && !is_absence()
}

fn bounce(message: &Message, own: &Own) -> Report {
    let told = texts(message, &DELIVERY).flat_map(|text| delivery::recipients(&text)).collect::<Vec<_>>();
    let recipients = if told.is_empty() { prose::recipients(message, own) } else { told };
    Report { recipients, original: original::of(message, &DELIVERY) }
}

fn receipt(message: &Message) -> Receipt {
    let told = texts(message, &DISPOSITION).map(|text| fields::read(text.lines())).next().unwrap_or_default();
    let words = told.first("disposition").and_then(|value| value.split(';').nth(1)).unwrap_or_default();
    Receipt {
        recipient: told.first("final-recipient").and_then(addresses::typed),
        disposition: words.split('/').next().map(fields::word).unwrap_or_default(),
        original: original::of(message, &DISPOSITION),
    }
}

fn complaint(message: &Message) -> Complaint {
    let told = texts(message, &FEEDBACK).map(|text| fields::read(text.lines())).next().unwrap_or_default();
    Complaint {
        about: told.first("feedback-type").map(fields::word).unwrap_or_default(),
        recipients: told.all("original-rcpt-to").filter_map(addresses::typed).collect(),
        original: original::of(message, &FEEDBACK),
    }
}

fn parts<'m>(message: &'m Message, kinds: &[&str]) -> impl Iterator<Item = &'m File> {
    message.files.iter().filter(move |file| kinds.contains(&&*file.content_type))
}

fn texts(message: &Message, kinds: &[&str]) -> impl Iterator<Item = String> {
    parts(message, kinds).map(|file| String::from_utf8_lossy(&file.content).into_owned())
}
