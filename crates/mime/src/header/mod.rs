//! The header of a message or of a part: its fields as they stand, found even where lines are broken, blank or strange
//! (RFC 5322 2.2 and 4). Structured fields are read from the text before encoded words are decoded: a decoded name may
//! hold the commas and quotes that part a list.

pub(crate) mod address;
pub(crate) mod ids;
pub(crate) mod params;
pub(crate) mod words;

use crate::{charset, line};

/// More fields are an attack; those beyond are not looked at.
const MOST: usize = 10_000;
/// Nobody's field is longer; the rest is not looked at.
const LONGEST_VALUE: usize = 512 * 1024;
/// How many folded lines may follow a broken one.
const FOLDS: usize = 20;
/// No field's name is longer.
const LONGEST_NAME: usize = 200;

/// Fields without a hyphen that end a search for the body, after a line that is none.
const COMMON: [&str; 9] = ["from", "to", "cc", "bcc", "subject", "date", "sender", "received", "references"];

/// A field: its name in small letters, its value with folds and all.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Field<'x> {
    name: String,
    value: &'x [u8],
}

/// The fields of a message or a part, in their order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Fields<'x> {
    fields: Vec<Field<'x>>,
    /// The charset for bytes beyond ASCII that are no UTF-8 (RFC 6532 allows that only): the one of the text.
    pub(crate) charset: Option<String>,
}

impl<'x> Fields<'x> {
    /// The header of a whole message, and its body. What stands before it goes: blank lines, a byte order mark, and the
    /// line that mailbox files part messages with.
    pub(crate) fn of_message(raw: &'x [u8]) -> (Self, &'x [u8]) {
        let mut rest = raw.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(raw);
        loop {
            let (line, next) = line::first(rest);
            let skipped = line::is_blank(line) || line.starts_with(b"From ") || line.starts_with(b">From ");
            if !skipped || next.is_empty() {
                break;
            }
            rest = next;
        }
        let (fields, body) = Self::split(rest.trim_ascii_start());
        if fields.is_empty() { (fields, raw) } else { (fields, body) }
    }

    /// The header of a part, and its body.
    pub(crate) fn split(raw: &'x [u8]) -> (Self, &'x [u8]) {
        let mut fields: Vec<Field<'x>> = Vec::new();
        let mut start = raw; // from the value of the last field on
        let mut rest = raw;
        loop {
            let (line, next) = line::first(rest);
            if line.is_empty() {
                return (Self { fields, charset: None }, next);
            }
            if line.starts_with(b" ") || line.starts_with(b"\t") {
                if fields.is_empty() || (line::is_blank(line) && !is_header(next)) {
                    let body = if line::is_blank(line) { next } else { rest };
                    return (Self { fields, charset: None }, body);
                }
                let length = start.len() - next.len();
                if let Some(last) = fields.last_mut() {
                    last.value = start.get(..length).unwrap_or_default();
                }
            } else if let Some((name, value)) = field(line) {
                start = rest.get(line.len() - value.len()..).unwrap_or_default();
                if fields.len() < MOST {
                    fields.push(Field { name, value });
                }
            } else if fields.is_empty() || !goes_on(next) {
                return (Self { fields, charset: None }, rest);
            }
            rest = next;
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }

    /// The names of the fields, in small letters.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.fields.iter().map(|field| field.name.as_str())
    }

    /// The value of the first field of this name, in one line, words not decoded.
    pub(crate) fn first(&self, name: &str) -> Option<String> {
        self.all(name).next()
    }

    pub(crate) fn all(&self, name: &str) -> impl Iterator<Item = String> {
        let named = self.fields.iter().filter(move |field| field.name == name);
        named.map(|field| self.unfold(field.value))
    }

    /// All fields, unfolded and decoded.
    pub(crate) fn decoded(&self) -> impl Iterator<Item = (String, String)> {
        self.fields.iter().map(|field| (field.name.clone(), one_line(&words::decode(&self.unfold(field.value)))))
    }

    fn unfold(&self, value: &[u8]) -> String {
        let value = value.get(..LONGEST_VALUE).unwrap_or(value);
        let text = match std::str::from_utf8(value) {
            Ok(_) => charset::decode(value, None),
            Err(_) => charset::decode(value, self.charset.as_deref()),
        };
        let mut out = String::with_capacity(text.len());
        for (nth, line) in text.split(['\r', '\n']).filter(|line| !line.trim().is_empty()).enumerate() {
            if nth == 0 {
                out.push_str(line.trim_end());
            } else {
                out.extend([" ", line.trim()]);
            }
        }
        out.trim().to_owned()
    }
}

/// In one line and without control characters, at whatever place they were decoded: nobody writes a field by a name.
pub(crate) fn one_line(text: &str) -> String {
    let kept: String = text.chars().map(|c| if c.is_whitespace() || c.is_control() { ' ' } else { c }).collect();
    kept.trim().to_owned()
}

/// The name in small letters and the value. White space before the colon is old syntax (RFC 5322 4.5).
fn field(line: &[u8]) -> Option<(String, &[u8])> {
    let at = line.iter().take(LONGEST_NAME).position(|byte| *byte == b':')?;
    let (name, value) = line.split_at_checked(at)?;
    let name = name.trim_ascii_end();
    let named = !name.is_empty() && name.iter().all(u8::is_ascii_graphic);
    let name = String::from_utf8_lossy(name).to_ascii_lowercase();
    named.then(|| (name, value.get(1..).unwrap_or_default()))
}

