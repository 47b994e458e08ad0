//! The words of RTF: its text, or the HTML it was made from, which Outlook keeps inside (MS-OXRTFEX).

use crate::charset;

/// What some RTF says.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Words {
    Plain(String),
    Html(String),
}

/// Groups nest less.
const DEEPEST: usize = 200;

/// Groups whose content is not for readers.
const HIDDEN: [&str; 9] =
    ["fonttbl", "colortbl", "stylesheet", "info", "pict", "object", "themedata", "header", "footer"];

#[derive(Debug, Clone, Copy, Default)]
struct Group {
    hidden: bool,
    /// Of RTF that holds HTML: a piece of its source; and what RTF adds to it.
    source: bool,
    added: bool,
}

pub(super) fn read(rtf: &[u8]) -> Words {
    let mut reader = Reader { rest: rtf, charset: "windows-1252".to_owned(), unicode_skip: 1, ..Reader::default() };
    reader.run();
    reader.flush();
    if reader.html { Words::Html(reader.out) } else { Words::Plain(reader.out) }
}

#[derive(Debug, Default)]
struct Reader<'x> {
    rest: &'x [u8],
    html: bool,
    charset: String,
    group: Group,
    open: Vec<Group>,
    /// How deep the groups are that are not kept on the stack.
    beyond: usize,
    /// Bytes of the code page that are not yet decoded.
    bytes: Vec<u8>,
    out: String,
    /// How many characters stand in for one of Unicode, and how many of them are yet to be skipped.
    unicode_skip: usize,
    skip: usize,
    /// Half of a character beyond the first 65,536.
    high: Option<u16>,
}

impl Reader<'_> {
    fn run(&mut self) {
        while let Some((byte, tail)) = self.rest.split_first() {
            self.rest = tail;
            match byte {
                b'{' if self.open.len() >= DEEPEST => self.beyond += 1,
                b'{' => self.open.push(self.group),
                b'}' if self.beyond > 0 => self.beyond -= 1,
                b'}' => self.group = self.open.pop().unwrap_or_default(),
                b'\\' => self.control(),
                b'\r' | b'\n' => {}
                byte => self.byte(*byte),
            }
        }
    }

    fn shows(&self) -> bool {
        !self.group.hidden && (!self.html || self.group.source || !self.group.added)
    }

    fn byte(&mut self, byte: u8) {
        if self.skip > 0 {
            self.skip -= 1;
        } else if self.shows() {
            self.bytes.push(byte);
        }
    }

    fn text(&mut self, text: &str) {
        if self.shows() {
            self.flush();
            self.out.push_str(text);
        }
    }

    fn flush(&mut self) {
        self.high = None;
        if !self.bytes.is_empty() {
            self.out.push_str(&charset::decode(&self.bytes, Some(&self.charset)));
            self.bytes.clear();
        }
    }

    fn control(&mut self) {
        let Some((first, tail)) = self.rest.split_first() else { return };
        if !first.is_ascii_alphabetic() {
            self.rest = tail;
            return self.symbol(*first);
        }
        let letters = self.rest.iter().take(40).take_while(|byte| byte.is_ascii_alphabetic()).count();
        let (word, tail) = self.rest.split_at_checked(letters).unwrap_or_default();
        let digits = tail.iter().take(11).enumerate();
        let digits = digits.take_while(|(at, byte)| byte.is_ascii_digit() || (*at == 0 && **byte == b'-')).count();
        let (number, tail) = tail.split_at_checked(digits).unwrap_or_default();
        self.rest = tail.strip_prefix(b" ").unwrap_or(tail);
        let number = std::str::from_utf8(number).ok().and_then(|number| number.parse::<i64>().ok());
        self.word(&String::from_utf8_lossy(word), number);
    }

    fn symbol(&mut self, symbol: u8) {
        match symbol {
            b'\'' => {
                let Some((hex, tail)) = self.rest.split_at_checked(2) else { return };
                self.rest = tail;
                let hex = std::str::from_utf8(hex).ok().and_then(|hex| u8::from_str_radix(hex, 16).ok());
                self.byte(hex.unwrap_or(b'?'));
            }
            b'*' => {
                // Groups that older readers must ignore: all but the source of HTML.
                let source = self.rest.starts_with(b"\\htmltag");
                (self.group.source, self.group.hidden) = (source, self.group.hidden || !source);
            }
            b'~' => self.text("\u{A0}"),
            b'_' => self.text("-"),
            b'\r' | b'\n' => self.text("\n"),
            b'\\' | b'{' | b'}' => self.byte(symbol),
            _ => {}
        }
    }

    fn word(&mut self, word: &str, number: Option<i64>) {
        match word {
            "fromhtml" => self.html = number != Some(0),
            "htmlrtf" => self.group.added = number != Some(0),
            "ansicpg" => {
                let page = number.and_then(|page| u32::try_from(page).ok()).unwrap_or_default();
                self.charset = super::code_page(page);
            }
            "uc" => self.unicode_skip = number.and_then(|skip| usize::try_from(skip).ok()).unwrap_or(1).min(8),
            "u" => self.unicode(number.unwrap_or_default()),
            "par" | "line" | "sect" | "page" | "row" => self.text("\n"),
            "tab" | "cell" => self.text("\t"),
            "lquote" => self.text("‘"),
            "rquote" => self.text("’"),
            "ldblquote" => self.text("“"),
            "rdblquote" => self.text("”"),
            "bullet" => self.text("•"),
            "endash" => self.text("–"),
            "emdash" => self.text("—"),
            "bin" => {
                let length = number.and_then(|length| usize::try_from(length).ok()).unwrap_or_default();
                self.rest = self.rest.get(length..).unwrap_or_default();
            }
            word if HIDDEN.contains(&word) => self.group.hidden = true,
            _ => {}
        }
    }

    fn unicode(&mut self, number: i64) {
        let unit = u16::try_from(number.rem_euclid(0x1_0000)).unwrap_or_default();
        let high = self.high.take();
        if self.shows() {
            match (high, unit) {
                (None, 0xD800..=0xDBFF) => {
                    self.flush();
                    self.high = Some(unit);
                }
                (high, unit) => {
                    let units = high.into_iter().chain([unit]);
                    self.text(&char::decode_utf16(units).map(|c| c.unwrap_or('\u{FFFD}')).collect::<String>());
                }
            }
        }
        self.skip = self.unicode_skip;
    }
}

