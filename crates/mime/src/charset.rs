//! Bytes to text: by the charset that was declared where it is known and plausible, else by what the bytes look like.

use mail_parser::decoders::charsets::map::charset_decoder;

/// Names that programs write and the table of the library (WHATWG's, mostly) does not know.
const ALIASES: [(&str, &str); 14] = [
    ("cp437", "cp850"),
    ("cp858", "cp850"),
    ("cp874", "windows-874"),
    ("cp932", "shift_jis"),
    ("cp949", "euc-kr"),
    ("cp950", "big5"),
    ("ibm437", "cp850"),
    ("iso-2022-jp-1", "iso-2022-jp"),
    ("iso-2022-jp-2", "iso-2022-jp"),
    ("iso-2022-jp-ms", "iso-2022-jp"),
    ("ms932", "shift_jis"),
    ("ms949", "euc-kr"),
    ("latin-1", "iso-8859-1"),
    ("uhc", "euc-kr"),
];

/// Parts of the names of charsets in which text that happens to be UTF-8 as well would be gibberish.
const FOREIGN: [&str; 10] =
    ["gb", "big5", "sjis", "shift_jis", "euc-", "ks_c", "koi8", "windows-1251", "windows-1253", "windows-1256"];

/// So many characters beyond ASCII are no chance.
const SURE: usize = 8;

const ESCAPE: u8 = 0x1B;

/// The text of some bytes. What cannot be read becomes U+FFFD; a byte order mark goes.
pub(crate) fn decode(bytes: &[u8], label: Option<&str>) -> String {
    let label = label.map(normalise).unwrap_or_default();
    let text = match label.as_str() {
        "" | "us-ascii" | "ascii" | "ansi_x3.4-1968" | "7bit" | "8bit" => undeclared(bytes),
        "utf-8" | "utf8" | "unicode-1-1-utf-8" => utf8(bytes),
        "utf-7" | "unicode-1-1-utf-7" => utf7(bytes),
        "iso-2022-jp" | "csiso2022jp" => by("iso-2022-jp", &without_idle_escapes(bytes)),
        "iso-2022-kr" => by("euc-kr", &shifted(bytes, Shift::Iso2022Kr)),
        "hz-gb-2312" | "hz" => by("gb18030", &shifted(bytes, Shift::Hz)),
        label if FOREIGN.iter().any(|foreign| label.contains(foreign)) && is_utf8(bytes) => utf8(bytes),
        label => charset_decoder(label.as_bytes()).map_or_else(|| undeclared(bytes), |decoder| decoder(bytes)),
    };
    if text.starts_with('\u{FEFF}') { text.trim_start_matches('\u{FEFF}').to_owned() } else { text }
}

/// Small letters; without quotes, a language (RFC 2231 5), or the `=3D` of a header that was encoded twice.
fn normalise(label: &str) -> String {
    let label = label.trim_matches(|c: char| c.is_whitespace() || "\"'".contains(c)).to_ascii_lowercase();
    let label = label.split(['*', ' ', ';', '(']).next().unwrap_or_default();
    let label = label.trim_start_matches('=');
    let label = label.strip_prefix("3d").unwrap_or(label);
    ALIASES.iter().find(|(alias, _)| *alias == label).map_or(label, |(_, name)| name).to_owned()
}

fn by(label: &str, bytes: &[u8]) -> String {
    charset_decoder(label.as_bytes())
        .map_or_else(|| String::from_utf8_lossy(bytes).into_owned(), |decoder| decoder(bytes))
}

/// ASCII by its label or by none: UTF-8 if it is, Japanese if it shifts as ISO-2022-JP does, else Western.
fn undeclared(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) if ["\u{1B}$B", "\u{1B}$@", "\u{1B}(J"].iter().any(|shift| text.contains(shift)) => {
            by("iso-2022-jp", &without_idle_escapes(bytes))
        }
        Ok(text) => text.to_owned(),
        Err(_) => utf8(bytes),
    }
}

/// An escape right before another does nothing; but the decoder, which is made for browsers, takes it for an attack. Joined
/// words have one at each joint, for each word begins and ends in ASCII.
fn without_idle_escapes(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((byte, tail)) = rest.split_first() {
        let length = if tail.starts_with(b"$(") { 4 } else { 3 };
        if *byte == ESCAPE && rest.get(length) == Some(&ESCAPE) {
            rest = rest.get(length..).unwrap_or_default();
        } else {
            out.push(*byte);
            rest = tail;
        }
    }
    out
}

/// Whether a text is UTF-8 beyond doubt, whatever it says to be.
fn is_utf8(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_ok_and(|text| text.chars().filter(|c| !c.is_ascii()).take(SURE).count() == SURE)
}

/// Bytes that are no UTF-8 although they say so were cut somewhere, if most of it reads; else they are Western.
fn utf8(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) if bytes.utf8_chunks().any(|chunk| !chunk.valid().is_ascii()) => {
            String::from_utf8_lossy(bytes).into_owned()
        }
        Err(_) => by("windows-1252", bytes),
    }
}

