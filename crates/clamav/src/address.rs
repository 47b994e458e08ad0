//! Where the daemon listens.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

/// `tcp://host:port` or `unix:/path`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Address {
    /// `host:port`; an IPv6 address in brackets.
    Tcp(String),
    Unix(PathBuf),
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("is neither tcp://host:port nor unix:/path")]
pub struct AddressError;

impl FromStr for Address {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, AddressError> {
        if let Some(path) = text.strip_prefix("unix:") {
            return if path.starts_with('/') && path.len() > 1 {
                Ok(Self::Unix(path.into()))
            } else {
                Err(AddressError)
            };
        }
        let place = text.strip_prefix("tcp://").ok_or(AddressError)?;
        let (host, port) = place.rsplit_once(':').ok_or(AddressError)?;
        let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
        let odd = |c: char| c.is_whitespace() || "/@?#[]".contains(c);
        let is_host = bare.map_or(!host.is_empty() && !host.contains(odd) && !host.contains(':'), |ip| {
            ip.parse::<std::net::Ipv6Addr>().is_ok()
        });
        let is_port = port.parse::<u16>().is_ok_and(|port| port > 0);
        if is_host && is_port { Ok(Self::Tcp(place.to_owned())) } else { Err(AddressError) }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tcp(place) => write!(f, "tcp://{place}"),
            Self::Unix(path) => write!(f, "unix:{}", path.display()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_and_written() {
        for good in ["tcp://127.0.0.1:3310", "tcp://clamav:3310", "tcp://[::1]:3310", "unix:/run/clamav/clamd.ctl"] {
            assert_eq!(good.parse::<Address>().unwrap().to_string(), good);
        }
        let wrong = [
            "",
            "127.0.0.1:3310",
            "tcp://clamav",
            "tcp://:3310",
            "tcp://a:0",
            "tcp://a:99999",
            "tcp://a/b:1",
            "tcp://::1:3310",
            "tcp://[x]:1",
            "unix:",
            "unix:/",
            "unix:relative",
            "http://a:1",
            "tcp://a b:1",
        ];
        for wrong in wrong {
            assert_eq!(wrong.parse::<Address>(), Err(AddressError), "{wrong}");
        }
    }
}
