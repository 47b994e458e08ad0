//! What servers wrote on a message on its way, and whose it claims to be: what its origin is judged by. Nothing of it is
//! proved by standing there.

use crate::header::{Fields, address};

/// Fields that say once what the reader is shown; one that stands there twice may not be the one that was signed
/// (RFC 5322 3.6, RFC 6376 8.15).
const ONCE: [&str; 5] = ["from", "sender", "subject", "content-type", "content-transfer-encoding"];
/// Addresses of authors that are looked at.
const MOST: usize = 20;

/// The header of a message, as far as it tells of its origin.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Trace {
    /// Of all `From` fields, as they were written; at most twenty.
    pub authors: Vec<String>,
    /// Something is said twice that is said once.
    pub is_doubled: bool,
    /// The topmost `Received`, unfolded: the last server's that took the message.
    pub received: Option<String>,
    /// `Return-Path`, where it stands above every `Received`: the server that delivered it wrote it.
    pub return_path: Option<String>,
    /// The `Authentication-Results`, the newest first, unfolded.
    pub results: Vec<String>,
}

/// Reads no more than the header.
pub fn trace(raw: &[u8]) -> Trace {
    let (fields, _) = Fields::of_message(raw);
    let place = |name: &str| fields.names().position(|other| other == name);
    let authors = fields.all("from").flat_map(|value| address::parse(&value)).map(|author| author.address);
    let return_path = place("return-path").filter(|at| place("received").is_none_or(|received| *at < received));
    Trace {
        authors: authors.take(MOST).collect(),
        is_doubled: ONCE.iter().any(|once| fields.names().filter(|name| name == once).count() > 1),
        received: fields.first("received"),
        return_path: return_path.and(fields.first("return-path")),
        results: fields.all("authentication-results").collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_servers_words_stand_above() {
        let raw =
            b"Return-Path: <a@x.es>\r\nAuthentication-Results: mx.y.es;\r\n spf=pass\r\nReceived: from x\r\n by y\r\n\
            Received: from z\r\nAuthentication-Results: z\r\nFrom: \"b@y.es\" <a@x.es>\r\n\r\nFrom: c@y.es";
        let trace = trace(raw);
        assert_eq!(trace.authors, ["a@x.es"], "a name is no address");
        assert_eq!(trace.received.as_deref(), Some("from x by y"));
        assert_eq!(trace.return_path.as_deref(), Some("<a@x.es>"));
        assert_eq!(trace.results, ["mx.y.es; spf=pass", "z"]);
        assert!(!trace.is_doubled);
        let below = super::trace(b"Received: from x\r\nReturn-Path: <a@x.es>\r\n\r\n");
        assert_eq!((below.return_path, below.authors.len()), (None, 0), "anybody's");
    }

    #[test]
    fn what_is_said_twice_is_told() {
        for twice in
            ["From: a@x.es\nFrom : b@x.es", "Subject: a\nsubject: b", "Content-Type: a\nTo: x\nContent-Type: b"]
        {
            assert!(trace(format!("{twice}\n\nuno").as_bytes()).is_doubled, "{twice}");
        }
        let many = trace(b"From: a@x.es, B <b@y.es>\nFrom: c@z.es\n\n");
        assert_eq!(many.authors, ["a@x.es", "b@y.es", "c@z.es"]);
        assert_eq!(trace(b""), Trace::default());
    }
}
