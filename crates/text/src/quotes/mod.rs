//! What a person says in a mail, apart from the history it quotes and the signature below it. Nothing
//! is deleted: a page shows what is said and folds the rest away.
//!
//! Wordings of mail programs in eight languages are proof only together with what stands around
//! them, for hiding what somebody says is worse than showing a quote. Where nothing would be left,
//! all of it is said: a mail that only passes another on is about that other.

mod attribution;
mod closings;
mod forward;
mod header;
mod history;
mod html;
mod line;
mod signature;
mod wordings;
mod written;

#[cfg(test)]
mod tests;

pub use forward::{Forwarded, forwarded, is_forward};
pub(crate) use html::FOLDS;
pub use html::{FoldedHtml, Summary, Unfolded, fold_html, label_folds, unfold};
pub use written::to_html;

use line::{Line, Role};

/// No person reads further; what follows is of the kind of the last line.
const MOST_LINES: usize = 50_000;

/// What a piece of a mail is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Written now, for its reader.
    Said,
    /// The history: mails that were answered, and the line that says whose they are.
    Quoted,
    /// A mail passed on below something said. No history: its reader may not know it.
    Forwarded,
    /// What ends every mail of this person or program, notices of lawyers too.
    Signature,
}

/// A stretch of whole lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chunk<'t> {
    pub kind: Kind,
    pub text: &'t str,
}

/// A text as its chunks: in their order they are the text, byte for byte. Neighbours differ in kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parts<'t> {
    pub chunks: Vec<Chunk<'t>>,
}

impl Parts<'_> {
    /// What is said alone, without space at its ends: the `body_stripped` of the API.
    pub fn said(&self) -> String {
        let said: String = self.of(Kind::Said).collect();
        said.trim_start_matches(['\r', '\n']).trim_end().to_owned()
    }

    /// Whether there is anything to fold.
    pub fn folds(&self) -> bool {
        self.chunks.iter().any(|chunk| chunk.kind != Kind::Said)
    }

    /// The texts of one kind.
    pub fn of(&self, kind: Kind) -> impl Iterator<Item = &str> {
        self.chunks.iter().filter(move |chunk| chunk.kind == kind).map(|chunk| chunk.text)
    }
}

/// Splits the text of a mail. Time and memory grow with its length alone.
pub fn split(text: &str) -> Parts<'_> {
    let raw: Vec<&str> = text.split_inclusive('\n').take(MOST_LINES).collect();
    let lines: Vec<Line> = raw.iter().map(|raw| Line::read(raw)).collect();
    let mut chunks = Vec::new();
    let (mut start, mut end) = (0, 0);
    let kinds = kinds(&lines);
    for (at, (kind, raw)) in kinds.iter().zip(&raw).enumerate() {
        end += raw.len();
        let next = kinds.get(at + 1);
        if next != Some(kind) {
            let end = if next.is_some() { end } else { text.len() };
            chunks.push(Chunk { kind: *kind, text: text.get(start..end).unwrap_or_default() });
            start = end;
        }
    }
    Parts { chunks }
}

/// What each line is.
fn kinds(lines: &[Line]) -> Vec<Kind> {
    let mut kinds = history::kinds(lines);
    signature::mark(lines, &mut kinds);
    let speaks = |(line, kind): (&Line, &Kind)| *kind == Kind::Said && !matches!(line.role, Role::Blank | Role::Rule);
    if !lines.iter().zip(&kinds).any(speaks) {
        return vec![Kind::Said; lines.len()];
    }
    // A blank line belongs to what stands above it.
    let mut above = Kind::Said;
    for (line, kind) in lines.iter().zip(&mut kinds) {
        if line.is_blank() {
            *kind = above;
        }
        above = *kind;
    }
    kinds
}
