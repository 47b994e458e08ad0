//! In which language to answer who wrote a mail: pure.

use atiende_i18n::Locale;
use atiende_mime::Message;
use std::str::FromStr as _;

/// Words that nearly every sentence of a language has, and no sentence of the other.
const WORDS: [(Locale, &[&str]); 2] = [
    (
        Locale::Es,
        &[
            "el", "la", "los", "las", "de", "del", "que", "y", "un", "una", "por", "para", "con", "es", "hola",
            "gracias",
        ],
    ),
    (Locale::En, &["the", "of", "and", "to", "is", "are", "it", "you", "my", "with", "for", "not", "hello", "thanks"]),
];
/// So many more of one than of the other are proof.
const ENOUGH: usize = 2;
/// Letters that are read.
const LONGEST: usize = 4_000;

/// What its words are in; else what the sender's program says (RFC 3282); else `desk`.
pub(super) fn of(message: &Message, said: &str, desk: &str) -> String {
    let told = || {
        let fields = ["content-language", "accept-language"].into_iter();
        fields.filter_map(|name| message.headers.first(name)).find_map(declared)
    };
    spoken(said).or_else(told).map_or_else(|| desk.to_owned(), |locale| locale.as_str().to_owned())
}

fn spoken(said: &str) -> Option<Locale> {
    let said = said.get(..said.floor_char_boundary(LONGEST)).unwrap_or(said).to_lowercase();
    let words: Vec<&str> = said.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).collect();
    let count = |known: &[&str]| words.iter().filter(|word| known.contains(word)).count();
    let [(first, of_first), (second, of_second)] = WORDS.map(|(locale, known)| (locale, count(known)));
    match of_first.abs_diff(of_second) {
        ..ENOUGH => None,
        _ if of_first > of_second => Some(first),
        _ => Some(second),
    }
}

/// The first language that there is: `es-ES, en-US`.
fn declared(value: &str) -> Option<Locale> {
    let primary = |range: &str| Locale::from_str(&range.trim().split(['-', ';']).next()?.to_ascii_lowercase()).ok();
    value.split(',').find_map(primary)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn language(headers: &str, said: &str) -> String {
        of(&atiende_mime::read(format!("{headers}\n\n{said}").as_bytes()), said, "es")
    }

    #[test]
    fn words_count_more_than_headers() {
        assert_eq!(language("Content-Language: en-US", "Hola, la impresora de la sala no imprime"), "es");
        assert_eq!(language("Content-Language: es-ES", "Hello, the printer is not working, thanks"), "en");
        assert_eq!(language("Accept-Language: de-DE, en-US", "Drucker defekt"), "en");
        assert_eq!(language("Content-Language: fr", "Bonjour"), "es", "the desk's");
        assert_eq!(language("A: b", "OK"), "es");
    }
}
