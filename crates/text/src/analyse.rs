//! The search analyser, the same for FTS5 and for `tsvector('simple')`: text becomes tokens
//! separated by spaces, each one word to both engines, so neither needs a dictionary of its own.
//!
//! A stem is marked by a leading `zq`, which no Spanish or English word begins with: unmarked,
//! the prefix search `orden*` would also find every `ordenador`'s stem, and the stem `cas` of
//! `casas` the word `casco`. The mark names no language, so one token serves both. It is two
//! ASCII letters because punctuation would split the token in one engine or the other.
//!
//! To save room the index writes no stem that equals its word (`impresor`). A query therefore
//! asks for the marked stem and for the bare word of the same letters: see [`Word`].

use crate::fold::fold;
use crate::stems::stems;
use crate::stopwords::is_stop;
use crate::words::{Chunk, chunks};

const MARK: &str = "zq";
const LONGEST_TOKEN: usize = 64;
const MOST_WORDS: usize = 8;
/// A whole mail pasted into the search box is not read to its end.
const MOST_CHUNKS: usize = 200;

/// One word of a query. It is found where a token begins with `prefix` or equals one of `stems`:
/// `("impresoras"* OR zqimpresor OR impresor)` in FTS5, `impresoras:* | zqimpresor | impresor` in
/// `to_tsquery`. Both fields hold letters and digits only, never a quote or an operator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// The folded word; never empty.
    pub prefix: String,
    /// Tokens to match whole: marked stems, and their bare forms where `prefix` does not cover
    /// them. Empty for codes, numbers and stop words.
    pub stems: Vec<String>,
}

impl Word {
    /// Whether this word finds the given token of the index.
    pub(crate) fn finds(&self, token: &str) -> bool {
        token.starts_with(&self.prefix) || self.stems.iter().any(|stem| stem == token)
    }
}

/// The text as the index keeps it. Each word folded, then its marked stems where they differ;
/// words held together by joiners give the joined form and the parts (`HP-203`: `hp203 hp 203`).
pub fn index_text(text: &str) -> String {
    let mut index = String::with_capacity(text.len() * 2);
    for chunk in chunks(text) {
        for token in joined_tokens(chunk).into_iter().chain(chunk.parts().flat_map(part_tokens)) {
            index.push_str(&token);
            index.push(' ');
        }
    }
    index.truncate(index.trim_end().len());
    index
}

/// At most 8 different words of a query. Stop words are dropped, unless all are.
/// Codes and addresses are one word in their joined form (`HP-203`: `hp203`).
pub fn query_words(query: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    for word in chunks(query).take(MOST_CHUNKS).filter_map(query_word) {
        if !words.contains(&word) {
            words.push(word);
        }
    }
    if words.iter().any(|word| !is_stop(&word.prefix)) {
        words.retain(|word| !is_stop(&word.prefix));
    }
    words.truncate(MOST_WORDS);
    words
}

fn query_word(chunk: Chunk<'_>) -> Option<Word> {
    let prefix = token(chunk.text)?;
    let mut wanted = Vec::new();
    for stem in marked_stems(chunk).unwrap_or_default() {
        wanted.push(format!("{MARK}{stem}"));
        if !stem.starts_with(&prefix) {
            wanted.push(escape(stem));
        }
    }
    Some(Word { prefix, stems: wanted })
}

/// A part's tokens: the word, then its marked stems.
pub(crate) fn part_tokens(part: Chunk<'_>) -> Vec<String> {
    let Some(word) = token(part.text) else { return Vec::new() };
    let stems = marked_stems(part).unwrap_or_default();
    let marked = stems.into_iter().filter(|stem| *stem != word).map(|stem| format!("{MARK}{stem}"));
    std::iter::once(word.clone()).chain(marked).collect()
}

/// The joined forms of a compound; of an address also each side of its `@`, so that a domain
/// finds all who write from it.
pub(crate) fn joined_tokens(chunk: Chunk<'_>) -> Vec<String> {
    if !chunk.is_compound() {
        return Vec::new();
    }
    let mut tokens: Vec<String> = token(chunk.text).into_iter().collect();
    if chunk.text.contains('@') {
        let sides = chunk.text.split('@').filter(|side| Chunk { start: 0, text: side }.is_compound());
        tokens.extend(sides.filter_map(token));
    }
    tokens
}

fn marked_stems(chunk: Chunk<'_>) -> Option<Vec<String>> {
    let folded = fold(chunk.text);
    (!chunk.is_compound() && !is_stop(&folded)).then(|| stems(chunk.text, &folded))
}

/// Folded letters and digits only, cut at 64: what is longer is a key or an attachment's bytes.
fn token(text: &str) -> Option<String> {
    let token: String = fold(text).chars().filter(|c| c.is_alphanumeric()).take(LONGEST_TOKEN).collect();
    (!token.is_empty()).then(|| escape(token))
}

