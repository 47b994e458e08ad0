//! Transfer encodings (RFC 2045 6), undone as far as the bytes allow: what is cut short or strewn with other bytes gives
//! what can be read of it.

use super::uuencode;
use crate::line;
use memchr::memchr;
use std::borrow::Cow;
use std::sync::LazyLock;

/// How the bytes of a part travel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    /// 7bit, 8bit, binary, and whatever nobody knows.
    Plain,
    QuotedPrintable,
    Base64,
    Uuencode,
}

impl Encoding {
    /// Of a `Content-Transfer-Encoding`, as loosely as it is written ("quoted-printable;", "BASE64 (sic)").
    pub(crate) fn named(value: &str) -> Self {
        let name = value.trim_start_matches(|c: char| c.is_whitespace() || c == '"').to_ascii_lowercase();
        match name.as_str() {
            name if name.starts_with("base64") || name.starts_with("base-64") => Self::Base64,
            name if name.starts_with("quoted") => Self::QuotedPrintable,
            name if ["x-uu", "uue", "x-uue"].iter().any(|uu| name.starts_with(uu)) => Self::Uuencode,
            _ => Self::Plain,
        }
    }

    pub(crate) fn decode(self, bytes: &[u8]) -> Cow<'_, [u8]> {
        match self {
            Self::Plain => Cow::Borrowed(bytes),
            Self::QuotedPrintable => Cow::Owned(quoted_printable(bytes)),
            Self::Base64 => Cow::Owned(base64(bytes)),
            Self::Uuencode => uuencode::decode(bytes).map_or(Cow::Borrowed(bytes), Cow::Owned),
        }
    }
}

/// Bytes outside the alphabet are skipped (RFC 2045 6.8). After padding another run may follow, where programs join the
/// encoded forms of two files; a footer that a list appended is no such run, and ends the reading.
pub(crate) fn base64(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() / 4 * 3 + 3);
    let mut rest = bytes;
    while let Some(after) = base64_run(rest, &mut out) {
        rest = after.trim_ascii_start();
        while let Some(more) = rest.strip_prefix(b"=") {
            rest = more.trim_ascii_start();
        }
        if !begins_as_base64(rest) {
            break;
        }
    }
    out
}

/// Whether the first words are no base64: a word ends at a space, or holds what the alphabet has not.
pub(crate) fn is_prose(bytes: &[u8]) -> bool {
    let line = line::first(bytes.trim_ascii_start()).0.trim_ascii_end();
    line.iter().any(|byte| BASE64.get(usize::from(*byte)).is_none_or(|value| *value == NOT))
}

/// Decodes up to the first padding, and gives what follows it.
fn base64_run<'x>(bytes: &'x [u8], out: &mut Vec<u8>) -> Option<&'x [u8]> {
    let table = &*BASE64;
    let (mut group, mut filled) = (0_u32, 0_u32);
    let mut after = None;
    for (at, byte) in bytes.iter().enumerate() {
        match table.get(usize::from(*byte)).copied().unwrap_or(NOT) {
            NOT => {}
            PADDING => {
                after = bytes.get(at + 1..);
                break;
            }
            sextet => {
                group = (group << 6) | u32::from(sextet);
                filled += 1;
                if filled == 4 {
                    let [_, a, b, c] = group.to_be_bytes();
                    out.extend([a, b, c]);
                    (group, filled) = (0, 0);
                }
            }
        }
    }
    // Two sextets hold one byte, three hold two; one alone is the stump of a cut.
    let [_, a, b, _] = (group << (6 * (4 - filled))).to_be_bytes();
    out.extend([a, b].iter().take(usize::try_from(filled.saturating_sub(1)).unwrap_or_default()));
    after
}

/// Whether the next line is whole groups of the alphabet, as far as a line of base64 goes (76, RFC 2045 6.8).
fn begins_as_base64(bytes: &[u8]) -> bool {
    let line = line::first(bytes.get(..80).unwrap_or(bytes)).0.trim_ascii_end();
    let known = |byte: &u8| BASE64.get(usize::from(*byte)).is_some_and(|value| *value != NOT);
    line.len() >= 4 && (line.len().is_multiple_of(4) || line.len() == 80) && line.iter().all(known)
}

const NOT: u8 = 255;
const PADDING: u8 = 254;

/// The value of each byte in base64 (RFC 4648 4).
static BASE64: LazyLock<[u8; 256]> = LazyLock::new(|| {
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::array::from_fn(|byte| {
        let value = alphabet.iter().position(|letter| usize::from(*letter) == byte);
        if byte == usize::from(b'=') {
            PADDING
        } else {
            value.and_then(|value| u8::try_from(value).ok()).unwrap_or(NOT)
        }
    })
});