/// The decoder of the library needs the `-` that ends a run, which may be left out at the end (RFC 2152).
fn utf7(bytes: &[u8]) -> String {
    let tail = bytes.iter().rposition(|byte| *byte == b'+').and_then(|at| bytes.get(at + 1..)).unwrap_or(b"-");
    let open = tail.iter().all(|byte| byte.is_ascii_alphanumeric() || b"+/".contains(byte));
    if open { by("utf-7", &[bytes, b"-"].concat()).trim_end_matches('-').to_owned() } else { by("utf-7", bytes) }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Shift {
    /// RFC 1557: SO and SI, after a designator in the first line.
    Iso2022Kr,
    /// RFC 1843: `~{` and `~}`; `~~` is a tilde.
    Hz,
}

/// The seven-bit forms of two charsets as their eight-bit ones.
fn shifted(bytes: &[u8], shift: Shift) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let (mut wide, mut rest) = (false, bytes);
    while let Some((byte, tail)) = rest.split_first() {
        rest = tail;
        match (shift, byte, tail.first()) {
            (Shift::Iso2022Kr, 0x0E, _) => wide = true,
            (Shift::Iso2022Kr, 0x0F, _) => wide = false,
            (Shift::Iso2022Kr, 0x1B, _) if tail.starts_with(b"$)C") => rest = tail.get(3..).unwrap_or_default(),
            (Shift::Hz, b'~', Some(b'{' | b'}' | b'~' | b'\n')) => {
                wide = (wide && tail.first() != Some(&b'}')) || tail.first() == Some(&b'{');
                out.extend(tail.first().filter(|next| **next == b'~'));
                rest = tail.get(1..).unwrap_or_default();
            }
            (_, b'\n', _) => {
                wide = false;
                out.push(b'\n');
            }
            (_, byte, _) => out.push(if wide { byte | 0x80 } else { *byte }),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::decode;
    use proptest::prelude::*;

    #[test]
    fn what_is_declared_is_believed() {
        for (label, bytes, text) in [
            ("iso-8859-1", &b"a\xF1o"[..], "año"),
            ("ISO-8859-15", b"5 \xA4", "5 €"),
            ("\"Windows-1252\"", b"\x93a\x94", "“a”"),
            ("koi8-r", b"\xD0\xD2\xC9", "при"),
            ("Shift_JIS", b"\x83\x65\x83\x58\x83\x67", "テスト"),
            ("cp932", b"\x83\x65", "テ"),
            ("iso-2022-jp", b"\x1B$B%F%9%H\x1B(B", "テスト"),
            ("iso-2022-jp", b"\x1B$B%F\x1B(B\x1B$B%9\x1B(B", "テス"),
            ("iso-2022-kr", b"\x1B$)C\x0E0!\x0F a", "가 a"),
            ("hz-gb-2312", b"~{<:Ky2;S{~} ~~ a", "己所不欲 ~ a"),
            ("ks_c_5601-1987", b"\xB0\xA1", "가"),
            ("gb2312", b"\xD6\xD0", "中"),
            ("big5", b"\xA7A", "你"),
            ("utf-16le", b"a\0\xF1\0", "añ"),
            ("utf-7", b"Espa+APE-a", "España"),
            ("utf-7", b"Espa+APE", "Españ"),
            ("cp850", b"a\xA4o", "año"),
            ("utf-8*es", b"a\xC3\xB1o", "año"),
            ("3Diso-8859-1", b"a\xF1o", "año"),
        ] {
            assert_eq!(decode(bytes, Some(label)), text, "{label}");
        }
    }

    #[test]
    fn what_is_declared_wrongly_or_not_at_all_is_guessed() {
        for label in [None, Some("us-ascii"), Some("x-unknown"), Some("utf-8"), Some("")] {
            assert_eq!(decode("¿Qué?".as_bytes(), label), "¿Qué?", "{label:?}");
            assert_eq!(decode(b"\xBFQu\xE9?", label), "¿Qué?", "{label:?}");
        }
        assert_eq!(decode(b"\x1B$B%F%9%H\x1B(B", None), "テスト");
        assert_eq!(decode("año ñ".as_bytes().split_last().unwrap().1, Some("utf-8")), "año \u{FFFD}");
        assert_eq!(decode("你好，我公司可以开票".as_bytes(), Some("gb2312")), "你好，我公司可以开票");
        assert_eq!(decode("привет, мир".as_bytes(), Some("windows-1251")), "привет, мир");
        assert_eq!(decode("\u{FEFF}a".as_bytes(), None), "a");
    }

    proptest! {
        #[test]
        fn any_bytes_are_text(bytes in any::<Vec<u8>>(), label in "[a-z0-9_*-]{0,60}") {
            decode(&bytes, Some(&label));
            for label in ["utf-7", "utf-16", "hz", "iso-2022-kr", "iso-2022-jp", "shift_jis", "gb18030"] {
                decode(&bytes, Some(label));
            }
        }
    }
}
