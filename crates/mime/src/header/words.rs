//! Encoded words (RFC 2047), read as they are sent and not only as they should be: inside quotes, beside other text, with
//! spaces, without padding, a character parted between two of them.

use crate::body::transfer;
use crate::charset;

/// Longer names are no charset's; this bounds the search for their end.
const LONGEST_CHARSET: usize = 60;

/// An encoded word as it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Word<'x> {
    charset: &'x str,
    base64: bool,
    text: &'x str,
}

/// The text with its encoded words decoded. Space between two of them is theirs and goes (RFC 2047 6.2).
pub(crate) fn decode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut run = Run::default();
    let (mut plain, mut from) = (0, 0);
    while let Some(at) = text.get(from..).and_then(|rest| rest.find("=?")).map(|at| from + at) {
        let Some((word, length)) = text.get(at..).and_then(word) else {
            from = at + 2;
            continue;
        };
        let between = text.get(plain..at).unwrap_or_default();
        if run.charset.is_none() || !between.trim().is_empty() {
            run.flush(&mut out);
            out.push_str(between);
        }
        run.add(word, &mut out);
        (plain, from) = (at + length, at + length);
    }
    run.flush(&mut out);
    out.push_str(text.get(plain..).unwrap_or_default());
    out
}

/// How many bytes the encoded word takes that the text begins with.
pub(crate) fn length(text: &str) -> Option<usize> {
    word(text).map(|(_, length)| length)
}

fn word(text: &str) -> Option<(Word<'_>, usize)> {
    let rest = text.strip_prefix("=?")?;
    let charset_ends = rest.bytes().take(LONGEST_CHARSET).position(|byte| byte == b'?')?;
    let charset = rest.get(..charset_ends)?;
    let rest = rest.get(charset_ends + 1..)?;
    let base64 = match rest.as_bytes() {
        [b'B' | b'b', b'?', ..] => true,
        [b'Q' | b'q', b'?', ..] => false,
        _ => return None,
    };
    if charset.is_empty() || charset.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return None;
    }
    let rest = rest.get(2..)?;
    let ends = end(rest, base64)?;
    let word = Word { charset, base64, text: rest.get(..ends)? };
    Some((word, charset_ends + ends + 7))
}

/// Where `?=` ends the word. A new word ends the search, so that it is linear however many begin. A question mark that
/// should have been encoded (`Qu=C3=A9?=20tal?=`) ends nothing where the word goes on without a space.
fn end(text: &str, base64: bool) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut from = 0;
    loop {
        let at = from + bytes.get(from..)?.windows(2).position(|pair| pair == b"?=" || pair == b"=?")?;
        let rest = bytes.get(at + 2..).unwrap_or_default();
        if bytes.get(at) == Some(&b'=') {
            // `=?=` is an equals sign before the end: the padding of base64, or one that should have been encoded.
            return (rest.first() == Some(&b'=')).then_some(at + 1);
        }
        let goes_on = !base64
            && matches!(rest, [a, b, ..] if a.is_ascii_hexdigit() && b.is_ascii_hexdigit())
            && rest.iter().take_while(|byte| !byte.is_ascii_whitespace()).take(200).any(|byte| *byte == b'?');
        if !goes_on {
            return Some(at);
        }
        from = at + 2;
    }
}

/// Words of one charset: their bytes are decoded together, for a character may begin in one and end in the next.
#[derive(Default)]
struct Run {
    charset: Option<String>,
    bytes: Vec<u8>,
    /// Base64 of a word that ended amid a group of four.
    open: String,
}

impl Run {
    fn add(&mut self, word: Word<'_>, out: &mut String) {
        if self.charset.as_deref().is_some_and(|charset| !charset.eq_ignore_ascii_case(word.charset)) {
            self.flush(out);
        }
        self.charset = Some(word.charset.to_owned());
        if !word.base64 {
            return self.add_quoted(word.text, out);
        }
        self.open.push_str(word.text);
        if word.text.ends_with('=') || self.open.len().is_multiple_of(4) {
            self.close();
        }
    }

    /// Characters that should have been encoded were decoded with the rest of the field, and stand for themselves.
    fn add_quoted(&mut self, text: &str, out: &mut String) {
        self.close();
        for piece in text.split_inclusive(|c: char| !c.is_ascii()) {
            let raw = piece.chars().next_back().filter(|c| !c.is_ascii());
            let ascii = piece.get(..piece.len() - raw.map_or(0, char::len_utf8)).unwrap_or(piece);
            self.bytes.extend(transfer::quoted_printable(ascii.replace('_', " ").as_bytes()));
            if let Some(raw) = raw {
                self.decode(out);
                out.push(raw);
            }
        }
    }

