//! How far a provider may send us, read off its own address; and addresses taken apart.

use std::net::IpAddr;

use reqwest::Url;

use crate::failure::Failure;

/// How far a provider's own address lets its other addresses go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    /// https, public or allowed.
    Outside,
    /// The provider lives on this machine: https, and loopback besides.
    Loopback,
    /// The provider is plain http on this machine: http and loopback besides.
    PlainLoopback,
    /// The same for a provider that may not choose this machine by itself: http on loopback, as far as that is allowed.
    PlainAllowed,
}

impl Reach {
    /// Reads it off the issuer, or what stands for it.
    pub(crate) fn of(home: &str) -> Result<Self, Failure> {
        let url = parse(home)?;
        match (url.scheme(), is_loopback(&url)) {
            ("http", true) => Ok(Self::PlainLoopback),
            ("https", true) => Ok(Self::Loopback),
            ("https", false) => Ok(Self::Outside),
            _ => Err(Failure::misbehaved(format!("{}: only https, or http on loopback", place(&url)))),
        }
    }

    /// Without the right to this machine: whether it may be reached is for `outbound_allow` to say.
    pub(crate) const fn as_allowed(self) -> Self {
        match self {
            Self::Outside | Self::Loopback => Self::Outside,
            Self::PlainLoopback | Self::PlainAllowed => Self::PlainAllowed,
        }
    }
}

pub(crate) fn parse(address: &str) -> Result<Url, Failure> {
    Url::parse(address).map_err(|error| Failure::misbehaved(format!("no address: {error}")))
}

/// For the log: queries may hold secrets.
pub(crate) fn place(url: &Url) -> String {
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    format!("{}://{}{port}{}", url.scheme(), url.host_str().unwrap_or_default(), url.path())
}

pub(crate) fn literal(url: &Url) -> Option<IpAddr> {
    url.host_str()?.trim_start_matches('[').trim_end_matches(']').parse().ok()
}

pub(crate) fn is_loopback(url: &Url) -> bool {
    match literal(url) {
        Some(address) => address.to_canonical().is_loopback(),
        None => url.host_str() == Some("localhost"),
    }
}
