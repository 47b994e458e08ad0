//! What tests ask about the catalogues and about those who use them. Slow; not for pages.

use std::collections::{BTreeMap, BTreeSet};

use fluent_syntax::ast::{Entry, Message};

use crate::sources::{Part, entries, files, walk};
use crate::{Locale, calls};

type Names = BTreeSet<&'static str>;

/// The keys of every message of `locale`.
pub fn keys(locale: Locale) -> Names {
    messages(locale).into_iter().map(|(_, message)| message.id.name).collect()
}

/// The names of the arguments that each message of `locale` uses, by key.
pub fn arguments(locale: Locale) -> BTreeMap<&'static str, Names> {
    messages(locale).iter().map(|(_, message)| (message.id.name, variables(message))).collect()
}

/// Keys that `from` has and `other` lacks.
pub fn missing(from: Locale, other: Locale) -> Vec<&'static str> {
    keys(from).difference(&keys(other)).copied().collect()
}

/// What is wrong with the catalogues, a sentence each: keys given twice, keys that a language lacks, arguments that
/// differ between languages, messages that are empty, hold markup, have attributes or refer to other messages.
pub fn problems() -> Vec<String> {
    Locale::ALL
        .into_iter()
        .flat_map(|locale| [duplicates(locale), untranslated(locale), faulty(locale)].concat())
        .collect()
}

/// The keys that a Rust or template source uses, with their lines (from 1): literals that come first in
/// `.text(`, `.format(`, `.with(`, `.with2(` and `.with3(`, and those in `key!(..)`.
pub fn used_keys(source: &str) -> Vec<(&str, usize)> {
    calls::calls(source).into_iter().map(|call| (call.key, call.line)).collect()
}

/// What is wrong with the messages that a source asks for: line (from 1) and sentence. Either there is no such
/// message, or it wants other arguments than it is given.
pub fn misuses(source: &str) -> Vec<(usize, String)> {
    let known = arguments(Locale::default());
    let misuse = |call: calls::Call| match (known.get(call.key), call.names) {
        (None, _) => Some((call.line, format!("there is no message {}", call.key))),
        (Some(wanted), Some(given)) if !wanted.iter().copied().eq(given.iter().copied().collect::<BTreeSet<_>>()) => {
            Some((call.line, format!("{} wants {wanted:?}, is given {given:?}", call.key)))
        }
        _ => None,
    };
    calls::calls(source).into_iter().filter_map(misuse).collect()
}

/// Each entry with the name of its file.
fn all(locale: Locale) -> impl Iterator<Item = (&'static str, Entry<&'static str>)> {
    files(locale).flat_map(|(file, source)| entries(source).into_iter().map(move |entry| (file, entry)))
}

fn messages(locale: Locale) -> Vec<(&'static str, Message<&'static str>)> {
    let message = |(file, entry)| if let Entry::Message(message) = entry { Some((file, message)) } else { None };
    all(locale).filter_map(message).collect()
}

