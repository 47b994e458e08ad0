//! One line of a mail, and what it may be by itself. What it is depends on its neighbours.

use super::closings::{DEVICES, GET, MORE_NOTICES, NOTICES, PROGRAMS, PROSE, SENT_AROUND, SENT_FROM, SYSTEMS};
use super::wordings::{ABOVE_THIS_LINE, DATE, FORWARD_BEGINS, FORWARDED, FROM, ORIGINAL, OTHER, SENT, SUBJECT, TO};
use crate::fold::fold;
use crate::invisible::is_invisible;

/// Longer lines are told by their beginning.
const HEAD: usize = 160;
/// Programs keep their wordings shorter.
const LONGEST_CLOSING: usize = 90;
const LONGEST_KEY: usize = 28;
const DASHES: [char; 10] = ['-', '_', '=', '*', '#', '~', '\u{2010}', '–', '—', '─'];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Key {
    From,
    Sent,
    Date,
    To,
    Subject,
    Other,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Blank,
    Text,
    /// `De: ...`, `Asunto: ...`
    Key(Key),
    /// Dashes from side to side.
    Rule,
    /// `-----Mensaje original-----`
    Original,
    /// `---------- Forwarded message ---------`
    Forward,
    /// `## Responda por encima de esta línea ##`
    Marker,
    /// `-- `: RFC 3676 4.3. `strict` with its space, which many programs lose.
    Delimiter {
        strict: bool,
    },
    /// `Enviado desde mi iPhone`
    Mobile,
    /// How a notice of confidentiality begins.
    Notice,
}

/// What the HTML says of a line beyond its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Hint {
    #[default]
    None,
    /// In an element that mail programs put round a quote.
    Cited,
    /// In one for "Ana escribió:".
    Attribution,
    /// Here begins the history, and all below belongs to it.
    Start,
    Signature,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Line<'t> {
    /// Without `>` and the space around.
    pub(super) text: &'t str,
    /// How many `>` it has.
    pub(super) depth: usize,
    pub(super) role: Role,
    pub(super) hint: Hint,
}

impl<'t> Line<'t> {
    /// A line of plain text, with or without its end.
    pub(super) fn read(raw: &'t str) -> Self {
        let raw = raw.trim_end_matches(['\r', '\n']);
        let (depth, text) = unquote(raw);
        Self { depth, ..Self::new(text) }
    }

    pub(super) fn new(raw: &'t str) -> Self {
        let text = raw.trim_matches(|c: char| c.is_whitespace() || is_invisible(c));
        let role = if text == "--" { Role::Delimiter { strict: raw == "-- " } } else { role(text) };
        Self { text, depth: 0, role, hint: Hint::None }
    }

    pub(super) fn is_blank(&self) -> bool {
        self.role == Role::Blank && self.depth == 0
    }

    pub(super) fn is_quote(&self) -> bool {
        self.depth > 0 || self.hint == Hint::Cited
    }

    /// Words between dashes, not known ones.
    pub(super) fn is_separator(&self) -> bool {
        self.role == Role::Text && is_dashed(self.text)
    }

    /// What follows the colon of a key.
    pub(super) fn value(&self) -> &'t str {
        let value = self.text.split_once([':', '：']).map_or("", |(_, value)| value);
        value.trim_matches(|c: char| c.is_whitespace() || c == '*')
    }
}

/// How many `>` a line begins with, and the rest. RFC 3676 4.5 puts no space between them, many
/// programs do.
fn unquote(raw: &str) -> (usize, &str) {
    let mut depth = 0;
    let mut rest = raw;
    while let Some(inner) = rest.strip_prefix(' ').unwrap_or(rest).strip_prefix('>') {
        depth += 1;
        rest = inner;
    }
    (depth, if depth > 0 { rest.strip_prefix(' ').unwrap_or(rest) } else { rest })
}

fn head(text: &str) -> String {
    fold(text.get(..text.floor_char_boundary(HEAD)).unwrap_or(text)).replace('’', "'")
}

fn role(text: &str) -> Role {
    if text.is_empty() {
        return Role::Blank;
    }
    let bare = text.trim_matches(|c| DASHES.contains(&c) || c == ' ');
    if bare.is_empty() {
        return if text.len() >= 5 { Role::Rule } else { Role::Text };
    }
    let folded = head(bare);
    let inner = folded.trim_end_matches([':', ' ']);
    if is_dashed(text) {
        return dashed(inner);
    }
    if let Some(key) = key(&folded) {
        return Role::Key(key);
    }
    if folded.ends_with(':') && FORWARD_BEGINS.contains(&inner) {
        return Role::Forward;
    }
    closing(&folded, text.len())
}

/// Two dashes on each side.
fn is_dashed(text: &str) -> bool {
    let dash = |c: char| DASHES.contains(&c);
    text.chars().take(2).all(dash) && text.chars().rev().take(2).all(dash)
}

fn dashed(inner: &str) -> Role {
    if ORIGINAL.contains(&inner) {
        return Role::Original;
    }
    if FORWARDED.iter().any(|words| inner == *words || inner.starts_with("forwarded by ")) {
        return Role::Forward;
    }
    let marks = ABOVE_THIS_LINE.iter().any(|words| inner.contains(words));
    if marks { Role::Marker } else { Role::Text }
}