    fn close(&mut self) {
        if !self.open.is_empty() {
            self.bytes.extend(transfer::base64(self.open.as_bytes()));
            self.open.clear();
        }
    }

    fn decode(&mut self, out: &mut String) {
        out.push_str(&charset::decode(&self.bytes, self.charset.as_deref()));
        self.bytes.clear();
    }

    fn flush(&mut self, out: &mut String) {
        self.close();
        self.decode(out);
        self.charset = None;
    }
}

#[cfg(test)]
mod tests {
    use super::decode;
    use proptest::prelude::*;

    #[test]
    fn words_as_they_should_be() {
        for (written, read) in [
            ("=?UTF-8?Q?A=C3=B1o?=", "Año"),
            ("=?utf-8?B?QcOxbw==?=", "Año"),
            ("=?iso-8859-1*es?q?A=F1o_nuevo?= ya", "Año nuevo ya"),
            ("Re: =?ISO-8859-1?Q?a?= b", "Re: a b"),
            ("=?ISO-8859-1?Q?a?= =?ISO-8859-1?Q?b?=", "ab"),
            ("=?ISO-8859-1?Q?a?=  =?utf-8?Q?b?=", "ab"),
            ("=?ISO-8859-1?Q?a_?= =?ISO-8859-1?Q?b?=", "a b"),
            ("=?utf-8?Q?=3D=3F?=", "=?"),
        ] {
            assert_eq!(decode(written), read, "{written}");
        }
    }

    #[test]
    fn words_as_they_should_not_be() {
        for (written, read) in [
            ("=?utf-8?Q?A=C3?= =?utf-8?Q?=B1o?=", "Año"),
            ("=?utf-8?B?QcO?= =?utf-8?B?xbw==?=", "Año"),
            ("=?utf-8?B?QcOxbw?=", "Año"),
            ("=?utf-8?Q?Hola mundo?=", "Hola mundo"),
            ("a=?utf-8?Q?b?=c", "abc"),
            ("=?utf-8?Q?Qu=C3=A9?=20tal?=", "Qué? tal"),
            ("=?utf-8?Q?=A1Hola!?=", "¡Hola!"),
            ("=?us-ascii?Q?A=C3=B1o?=", "Año"),
            ("=?iso-8859-1?Q?a=F1o_año?=", "año año"),
            ("=?NONE?B?VEVTVA=?=", "TEST"),
            ("=?utf-8?Q?sin fin", "=?utf-8?Q?sin fin"),
            ("=?utf-8?Q?sin fin =?utf-8?Q?uno?=", "=?utf-8?Q?sin fin uno"),
            ("=?x y?Q?a?= =?utf-8?X?a?= ¿=?", "=?x y?Q?a?= =?utf-8?X?a?= ¿=?"),
        ] {
            assert_eq!(decode(written), read, "{written}");
        }
    }

    #[test]
    fn many_beginnings_take_no_time() {
        for piece in ["=?utf-8?Q?", "=?utf-8?Q?a?=41", "=?", "=?a?b?=?= "] {
            decode(&piece.repeat(200_000));
        }
    }

    proptest! {
        #[test]
        fn any_text_is_answered(text in any::<String>()) {
            decode(&text);
        }

        #[test]
        fn pieces_in_any_order(pieces in prop::collection::vec(prop::sample::select(vec![
            "=?", "?=", "utf-8", "?Q?", "?b?", "=C3", "_", " ", "Qc", "=", "ñ", "\u{0}", "*", "=?utf-8?B?",
        ]), 0..30)) {
            decode(&pieces.concat());
        }

        #[test]
        fn what_is_encoded_is_read(text in "[a-zñáÑ日 ]{1,30}", cut in 0_usize..60) {
            let hex = text.bytes().map(|byte| format!("={byte:02X}")).collect::<Vec<_>>().concat();
            let (one, two) = hex.split_at(cut.min(text.len()) * 3);
            prop_assert_eq!(decode(&format!("=?utf-8?Q?{one}?=\r\n =?utf-8?Q?{two}?=")), text);
        }
    }
}
