//! Letters as people compare them: without case, accents, ligatures or width. `Ñ` folds to `n`
//! because half of the keyboards of a university lack it, and `contrasena` must find `contraseña`.

use unicode_normalization::char::{decompose_compatible, is_combining_mark};

/// Lower case, no marks, compatibility forms resolved. Folding again changes nothing.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut folded = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii() {
            folded.push(c.to_ascii_lowercase());
            continue;
        }
        // Lowering by character, not by word: the final sigma must fold like the others. A few capitals
        // decompose only once lowered, so marks go last.
        decompose_compatible(c, |part| {
            for lowered in part.to_lowercase() {
                decompose_compatible(lowered, |letter| spell(&mut folded, letter));
            }
        });
    }
    folded
}

/// Letters with a stroke or a twin have no decomposition in Unicode.
fn spell(folded: &mut String, letter: char) {
    match letter {
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
        mark if is_combining_mark(mark) => {}
        letter => folded.push(letter),
    }
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
