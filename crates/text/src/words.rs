//! Where words begin and end, for index, query and highlighting alike: a word found by one and
//! not by another would be a search that shows no reason for its answer.

use unicode_normalization::char::is_combining_mark;

/// A run of letters and digits, held together by single joiners: `aula-2.14`, `ana@uni.es`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Chunk<'t> {
    /// Where it starts in the text, in bytes.
    pub(crate) start: usize,
    pub(crate) text: &'t str,
}

impl<'t> Chunk<'t> {
    /// The pieces between the joiners, none empty; one piece if nothing joins.
    pub(crate) fn parts(self) -> impl Iterator<Item = Chunk<'t>> {
        let mut start = self.start;
        self.text.split_inclusive(is_joiner).map(move |piece| {
            let part = Chunk { start, text: piece.trim_end_matches(is_joiner) };
            start += piece.len();
            part
        })
    }

    pub(crate) fn is_compound(self) -> bool {
        self.text.contains(is_joiner)
    }

    pub(crate) fn end(self) -> usize {
        self.start + self.text.len()
    }
}

/// The chunks of a text, in order. Joiners at the edge of a word are punctuation.
pub(crate) fn chunks(text: &str) -> impl Iterator<Item = Chunk<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = text.get(at..)?;
        let start = at + rest.find(is_word)?;
        let chunk = Chunk { start, text: leading_chunk(text.get(start..)?) };
        at = chunk.end();
        Some(chunk)
    })
}

fn leading_chunk(text: &str) -> &str {
    let mut end = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let joins = is_joiner(c) && chars.peek().is_some_and(|(_, next)| is_word(*next));
        if !is_word(c) && !joins {
            break;
        }
        end = at + c.len_utf8();
    }
    text.get(..end).unwrap_or(text)
}

/// Letters, digits, their accents, and the soft hyphens that web pages leave inside words.
fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '\u{AD}' || is_combining_mark(c)
}

/// What holds room numbers, models, addresses, versions and MAC addresses together,
/// and the `·` of Catalan `col·legi`.
fn is_joiner(c: char) -> bool {
    matches!(c, '-' | '.' | '_' | '@' | ':' | '\'' | '’' | '·' | '\u{2010}' | '\u{2011}')
}

#[cfg(test)]
mod tests {
    use super::chunks;

    fn split(text: &str) -> Vec<Vec<&str>> {
        chunks(text).map(|chunk| chunk.parts().map(|part| part.text).collect()).collect()
    }

    #[test]
    fn punctuation_parts_and_joiners_join() {
        assert_eq!(split("¡Hola! ¿Va la HP-203?"), [vec!["Hola"], vec!["Va"], vec!["la"], vec!["HP", "203"]]);
        assert_eq!(split("ana.perez@uni.es."), [["ana", "perez", "uni", "es"]]);
        assert_eq!(split("y/o ... -- https://uni.es"), [vec!["y"], vec!["o"], vec!["https"], vec!["uni", "es"]]);
    }

    #[test]
    fn chunks_and_parts_know_where_they_are() {
        let text = "El año 2.14: ñu";
        for chunk in chunks(text) {
            assert_eq!(text.get(chunk.start..chunk.end()), Some(chunk.text));
            assert!(chunk.parts().all(|part| text.get(part.start..part.end()) == Some(part.text)));
        }
    }
}
