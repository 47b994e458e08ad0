//! How addresses hang together: what one person holds, and what one network holds. Pure.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The prefixes of an address.
pub(crate) struct Prefixes {
    /// What one person holds: /32 of IPv4, /64 of IPv6, where a home has one at the least (RFC 6177) and so any number of
    /// addresses.
    pub(crate) person: String,
    /// What one client of a provider is usually given: /24 of IPv4, /48 of IPv6.
    pub(crate) network: String,
}

/// `None` for what is no address.
pub(crate) fn prefixes(ip: &str) -> Option<Prefixes> {
    Some(match ip.parse::<IpAddr>().ok()?.to_canonical() {
        IpAddr::V4(ip) => {
            let [a, b, c, _] = ip.octets();
            Prefixes { person: ip.to_string(), network: format!("{}/24", Ipv4Addr::new(a, b, c, 0)) }
        }
        IpAddr::V6(ip) => {
            let cut = |bits: u32| format!("{}/{bits}", Ipv6Addr::from_bits(ip.to_bits() & (u128::MAX << (128 - bits))));
            Prefixes { person: cut(64), network: cut(48) }
        }
    })
}

/// The network of an address. What is no address is its own network.
pub(crate) fn network(ip: &str) -> String {
    prefixes(ip).map_or_else(|| ip.to_owned(), |prefixes| prefixes.network)
}

#[cfg(test)]
mod tests {
    use super::{network, prefixes};

    #[test]
    fn neighbours_share_a_network() {
        assert_eq!(network("203.0.113.7"), "203.0.113.0/24");
        assert_eq!(network("::ffff:203.0.113.99"), "203.0.113.0/24", "the same through a socket of both");
        assert_eq!(network("2001:db8:12:ab::1"), network("2001:db8:12:cd::2"));
        assert_ne!(network("2001:db8:12::1"), network("2001:db8:13::1"));
        assert_eq!(network(""), "");
    }

    #[test]
    fn a_home_is_one_person() {
        let person = |ip: &str| prefixes(ip).unwrap().person;
        assert_eq!(person("2001:db8:1:2:3::4"), person("2001:db8:1:2:ffff::1"));
        assert_ne!(person("2001:db8:1:2::4"), person("2001:db8:1:3::4"));
        assert_ne!(person("203.0.113.7"), person("203.0.113.8"));
        assert!(prefixes("").is_none() && prefixes("here").is_none());
    }
}
