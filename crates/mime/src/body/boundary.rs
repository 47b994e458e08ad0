//! The parts of a multipart (RFC 2046 5.1.1), parted by the lines of its boundary as they come.

use crate::line;

/// The shortest boundary for which `--boundary-` is an end that lost a hyphen, not another boundary.
const UNLIKE: usize = 8;

/// Walks over the parts. What stands before the first and after the last belongs to nobody (RFC 2046 5.1.1), but a part
/// after the end is read: some programs write the end too early.
#[derive(Debug, Clone)]
pub(crate) struct Parts<'x> {
    delimiter: Vec<u8>,
    /// What follows the delimiter of the next part; `None` at the end.
    rest: Option<&'x [u8]>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Delimiter {
    Next,
    End,
}

impl<'x> Parts<'x> {
    /// The parts of a body by its boundary, if it has any.
    pub(crate) fn of(body: &'x [u8], boundary: &str) -> Option<Self> {
        let mut parts = Self { delimiter: format!("--{}", boundary.trim_end()).into_bytes(), rest: None };
        parts.rest = parts.next_after(body);
        parts.rest.is_some().then_some(parts)
    }

    /// The parts of a body whose boundary was lost or damaged: by the first line that looks like one, with a field of a
    /// part beneath.
    pub(crate) fn guess(body: &'x [u8]) -> Option<Self> {
        let mut rest = body;
        while !rest.is_empty() {
            let (line, next) = line::first(rest);
            let boundary = line.trim_ascii_end().strip_prefix(b"--").filter(|boundary| !boundary.is_empty());
            let below = line::first(next).0.get(..8).unwrap_or_default();
            if let Some(boundary) = boundary
                && below.eq_ignore_ascii_case(b"content-")
            {
                return Self::of(rest, &String::from_utf8_lossy(boundary));
            }
            rest = next;
        }
        None
    }

    /// What is left unread, from the next part on.
    pub(crate) fn rest(&self) -> Option<&'x [u8]> {
        self.rest
    }

    fn delimiter(&self, line: &[u8]) -> Option<Delimiter> {
        let tail = line.strip_prefix(self.delimiter.as_slice())?;
        let forgiving = self.delimiter.len() >= UNLIKE + 2;
        match tail.trim_ascii_end() {
            b"" => Some(Delimiter::Next),
            b"--" => Some(Delimiter::End),
            b"-" if forgiving => Some(Delimiter::End),
            _ => None,
        }
    }

    /// What follows the first delimiter of a part.
    fn next_after(&self, bytes: &'x [u8]) -> Option<&'x [u8]> {
        let mut rest = bytes;
        while !rest.is_empty() {
            let (line, next) = line::first(rest);
            if self.delimiter(line) == Some(Delimiter::Next) {
                return Some(next);
            }
            rest = next;
        }
        None
    }
}

impl<'x> Iterator for Parts<'x> {
    type Item = &'x [u8];

    fn next(&mut self) -> Option<&'x [u8]> {
        let part = self.rest.take()?;
        let mut rest = part;
        while !rest.is_empty() {
            let (line, next) = line::first(rest);
            if let Some(delimiter) = self.delimiter(line) {
                self.rest = if delimiter == Delimiter::Next { Some(next) } else { self.next_after(next) };
                return Some(line::without_ending(part.get(..part.len() - rest.len()).unwrap_or_default()));
            }
            rest = next;
        }
        Some(part)
    }
}

#[cfg(test)]
mod tests {
    use super::Parts;
    use proptest::prelude::*;

    fn parts(body: &str, boundary: &str) -> Vec<String> {
        let parts = Parts::of(body.as_bytes(), boundary).into_iter().flatten();
        parts.map(|part| String::from_utf8_lossy(part).into_owned()).collect()
    }

    #[test]
    fn parts_are_parted_whatever_ends_the_lines() {
        let body = "antes\r\n--b\r\nuno\r\n\r\n--b  \r\ndos\r\n--b--\r\ndespués";
        assert_eq!(parts(body, "b"), ["uno\r\n", "dos"]);
        assert_eq!(parts(&body.replace("\r\n", "\n"), "b"), ["uno\n", "dos"]);
        assert_eq!(parts(&body.replace("\r\n", "\r"), "b"), ["uno\r", "dos"]);
    }

    #[test]
    fn a_boundary_is_not_the_beginning_of_another() {
        assert_eq!(parts("--b\n--bb\nuno\n--b-\n--b--", "b"), ["--bb\nuno\n--b-"]);
        assert_eq!(parts("--limite__\nuno\n--limite__-\n", "limite__"), ["uno"]);
        assert_eq!(parts("---\nuno\n-\n---\ndos\n-----\n", "-"), ["uno\n-", "dos"]);
    }

    #[test]
    fn what_is_cut_or_goes_on_is_read() {
        assert_eq!(parts("--b\nuno\n--b\ndos", "b"), ["uno", "dos"]);
        assert_eq!(parts("--b\nuno\n--b--\n--b\ndos\n--b--", "b"), ["uno", "dos"]);
        assert_eq!(parts("--b\n--b--", "b"), [""]);
        assert!(Parts::of(b"uno --b\n", "b").is_none() && Parts::of(b"--b--\n", "b").is_none());
    }

    #[test]
    fn a_lost_boundary_is_guessed() {
        let body = b"antes\n--\n--x\n--y\nContent-Type: text/plain\n\nuno\n--y--\n";
        assert_eq!(Parts::guess(body).unwrap().next(), Some(&b"Content-Type: text/plain\n\nuno"[..]));
        assert!(Parts::guess(b"--x\nuno\n").is_none());
    }

    proptest! {
        #[test]
        fn any_lines_are_answered(lines in prop::collection::vec(prop::sample::select(vec![
            "--b", "--b--", "--bb", "--", "-", "", "hola", "Content-Type: a/b",
        ]), 0..30)) {
            let body = lines.join("\n");
            let read: usize = parts(&body, "b").iter().map(String::len).sum();
            prop_assert!(read <= body.len());
            Parts::guess(body.as_bytes());
        }
    }
}
