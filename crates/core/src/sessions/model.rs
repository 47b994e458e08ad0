//! What lists show of a session, and how networks are told apart.

use crate::id::SessionId;
use jiff::{SignedDuration, Timestamp};
use std::net::IpAddr;

/// How long who has shown who they are need not do so again before what is dangerous.
pub const PROVED_FOR: SignedDuration = SignedDuration::from_mins(15);

/// An administrator looks on as somebody else for this long at the most.
pub(super) const IMPERSONATED_FOR: SignedDuration = SignedDuration::from_mins(30);

/// A browser that nobody has used for so long is known no more; its cookie lives no longer either (RFC 6265bis 5.5).
pub(super) const DEVICE_LIFE: SignedDuration = SignedDuration::from_hours(400 * 24);

/// A live session as its owner sees it.
#[derive(Debug, Clone)]
pub struct Listed {
    pub id: SessionId,
    pub created_at: Timestamp,
    pub seen_at: Timestamp,
    pub ip: String,
    pub user_agent: String,
}
atiende_db::from_row!(Listed { id, created_at, seen_at, ip, user_agent });

/// Somebody of the administration looked on as this person.
#[derive(Debug, Clone)]
pub struct Impersonation {
    pub at: Timestamp,
    pub by: String,
    pub reason: String,
}

/// The network of an address, as large as what one client is usually given: /24 of IPv4, /48 of IPv6.
/// What is no address is its own network.
pub(super) fn network(ip: &str) -> String {
    match ip.parse::<IpAddr>().map(|ip| ip.to_canonical()) {
        Ok(IpAddr::V4(ip)) => {
            let [a, b, c, _] = ip.octets();
            format!("{a}.{b}.{c}.0/24")
        }
        Ok(IpAddr::V6(ip)) => {
            let [a, b, c, ..] = ip.segments();
            format!("{a:x}:{b:x}:{c:x}::/48")
        }
        Err(_) => ip.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::network;

    #[test]
    fn neighbours_share_a_network() {
        assert_eq!(network("203.0.113.7"), "203.0.113.0/24");
        assert_eq!(network("::ffff:203.0.113.99"), "203.0.113.0/24", "the same through a socket of both");
        assert_eq!(network("2001:db8:12:ab::1"), network("2001:db8:12:cd::2"));
        assert_ne!(network("2001:db8:12::1"), network("2001:db8:13::1"));
        assert_eq!(network(""), "");
    }
}
