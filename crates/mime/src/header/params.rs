//! The value of a `Content-Type` or `Content-Disposition`: a word, and parameters (RFC 2045 5.1, RFC 2231), read however
//! loosely they are quoted.

use super::words;
use crate::body::transfer::hex;
use crate::charset;

/// More bytes or parameters than this are an attack: the rest is not looked at.
const LONGEST: usize = 64 * 1024;
const MOST: usize = 200;

/// The word in small letters, and the parameters with their names in small letters, in their order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Params {
    pub(crate) value: String,
    params: Vec<(String, String)>,
}

impl Params {
    pub(crate) fn parse(text: &str) -> Self {
        let text = text.get(..text.floor_char_boundary(LONGEST)).unwrap_or(text).trim_start();
        let ends = text.find([';', ' ', '\t']).unwrap_or(text.len());
        let (value, rest) = text.split_at(ends);
        Self { value: value.trim_matches('"').to_ascii_lowercase(), params: join(segments(rest)) }
    }

    /// The first of this name (in small letters), decoded.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.params.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }
}

/// A parameter as it is written: `filename*1*=...` is segment 1 of `filename`, encoded.
struct Segment {
    name: String,
    number: Option<u32>,
    encoded: bool,
    value: String,
}

fn segments(text: &str) -> Vec<Segment> {
    let mut segments = Vec::new();
    let mut rest = text;
    while segments.len() < MOST {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == ';');
        let Some(at) = rest.find(['=', ';']) else { break };
        let (name, tail) = rest.split_at(at);
        let Some(tail) = tail.strip_prefix('=') else {
            rest = tail;
            continue;
        };
        let (value, after) = value(tail.trim_start());
        segments.push(segment(name, value));
        rest = after;
    }
    segments
}

fn segment(name: &str, value: String) -> Segment {
    let name = name.split_whitespace().next_back().unwrap_or_default().to_ascii_lowercase();
    let (base, encoded) = name.strip_suffix('*').map_or((name.as_str(), false), |base| (base, true));
    let numbered = base.rsplit_once('*').and_then(|(base, number)| Some((base, number.parse().ok()?)));
    let (base, number) = numbered.map_or((base, None), |(base, number)| (base, Some(number)));
    Segment { name: base.to_owned(), number, encoded, value }
}

/// A value and what follows it. The quote that ends it is the first before a `;` or the end: some leave those within a
/// name as they are.
fn value(text: &str) -> (String, &str) {
    let Some(quoted) = text.strip_prefix('"') else {
        let ends = unquoted_end(text);
        let (value, rest) = text.split_at(ends);
        return (value.trim_end().to_owned(), rest);
    };
    let ends = || quoted.match_indices('"').filter(|(at, _)| !is_escaped(quoted, *at));
    let closes = |at: usize| quoted.get(at + 1..).is_some_and(|rest| rest.trim_start().is_empty() || ends_value(rest));
    let end = ends().find(|(at, _)| closes(*at)).or_else(|| ends().next()).map_or(quoted.len(), |(at, _)| at);
    let (value, rest) = quoted.split_at(end);
    (unescape(value), rest.strip_prefix('"').unwrap_or(rest))
}

/// A `;` inside an encoded word belongs to it.
fn unquoted_end(text: &str) -> usize {
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty() && !rest.starts_with(';')) {
        at += words::length(rest).or_else(|| rest.chars().next().map(char::len_utf8)).unwrap_or(1);
    }
    at.min(text.len())
}

fn ends_value(rest: &str) -> bool {
    let rest = rest.trim_start();
    let near = rest.get(..rest.floor_char_boundary(12)).unwrap_or(rest);
    rest.starts_with(';') || near.split_once('=').is_some_and(|(name, _)| is_name(name))
}

/// Programs that forget the `;` go on with one of these.
fn is_name(name: &str) -> bool {
    let known = ["charset", "name", "boundary", "format", "filename", "size", "type", "method"];
    known.contains(&name.to_ascii_lowercase().trim_end_matches('*'))
}

fn is_escaped(text: &str, at: usize) -> bool {
    text.get(..at).is_some_and(|before| before.bytes().rev().take_while(|byte| *byte == b'\\').count() % 2 == 1)
}

/// Only quotes and backslashes are escaped: in `C:\fotos\a.png` the backslashes are the sender's.
fn unescape(value: &str) -> String {
    value.replace("\\\"", "\"").replace("\\\\", "\\")
}

/// The values of each name: what RFC 2231 encodes before what is plain, its segments in their order.
fn join(segments: Vec<Segment>) -> Vec<(String, String)> {
    let mut extended: Vec<(String, Vec<Segment>)> = Vec::new();
    let mut plain = Vec::new();
    for segment in segments {
        if segment.number.is_none() && !segment.encoded {
            plain.push((segment.name, words::decode(&segment.value)));
        } else if let Some((_, of_name)) = extended.iter_mut().find(|(name, _)| *name == segment.name) {
            of_name.push(segment);
        } else {
            extended.push((segment.name.clone(), vec![segment]));
        }
    }
    extended.into_iter().map(|(name, segments)| (name, extended_value(segments))).chain(plain).collect()
}