/// A word that begins like the mark gets its first letter doubled, in index and query alike;
/// else the lone letter `z` would, as a prefix, find every stem of every text.
fn escape(word: String) -> String {
    if word.starts_with(MARK) || MARK.starts_with(&word) { format!("z{word}") } else { word }
}

#[cfg(test)]
mod tests {
    use super::{Word, index_text, query_words};
    use proptest::prelude::*;

    /// Every word of the query finds a token of the text: what both engines do.
    fn finds(query: &str, text: &str) -> bool {
        let index = index_text(text);
        let words = query_words(query);
        !words.is_empty() && words.iter().all(|word| index.split(' ').any(|token| word.finds(token)))
    }

    #[test]
    fn words_are_indexed_folded_with_their_stems() {
        assert_eq!(index_text("¡La Impresora!"), "la impresora zqimpresor");
        assert_eq!(index_text("conexión HP-203"), "conexion hp203 hp 203");
        assert_eq!(index_text("aula-2.14"), "aula214 aula zqaul 2 14");
        assert_eq!(index_text("<ana.ruiz@uni.es>"), "anaruizunies anaruiz unies ana ruiz uni es");
        assert_eq!(index_text("... ¿? --"), "");
    }

    #[test]
    fn a_query_word_is_a_prefix_and_stems() {
        let word = |prefix: &str, stems: &[&str]| Word {
            prefix: prefix.to_owned(),
            stems: stems.iter().map(|stem| (*stem).to_owned()).collect(),
        };
        assert_eq!(query_words("impresor"), [word("impresor", &["zqimpresor"])]);
        assert_eq!(
            query_words("Impresoras"),
            [word("impresoras", &["zqimpresor", "impresor", "zqimpresora", "impresora"])]
        );
        assert_eq!(query_words("hp-203 HP-203"), [word("hp203", &[])]);
    }

    #[test]
    fn people_find_what_they_mean() {
        let text = "Buenos días: las impresoras HP-203 del aula 2.14 no imprimen desde la actualización. \
            Escribidme a ana.ruiz@uni.es, el proyector tampoco se conectó al Wi-Fi y el ratón va lento.";
        for query in [
            "impresora",
            "impresor",
            "IMPRESORAS del aula",
            "imprimir",
            "hp203",
            "HP-203",
            "hp",
            "aula 2.14",
            "actualizacion",
            "actualizaciones",
            "actualizar",
            "ana.ruiz@uni.es",
            "@uni.es",
            "wifi",
            "wi-fi",
            "proyectores",
            "conectar",
            "ratones",
            "raton",
            "lenta",
            "dias",
            "act",
        ] {
            assert!(finds(query, text), "{query}: {:?} in {}", query_words(query), index_text(text));
        }
        for query in ["impresión", "hp204", "aula 3.15", "z", "zqimpresor", "monitor", "otra impresora rota"] {
            assert!(!finds(query, text), "{query}");
        }
    }

    #[test]
    fn a_word_that_is_its_own_stem_is_found_by_its_other_forms() {
        assert!(finds("impresoras", "el impresor"));
        assert!(finds("conexiones", "conexion"));
        assert!(finds("altavoces", "altavoz"));
    }

    #[test]
    fn words_like_the_mark_find_themselves_only() {
        assert!(finds("z", "planta Z") && finds("zq", "ZQ-1"));
        assert_eq!(index_text("z zona"), "zz zona zqzon");
    }

    #[test]
    fn stop_words_are_dropped_unless_all_are() {
        let prefixes = |query| query_words(query).into_iter().map(|word| word.prefix).collect::<Vec<_>>();
        assert_eq!(prefixes("no puedo entrar en el correo"), ["puedo", "entrar", "correo"]);
        assert_eq!(prefixes("¿Qué es esto?"), ["que", "es", "esto"]);
        assert_eq!(prefixes("uno dos tres cuatro cinco seis siete ocho nueve diez once").len(), 8);
        assert!(prefixes("\" OR * ( ) :").iter().all(|word| word == "or"));
    }

    #[test]
    fn long_tokens_are_cut_alike_in_index_and_query() {
        let key = "k".repeat(300);
        assert_eq!(index_text(&key).len(), 64);
        assert!(finds(&key, &key));
    }

    proptest! {
        #[test]
        fn query_words_hold_letters_and_digits_only(query in any::<String>()) {
            for word in query_words(&query) {
                prop_assert!(!word.prefix.is_empty());
                let mut all = word.stems.iter().chain([&word.prefix]);
                prop_assert!(all.all(|token| token.chars().all(char::is_alphanumeric)));
            }
        }

        #[test]
        fn index_tokens_are_short_letters_and_digits(text in any::<String>()) {
            for token in index_text(&text).split_whitespace() {
                prop_assert!(token.chars().all(char::is_alphanumeric) && token.chars().count() <= 66);
            }
        }

        #[test]
        fn every_word_finds_itself(word in "[\\w.@-]{1,20}") {
            let index = index_text(&word);
            for wanted in query_words(&word) {
                prop_assert!(index.split(' ').any(|token| wanted.finds(token)), "{wanted:?} in {index}");
            }
        }
    }
}
