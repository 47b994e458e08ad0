//! The desk's own addresses. What stands after the plus sign (RFC 5233) of one that was given to a reader tells the ticket
//! and the reader, and nobody without the desk's key can write it.

use super::settings::Mailbox;
use atiende_core::accounts::sealed::Key;
use atiende_core::id::{PersonId, TicketId};
use atiende_text::address::normalise_email;

const PURPOSE: &str = "reply address";
/// Without letters that are read as others (Crockford's base 32), small: some servers know no capitals.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
/// 80 bits.
const SIGNATURE: usize = 16;

/// The addresses that take mail.
#[derive(Debug, Clone)]
pub struct Mailboxes(Vec<Mailbox>);

/// Which of them a message is for, and what its address carried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Meant<'a> {
    pub(super) mailbox: &'a Mailbox,
    /// After the plus sign.
    pub(super) detail: &'a str,
}

impl Mailboxes {
    pub(super) fn new(mailboxes: Vec<Mailbox>) -> Self {
        Self(mailboxes)
    }

    /// The mailbox of an address, if it is one of the desk's.
    pub(super) fn of<'a>(&'a self, address: &'a str) -> Option<Meant<'a>> {
        let (local, domain) = address.trim().trim_start_matches('<').trim_end_matches('>').rsplit_once('@')?;
        self.0.iter().find_map(|mailbox| {
            let (own_local, own_domain) = mailbox.address.rsplit_once('@')?;
            if !domain.eq_ignore_ascii_case(own_domain) {
                return None;
            }
            let head = local.get(..own_local.len()).filter(|head| head.eq_ignore_ascii_case(own_local))?;
            match local.get(head.len()..)? {
                "" => Some(Meant { mailbox, detail: "" }),
                rest => rest.strip_prefix('+').map(|detail| Meant { mailbox, detail }),
            }
        })
    }

    /// The first of these addresses that is one of the desk's; else its first mailbox.
    pub(super) fn first_of<'a>(&'a self, mut addresses: impl Iterator<Item = &'a str>) -> Option<Meant<'a>> {
        addresses.find_map(|address| self.of(address)).or_else(|| self.default())
    }

    fn default(&self) -> Option<Meant<'_>> {
        self.0.first().map(|mailbox| Meant { mailbox, detail: "" })
    }

    pub(super) fn called(&self, address: &str) -> Option<&Mailbox> {
        self.0.iter().find(|mailbox| mailbox.address == address)
    }

    /// Whether this address is the desk's own.
    pub(super) fn is_own(&self, address: &str) -> bool {
        self.of(address).is_some()
    }
}

/// Where this person answers to about this ticket: `soporte+42.7.k3x9…@x.es`. `None` for an address that is none.
pub fn reply_address(mailbox: &str, key: &Key, ticket: TicketId, person: PersonId) -> Option<String> {
    let mailbox = normalise_email(mailbox)?;
    let (local, domain) = mailbox.rsplit_once('@')?;
    let signature = signature(key, ticket, person);
    Some(format!("{local}+{ticket}.{person}.{signature}@{domain}"))
}

/// The ticket and the person of an address that the desk gave, by what stands after its plus sign.
pub(super) fn given(key: &Key, detail: &str) -> Option<(TicketId, PersonId)> {
    let mut parts = detail.splitn(3, '.');
    let (ticket, person) = (TicketId(parts.next()?.parse().ok()?), PersonId(parts.next()?.parse().ok()?));
    let said = parts.next()?.to_ascii_lowercase();
    // Comparing takes as long wherever they differ: what is known of one is no help with another.
    let same = said.len() == SIGNATURE
        && signature(key, ticket, person).bytes().zip(said.bytes()).fold(0, |all, (a, b)| all | (a ^ b)) == 0;
    same.then_some((ticket, person))
}

fn signature(key: &Key, ticket: TicketId, person: PersonId) -> String {
    let mac = key.mac(PURPOSE, format!("{ticket}.{person}").as_bytes());
    let letter = |byte: &u8| ALPHABET.get(usize::from(byte & 31)).copied().map(char::from);
    mac.iter().take(SIGNATURE).filter_map(letter).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use atiende_core::inbound::Unknown;

    fn mailbox(address: &str) -> Mailbox {
        Mailbox { address: address.into(), organization: None, queue: None, unknown: Unknown::Hold, authserv_id: None }
    }

    fn key() -> Key {
        Key::new("a key that is long enough for the test")
    }

    #[test]
    fn an_address_is_a_mailbox_whatever_follows_the_plus() {
        let mailboxes = Mailboxes::new(vec![mailbox("soporte@x.es"), mailbox("averias@y.es")]);
        let of = |address| mailboxes.of(address).map(|meant| (meant.mailbox.address.as_str(), meant.detail));
        assert_eq!(of("Soporte@X.es"), Some(("soporte@x.es", "")));
        assert_eq!(of("<soporte+42.7.abc@x.es>"), Some(("soporte@x.es", "42.7.abc")));
        assert_eq!(of(" averias@y.es "), Some(("averias@y.es", "")));
        for other in ["soporte@y.es", "soportes@x.es", "sopor@x.es", "x.es", "", "@x.es", "sóporte@x.es"] {
            assert_eq!(of(other), None, "{other}");
        }
        let first = |addresses: &'static [&'static str]| {
            mailboxes.first_of(addresses.iter().copied()).map(|meant| meant.mailbox.address.clone())
        };
        assert_eq!(first(&["ana@z.es", "averias@y.es"]).as_deref(), Some("averias@y.es"));
        assert_eq!(first(&["ana@z.es"]).as_deref(), Some("soporte@x.es"), "the last resort");
    }

    #[test]
    fn only_the_desk_gives_addresses() {
        let given_to = |address: &str| {
            let mailboxes = Mailboxes::new(vec![mailbox("soporte@x.es")]);
            mailboxes.of(address).and_then(|meant| given(&key(), meant.detail))
        };
        let ours = reply_address("soporte@x.es", &key(), TicketId(42), PersonId(7)).unwrap();
        assert!(ours.starts_with("soporte+42.7.") && ours.len() < 64, "{ours}");
        assert_eq!(given_to(&ours), Some((TicketId(42), PersonId(7))));
        assert_eq!(given_to(&ours.to_uppercase()), Some((TicketId(42), PersonId(7))), "some servers shout");
        let others = [
            ours.replace("+42", "+43"),
            ours.replace(".7.", ".8."),
            ours.replace('@', "x@"),
            ours.replacen(".7.", ".7.0", 1),
            "soporte+42.7.@x.es".into(),
            "soporte+42@x.es".into(),
            "soporte@x.es".into(),
            reply_address("soporte@x.es", &Key::new("another key, as long as one must be"), TicketId(42), PersonId(7))
                .unwrap(),
        ];
        for forged in others {
            assert_eq!(given_to(&forged), None, "{forged}");
        }
    }
}
