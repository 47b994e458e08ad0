//! Why a text was found: the stretch of it that answers the query best, with the words marked.
//! It reads the text as the index did, so accents, plurals and codes are marked as they were found.

use crate::analyse::{Word, joined_tokens, part_tokens};
use crate::words::{Chunk, chunks};

/// Room for an ellipsis at both ends.
const ELLIPSES: usize = 2;
/// Less than this shows nothing worth reading.
const LEAST_CHARS: usize = 16;

/// A stretch of text, and whether it answers the query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    pub text: String,
    pub hit: bool,
}

/// At most `max_chars` (16 at least) of a plain text in one line, taken where the most different
/// words of the query stand together; its beginning if none is found. Pieces alternate.
pub fn snippet(text: &str, words: &[Word], max_chars: usize) -> Vec<Piece> {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let chars: Vec<char> = line.chars().collect();
    let hits = find_hits(&line, words);
    let window = window(&chars, &hits, max_chars.max(LEAST_CHARS));
    pieces(&chars, &hits, &window)
}

/// Where a word of the query stands, in characters.
#[derive(Debug, Clone, Copy)]
struct Hit {
    start: usize,
    end: usize,
    word: usize,
}

/// What to show, in characters; it has at least one unless the text is empty.
struct Window {
    start: usize,
    end: usize,
}

fn find_hits(line: &str, words: &[Word]) -> Vec<Hit> {
    let mut hits = Vec::new();
    let (mut bytes, mut chars) = (0, 0);
    for (chunk, word) in chunks(line).flat_map(|chunk| chunk_hits(chunk, words)) {
        chars += line.get(bytes..chunk.start).map_or(0, |text| text.chars().count());
        let end = chars + chunk.text.chars().count();
        hits.push(Hit { start: chars, end, word });
        (bytes, chars) = (chunk.end(), end);
    }
    hits
}

/// A code found by its joined form is marked whole; else each of its parts that is found.
fn chunk_hits<'t>(chunk: Chunk<'t>, words: &[Word]) -> Vec<(Chunk<'t>, usize)> {
    let found = |tokens: &[String]| words.iter().position(|word| tokens.iter().any(|token| word.finds(token)));
    if let Some(word) = found(&joined_tokens(chunk)) {
        return vec![(chunk, word)];
    }
    // Stems begin as their words do: most words need no stemming to be passed over.
    let parts = chunk.parts().filter(|part| words.iter().any(|word| begin_alike(part.text, &word.prefix)));
    parts.filter_map(|part| Some((part, found(&part_tokens(part))?))).collect()
}

fn begin_alike(typed: &str, prefix: &str) -> bool {
    let first = typed.chars().next().map(|c| crate::fold::fold(c.encode_utf8(&mut [0; 4])));
    first.is_none_or(|first| first.chars().next() == prefix.chars().next() || first.is_empty())
}

fn window(chars: &[char], hits: &[Hit], max_chars: usize) -> Window {
    if chars.len() <= max_chars {
        return Window { start: 0, end: chars.len() };
    }
    let room = max_chars - ELLIPSES;
    let (from, to) = best_run(hits, room);
    // A third of what is left goes before the first hit: one reads on, not back.
    let lead = room.saturating_sub(to - from) / 3;
    let start = word_start(chars, from.saturating_sub(lead).min(chars.len() - room), from);
    Window { start, end: word_end(chars, start + room, to) }
}

/// From the first to the last character of the run of hits that says most within the room.
fn best_run(hits: &[Hit], room: usize) -> (usize, usize) {
    let mut best = (0, 0, 0, 0);
    for (first, from) in hits.iter().enumerate() {
        let run = hits.iter().skip(first).take_while(|hit| hit.end - from.start <= room);
        let (seen, count, to) =
            run.fold((0_u64, 0, from.end), |(seen, count, _), hit| (seen | 1 << hit.word.min(63), count + 1, hit.end));
        if (seen.count_ones(), count) > (best.0, best.1) {
            best = (seen.count_ones(), count, from.start, to);
        }
    }
    (best.2, best.3)
}

