//! Words too common to search by, in Spanish and English, folded and sorted. They stay in the
//! index (a query of nothing else still answers) but get no stems: `para` must not find `parar`.

/// Whether a folded word says nothing about what is sought.
pub(crate) fn is_stop(folded: &str) -> bool {
    STOP.binary_search(&folded).is_ok()
}

#[rustfmt::skip]
const STOP: &[&str] = &[
    "a", "about", "after", "al", "algo", "algun", "alguna", "algunas", "alguno", "algunos", "all", "also", "am", "an",
    "and", "any", "aquel", "aquella", "aquellas", "aquellos", "aqui", "are", "as", "asi", "at", "aunque", "be",
    "because", "been", "but", "by", "cada", "can", "como", "con", "cual", "cuales", "cuando", "de", "del", "desde",
    "did", "do", "does", "donde", "dos", "e", "el", "ella", "ellas", "ello", "ellos", "en", "entre", "era", "eran",
    "es", "esa", "esas", "ese", "eso", "esos", "esta", "estaba", "estamos", "estan", "estar", "estas", "este", "esto",
    "estos", "estoy", "for", "from", "fue", "ha", "habia", "had", "han", "has", "hasta", "have", "hay", "he", "her",
    "his", "how", "i", "if", "in", "into", "is", "it", "its", "la", "las", "le", "les", "lo", "los", "mas", "me", "mi",
    "mis", "mucho", "muchos", "muy", "my", "ni", "no", "nos", "nosotros", "not", "nuestra", "nuestro", "o", "of", "on",
    "or", "os", "otra", "otras", "otro", "otros", "our", "para", "pero", "poco", "por", "porque", "pues", "que",
    "quien", "quienes", "se", "sea", "ser", "si", "sido", "sin", "so", "sobre", "son", "soy", "su", "sus", "tambien",
    "tan", "tanto", "te", "that", "the", "their", "them", "then", "there", "these", "they", "this", "tiene", "tienen",
    "to", "todo", "todos", "tu", "tus", "u", "un", "una", "unas", "uno", "unos", "very", "was", "we", "were", "what",
    "when", "where", "which", "who", "will", "with", "y", "ya", "yo", "you", "your",
];

#[cfg(test)]
mod tests {
    use super::{STOP, is_stop};
    use crate::fold::fold;

    #[test]
    fn the_list_is_sorted_and_folded() {
        assert!(STOP.is_sorted_by(|one, next| one < next));
        assert!(STOP.iter().all(|word| fold(word) == *word));
    }

    #[test]
    fn common_words_stop_and_telling_words_do_not() {
        assert!(is_stop("para") && is_stop("the"));
        assert!(!is_stop("impresora") && !is_stop("usb"));
    }
}
