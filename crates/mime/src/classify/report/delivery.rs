//! The machine-readable part of a bounce (RFC 3464 2).

use super::addresses::typed;
use super::{Action, Recipient, Status};
use crate::Headers;
use crate::classify::fields;

/// More are no help to anybody.
const MOST_RECIPIENTS: usize = 1_000;
const LONGEST_DIAGNOSTIC: usize = 1_000;

pub(super) fn recipients(block: &str) -> Vec<Recipient> {
    groups(block).iter().filter_map(recipient).take(MOST_RECIPIENTS).collect()
}

/// Groups end at an empty line; where a server forgot it, at the second recipient.
fn groups(block: &str) -> Vec<Headers> {
    let mut groups = Vec::new();
    let mut lines: Vec<&str> = Vec::new();
    let mut has_name = false;
    for line in block.lines() {
        let is_name = fields::split(line).is_some_and(|(name, _)| name == "final-recipient");
        if line.trim().is_empty() || is_name && has_name {
            groups.push(fields::read(lines.drain(..)));
            has_name = false;
        }
        has_name |= is_name;
        lines.push(line);
    }
    groups.push(fields::read(lines.into_iter()));
    groups
}

fn recipient(group: &Headers) -> Option<Recipient> {
    let told = group.first("final-recipient").and_then(typed);
    let original = group.first("original-recipient").and_then(typed);
    let diagnostic = group.first("diagnostic-code").map(diagnostic).unwrap_or_default();
    let answer = Status::of_answer(&diagnostic);
    let status = match group.first("status").and_then(Status::find) {
        Some(status) => Some(status.or_better(answer)),
        None => answer,
    };
    let action = group.first("action").and_then(action).or_else(|| status.map(usual)).unwrap_or(Action::Failed);
    Some(Recipient { address: told.or_else(|| original.clone())?, original, action, status, diagnostic })
}

fn action(value: &str) -> Option<Action> {
    match &*fields::word(value) {
        "failed" | "failure" => Some(Action::Failed),
        "delayed" => Some(Action::Delayed),
        "delivered" => Some(Action::Delivered),
        "relayed" => Some(Action::Relayed),
        "expanded" => Some(Action::Expanded),
        _ => None,
    }
}

/// What a code means where no action is told.
fn usual(status: Status) -> Action {
    match status.class {
        2 => Action::Delivered,
        4 => Action::Delayed,
        _ => Action::Failed,
    }
}

/// Without its type (`smtp;`), on one line.
fn diagnostic(value: &str) -> String {
    let typed = value.split_once(';').filter(|(kind, _)| !kind.trim().contains(char::is_whitespace));
    one_line(typed.map_or(value, |(_, words)| words))
}

/// Cut where it says enough.
pub(super) fn one_line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").chars().filter(|c| !c.is_control()).take(LONGEST_DIAGNOSTIC).collect()
}