fn is_header(rest: &[u8]) -> bool {
    let line = line::first(rest).0;
    line.starts_with(b" ") || line.starts_with(b"\t") || known(line)
}

/// After a line that is no field: whether the header goes on all the same, so that one broken line loses no sender.
fn goes_on(next: &[u8]) -> bool {
    let mut rest = next;
    for _ in 0..FOLDS {
        let (line, next) = line::first(rest);
        if line::is_blank(line) || !(line.starts_with(b" ") || line.starts_with(b"\t")) {
            return known(line);
        }
        rest = next;
    }
    false
}

fn known(line: &[u8]) -> bool {
    field(line).is_some_and(|(name, _)| {
        COMMON.contains(&name.as_str())
            || (name.contains('-') && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-'))
    })
}

#[cfg(test)]
mod tests {
    use super::Fields;
    use proptest::prelude::*;

    fn read(raw: &[u8]) -> (Vec<(String, String)>, String) {
        let (fields, body) = Fields::of_message(raw);
        (fields.decoded().collect(), String::from_utf8_lossy(body).into_owned())
    }

    fn assert_read(raw: &str, fields: &[(&str, &str)], body: &str) {
        let (found, rest) = read(raw.as_bytes());
        let found: Vec<_> = found.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!((found.as_slice(), rest.as_str()), (fields, body), "{raw}");
    }

    #[test]
    fn a_header_is_read_whatever_ends_its_lines() {
        let fields = [("subject", "Hola mundo"), ("to", "ana@uni.es")];
        let raw = "Subject: Hola\r\n mundo\r\nTO : ana@uni.es\r\n\r\nuno\r\n";
        assert_read(raw, &fields, "uno\r\n");
        assert_read(&raw.replace("\r\n", "\n"), &fields, "uno\n");
        assert_read(&raw.replace("\r\n", "\r"), &fields, "uno\r");
        assert_read(&raw.replacen("\r\n", "\n", 1), &fields, "uno\r\n");
    }

    #[test]
    fn what_stands_before_is_skipped() {
        let fields = [("subject", "Hola")];
        for before in ["\r\n\r\n", " ", "From ana@uni.es Mon Nov 23\n", ">From ana\n", "\u{FEFF}"] {
            assert_read(&format!("{before}Subject: Hola\n\nuno"), &fields, "uno");
        }
    }

    #[test]
    fn a_broken_line_does_not_end_the_header() {
        let fields = [("subject", "Hola"), ("to", "ana@uni.es")];
        assert_read("Subject: Hola\nquite broken: x\nTo: ana@uni.es\n\nuno", &fields, "uno");
        assert_read("Subject: Hola\n \nTo: ana@uni.es\n\nuno", &fields, "uno");
    }

    #[test]
    fn a_header_without_a_blank_line_ends_where_prose_begins() {
        assert_read("Subject: Hola\nuno\ndos: tres\n", &[("subject", "Hola")], "uno\ndos: tres\n");
        assert_read("Subject: Hola\nuno\n  dos\ntres", &[("subject", "Hola")], "uno\n  dos\ntres");
        assert_read("Subject: Hola\n \nuno", &[("subject", "Hola")], "uno");
        assert_read("Subject: Hola", &[("subject", "Hola")], "");
        assert_read("uno\n\ndos", &[], "uno\n\ndos");
        assert_read("", &[], "");
    }

    #[test]
    fn bytes_beyond_ascii_are_read() {
        assert_eq!(read(b"Subject: A\xC3\xB1o\n\n").0[0].1, "Año");
        assert_eq!(read(b"Subject: A\xF1o\n\n").0[0].1, "Año");
        assert_eq!(read(b"Subject: \x1B$B%F%9%H\x1B(B\n\n").0[0].1, "テスト");
        let (mut fields, _) = Fields::of_message(b"Subject: \xD0\xD2\xC9\n\n");
        fields.charset = Some("koi8-r".to_owned());
        assert_eq!(fields.first("subject").unwrap(), "при");
    }

    #[test]
    fn nobody_writes_a_field_by_a_name() {
        assert_read("Subject: =?utf-8?Q?a=0D=0ABcc:_b?=\n\n", &[("subject", "a  Bcc: b")], "");
    }

    proptest! {
        #[test]
        fn any_bytes_are_answered(raw in any::<Vec<u8>>()) {
            read(&raw);
        }

        #[test]
        fn lines_in_any_order(lines in prop::collection::vec(prop::sample::select(vec![
            "Subject: a", "To:", " b", "\t", "", "hola", "a b: c", ":", "From x", "\u{0}: a", "X-A: =?utf-8?Q?b?=",
        ]), 0..20), ending in prop::sample::select(vec!["\r\n", "\n", "\r", "\n\r"])) {
            let (fields, _) = read(lines.join(ending).as_bytes());
            prop_assert!(fields.iter().all(|(_, value)| !value.contains(['\r', '\n'])));
        }
    }
}
