//! What a technician orders in the first lines of a mail: `#nota`, `#resuelto`, `#asignar ana`.
//!
//! Lines count from the top, as long as each is a command. Only known words are commands: `#1 impresora` stays text, and
//! so does a line with a word too many. But what somebody meant as internal must not go out: `#nota` takes the rest of
//! its line for the note's text, and counts even below a line that only looks like a command.

use crate::fold::fold;
use crate::invisible::is_invisible;

/// States, those waited for and priorities are the words that the desk stores (`solved`, `parts`, `high`).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Commands<'t> {
    /// For colleagues alone.
    pub note: bool,
    pub state: Option<&'static str>,
    /// With the state `waiting`, where it was said.
    pub waiting_for: Option<&'static str>,
    /// As it was written: a name, the beginning of one, or an address.
    pub assign: Option<String>,
    pub priority: Option<&'static str>,
    /// The text without them.
    pub rest: &'t str,
}

/// A longer one is a sentence.
const LONGEST_NAME: usize = 100;
const LONGEST_WORD: usize = 30;

/// The commands at the beginning of a text; of two that contradict each other the later holds.
pub fn commands(text: &str) -> Commands<'_> {
    let mut found = Commands::default();
    let mut rest = text;
    loop {
        let start = rest.trim_start_matches(is_blank);
        let (line, after) = start.split_once('\n').unwrap_or((start, ""));
        let Some(orders) = orders(line) else {
            let rest = if found == Commands::default() { text } else { start };
            return Commands { note: found.note || notes_below(start), rest, ..found };
        };
        for order in orders {
            found.follow(order);
        }
        match opening(line) {
            Some(words) => return Commands { rest: start.get(line.len() - words.len()..).unwrap_or(after), ..found },
            None => rest = after,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Order {
    Note,
    State(&'static str, Option<&'static str>),
    Assign(String),
    Priority(&'static str),
}

impl Commands<'_> {
    fn follow(&mut self, order: Order) {
        match order {
            Order::Note => self.note = true,
            Order::State(state, waiting_for) => (self.state, self.waiting_for) = (Some(state), waiting_for),
            Order::Assign(name) => self.assign = Some(name),
            Order::Priority(priority) => self.priority = Some(priority),
        }
    }
}

/// All orders of a line, or none if anything in it is none: `#resuelto #asignar ana`.
fn orders(line: &str) -> Option<Vec<Order>> {
    if opening(line).is_some() {
        return Some(vec![Order::Note]);
    }
    let line = line.trim_matches(is_blank).strip_prefix('#')?;
    line.split(" #").map(order).collect()
}

fn order(written: &str) -> Option<Order> {
    let (word, argument) = written.split_once(ends_word).unwrap_or((written, ""));
    let argument = argument.trim_matches(is_blank);
    match (&*known(word), argument) {
        (word, "") if is_note(word) => Some(Order::Note),
        (word, _) if is_assign(word) => name(argument).map(Order::Assign),
        ("prioridad" | "priority" | "urgencia", _) => priority(&known(argument)).map(Order::Priority),
        (word, "") => state(word).map(|state| Order::State(state, None)),
        (word, _) => {
            let whom = waiting_for(&known(argument))?;
            state(word).filter(|state| *state == "waiting").map(|state| Order::State(state, Some(whom)))
        }
    }
}

/// Whether a line that begins with `#` is followed by such lines and one of them is a note's.
fn notes_below(text: &str) -> bool {
    let lines = text.lines().map(|line| line.trim_matches(is_blank)).filter(|line| !line.is_empty());
    let mut tagged = lines.take_while(|line| line.starts_with('#'));
    tagged.any(|line| orders(line).is_some_and(|orders| orders.contains(&Order::Note)))
}

/// The words that follow `#nota` on its line, if any other than commands do.
fn opening(line: &str) -> Option<&str> {
    let (word, words) = line.trim_start_matches(is_blank).strip_prefix('#')?.split_once(ends_word)?;
    let words = words.trim_start_matches(is_blank);
    let is_text = !words.trim_matches(is_blank).is_empty();
    let orders = || words.strip_prefix('#').is_some_and(|rest| rest.split(" #").all(|one| order(one).is_some()));
    (is_text && is_note(&known(word)) && !orders()).then_some(words)
}

/// As words are compared: without accents and the sign that ends them.
fn known(word: &str) -> String {
    let word = word.trim_matches(is_blank).trim_end_matches([':', '.', ',', ';', '!']);
    let short = word.len() <= LONGEST_WORD;
    fold(if short { word } else { "" }).replace(['-', '_'], " ")
}

fn is_note(word: &str) -> bool {
    matches!(
        word,
        "nota"
            | "notas"
            | "nota interna"
            | "interno"
            | "interna"
            | "privado"
            | "privada"
            | "note"
            | "internal"
            | "private"
    )
}

fn is_assign(word: &str) -> bool {
    matches!(word, "asignar" | "asigna" | "asignado" | "asignada" | "assign" | "assigned" | "assignee")
}

fn state(word: &str) -> Option<&'static str> {
    match word {
        "resuelto" | "resuelta" | "resolver" | "solucionado" | "solucionada" | "solved" | "solve" | "resolved" => {
            Some("solved")
        }
        "cerrado" | "cerrada" | "cerrar" | "closed" | "close" => Some("closed"),
        "espera" | "esperando" | "en espera" | "waiting" | "wait" | "pending" | "hold" | "on hold" => Some("waiting"),
        "abierto" | "abierta" | "abrir" | "reabrir" | "en curso" | "open" | "reopen" | "in progress" => Some("open"),
        _ => None,
    }
}

fn waiting_for(word: &str) -> Option<&'static str> {
    match word {
        "solicitante" | "al solicitante" | "cliente" | "al cliente" | "requester" | "customer" => Some("requester"),
        "pieza" | "piezas" | "una pieza" | "material" | "part" | "parts" => Some("parts"),
        "tercero" | "terceros" | "a terceros" | "proveedor" | "third party" | "supplier" => Some("third_party"),
        _ => None,
    }
}

fn priority(word: &str) -> Option<&'static str> {
    match word {
        "baja" | "puede esperar" | "low" => Some("low"),
        "normal" | "media" | "medium" => Some("normal"),
        "alta" | "high" => Some("high"),
        "urgente" | "urgent" => Some("urgent"),
        _ => None,
    }
}

/// `ana`, `@ana`, `a Ana Pérez`, `to ana@uni.es`.
fn name(argument: &str) -> Option<String> {
    let (first, others) = argument.split_once(is_blank).unwrap_or((argument, ""));
    let name = if matches!(&*known(first), "a" | "to") { others } else { argument }.trim_matches(is_blank);
    let name = name.strip_prefix('@').unwrap_or(name).trim_end_matches(['.', ',', ';', ':']);
    let fits = !name.is_empty() && name.len() <= LONGEST_NAME && !name.contains(is_invisible) && !name.contains('#');
    fits.then(|| name.to_owned())
}

fn ends_word(c: char) -> bool {
    is_blank(c) || c == ':'
}

/// Spaces of all kinds, and what mail programs leave unseen before words.
fn is_blank(c: char) -> bool {
    c.is_whitespace() || is_invisible(c)
}

#[cfg(test)]
mod tests;
