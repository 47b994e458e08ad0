//! How things are listed: "a, b y c".

use crate::{Locale, key};

impl Locale {
    /// "a", "a y b", "a, b y c"; the Spanish "y" becomes "e" before the sound of i ("Ana e Inés").
    pub fn list(self, items: &[impl AsRef<str>]) -> String {
        let Some((last, others)) = items.split_last() else { return String::new() };
        let last = last.as_ref();
        let others = others.iter().map(|item| item.as_ref().to_owned());
        let Some(head) = others.reduce(|head, item| self.with2("list-more", "head", head, "item", item)) else {
            return last.to_owned();
        };
        let key = if sounds_like_i(last) { key!("list-last-before-i") } else { key!("list-last") };
        self.with2(key, "head", head, "item", last)
    }
}

/// Whether a Spanish word begins with the sound of i: "Inés", "hilo", not "hielo" nor "Yolanda",
/// whose first sound is a consonant. The English messages do not care.
fn sounds_like_i(word: &str) -> bool {
    let mut letters = word.trim_start_matches(|c: char| !c.is_alphanumeric()).chars().flat_map(char::to_lowercase);
    let mut first = letters.next();
    if first == Some('h') {
        first = letters.next();
    }
    match first {
        Some('í') => true,
        Some('i') => !matches!(letters.next(), Some('a' | 'e' | 'o' | 'á' | 'é' | 'ó')),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_item_is_joined_by_a_word() {
        let lists: [&[&str]; 4] = [&[], &["a"], &["a", "b"], &["a", "b", "c"]];
        assert_eq!(lists.map(|items| Locale::Es.list(items)), ["", "a", "a y b", "a, b y c"]);
        assert_eq!(lists.map(|items| Locale::En.list(items)), ["", "a", "a and b", "a, b and c"]);
        assert_eq!(Locale::Es.list(&["Ana", "Luis"].map(String::from)), "Ana y Luis");
    }

    #[test]
    fn spanish_avoids_two_equal_sounds() {
        let last = ["Inés", "hilos", "Índice", "Hípica", "«Ibiza»", "hielo", "ion", "Yolanda", "Ana", "h"];
        let joined = last.map(|word| Locale::Es.list(&["x", word]));
        let expected = [
            "x e Inés",
            "x e hilos",
            "x e Índice",
            "x e Hípica",
            "x e «Ibiza»",
            "x y hielo",
            "x y ion",
            "x y Yolanda",
            "x y Ana",
            "x y h",
        ];
        assert_eq!(joined, expected);
        assert_eq!(Locale::En.list(&["x", "Inés"]), "x and Inés");
    }
}