/// The charset stands before the first segment: `utf-8'es'A%C3%B1o`.
fn extended_value(mut segments: Vec<Segment>) -> String {
    segments.sort_by_key(|segment| segment.number);
    let mut charset = None;
    let mut bytes = Vec::new();
    let encoded = segments.iter().any(|segment| segment.encoded);
    for (nth, segment) in segments.iter().enumerate() {
        let mut value = segment.value.as_str();
        if nth == 0
            && segment.encoded
            && let [label, _, text] = value.splitn(3, '\'').collect::<Vec<_>>().as_slice()
        {
            (charset, value) = (Some((*label).to_owned()), *text);
        }
        if segment.encoded { bytes.extend(percent_decode(value)) } else { bytes.extend(value.bytes()) }
    }
    let text = charset::decode(&bytes, charset.as_deref());
    if encoded { text } else { words::decode(&text) }
}

fn percent_decode(value: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(value.len());
    let mut rest = value.as_bytes();
    while let Some((byte, tail)) = rest.split_first() {
        rest = match (byte, tail) {
            (b'%', [a, b, after @ ..]) if a.is_ascii_hexdigit() && b.is_ascii_hexdigit() => {
                out.push(hex(*a) << 4 | hex(*b));
                after
            }
            _ => {
                out.push(*byte);
                tail
            }
        };
    }
    out
}

#[cfg(test)]
mod tests {
    use super::Params;
    use proptest::prelude::*;

    fn get(text: &str, name: &str) -> String {
        Params::parse(text).get(name).unwrap_or("-").to_owned()
    }

    #[test]
    fn values_are_read_however_quoted() {
        for (text, name, value) in [
            ("text/plain; charset=utf-8", "charset", "utf-8"),
            ("TEXT/Plain;CHARSET = \"utf-8\" ; x=y", "charset", "utf-8"),
            ("text/plain charset=utf-8", "charset", "utf-8"),
            ("text/plain;;; charset=utf-8;", "charset", "utf-8"),
            ("a/b; name=mi foto.png; x=y", "name", "mi foto.png"),
            ("a/b; name=\"mi; \\\"foto\\\".png\"; x=y", "name", "mi; \"foto\".png"),
            ("a/b; name=\"mi \"foto\".png\"; x=y", "name", "mi \"foto\".png"),
            ("a/b; name=\"foto.png", "name", "foto.png"),
            ("a/b; name=\"foto.png\" charset=utf-8", "charset", "utf-8"),
            ("a/b; name=\"C:\\fotos\\a.png\"", "name", "C:\\fotos\\a.png"),
            ("a/b; name=\"\"; x=y", "name", ""),
            ("a/b; name==?utf-8?B?YTtiLnR4dA==?=; x=y", "name", "a;b.txt"),
            ("a/b; name=\"=?utf-8?Q?a=C3=B1o?=\"", "name", "año"),
            ("a/b; name=a; name=b", "name", "a"),
            ("a/b; boundary=----=_a=b", "boundary", "----=_a=b"),
        ] {
            assert_eq!(get(text, name), value, "{text}");
        }
        assert_eq!(Params::parse("Text/HTML; a").value, "text/html");
        assert_eq!(Params::parse("").value, "");
    }

    #[test]
    fn rfc_2231_is_read() {
        for (text, value) in [
            ("a; filename*=utf-8''A%C3%B1o%20nuevo.pdf", "Año nuevo.pdf"),
            ("a; filename*=ISO-8859-1'es'A%F1o", "Año"),
            ("a; filename=Ano; filename*=utf-8''A%C3%B1o", "Año"),
            ("a; filename*1*=%B1o.pdf; filename*0*=utf-8''A%C3", "Año.pdf"),
            ("a; filename*0*=utf-8''A%C3%B1o; filename*1=\" 50%.pdf\"", "Año 50%.pdf"),
            ("a; filename*0=\"muy \"; filename*1=largo.pdf", "muy largo.pdf"),
            ("a; filename*0=\"=?utf-8?Q?A=C3=B1\"; filename*1=\"o?=\"", "Año"),
            ("a; filename*=A%C3%B1o", "Año"),
            ("a; filename*=''100%.pdf", "100%.pdf"),
        ] {
            assert_eq!(get(text, "filename"), value, "{text}");
        }
    }

    #[test]
    fn many_parameters_take_no_time() {
        for piece in ["a=\"x\"y;", "a*1=\"", "a=\\\"", "=?utf-8?Q?", ";", "a*0*=''%"] {
            Params::parse(&piece.repeat(100_000));
        }
    }

    proptest! {
        #[test]
        fn any_text_is_answered(text in any::<String>()) {
            Params::parse(&text);
        }

        #[test]
        fn pieces_in_any_order(pieces in prop::collection::vec(prop::sample::select(vec![
            "a/b", ";", "=", "\"", "\\", "name", "*", "0", "99999999999", "%C3", "'", " ", "=?utf-8?Q?", "?=", "ñ",
        ]), 0..30)) {
            Params::parse(&pieces.concat());
        }
    }
}