fn key(folded: &str) -> Option<Key> {
    let (key, _) = folded.get(..folded.floor_char_boundary(LONGEST_KEY)).unwrap_or(folded).split_once(':')?;
    let key = key.trim_matches([' ', '*']);
    let tables: [(Key, &[&str]); 6] = [
        (Key::From, &FROM),
        (Key::Sent, &SENT),
        (Key::Date, &DATE),
        (Key::To, &TO),
        (Key::Subject, &SUBJECT),
        (Key::Other, &OTHER),
    ];
    tables.into_iter().find(|(_, words)| words.contains(&key)).map(|(key, _)| key)
}

fn closing(folded: &str, length: usize) -> Role {
    if length <= LONGEST_CLOSING && is_mobile(folded.trim_start_matches(['[', '<', '('])) {
        return Role::Mobile;
    }
    let opening = folded.trim_start_matches(|c: char| !c.is_alphanumeric()).replace(',', "");
    // A tree of Webdings reads as a P.
    let opening = opening.strip_prefix("p ").unwrap_or(&opening);
    let opens = NOTICES.iter().chain(&MORE_NOTICES).any(|words| opening.starts_with(words));
    if opens { Role::Notice } else { Role::Text }
}

/// `Enviado desde mi Samsung Mobile de Telefónica`, and not a sentence about it.
fn is_mobile(folded: &str) -> bool {
    let words: Vec<&str> = folded
        .split(|c: char| !c.is_alphanumeric() && c != '-')
        .filter(|word| !word.is_empty())
        // What follows the first link is the link's.
        .take_while(|word| !word.starts_with("http"))
        .collect();
    let last = words.last().copied().unwrap_or_default();
    let names = |list: &[&str]| words.iter().any(|word| list.iter().any(|name| is_name(word, name)));
    let sent = SENT_FROM.iter().any(|opening| folded.starts_with(opening))
        || SENT_AROUND.iter().any(|(opening, end)| folded.starts_with(opening) && last == *end);
    let got = GET.iter().any(|opening| folded.starts_with(opening)) && names(&PROGRAMS) && names(&SYSTEMS);
    let short = words.len() < 10 && !folded.ends_with(['?', '!', ':', ',']);
    short && (got || sent && names(&DEVICES)) && !words.iter().any(|word| PROSE.contains(word))
}

/// The name, or with the ending of a Basque case: `iPhonetik`, `Androiderako`.
fn is_name(word: &str, name: &str) -> bool {
    word.strip_prefix(name).is_some_and(|end| end.len() <= 5)
}

#[cfg(test)]
mod tests {
    use super::{Key, Line, Role};

    fn role(text: &str) -> Role {
        Line::read(text).role
    }

    #[test]
    fn quote_marks_are_counted_with_and_without_space() {
        let read = |raw| {
            let line = Line::read(raw);
            (line.depth, line.text)
        };
        assert_eq!(read(">> > hola \r\n"), (3, "hola"));
        assert_eq!(read(" > hola"), (1, "hola"));
        assert_eq!(read("-> hola"), (0, "-> hola"));
        assert_eq!(read(">"), (1, ""));
    }

    #[test]
    fn delimiters_rules_and_separators_are_told_apart() {
        assert_eq!(role("-- \r\n"), Role::Delimiter { strict: true });
        assert_eq!(role("--"), Role::Delimiter { strict: false });
        assert_eq!(role("________________________________"), Role::Rule);
        assert_eq!(role("---"), Role::Text);
        assert_eq!(role("-----Mensaje original-----"), Role::Original);
        assert_eq!(role("‐‐‐‐‐‐‐ Original Message ‐‐‐‐‐‐‐"), Role::Original);
        assert_eq!(role("Mensaje original"), Role::Text);
        assert_eq!(role("- Mensaje original"), Role::Text);
        assert_eq!(role("---------- Forwarded message ---------"), Role::Forward);
        assert_eq!(role("Début du message réexpédié :"), Role::Forward);
        assert_eq!(role("Mensaje reenviado a secretaría"), Role::Text);
    }

    #[test]
    fn keys_are_whole_words_before_a_colon() {
        assert_eq!(role("De: Ana"), Role::Key(Key::From));
        assert_eq!(role("*Envoyé\u{a0}:* lundi"), Role::Key(Key::Sent));
        assert_eq!(role("À : support"), Role::Key(Key::To));
        assert_eq!(role("Gaia: inprimagailua"), Role::Key(Key::Subject));
        assert_eq!(role("De momento: nada"), Role::Text);
        assert_eq!(role("Datos adjuntos: foto.png"), Role::Key(Key::Other));
    }

    #[test]
    fn what_telephones_add_is_no_sentence() {
        for line in [
            "Enviado desde mi iPhone",
            "Obtener Outlook para Android<https://aka.ms/AAb9ysg>",
            "[Get Outlook for iOS](https://aka.ms/o0ukef)",
            "Enviado desde mi Samsung Mobile de Telefónica.",
            "Sent from my iPad",
            "Enviat des del meu telèfon mòbil",
            "Nire iPhonetik bidalia",
            "Von meinem iPhone gesendet",
            "Outlook für Android beziehen",
            "Envoyé de mon iPhone",
            "Enviado do meu telemóvel",
            "Sent from Mail for Windows",
        ] {
            assert_eq!(role(line), Role::Mobile, "{line}");
        }
        for line in [
            "Enviado desde mi iPhone no llega",
            "Enviado desde secretaría",
            "Obtener Outlook para Android no se puede",
            "Get back to me",
            "Get Windows updated",
            "Ich habe es per Mail gesendet",
            "Outlook no abre en Android",
            "El mensaje enviado desde mi iPhone",
            "¿Enviado desde mi iPhone?",
            "Enviado desde mi iPhone, pero lo escribo en el ordenador",
        ] {
            assert_eq!(role(line), Role::Text, "{line}");
        }
    }
}
