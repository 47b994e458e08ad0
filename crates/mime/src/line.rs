//! Lines of bytes, whatever ends them: CRLF, a bare LF, or a bare CR. Mail has all three, at times in one message.

use memchr::memchr2;

/// The first line without its ending, and what follows the ending.
pub(crate) fn first(bytes: &[u8]) -> (&[u8], &[u8]) {
    let Some(at) = memchr2(b'\n', b'\r', bytes) else { return (bytes, &[]) };
    let (line, rest) = bytes.split_at(at);
    let rest = rest.strip_prefix(b"\r\n").or_else(|| rest.get(1..)).unwrap_or_default();
    (line, rest)
}

/// The bytes without one line ending at their end.
pub(crate) fn without_ending(bytes: &[u8]) -> &[u8] {
    let crlf = bytes.strip_suffix(b"\r\n");
    crlf.or_else(|| bytes.strip_suffix(b"\n")).or_else(|| bytes.strip_suffix(b"\r")).unwrap_or(bytes)
}

pub(crate) fn is_blank(bytes: &[u8]) -> bool {
    bytes.iter().all(u8::is_ascii_whitespace)
}

#[cfg(test)]
mod tests {
    use super::{first, without_ending};

    #[test]
    fn any_ending_ends_a_line() {
        assert_eq!(first(b"a\r\nb"), (&b"a"[..], &b"b"[..]));
        assert_eq!(first(b"a\n\rb"), (&b"a"[..], &b"\rb"[..]));
        assert_eq!(first(b"a\rb\n"), (&b"a"[..], &b"b\n"[..]));
        assert_eq!(first(b"\r\r\n"), (&b""[..], &b"\r\n"[..]));
        assert_eq!(first(b"a"), (&b"a"[..], &b""[..]));
    }

    #[test]
    fn one_ending_goes() {
        assert_eq!(without_ending(b"a\n\r\n"), b"a\n");
        assert_eq!(without_ending(b"a\r"), b"a");
        assert_eq!(without_ending(b""), b"");
    }
}
