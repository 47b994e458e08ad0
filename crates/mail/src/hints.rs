//! What the desk's own domain publishes about its mails (SPF, DKIM, DMARC), and what to add, for `atiende check`.
//!
//! Advice: mail goes out without any of it, and much of it ends as spam. The one thing that is wrong for sure is a published
//! key that is another than the one we sign with: all that we sign is then forged to whoever checks it.

use crate::incoming::{Dns, NameServers, is_silence};
use mail_auth::common::cache::NoCache;
use mail_auth::dmarc::{Dmarc, Policy};
use mail_auth::spf::verify::SpfParameters;
use mail_auth::{Error, IpLookupStrategy, MessageAuthenticator, SpfResult, Txt};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::Arc;

/// Addresses of the mail server that are asked about.
const ADDRESSES_MAX: usize = 4;

/// The domain that mails come from.
#[derive(Debug, Clone, Copy)]
pub struct OwnDomain<'a> {
    pub name: &'a str,
    /// The server that takes the desk's mails, by its name or address.
    pub smtp_host: Option<&'a str>,
    /// The selector, and the public key in base64 as it belongs into `p=`; `None`: mails are not signed here.
    pub dkim: Option<(&'a str, &'a str)>,
}

/// What was found, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    /// `spf`, `dkim` or `dmarc`.
    pub name: &'static str,
    /// Nothing is surely wrong.
    pub ok: bool,
    pub detail: String,
}

impl Hint {
    fn new(name: &'static str, detail: String) -> Self {
        Self { name, ok: true, detail }
    }
}

/// Nothing where nobody is to be asked. Errors: the machine names no name servers.
pub async fn hints(own: &OwnDomain<'_>, servers: NameServers) -> Result<Vec<Hint>, String> {
    let Some(dns) = Dns::new(servers)? else { return Ok(Vec::new()) };
    let asks = &dns.asks;
    Ok(vec![spf(asks, own).await, dkim(asks, own).await, dmarc(asks, own.name).await])
}

async fn spf(asks: &MessageAuthenticator, own: &OwnDomain<'_>) -> Hint {
    let domain = own.name;
    let found = asks.txt_lookup::<mail_auth::spf::Spf>(format!("{domain}."), uncached()).await;
    Hint::new(
        "spf",
        match found {
            Ok(_) => format!("{domain} has a record{}", sends(asks, own).await),
            Err(error) if is_silence(&error) => silent(domain),
            Err(Error::Dns(_)) => {
                format!(
                    "{domain} has no record: anybody may send for it. Add TXT {domain} \"v=spf1 {} ~all\"",
                    host(own)
                )
            }
            Err(_) => format!("{domain} has a record that makes no sense: it counts as none"),
        },
    )
}

/// Whether the mail server may send for the domain, where that can be seen from here.
async fn sends(asks: &MessageAuthenticator, own: &OwnDomain<'_>) -> String {
    let Some(host) = own.smtp_host else { return String::new() };
    let mut addresses: Vec<IpAddr> = host.trim_matches(['[', ']']).parse().into_iter().collect();
    if addresses.is_empty() {
        let strategy = IpLookupStrategy::Ipv4thenIpv6;
        let found = asks.ip_lookup(&format!("{host}."), strategy, ADDRESSES_MAX, uncached_v4(), uncached_v6()).await;
        addresses = found.unwrap_or_default();
    }
    let at_home = |address: &IpAddr| match address {
        IpAddr::V4(v4) => v4.is_loopback() || v4.is_private(),
        IpAddr::V6(v6) => v6.is_loopback() || v6.is_unique_local(),
    };
    let Some(address) = addresses.first().filter(|address| !at_home(address)) else {
        return format!("; {host} is at home: from which address it sends on cannot be seen here");
    };
    let sender = format!("soporte@{}", own.name);
    let asked = SpfParameters::verify_mail_from(*address, own.name, own.name, &sender);
    match asks.verify_spf(asked).await.result() {
        SpfResult::Pass => format!("; it lets {host} ({address}) send"),
        SpfResult::TempError => format!("; whether it lets {host} send, the name servers do not say"),
        _ => format!(
            "; it does not seem to let {host} ({address}) send: if mails leave from there, add {}",
            self::host(own)
        ),
    }
}

/// As it stands in an SPF record.
fn host(own: &OwnDomain<'_>) -> String {
    let host = own.smtp_host.unwrap_or_default();
    match host.trim_matches(['[', ']']).parse() {
        Ok(IpAddr::V4(v4)) if !v4.is_loopback() && !v4.is_private() => format!("ip4:{v4}"),
        Ok(IpAddr::V6(v6)) if !v6.is_loopback() && !v6.is_unique_local() => format!("ip6:{v6}"),
        Err(_) if host.contains('.') => format!("a:{host}"),
        _ => "mx".to_owned(),
    }
}

async fn dkim(asks: &MessageAuthenticator, own: &OwnDomain<'_>) -> Hint {
    let Some((selector, key)) = own.dkim else {
        return Hint::new("dkim", "mails are not signed here; the mail server may do it".to_owned());
    };
    let name = format!("{selector}._domainkey.{}", own.name);
    let advice = format!("TXT {name} \"v=DKIM1; k=rsa; p={key}\"");
    match asks.txt_raw_lookup(format!("{name}.")).await {
        Ok(record) if published(&record) == squeezed(key) => Hint::new("dkim", format!("{name} has our key")),
        Ok(_) => Hint {
            name: "dkim",
            ok: false,
            detail: format!("{name} has another key than the one that mails are signed with. It must be {advice}"),
        },
        Err(error) if is_silence(&error) => Hint::new("dkim", silent(&name)),
        Err(_) => Hint::new("dkim", format!("{name} has no key, so no signature counts. Add {advice}")),
    }
}

