//! Letters as people compare them: without case, accents, ligatures or width. `Ñ` folds to `n`
//! because half of the keyboards of a university lack it, and `contrasena` must find `contraseña`.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Lower case, no marks, compatibility forms resolved. Folding again changes nothing.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    // Lowering by character, not by word: the final sigma must fold like the others.
    let lowered = text.nfkd().flat_map(char::to_lowercase);
    // A few capitals decompose only once lowered, so marks go last.
    lowered.nfkd().filter(|c| !is_combining_mark(*c)).fold(String::with_capacity(text.len()), spell)
}

/// Letters with a stroke or a twin have no decomposition in Unicode.
fn spell(mut folded: String, c: char) -> String {
    match c {
        'ß' => folded.push_str("ss"),
        'æ' => folded.push_str("ae"),
        'œ' => folded.push_str("oe"),
        'þ' => folded.push_str("th"),
        'ø' => folded.push('o'),
        'đ' | 'ð' => folded.push('d'),
        'ł' => folded.push('l'),
        'ħ' => folded.push('h'),
        'ŧ' => folded.push('t'),
        'ı' => folded.push('i'),
        'ς' => folded.push('σ'),
        c => folded.push(c),
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::fold;
    use proptest::prelude::*;

    #[test]
    fn spanish_folds_to_bare_letters() {
        assert_eq!(fold("¿Olvidó la CONTRASEÑA del pingüino?"), "¿olvido la contrasena del pinguino?");
        assert_eq!(fold("Instalació de l'ordinador, façana"), "instalacio de l'ordinador, facana");
    }

    #[test]
    fn twins_ligatures_and_widths_fold_alike() {
        assert_eq!(fold("Straße STRASSE ẞ"), "strasse strasse ss");
        assert_eq!(fold("ﬁbra Œuvre Æther Ørsted Łódź"), "fibra oeuvre aether orsted lodz");
        assert_eq!(fold("ＨＰ－２０３ 1º"), "hp-203 1o");
        assert_eq!(fold("an\u{303}o İstanbul ΟΔΟΣ"), "ano istanbul οδοσ");
    }

    #[test]
    fn folding_any_character_twice_is_folding_it_once() {
        let every: String = (0..=0x0010_FFFF).filter_map(char::from_u32).collect();
        let once = fold(&every);
        assert!(fold(&once) == once);
    }

    proptest! {
        #[test]
        fn folding_twice_is_folding_once(text in any::<String>()) {
            let once = fold(&text);
            prop_assert_eq!(&fold(&once), &once);
        }
    }
}
