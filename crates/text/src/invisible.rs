//! Characters that a reader does not see but that change what they see. In names and addresses
//! they only serve to deceive: with U+202E inside,
//! `factura` + `fdp.exe` shows as `facturaexe.pdf`.

/// Whether `c` is a control, a direction mark or a zero-width character.
pub(crate) fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{AD}' | '\u{61C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}')
}

#[cfg(test)]
mod tests {
    use super::is_invisible;

    #[test]
    fn direction_marks_are_invisible_and_letters_are_not() {
        assert!("\u{202E}\u{200B}\u{7}\u{FEFF}".chars().all(is_invisible));
        assert!(!"Añó 東京 -_.".chars().any(is_invisible));
    }
}
