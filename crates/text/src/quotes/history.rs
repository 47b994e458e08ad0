//! Which lines are quoted. Above all it must not take what a person says now: without proof a line
//! stays said, and answers between the lines of a quote stay in sight.

use super::Kind;
use super::attribution::{self, Proof};
use super::header::Header;
use super::line::{Hint, Line, Role};
use std::ops::Range;

enum Found {
    /// From here all is history, or what is passed on.
    Rest(usize, Kind),
    Run(Range<usize>),
    /// Nothing here: look again there.
    Nothing(usize),
}

/// What each line is, the signatures still among what is said.
pub(super) fn kinds(lines: &[Line]) -> Vec<Kind> {
    let mut kinds = vec![Kind::Said; lines.len()];
    let (mut at, mut floor, mut quoting) = (0, 0, false);
    while at < lines.len() {
        match (Search { lines, floor, quoting }).at(at) {
            Found::Rest(from, kind) => {
                fill(&mut kinds, from..lines.len(), kind);
                break;
            }
            Found::Run(run) => {
                (at, floor, quoting) = (run.end, run.end, true);
                fill(&mut kinds, run, Kind::Quoted);
            }
            Found::Nothing(next) => at = next,
        }
    }
    kinds
}

fn fill(kinds: &mut [Kind], range: Range<usize>, kind: Kind) {
    kinds.get_mut(range).unwrap_or_default().fill(kind);
}

#[derive(Clone, Copy)]
struct Search<'l, 't> {
    lines: &'l [Line<'t>],
    /// What stands above is dealt with.
    floor: usize,
    /// Whether an earlier quote shows that this person answers between the lines.
    quoting: bool,
}

impl Search<'_, '_> {
    fn at(self, at: usize) -> Found {
        let Some(line) = self.lines.get(at) else { return Found::Nothing(at + 1) };
        if line.is_quote() {
            return self.quote(at);
        }
        match (line.hint, line.role) {
            (_, Role::Forward) if self.heads(at + 1) => Found::Rest(self.ruled(at), Kind::Forwarded),
            (Hint::Start, _) => Found::Rest(self.ruled(at), Kind::Quoted),
            (Hint::Attribution, _) if !line.is_blank() => Found::Run(at..self.quote_end(at + 1)),
            (_, Role::Original | Role::Marker) if self.next(at + 1).is_some() => {
                Found::Rest(self.ruled(at), Kind::Quoted)
            }
            (_, Role::Key(_)) => self.header(at),
            _ => self.attribution(at),
        }
    }

    /// The next line that is not blank.
    fn next(self, from: usize) -> Option<usize> {
        let below = self.lines.get(from..)?;
        below.iter().position(|line| !line.is_blank()).map(|offset| from + offset)
    }

    fn quote(self, at: usize) -> Found {
        let end = self.quote_end(at);
        let run = self.lines.get(at..end).unwrap_or_default();
        if self.quoting || is_quoted_mail(run) { Found::Run(at..end) } else { Found::Nothing(end) }
    }

    /// Where the quote at this place ends, blank lines inside it included.
    fn quote_end(self, at: usize) -> usize {
        let mut end = at;
        while let Some(next) = self.next(end) {
            if !self.lines.get(next).is_some_and(Line::is_quote) {
                break;
            }
            end = next + 1;
        }
        end
    }

    fn header(self, at: usize) -> Found {
        let header = Header::read(self.lines.get(at..).unwrap_or_default());
        if header.is_sure() { Found::Rest(self.ruled(at), Kind::Quoted) } else { Found::Nothing(at + 1) }
    }

    /// Whether a block of headers follows.
    fn heads(self, from: usize) -> bool {
        let below = self.next(from).and_then(|next| self.lines.get(next..)).unwrap_or_default();
        Header::read(below).is_likely()
    }

    fn attribution(self, at: usize) -> Found {
        let above = self.lines.get(self.floor..=at).unwrap_or_default();
        let Some((count, proof)) = attribution::ending(above) else { return Found::Nothing(at + 1) };
        let first = at + 1 - count;
        let end = self.quote_end(at + 1);
        match proof {
            _ if end > at + 1 => Found::Run(first..end),
            Proof::Sure => Found::Rest(first, Kind::Quoted),
            Proof::IfQuoteFollows => Found::Nothing(at + 1),
        }
    }

    /// With the rule that programs draw above, or with the line that says whose it is.
    fn ruled(self, at: usize) -> usize {
        let above = self.lines.get(self.floor..at).unwrap_or_default();
        let Some(last) = above.iter().rposition(|line| !line.is_blank()) else { return at };
        let above = above.get(..=last).unwrap_or_default();
        let rule = above.last().is_some_and(|line| matches!(line.role, Role::Rule | Role::Original));
        let taken = if rule { 1 } else { attribution::ending(above).map_or(0, |(count, _)| count) };
        if taken > 0 { self.floor + above.len() - taken } else { at }
    }
}

/// Lines that begin with `>` may be a list or a shell. They are a mail if they nest, or if what only
/// mails have stands inside.
fn is_quoted_mail(run: &[Line]) -> bool {
    let lines = || run.iter().filter(|line| line.is_quote());
    let nested = lines().any(|line| line.depth == 1) && lines().any(|line| line.depth > 1);
    let attributed =
        (0..run.len()).filter_map(|at| attribution::ending(run.get(..=at)?)).any(|(_, proof)| proof == Proof::Sure);
    let keys = lines().filter(|line| matches!(line.role, Role::Key(_))).count() > 2;
    let cited = lines().any(|line| line.hint == Hint::Cited);
    let mail = lines().any(|line| matches!(line.role, Role::Delimiter { .. } | Role::Original | Role::Forward));
    nested || attributed || keys || cited || mail
}
