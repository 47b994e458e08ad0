//! What makes two copies of a message the same, whatever the transport did to them.

use crate::header::Fields;
use memchr::memchr;
use sha2::{Digest, Sha256};

/// The SHA-256 of the body in the "simple" form of RFC 6376 3.4.3: lines end in CRLF, and no blank line is at the end. A
/// bare LF counts as CRLF, for pipes and mailbox files write that. The header has no part in it: each hop adds fields.
pub fn body_digest(raw: &[u8]) -> [u8; 32] {
    let (_, body) = Fields::of_message(raw);
    let end = body.iter().rposition(|byte| !b"\r\n".contains(byte)).map_or(0, |at| at + 1);
    let mut rest = body.get(..end).unwrap_or_default();
    let mut hash = Sha256::new();
    while let Some(at) = memchr(b'\n', rest) {
        let (line, after) = rest.split_at(at);
        hash.update(line.strip_suffix(b"\r").unwrap_or(line));
        hash.update(b"\r\n");
        rest = after.get(1..).unwrap_or_default();
    }
    hash.update(rest);
    hash.update(b"\r\n");
    hash.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::body_digest;
    use proptest::prelude::*;
    use sha2::{Digest, Sha256};

    #[test]
    fn the_way_a_message_took_changes_nothing() {
        let sent = body_digest(b"Subject: a\r\n\r\nuno\r\n\r\ndos\r\n");
        for copy in [
            "Received: x\r\nReturn-Path: <a@b>\r\nSubject: a\r\n\r\nuno\r\n\r\ndos\r\n",
            "Subject: a\n\nuno\n\ndos\n",
            "From a@b Mon\nSubject: a\n\nuno\n\ndos",
            "Subject: a\r\n\r\nuno\r\n\r\ndos\r\n\r\n\n",
        ] {
            assert_eq!(body_digest(copy.as_bytes()), sent, "{copy}");
        }
        assert_eq!(sent, <[u8; 32]>::from(Sha256::digest(b"uno\r\n\r\ndos\r\n")));
        // An empty body is one CRLF (RFC 6376 3.4.3).
        assert_eq!(body_digest(b"Subject: a\n\n"), <[u8; 32]>::from(Sha256::digest(b"\r\n")));
    }

    #[test]
    fn another_body_is_another_message() {
        let sent = body_digest(b"Subject: a\n\nuno\n");
        for other in ["Subject: a\n\nuno \n", "Subject: a\n\n\nuno\n", "Subject: a\n\nUno\n", "Subject: a\n\nuno\n.\n"]
        {
            assert_ne!(body_digest(other.as_bytes()), sent, "{other}");
        }
    }

    proptest! {
        #[test]
        fn line_endings_are_one(body in "[ab \n]{0,40}") {
            let raw = format!("A: b\n\n{body}");
            prop_assert_eq!(body_digest(raw.as_bytes()), body_digest(raw.replace('\n', "\r\n").as_bytes()));
        }
    }
}