/// The key of a record (RFC 6376 3.6.1).
fn published(record: &[u8]) -> String {
    let record = String::from_utf8_lossy(record);
    let tags = record.split(';').filter_map(|tag| tag.split_once('='));
    tags.into_iter().find(|(name, _)| name.trim() == "p").map_or_else(String::new, |(_, key)| squeezed(key))
}

fn squeezed(key: &str) -> String {
    key.chars().filter(|c| !c.is_whitespace()).collect()
}

async fn dmarc(asks: &MessageAuthenticator, domain: &str) -> Hint {
    let mut name = domain;
    loop {
        match asks.txt_lookup::<Dmarc>(format!("_dmarc.{name}."), uncached()).await {
            Ok(record) => return Hint::new("dmarc", policy(name, &record)),
            Err(error) if is_silence(&error) => return Hint::new("dmarc", silent(&format!("_dmarc.{name}"))),
            // One above may speak for it.
            Err(_) => match name.split_once('.') {
                Some((_, above)) if above.contains('.') => name = above,
                _ => break,
            },
        }
    }
    let advice = format!("TXT _dmarc.{domain} \"v=DMARC1; p=none; rua=mailto:postmaster@{domain}\"");
    Hint::new("dmarc", format!("{domain} has no record: large providers hold its mails for spam. Add {advice}"))
}

fn policy(name: &str, record: &Arc<Dmarc>) -> String {
    match record.p {
        Policy::None | Policy::Unspecified => {
            format!("_dmarc.{name} asks for nothing (p=none): once all mails pass, p=quarantine keeps forgers out")
        }
        policy => format!("_dmarc.{name} says p={policy}"),
    }
}

fn silent(name: &str) -> String {
    format!("the name servers do not say anything about {name}")
}

const fn uncached() -> Option<&'static NoCache<Box<str>, Txt>> {
    None
}

const fn uncached_v4() -> Option<&'static NoCache<Box<str>, mail_auth::RecordSet<Ipv4Addr>>> {
    None
}

const fn uncached_v6() -> Option<&'static NoCache<Box<str>, mail_auth::RecordSet<Ipv6Addr>>> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use atiende_testing::dns::NameServer;

    async fn told(names: &NameServer, own: OwnDomain<'_>) -> [String; 3] {
        let hints = hints(&own, NameServers::At(names.address)).await.unwrap();
        assert_eq!(hints.iter().map(|hint| hint.name).collect::<Vec<_>>(), ["spf", "dkim", "dmarc"]);
        [0, 1, 2].map(|n: usize| format!("{}{}", if hints[n].ok { "" } else { "WRONG " }, hints[n].detail))
    }

    const OWN: OwnDomain<'_> =
        OwnDomain { name: "desk.es", smtp_host: Some("mail.desk.es"), dkim: Some(("s1", "AAAA")) };

    #[tokio::test]
    async fn what_is_missing_is_told_with_what_to_add() {
        let names = NameServer::start();
        let [spf, dkim, dmarc] = told(&names, OWN).await;
        assert!(spf.contains("TXT desk.es \"v=spf1 a:mail.desk.es ~all\""), "{spf}");
        assert!(dkim.contains("TXT s1._domainkey.desk.es \"v=DKIM1; k=rsa; p=AAAA\""), "{dkim}");
        assert!(dmarc.contains("TXT _dmarc.desk.es \"v=DMARC1; p=none; rua=mailto:postmaster@desk.es\""), "{dmarc}");
        names.silence("");
        for hint in told(&names, OWN).await {
            assert!(hint.starts_with("the name servers do not say"), "{hint}");
        }
        assert_eq!(hints(&OWN, NameServers::Off).await.unwrap(), []);
    }

    #[tokio::test]
    async fn what_is_there_is_looked_at() {
        let names = NameServer::start()
            .txt("desk.es", "v=spf1 ip4:203.0.113.5 -all")
            .a("mail.desk.es", [203, 0, 113, 5].into())
            .a("other.desk.es", [203, 0, 113, 6].into())
            .txt("s1._domainkey.desk.es", "v=DKIM1; k=rsa; p=AA AA")
            .txt("s2._domainkey.desk.es", "v=DKIM1; k=rsa; p=BBBB")
            .txt("_dmarc.desk.es", "v=DMARC1; p=reject");
        let [spf, dkim, dmarc] = told(&names, OWN).await;
        assert_eq!(spf, "desk.es has a record; it lets mail.desk.es (203.0.113.5) send");
        assert_eq!(
            (dkim.as_str(), dmarc.as_str()),
            ("s1._domainkey.desk.es has our key", "_dmarc.desk.es says p=reject")
        );
        let other = OwnDomain { smtp_host: Some("other.desk.es"), dkim: Some(("s2", "AAAA")), ..OWN };
        let [spf, dkim, _] = told(&names, other).await;
        assert!(spf.contains("does not seem to let other.desk.es (203.0.113.6) send"), "{spf}");
        assert!(dkim.starts_with("WRONG s2._domainkey.desk.es has another key"), "{dkim}");
        let home = OwnDomain { name: "aula.desk.es", smtp_host: Some("127.0.0.1"), dkim: None };
        names.publish("aula.desk.es", "v=spf1 mx -all");
        let [spf, dkim, dmarc] = told(&names, home).await;
        assert!(spf.contains("127.0.0.1 is at home"), "{spf}");
        assert!(dkim.starts_with("mails are not signed here"), "{dkim}");
        assert_eq!(dmarc, "_dmarc.desk.es says p=reject", "of the domain above");
    }
}
