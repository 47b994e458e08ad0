//! Plain text as it is shown: one kind of line ending, no control characters, and what `format=flowed` (RFC 3676) broke
//! put together again.

/// Nobody reads more on a page; the whole stays as a file.
pub(crate) const LONGEST: usize = 1 << 20;

/// The text in lines that `\n` ends, without blank lines at its ends, and without control characters (a page feed ends
/// a line; NUL no database takes).
pub(crate) fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' if chars.peek() == Some(&'\n') => {}
            '\r' | '\u{C}' => out.push('\n'),
            '\n' | '\t' => out.push(c),
            c if c.is_control() || c == '\u{FEFF}' => {}
            c => out.push(c),
        }
    }
    out.truncate(out.trim_end().len());
    let blank = out.len() - out.trim_start().len();
    let starts = out.get(..blank).and_then(|blank| blank.rfind('\n')).map_or(0, |at| at + 1);
    out.drain(..starts);
    out
}

/// Joins the lines that end in a space to those after them, within a quote of one depth; the signature's line stays.
/// With `delsp` the space at the end is not the writer's.
pub(crate) fn unflow(text: &str, delsp: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut open: Option<usize> = None; // the depth of the quote whose line goes on
    for line in text.lines() {
        let rest = line.trim_start_matches('>');
        let depth = line.len() - rest.len();
        let content = rest.strip_prefix(' ').unwrap_or(rest);
        let signature = content == "-- ";
        if open != Some(depth) || signature {
            if !out.is_empty() || open.is_some() {
                out.push('\n');
            }
            out.extend(std::iter::repeat_n('>', depth));
            out.push_str(if depth > 0 { " " } else { "" });
        }
        let flows = content.ends_with(' ') && !signature;
        out.push_str(if flows && delsp { content.get(..content.len() - 1).unwrap_or(content) } else { content });
        open = Some(if flows { depth } else { usize::MAX });
    }
    out
}

/// The bytes of a text, or as many as are shown; not cut amid a character of UTF-8.
pub(crate) fn shorten(bytes: &[u8], longest: usize) -> &[u8] {
    let continues = |at: usize| bytes.get(at).is_some_and(|byte| (0x80..0xC0).contains(byte));
    let end = (longest.saturating_sub(3)..=longest).rev().find(|at| !continues(*at)).unwrap_or(longest);
    bytes.get(..end).unwrap_or(bytes)
}

#[cfg(test)]
mod tests {
    use super::{shorten, tidy, unflow};
    use proptest::prelude::*;

    #[test]
    fn text_is_tidied() {
        assert_eq!(tidy("\r\n \r\n  uno\r\ndos\rtres\u{C}\0\u{7}\tx \r\n\r\n"), "  uno\ndos\ntres\n\tx");
        assert_eq!(tidy(" \n"), "");
    }

    #[test]
    fn flowed_text_is_joined() {
        assert_eq!(unflow("uno \ndos\ntres", false), "uno dos\ntres");
        assert_eq!(unflow(">uno \n> dos\n>> tres \ncuatro", false), "> uno dos\n>> tres \ncuatro");
        assert_eq!(unflow("uno\n-- \nAna", false), "uno\n-- \nAna");
        assert_eq!(unflow("日 \n本", true), "日本");
        assert_eq!(unflow("\n\n  uno", false), "\n\n uno");
        assert_eq!(unflow("", false), "");
    }

    #[test]
    fn text_is_cut_between_characters() {
        assert_eq!(shorten("año".as_bytes(), 2), b"a");
        assert_eq!(shorten("año".as_bytes(), 3), "añ".as_bytes());
        assert_eq!(shorten("año".as_bytes(), 4), "año".as_bytes());
        assert_eq!(shorten(&[0x80; 9], 5), [0x80; 5]);
    }

    proptest! {
        #[test]
        fn any_text_is_tidied(text in any::<String>()) {
            let tidied = tidy(&text);
            prop_assert!(!tidied.contains(['\r', '\0']));
            prop_assert_eq!(&tidy(&tidied), &tidied);
            unflow(&text, false);
        }

        #[test]
        fn flowing_loses_no_word(text in "[a>\\n -]{0,40}") {
            let words = |text: &str| text.chars().filter(|c| *c == 'a').count();
            prop_assert_eq!(words(&unflow(&text, true)), words(&text));
        }
    }
}