#[cfg(test)]
mod tests {
    use super::{Words, read};
    use proptest::prelude::*;

    fn plain(rtf: &str) -> String {
        match read(rtf.as_bytes()) {
            Words::Plain(text) => text,
            Words::Html(html) => panic!("{html}"),
        }
    }

    #[test]
    fn the_text_is_read() {
        let rtf = "{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0 Arial;}}{\\*\\generator x;}\\pard A\\'f1o \\b nuevo\\b0\\par\r\n\
            \\u8364?\\u-10179?\\u-8704? \\{a\\}\\tab b}";
        assert_eq!(plain(rtf), "Año nuevo\n€😀 {a}\tb");
    }

    #[test]
    fn the_html_inside_is_read() {
        let rtf = "{\\rtf1\\ansi\\ansicpg1252\\fromhtml1 \\deff0{\\fonttbl{\\f0 Arial;}}{\\*\\htmltag64 <p>}\
            \\htmlrtf {\\pard\\htmlrtf0 Hola \\htmlrtf\\b\\htmlrtf0 {\\*\\htmltag84 <b>}Ana{\\*\\htmltag92 </b>}\\'f1\
            {\\*\\htmltag72 </p>}\\htmlrtf\\par}\\htmlrtf0}";
        assert_eq!(read(rtf.as_bytes()), Words::Html("<p>Hola <b>Ana</b>ñ</p>".to_owned()));
    }

    #[test]
    fn broken_rtf_is_answered() {
        for rtf in ["", "}}}a", "{{{{\\", "\\'", "\\'z", "\\u", "\\bin999999 a", "\\u99999999999 a", "{\\*"] {
            read(rtf.as_bytes());
        }
        read(&b"{".repeat(500_000));
    }

    proptest! {
        #[test]
        fn any_bytes_are_answered(rtf in any::<Vec<u8>>()) {
            read(&rtf);
        }

        #[test]
        fn pieces_in_any_order(pieces in prop::collection::vec(prop::sample::select(vec![
            "{", "}", "\\", "\\'f1", "\\u-10179", "?", "\\fromhtml1", "\\htmlrtf", "\\htmlrtf0", "\\*\\htmltag1 ", "a",
            "\\bin2 ", "\\uc9", "\\ansicpg932", "\\pict", " ",
        ]), 0..40)) {
            read(pieces.concat().as_bytes());
        }
    }
}
