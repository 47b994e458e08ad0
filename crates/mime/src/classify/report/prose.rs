//! Bounces in words alone, as qmail, old Exims, sendmails and Exchanges and many filters write them, and those whose
//! machine-readable part tells nobody's name.

use super::delivery::{self, one_line};
use super::{Action, Recipient, Status, addresses, wordings};
use crate::Message;
use crate::classify::{Own, fields, sender};

/// Where the recipients are looked for: further down is the returned mail.
const LONGEST: usize = 64 * 1024;
const MOST_RECIPIENTS: usize = 100;

pub(super) fn recipients(message: &Message, own: &Own) -> Vec<Recipient> {
    let text = message.text.get(..message.text.floor_char_boundary(LONGEST)).unwrap_or_default();
    let told = delivery::recipients(text);
    if !told.is_empty() {
        return told;
    }
    let action = if wordings::is_delayed(message) { Action::Delayed } else { Action::Failed };
    let mut found: Vec<Recipient> = Vec::new();
    for (address, said) in candidates(message, text, own) {
        let is_known = found.iter().any(|known| known.address.eq_ignore_ascii_case(&address));
        if !is_known && may_fail(&address, own) {
            let status = Status::of_answer(&said);
            found.push(Recipient { address, original: None, action, status, diagnostic: said });
        }
    }
    found
}

/// Our own addresses and the servers' offices never do.
fn may_fail(address: &str, own: &Own) -> bool {
    !own.is(address) && !sender::is_office(address)
}

/// Addresses with what is said of them: those of Exim's and Gmail's field; else those at the beginning of lines; else
/// the first in running text.
fn candidates(message: &Message, text: &str, own: &Own) -> Vec<(String, String)> {
    let lines: Vec<&str> = text.lines().take_while(|line| !is_copy(line)).collect();
    let paragraphs = paragraphs(&lines);
    let named = message.headers.all("x-failed-recipients").flat_map(addresses::within).take(MOST_RECIPIENTS);
    let named: Vec<_> = named.map(|address| said_of(&paragraphs, address)).collect();
    if !named.is_empty() {
        named
    } else if !paragraphs.is_empty() {
        paragraphs
    } else {
        let said = one_line(&lines.join(" "));
        let first = addresses::within(&said).find(|address| may_fail(address, own));
        first.map(|address| (address, said)).into_iter().collect()
    }
}

/// The lines that begin with an address, each with what is said after it up to an empty line or the next.
fn paragraphs(lines: &[&str]) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    let mut is_open = false;
    for line in lines {
        if let Some((address, said)) = addresses::leading(line).filter(|_| found.len() < MOST_RECIPIENTS) {
            found.push((address, said.to_owned()));
            is_open = true;
        } else if line.trim().is_empty() {
            is_open = false;
        } else if let Some((_, said)) = found.last_mut().filter(|_| is_open) {
            said.push(' ');
            said.push_str(line.trim());
        }
    }
    found.into_iter().map(|(address, said)| (address, one_line(&said))).collect()
}

fn said_of(paragraphs: &[(String, String)], address: String) -> (String, String) {
    let found = paragraphs.iter().find(|(other, _)| other.eq_ignore_ascii_case(&address));
    let said = found.map(|(_, said)| said.clone()).unwrap_or_default();
    (address, said)
}

/// Where the returned mail begins: `--- Below this line is a copy`, or a field of its header.
fn is_copy(line: &str) -> bool {
    let line = line.trim();
    let lower = line.to_lowercase();
    let is_rule =
        line.starts_with("--") && ["copy", "original", "message", "header", "below"].iter().any(|w| lower.contains(w));
    let field = fields::split(line).map(|(name, _)| name);
    is_rule || field.is_some_and(|name| matches!(&*name, "received" | "return-path" | "message-id" | "mime-version"))
}
