//! What the desk's own domain publishes about its mails (SPF, DKIM, DMARC), and what to add, for `atiende check`.
//!
//! Advice: mail goes out without any of it, and much of it ends as spam. The one thing that is wrong for sure is a published
//! key that is another than the one we sign with: all that we sign is then forged to whoever checks it.

use crate::incoming::{Dns, NameServers, is_public, is_silence};
use crate::outgoing::Dkim;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use mail_auth::common::cache::NoCache;
use mail_auth::common::crypto::{Ed25519Key, RsaKey, Sha256};
use mail_auth::dmarc::{Dmarc, Policy};
use mail_auth::spf::verify::SpfParameters;
use mail_auth::{Error, IpLookupStrategy, MessageAuthenticator, SpfResult, Txt};
use rustls_pki_types::PrivateKeyDer;
use rustls_pki_types::pem::PemObject as _;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::Arc;

/// Addresses of the mail server that are asked about.
const ADDRESSES_MAX: usize = 4;

/// The domain that mails come from.
#[derive(Clone, Copy)]
pub struct OwnDomain<'a> {
    pub name: &'a str,
    /// The server that takes the desk's mails, by its name or address.
    pub smtp_host: Option<&'a str>,
    /// `None`: mails are not signed here.
    pub dkim: Option<&'a Dkim>,
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
    let Some(address) = addresses.first().filter(|address| is_public(**address)) else {
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
        Ok(IpAddr::V4(v4)) if is_public(v4.into()) => format!("ip4:{v4}"),
        Ok(IpAddr::V6(v6)) if is_public(v6.into()) => format!("ip6:{v6}"),
        Err(_) if host.contains('.') => format!("a:{host}"),
        _ => "mx".to_owned(),
    }
}

async fn dkim(asks: &MessageAuthenticator, own: &OwnDomain<'_>) -> Hint {
    let Some(dkim) = own.dkim else {
        return Hint::new("dkim", "mails are not signed here; the mail server may do it".to_owned());
    };
    let name = format!("{}._domainkey.{}", dkim.selector, dkim.domain);
    let Some((kind, key)) = public(dkim) else {
        return Hint { name: "dkim", ok: false, detail: "dkim.key is no private key".to_owned() };
    };
    let advice = format!(
        "TXT {name} \"v=DKIM1; k={kind}; p={}\"",
        STANDARD.encode(if kind == "rsa" { spki(&key) } else { key.clone() })
    );
    match asks.txt_raw_lookup(format!("{name}.")).await {
        // With or without the frame that tells its kind (RFC 6376 erratum 3017).
        Ok(record) if published(&record).ends_with(&key) => Hint::new("dkim", format!("{name} has our key")),
        Ok(_) => Hint {
            name: "dkim",
            ok: false,
            detail: format!("{name} has another key than the one that mails are signed with. It must be {advice}"),
        },
        Err(error) if is_silence(&error) => Hint::new("dkim", silent(&name)),
        Err(_) => Hint::new("dkim", format!("{name} has no key, so no signature counts. Add {advice}")),
    }
}

/// The kind and the bytes of the public half.
fn public(dkim: &Dkim) -> Option<(&'static str, Vec<u8>)> {
    let der = PrivateKeyDer::from_pem_slice(dkim.key.as_bytes()).ok()?;
    if let PrivateKeyDer::Pkcs8(pkcs8) = &der
        && let Ok(key) = Ed25519Key::from_pkcs8_maybe_unchecked_der(pkcs8.secret_pkcs8_der())
    {
        return Some(("ed25519", key.public_key()));
    }
    Some(("rsa", RsaKey::<Sha256>::from_key_der(der).ok()?.public_key()))
}

/// An RSA key as checkers expect it (RFC 5280 4.1.2.7): framed, with its kind.
fn spki(key: &[u8]) -> Vec<u8> {
    const RSA: [u8; 15] = [0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00];
    let bits = framed(0x03, &[&[0], key].concat());
    framed(0x30, &[&RSA, bits.as_slice()].concat())
}

/// X.690 8.1: tag, length, content; of at most 65,535 bytes.
fn framed(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len()).unwrap_or(u16::MAX);
    let [high, low] = length.to_be_bytes();
    let head: &[u8] = match length {
        0..128 => &[tag, low],
        128..256 => &[tag, 0x81, low],
        _ => &[tag, 0x82, high, low],
    };
    [head, content].concat()
}