/// `=XX` is a byte and `=` at a line's end joins it to the next (RFC 2045 6.7). Any other `=` stands for itself.
pub(crate) fn quoted_printable(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some(at) = memchr(b'=', rest) {
        let (before, tail) = rest.split_at(at);
        out.extend_from_slice(before);
        rest = match tail {
            [_, a, b, after @ ..] if a.is_ascii_hexdigit() && b.is_ascii_hexdigit() => {
                out.push(hex(*a) << 4 | hex(*b));
                after
            }
            _ => soft_break(tail).unwrap_or_else(|| {
                out.push(b'=');
                tail.get(1..).unwrap_or_default()
            }),
        };
    }
    out.extend_from_slice(rest);
    out
}

/// What follows a `=` at a line's end; spaces may have been added on the way.
fn soft_break(tail: &[u8]) -> Option<&[u8]> {
    let after = tail.get(1..)?;
    let spaces = after.iter().take_while(|byte| **byte == b' ' || **byte == b'\t').count();
    let after = after.get(spaces..)?;
    matches!(after.first(), None | Some(b'\r' | b'\n')).then(|| line::first(after).1)
}

/// The value of a hexadecimal digit; 0 for others.
pub(crate) fn hex(digit: u8) -> u8 {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{Encoding, base64, is_prose, quoted_printable};
    use proptest::prelude::*;

    #[test]
    fn encodings_are_known_however_written() {
        for (name, encoding) in [
            ("BASE64", Encoding::Base64),
            (" base64; x=y", Encoding::Base64),
            ("quoted-printable;", Encoding::QuotedPrintable),
            ("Quoted Printable", Encoding::QuotedPrintable),
            ("x-uuencode", Encoding::Uuencode),
            ("uuencode", Encoding::Uuencode),
            ("7-bit", Encoding::Plain),
            ("", Encoding::Plain),
        ] {
            assert_eq!(Encoding::named(name), encoding, "{name}");
        }
    }

    #[test]
    fn base64_is_read_as_far_as_it_goes() {
        for (written, read) in [
            ("SG9s\r\nYQ==", "Hola"),
            ("SG9sYQ", "Hola"),
            ("SG9sYQ=", "Hola"),
            ("SG9sY", "Hol"),
            ("S.G 9\0s\nY-Q==", "Hola"),
            ("SG9sYQ==\r\nSG9sYQ==\r\n", "HolaHola"),
            ("SG9sYQ==\r\n____________\r\nLista de correo\r\n", "Hola"),
            ("SG9sYQ==SG9s", "HolaHol"),
            ("", ""),
            ("====", ""),
        ] {
            assert_eq!(String::from_utf8_lossy(&base64(written.as_bytes())), read, "{written}");
        }
    }

    #[test]
    fn prose_is_no_base64() {
        assert!(is_prose(b"\r\nNo funciona\r\n") && is_prose(b"Hola,\r\n"));
        assert!(!is_prose(b"\r\nSG9sYQ==  \r\n") && !is_prose(b""));
    }

    #[test]
    fn quoted_printable_is_read_as_far_as_it_goes() {
        for (written, read) in [
            ("A=C3=B1o=\r\n nuevo=\n.", "Año nuevo."),
            ("a=c3=b1o", "año"),
            ("a=  \r\nb", "ab"),
            ("2+2=4 =X= ==", "2+2=4 =X= ="),
            ("a=", "a"),
            ("=\rb", "b"),
        ] {
            assert_eq!(String::from_utf8_lossy(&quoted_printable(written.as_bytes())), read, "{written}");
        }
    }

    #[test]
    fn padding_everywhere_takes_no_time() {
        base64(&b"AAA=".repeat(500_000));
        base64(&b"=".repeat(2_000_000));
        quoted_printable(&b"= ".repeat(500_000));
        quoted_printable(format!("={}", " ".repeat(2_000_000)).as_bytes());
    }

    proptest! {
        #[test]
        fn any_bytes_are_decoded(bytes in any::<Vec<u8>>()) {
            for encoding in [Encoding::Plain, Encoding::Base64, Encoding::QuotedPrintable, Encoding::Uuencode] {
                prop_assert!(encoding.decode(&bytes).len() <= bytes.len() + 3);
            }
        }

        #[test]
        fn what_was_encoded_comes_back(bytes in any::<Vec<u8>>()) {
            let hex = bytes.iter().map(|byte| format!("={byte:02x}")).collect::<Vec<_>>().concat();
            prop_assert_eq!(quoted_printable(hex.as_bytes()), bytes);
        }
    }
}
