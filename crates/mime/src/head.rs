//! What tells a message from others and says where it belongs, before it is read.

use crate::header::{Fields, address, ids};

/// Header fields that say to which address a message came, the surest first: what a server wrote when it delivered it, then
/// what its writer did.
const DELIVERED: [&str; 6] = ["delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "to", "cc"];
/// Addresses that are looked at.
const MOST: usize = 200;

/// The beginning of a message.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Head {
    /// Without the angle brackets.
    pub message_id: Option<String>,
    /// Where it came to, the surest first.
    pub to: Vec<String>,
    /// Who wrote it, to whom, when and about what: what is left to know a message by that has no Message-ID.
    pub identity: String,
}

/// Reads no more than the header.
pub fn head(raw: &[u8]) -> Head {
    let (fields, _) = Fields::of_message(raw);
    let named = DELIVERED.iter().flat_map(|name| fields.all(name)).flat_map(|value| address::parse(&value));
    Head {
        message_id: fields.all("message-id").find_map(|value| ids::first(&value)),
        to: named.map(|mailbox| mailbox.address).filter(|address| address.contains('@')).take(MOST).collect(),
        identity: ["from", "to", "date", "subject"].map(|name| fields.first(name).unwrap_or_default()).join("\n"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_server_wrote_counts_before_what_anybody_wrote() {
        let raw = b"To: Ana <ana@x.es>, b@x.es\r\nDelivered-To: soporte+42@x.es\r\nMessage-ID: <1@y.es>\r\nSubject: a\r\n b\r\n\r\nTo: c@x.es";
        let head = head(raw);
        assert_eq!(head.to, ["soporte+42@x.es", "ana@x.es", "b@x.es"]);
        assert_eq!(
            (head.message_id.as_deref(), head.identity.as_str()),
            (Some("1@y.es"), "\nAna <ana@x.es>, b@x.es\n\na b")
        );
        assert_eq!(super::head(b""), Head { identity: "\n\n\n".into(), ..Head::default() });
    }
}