fn parts(message: &Message<&'static str>) -> Vec<Part<'static>> {
    let mut parts = Vec::new();
    if let Some(pattern) = &message.value {
        walk(pattern, &mut |part| parts.push(part));
    }
    parts
}

fn variables(message: &Message<&'static str>) -> Names {
    let name = |part| if let Part::Variable(name) = part { Some(name) } else { None };
    parts(message).into_iter().filter_map(name).collect()
}

/// Terms count too: Fluent keeps `-brand` and `brand` in one place.
fn duplicates(locale: Locale) -> Vec<String> {
    let mut seen = BTreeMap::new();
    let second = |(file, entry): (&'static str, Entry<&'static str>)| {
        let name = match entry {
            Entry::Message(message) => message.id.name,
            Entry::Term(term) => term.id.name,
            _ => return None,
        };
        let first = seen.insert(name, file)?;
        Some(format!("{locale:?}: {name} stands in {first} and in {file}"))
    };
    all(locale).filter_map(second).collect()
}

/// What the other languages have and `locale` does not, or with other arguments.
fn untranslated(locale: Locale) -> Vec<String> {
    let own = arguments(locale);
    let others = Locale::ALL.into_iter().filter(|other| *other != locale);
    let lacks = |(key, wanted): (&str, Names)| match own.get(key) {
        None => Some(format!("{locale:?}: {key} is missing")),
        Some(used) if *used != wanted => Some(format!("{locale:?}: {key} uses {used:?}, elsewhere {wanted:?}")),
        Some(_) => None,
    };
    others.flat_map(arguments).filter_map(lacks).collect()
}

fn faulty(locale: Locale) -> Vec<String> {
    let report = |(file, message): (&str, Message<&'static str>)| {
        fault(&message).map(|fault| format!("{locale:?}: {} in {file} {fault}", message.id.name))
    };
    messages(locale).into_iter().filter_map(report).collect()
}

fn fault(message: &Message<&'static str>) -> Option<&'static str> {
    let parts = parts(message);
    let any = |test: fn(&Part) -> bool| parts.iter().any(test);
    if !message.attributes.is_empty() {
        Some("has attributes, which nothing reads: make them messages")
    } else if !any(|part| !matches!(part, Part::Text(text) if text.trim().is_empty())) {
        Some("is empty")
    } else if any(|part| matches!(part, Part::Text(text) if text.contains(['<', '>']))) {
        Some("holds markup, which belongs to the template")
    } else if any(|part| matches!(part, Part::Message)) {
        Some("refers to another message: refer to a term (-name) instead")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault_of(source: &'static str) -> Option<&'static str> {
        let entry = entries(source).into_iter().next();
        if let Some(Entry::Message(message)) = entry { fault(&message) } else { None }
    }

    #[test]
    fn the_catalogues_are_sound() {
        assert_eq!(problems(), [""; 0]);
    }

    #[test]
    fn keys_and_their_arguments() {
        assert!(keys(Locale::Es).contains("nav-support"));
        assert_eq!(arguments(Locale::En)["page-title"], Names::from(["site", "title"]));
        assert_eq!(missing(Locale::Es, Locale::En), [""; 0]);
    }

    #[test]
    fn faults_of_messages() {
        assert_eq!(fault_of("sound = Hola, { $name }"), None);
        assert_eq!(fault_of("only-term = { -brand }"), None);
        assert_eq!(fault_of("empty = { \"\" }"), Some("is empty"));
        assert!(fault_of("tags = Pulsa <b>aquí</b>").unwrap().contains("markup"));
        assert!(fault_of("deep = { $n ->\n [one] <b>\n *[other] x\n }").unwrap().contains("markup"));
        assert!(fault_of("field = Nombre\n .hint = El tuyo").unwrap().contains("attributes"));
        assert!(fault_of("echo = { sound }").unwrap().contains("term"));
    }

    #[test]
    fn sources_are_read() {
        let source = "{{ locale.text(\"nav-support\") }}\n{{ locale.text(\"nav-nowhere\") }}\n\
            {{ locale.text(\"page-title\") }}\n{{ locale.with(\"time-days-ago\", \"days\", 3) }}";
        let keys = [("nav-support", 1), ("nav-nowhere", 2), ("page-title", 3), ("time-days-ago", 4)];
        assert_eq!(used_keys(source), keys);
        let misuses: Vec<_> = misuses(source).into_iter().map(|(line, text)| format!("{line} {text}")).collect();
        let expected = [
            "2 there is no message nav-nowhere",
            "3 page-title wants {\"site\", \"title\"}, is given []",
            "4 time-days-ago wants {\"count\"}, is given [\"days\"]",
        ];
        assert_eq!(misuses, expected);
    }

    #[test]
    fn this_crate_uses_its_messages_rightly() {
        let sources = [include_str!("list.rs"), include_str!("number.rs"), include_str!("time.rs")];
        assert_eq!(sources.map(misuses), [const { Vec::new() }; 3]);
    }
}
