//! Where what a person says ends and what ends every mail of theirs begins: the signature below
//! `-- `, the line of a telephone, the notice of a lawyer. Only at the end of what is said.

use super::Kind;
use super::closings::{GREEN, GREETINGS, LEGAL};
use super::line::{Hint, Line, Role};
use crate::fold::fold;
use std::ops::Range;

/// Below dashes without their space, a signature has no more lines, and none longer.
const MOST_LINES: usize = 12;
const LONGEST_LINE: usize = 80;
const MOST_NOTICES: usize = 8;
const NOTICE: usize = 2_500;
const NOTICE_LINES: usize = 60;
const LEGAL_WORDS: usize = 2;

/// Marks the signatures among what is said.
pub(super) fn mark(lines: &[Line], kinds: &mut [Kind]) {
    for (line, kind) in lines.iter().zip(kinds.iter_mut()) {
        if *kind == Kind::Said && line.hint == Hint::Signature {
            *kind = Kind::Signature;
        }
    }
    for section in sections(lines, kinds) {
        let said = lines.get(section.clone()).unwrap_or_default();
        let start = section.start + start(said);
        kinds.get_mut(start..section.end).unwrap_or_default().fill(Kind::Signature);
    }
}

/// The stretches of what is said.
fn sections(lines: &[Line], kinds: &[Kind]) -> Vec<Range<usize>> {
    let mut at = 0;
    let runs = kinds.chunk_by(|one, next| one == next).filter_map(|run| {
        let range = at..at + run.len();
        at = range.end;
        (run.first() == Some(&Kind::Said)).then_some(range)
    });
    runs.map(|range| range.start..trimmed(lines, range)).collect()
}

/// Its end without the blank lines there.
fn trimmed(lines: &[Line], range: Range<usize>) -> usize {
    let section = lines.get(range.clone()).unwrap_or_default();
    range.start + section.iter().rposition(|line| !line.is_blank()).map_or(0, |last| last + 1)
}

/// Where the signature begins; the end of what is said if it has none.
fn start(said: &[Line]) -> usize {
    let mut start = delimiter(said).unwrap_or(said.len());
    if let Some(notice) = said.get(..start).and_then(notice) {
        start = notice;
    }
    while let Some(above) = said.get(..start).and_then(|kept| closing(kept, start < said.len())) {
        start = above;
    }
    start
}

fn delimiter(said: &[Line]) -> Option<usize> {
    let strict = said.iter().position(|line| line.role == Role::Delimiter { strict: true });
    let last = said.iter().rposition(|line| matches!(line.role, Role::Delimiter { .. }));
    strict.or_else(|| last.filter(|last| is_card(said.get(last + 1..).unwrap_or_default())))
}

/// A few short lines right below: dashes without their space part other things as well.
fn is_card(below: &[Line]) -> bool {
    let short = |line: &Line| line.text.len() <= LONGEST_LINE && !line.text.ends_with(['?', ':']);
    let count = below.iter().filter(|line| !line.is_blank()).count();
    below.first().is_some_and(|line| !line.is_blank()) && count <= MOST_LINES && below.iter().all(short)
}

/// The first paragraph that opens as a notice and speaks as one.
fn notice(said: &[Line]) -> Option<usize> {
    let opens = |at: usize| said.get(at).is_some_and(|line| line.role == Role::Notice);
    let above = |at: usize| at.checked_sub(1).and_then(|above| said.get(above));
    let apart = |at: usize| above(at).is_none_or(|line| !matches!(line.role, Role::Text | Role::Key(_)));
    let mut candidates = (0..said.len()).filter(|at| opens(*at) && apart(*at)).take(MOST_NOTICES);
    candidates.find(|at| is_legal(said.get(*at..).unwrap_or_default()))
}

/// Speaks of the law, and neither asks nor greets as a person does.
fn is_legal(lines: &[Line]) -> bool {
    let mut words = String::new();
    for line in lines.iter().take(NOTICE_LINES) {
        let room = NOTICE.saturating_sub(words.len());
        let text = fold(line.text.get(..line.text.floor_char_boundary(room)).unwrap_or_default());
        if text.contains('?') || GREETINGS.iter().any(|words| text.starts_with(words)) {
            return false;
        }
        words.push_str(&text);
        words.push(' ');
    }
    let count = |list: &[&str]| list.iter().filter(|word| words.contains(*word)).count();
    count(&LEGAL) >= LEGAL_WORDS || count(&GREEN) > 0
}

/// The last line, if it is one that a telephone adds, or a rule above what was cut.
fn closing(said: &[Line], cut: bool) -> Option<usize> {
    let (last, line) = last(said)?;
    match line.role {
        Role::Mobile => Some(last),
        Role::Rule => cut.then_some(last),
        _ if is_link(line.text) => {
            let (above, line) = said.get(..last).and_then(self::last)?;
            (line.role == Role::Mobile).then_some(above)
        }
        _ => None,
    }
}

fn last<'l, 't>(lines: &'l [Line<'t>]) -> Option<(usize, &'l Line<'t>)> {
    lines.iter().enumerate().rfind(|(_, line)| !line.is_blank())
}

fn is_link(text: &str) -> bool {
    let text = text.trim_matches(['<', '>', '(', ')', '[', ']']);
    text.starts_with("http") && text.contains("://") && !text.contains(' ')
}
