//! Which addresses the server may be sent to. Whoever writes a discovery document chooses where we
//! connect, so everything that is not plainly public is refused unless the administrator allows it.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;

use ipnet::{IpNet, Ipv4Net, Ipv6Net};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};

const fn v4(a: u8, b: u8, c: u8, bits: u8) -> Ipv4Net {
    Ipv4Net::new_assert(Ipv4Addr::new(a, b, c, 0), bits)
}

const fn v6(a: u16, b: u16, bits: u8) -> Ipv6Net {
    Ipv6Net::new_assert(Ipv6Addr::new(a, b, 0, 0, 0, 0, 0, 0), bits)
}

/// The IANA special-purpose registry of IPv4, multicast and the reserved class E.
const SPECIAL_V4: [Ipv4Net; 16] = [
    v4(0, 0, 0, 8),
    v4(10, 0, 0, 8),
    v4(100, 64, 0, 10),
    v4(127, 0, 0, 8),
    v4(169, 254, 0, 16),
    v4(172, 16, 0, 12),
    v4(192, 0, 0, 24),
    v4(192, 0, 2, 24),
    v4(192, 88, 99, 24),
    v4(192, 168, 0, 16),
    v4(192, 31, 196, 24),
    v4(198, 18, 0, 15),
    v4(198, 51, 100, 24),
    v4(203, 0, 113, 24),
    v4(224, 0, 0, 4),
    v4(240, 0, 0, 4),
];

/// All that is handed out to networks (RFC 4291 2.4), and what inside it is for tunnels, documentation and protocols.
const GLOBAL_V6: Ipv6Net = v6(0x2000, 0, 3);
const SPECIAL_V6: [Ipv6Net; 4] = [v6(0x2001, 0, 23), v6(0x2001, 0xdb8, 32), v6(0x2002, 0, 16), v6(0x3fff, 0, 20)];

/// The well-known prefix of RFC 6052: an IPv4 address behind a translator, judged as that address.
const TRANSLATED: Ipv6Net = v6(0x64, 0xff9b, 96);

/// Whether the address belongs to the public internet (IPv4 inside IPv6 counts as IPv4).
pub fn is_public(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(v4) => !SPECIAL_V4.iter().any(|net| net.contains(&v4)),
        IpAddr::V6(v6) if TRANSLATED.contains(&v6) => {
            let [.., a, b, c, d] = v6.octets();
            is_public(IpAddr::V4(Ipv4Addr::new(a, b, c, d)))
        }
        IpAddr::V6(v6) => GLOBAL_V6.contains(&v6) && !SPECIAL_V6.iter().any(|net| net.contains(&v6)),
    }
}

/// Public addresses, what the administrator allows, and loopback where the provider itself lives there.
#[derive(Clone)]
pub(crate) struct Guard {
    pub(crate) allow: Arc<[IpNet]>,
    pub(crate) loopback: bool,
}

impl Guard {
    pub(crate) fn admits(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        is_public(address)
            || (self.loopback && address.is_loopback())
            || self.allow.iter().any(|net| net.contains(&address))
    }
}

/// The name leads only to addresses that the guard keeps us from.
#[derive(Debug, thiserror::Error)]
#[error("a private address, and outbound_allow does not list it")]
pub(crate) struct Forbidden;

/// Checking here, and not before the connection, leaves no moment in which the name may change its address.
impl Resolve for Guard {
    fn resolve(&self, name: Name) -> Resolving {
        let guard = self.clone();
        Box::pin(async move {
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            let admitted: Vec<SocketAddr> = found.into_iter().filter(|address| guard.admits(address.ip())).collect();
            if admitted.is_empty() {
                return Err(Forbidden.into());
            }
            Ok(Box::new(admitted.into_iter()) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_public() {
        for public in [
            "8.8.8.8",
            "93.184.215.14",
            "172.15.255.255",
            "172.32.0.0",
            "100.63.255.255",
            "100.128.0.0",
            "192.0.1.0",
            "223.255.255.255",
            "2606:4700::1111",
            "2a00:1450:4003::200e",
            "::ffff:8.8.8.8",
            "64:ff9b::8.8.8.8",
        ] {
            assert!(is_public(public.parse().unwrap()), "{public}");
        }
    }

    #[test]
    fn what_is_not() {
        for special in [
            "0.0.0.0",
            "0.255.255.255",
            "10.0.0.1",
            "10.255.255.255",
            "100.64.0.0",
            "100.127.255.255",
            "127.0.0.1",
            "127.255.255.255",
            "169.254.169.254",
            "172.16.0.0",
            "172.31.255.255",
            "192.0.0.1",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.255.255",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.7",
            "203.0.113.7",
            "224.0.0.1",
            "239.255.255.255",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::7f00:1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "64:ff9b::10.0.0.1",
            "64:ff9b:1::8.8.8.8",
            "100::1",
            "2001::1",
            "2001:db8::1",
            "2002:7f00:1::1",
            "3fff::1",
            "5f00::1",
            "fc00::1",
            "fdff::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ] {
            assert!(!is_public(special.parse().unwrap()), "{special}");
        }
    }

    fn guard(allow: &str, loopback: bool) -> Guard {
        Guard { allow: allow.parse::<IpNet>().into_iter().collect(), loopback }
    }

    #[test]
    fn the_administrator_opens_networks_and_nothing_else() {
        let guard = guard("10.1.0.0/16", false);
        let admits = |address: &str| guard.admits(address.parse().unwrap());
        assert!(admits("10.1.2.3") && admits("::ffff:10.1.2.3") && admits("8.8.8.8"));
        assert!(!admits("10.2.0.1") && !admits("127.0.0.1"));
    }

    #[test]
    fn loopback_is_not_the_rest_of_the_house() {
        let guard = guard("", true);
        let admits = |address: &str| guard.admits(address.parse().unwrap());
        assert!(admits("127.0.0.1") && admits("::1") && admits("::ffff:127.0.0.1"));
        assert!(!admits("10.0.0.1") && !admits("0.0.0.0") && !admits("fe80::1"));
    }

    #[tokio::test]
    async fn a_name_leads_only_where_the_guard_admits() {
        let localhost = || "localhost".parse().unwrap();
        let error = guard("", false).resolve(localhost()).await.err().unwrap();
        assert!(error.is::<Forbidden>());
        let mut found = guard("", true).resolve(localhost()).await.ok().unwrap();
        assert!(found.all(|address| address.ip().is_loopback()));
    }

    proptest! {
        #[test]
        fn an_address_is_judged_alike_in_every_dress(bits: u32) {
            let v4 = Ipv4Addr::from(bits);
            let [a, b, c, d] = v4.octets();
            let translated = Ipv6Addr::from([0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0, a, b, c, d]);
            prop_assert_eq!(is_public(v4.to_ipv6_mapped().into()), is_public(v4.into()));
            prop_assert_eq!(is_public(translated.into()), is_public(v4.into()));
        }

        #[test]
        fn nothing_that_the_standard_library_knows_as_special_is_public(bits: u32) {
            let v4 = Ipv4Addr::from(bits);
            let special = v4.is_private() || v4.is_loopback() || v4.is_link_local() || v4.is_multicast()
                || v4.is_broadcast() || v4.is_documentation() || v4.is_unspecified();
            prop_assert!(!(special && is_public(v4.into())));
        }
    }
}