/// The key of a record (RFC 6376 3.6.1).
fn published(record: &[u8]) -> Vec<u8> {
    let record = String::from_utf8_lossy(record);
    let mut tags = record.split(';').filter_map(|tag| tag.split_once('='));
    let key = tags.find(|(name, _)| name.trim() == "p").map_or("", |(_, key)| key);
    let squeezed: String = key.chars().filter(|c| !c.is_whitespace()).collect();
    STANDARD.decode(squeezed).unwrap_or_default()
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
    use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
    use aws_lc_rs::rsa::{KeyPair, KeySize};

    async fn told(names: &NameServer, own: OwnDomain<'_>) -> [String; 3] {
        let hints = hints(&own, NameServers::At(names.address)).await.unwrap();
        assert_eq!(hints.iter().map(|hint| hint.name).collect::<Vec<_>>(), ["spf", "dkim", "dmarc"]);
        [0, 1, 2].map(|n: usize| format!("{}{}", if hints[n].ok { "" } else { "WRONG " }, hints[n].detail))
    }

    const OWN: OwnDomain<'_> = OwnDomain { name: "desk.es", smtp_host: Some("mail.desk.es"), dkim: None };

    fn signs(selector: &str, der: &[u8]) -> Dkim {
        let key = format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", STANDARD.encode(der));
        Dkim { domain: "desk.es".into(), selector: selector.into(), key }
    }

    fn rsa() -> Vec<u8> {
        let pair = KeyPair::generate(KeySize::Rsa2048).unwrap();
        AsDer::<Pkcs8V1Der<'_>>::as_der(&pair).unwrap().as_ref().to_vec()
    }

    #[tokio::test]
    async fn what_is_missing_is_told_with_what_to_add() {
        let names = NameServer::start();
        let ours = signs("s1", &rsa());
        let own = OwnDomain { dkim: Some(&ours), ..OWN };
        let [spf, dkim, dmarc] = told(&names, own).await;
        assert!(spf.contains("TXT desk.es \"v=spf1 a:mail.desk.es ~all\""), "{spf}");
        let advice = dkim.split_once("TXT s1._domainkey.desk.es \"").unwrap().1.trim_end_matches('"');
        assert!(advice.starts_with("v=DKIM1; k=rsa; p=MIIBI"), "{dkim}");
        names.publish("s1._domainkey.desk.es", advice);
        assert!(dmarc.contains("TXT _dmarc.desk.es \"v=DMARC1; p=none; rua=mailto:postmaster@desk.es\""), "{dmarc}");
        let [_, followed, _] = told(&names, own).await;
        assert_eq!(followed, "s1._domainkey.desk.es has our key", "the advice is good");
        names.silence("");
        for hint in told(&names, own).await {
            assert!(hint.starts_with("the name servers do not say"), "{hint}");
        }
        assert_eq!(hints(&own, NameServers::Off).await.unwrap(), []);
    }

    #[tokio::test]
    async fn what_is_there_is_looked_at() {
        let names = NameServer::start()
            .txt("desk.es", "v=spf1 ip4:203.0.113.5 -all")
            .a("mail.desk.es", [203, 0, 113, 5].into())
            .a("other.desk.es", [203, 0, 113, 6].into())
            .txt("s2._domainkey.desk.es", "v=DKIM1; k=rsa; p=BBBB")
            .txt("_dmarc.desk.es", "v=DMARC1; p=reject");
        let der = Ed25519Key::generate_pkcs8().unwrap();
        let key = Ed25519Key::from_pkcs8_maybe_unchecked_der(&der).unwrap().public_key();
        names.publish("s1._domainkey.desk.es", &format!("v=DKIM1; k=ed25519; p={}", STANDARD.encode(key)));
        let (ours, theirs) = (signs("s1", &der), signs("s2", &der));
        let [spf, dkim, dmarc] = told(&names, OwnDomain { dkim: Some(&ours), ..OWN }).await;
        assert_eq!(spf, "desk.es has a record; it lets mail.desk.es (203.0.113.5) send");
        assert_eq!(
            (dkim.as_str(), dmarc.as_str()),
            ("s1._domainkey.desk.es has our key", "_dmarc.desk.es says p=reject")
        );
        let other = OwnDomain { smtp_host: Some("other.desk.es"), dkim: Some(&theirs), ..OWN };
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