/// The first start of a word at or after `wish`, but not beyond `latest`.
fn word_start(chars: &[char], wish: usize, latest: usize) -> usize {
    let starts = |at: usize| at == 0 || chars.get(at - 1).is_none_or(|c| *c == ' ');
    (wish..=latest.max(wish)).find(|at| starts(*at)).unwrap_or(wish)
}

/// The last end of a word at or before `wish`, but not before `earliest`.
fn word_end(chars: &[char], wish: usize, earliest: usize) -> usize {
    let ends = |at: usize| chars.get(at).is_none_or(|c| *c == ' ');
    let end = (earliest.max(1)..=wish).rev().find(|at| ends(*at)).unwrap_or(wish);
    end.min(chars.len())
}

fn pieces(chars: &[char], hits: &[Hit], window: &Window) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut push = |text: String, hit: bool| {
        if !text.is_empty() {
            pieces.push(Piece { text, hit });
        }
    };
    let text = |from: usize, to: usize| chars.get(from..to).map(String::from_iter).unwrap_or_default();
    let mut at = window.start;
    let mut plain = String::from(if window.start > 0 { "…" } else { "" });
    for hit in hits.iter().filter(|hit| hit.start >= window.start && hit.start < window.end) {
        let end = hit.end.min(window.end);
        plain.push_str(&text(at, hit.start));
        push(std::mem::take(&mut plain), false);
        push(text(hit.start, end), true);
        at = end;
    }
    plain.push_str(&text(at, window.end));
    plain.push_str(if window.end < chars.len() { "…" } else { "" });
    push(plain, false);
    pieces
}

#[cfg(test)]
mod tests {
    use super::{Piece, snippet};
    use crate::analyse::query_words;
    use proptest::prelude::*;

    /// Hits in brackets.
    fn show(text: &str, query: &str, max_chars: usize) -> String {
        let mark = |Piece { text, hit }| if hit { format!("[{text}]") } else { text };
        snippet(text, &query_words(query), max_chars).into_iter().map(mark).collect()
    }

    #[test]
    fn accents_plurals_and_codes_are_marked() {
        assert_eq!(show("La conexión falla", "conexiones", 80), "La [conexión] falla");
        assert_eq!(show("Impresora HP-203,\n rota", "hp203 impresoras", 80), "[Impresora] [HP-203], rota");
        assert_eq!(show("El equipo HP-203", "203", 80), "El equipo HP-[203]");
        assert_eq!(show("Olvidé mi contraseña.", "contrasena olvido", 80), "[Olvidé] mi [contraseña].");
    }

    #[test]
    fn the_window_goes_where_the_words_meet() {
        let text = "El correo llegó ayer por la tarde y nadie lo leyó hasta hoy. Parece que el proyector del \
            aula 2.14 pierde el correo y la imagen cada vez que alguien mueve el cable de la pared.";
        assert_eq!(show(text, "correo proyector", 60), "…el [proyector] del aula 2.14 pierde el [correo] y la imagen…");
        assert_eq!(show(text, "impresora", 40), "El correo llegó ayer por la tarde y…");
        assert_eq!(show(text, "pared", 40), "…alguien mueve el cable de la [pared].");
    }

    #[test]
    fn nothing_makes_nothing_and_long_words_are_cut() {
        assert!(snippet(" \n", &[], 80).is_empty());
        assert_eq!(show(&"a".repeat(50), "aa", 20), format!("[{}]…", "a".repeat(18)));
    }

    proptest! {
        #[test]
        fn a_snippet_fits_and_alternates(text in any::<String>(), query in any::<String>(), max in 0_usize..200) {
            let pieces = snippet(&text, &query_words(&query), max);
            let length: usize = pieces.iter().map(|piece| piece.text.chars().count()).sum();
            prop_assert!(length <= max.max(16));
        }

        #[test]
        fn a_snippet_shows_a_hit_if_there_is_one(
            before in "([a-ú]{1,9} ){0,40}", after in "( [a-ú]{1,9}){0,40}", max in 16_usize..100,
        ) {
            let pieces = snippet(&format!("{before}Ñandúes{after}"), &query_words("nandu"), max);
            prop_assert!(pieces.iter().any(|piece| piece.hit));
            prop_assert!(pieces.iter().map(|piece| piece.text.chars().count()).sum::<usize>() <= max);
        }
    }
}
