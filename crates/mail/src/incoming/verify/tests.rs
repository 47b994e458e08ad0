//! Mails as they come, signed here by keys that a name server of the tests publishes.

mod forged;
mod honest;
mod lists;
mod servers;
mod story;

use super::{Claim, NameServers, Verifier, Way};
use atiende_core::inbound::{Basis, Trust, Verification, Via};
use atiende_testing::dns::NameServer;
use atiende_text::address::normalise_email;
use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der, PublicKeyX509Der};
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _};
use base64::Engine as _;
use mail_auth::common::crypto::{DkimKey, Ed25519Key, RsaKey, Sha256};
use mail_auth::common::headers::HeaderWriter as _;
use mail_auth::dkim::{Canonicalization, DkimSigner};
use rustls_pki_types::PrivateKeyDer;
use std::sync::{Arc, LazyLock};

/// A server of the school, and somebody else's.
const SCHOOL: &str = "203.0.113.7";
const EVIL: &str = "198.51.100.66";

/// A key pair; the public half as a name server publishes it.
struct Key {
    private: Vec<u8>,
    public: String,
    is_rsa: bool,
}

/// Making one takes a while.
static RSA: LazyLock<Key> = LazyLock::new(|| {
    let pair = KeyPair::generate(KeySize::Rsa2048).unwrap();
    let private = AsDer::<Pkcs8V1Der<'_>>::as_der(&pair).unwrap().as_ref().to_vec();
    let public = AsDer::<PublicKeyX509Der<'_>>::as_der(pair.public_key()).unwrap();
    Key { public: format!("v=DKIM1; k=rsa; p={}", base64(public.as_ref())), private, is_rsa: true }
});

static ED25519: LazyLock<Key> = LazyLock::new(|| {
    let private = Ed25519Key::generate_pkcs8().unwrap();
    let pair = Ed25519KeyPair::from_pkcs8(&private).unwrap();
    let public = format!("v=DKIM1; k=ed25519; p={}", base64(pair.public_key().as_ref()));
    Key { public, private, is_rsa: false }
});

fn base64(bytes: &[u8]) -> String {
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

impl Key {
    fn signer(&self) -> DkimKey {
        let der = self.private.clone();
        if self.is_rsa {
            return RsaKey::<Sha256>::from_key_der(pkcs8(der)).unwrap().into();
        }
        Ed25519Key::from_pkcs8_der(&der).unwrap().into()
    }
}

fn pkcs8(der: Vec<u8>) -> PrivateKeyDer<'static> {
    PrivateKeyDer::Pkcs8(der.into())
}

/// How a message is signed.
#[derive(Clone, Copy)]
struct Signing {
    key: &'static LazyLock<Key>,
    domain: &'static str,
    header: Canonicalization,
    body: Canonicalization,
    /// Seconds for which it holds; 0: for ever.
    expires: u64,
}

const SIGNING: Signing = Signing {
    key: &RSA,
    domain: "lapaz.es",
    header: Canonicalization::Relaxed,
    body: Canonicalization::Relaxed,
    expires: 0,
};

impl Signing {
    const fn by(domain: &'static str) -> Self {
        Self { domain, ..SIGNING }
    }

    /// The message with its signature above it.
    fn sign(self, message: &str) -> String {
        let signer = DkimSigner::from_key(self.key.signer())
            .domain(self.domain)
            .selector("s1")
            .headers(["From", "To", "Subject", "Message-ID"])
            .header_canonicalization(self.header)
            .body_canonicalization(self.body)
            .expiration(self.expires);
        format!("{}{message}", signer.sign(message.as_bytes()).unwrap().to_header())
    }
}

/// A message of somebody's, as they wrote it.
fn letter(from: &str) -> String {
    format!(
        "From: {from}\r\nTo: soporte@desk.es\r\nSubject: No  imprime\r\nMessage-ID: <1@lapaz.es>\r\n\r\nHola:\r\n\r\nNo imprime. \r\n"
    )
}

/// What the own server writes above a message that this client handed over.
fn handed_over(client: &str, message: &str) -> String {
    format!(
        "Received: from mail.lapaz.es (mail.lapaz.es [{client}])\r\n\tby mx.desk.es (Postfix) with ESMTPS id 4A;\r\n\tMon, 23 Nov 2026 09:00:00 +0100\r\n{message}"
    )
}

/// The names of a school that wants forged mail refused.
fn school(policy: &str) -> NameServer {
    NameServer::start()
        .txt("lapaz.es", &format!("v=spf1 ip4:{SCHOOL} -all"))
        .txt("evil.es", &format!("v=spf1 ip4:{EVIL} -all"))
        .txt("s1._domainkey.lapaz.es", &RSA.public)
        .txt("s1._domainkey.evil.es", &RSA.public)
        .txt("_dmarc.lapaz.es", policy)
}

fn rejecting() -> NameServer {
    school("v=DMARC1; p=reject")
}

/// A message on its way to the desk.
struct Mail {
    raw: String,
    author: Option<String>,
    sender: Option<&'static str>,
    via: Via,
    server: Option<&'static str>,
}

impl Mail {
    /// Taken to be from `author`, as the desk reads it.
    fn new(author: &str, raw: impl Into<String>) -> Self {
        Self { raw: raw.into(), author: normalise_email(author), sender: None, via: Via::Lmtp, server: None }
    }

    fn by_envelope(self, sender: &'static str) -> Self {
        Self { sender: Some(sender), ..self }
    }

    async fn asked(&self, verifier: &Verifier) -> Option<Verification> {
        let way = Way { via: self.via, sender: self.sender, server: self.server };
        let claim = Claim::of(self.raw.as_bytes(), self.author.as_deref(), &way);
        verifier.verify(&Arc::new(self.raw.clone().into_bytes()), claim).await
    }

    async fn verified(&self, names: &NameServer) -> Verification {
        self.asked(&Verifier::new(NameServers::At(names.address))).await.unwrap()
    }

    async fn is(&self, names: &NameServer, trust: Trust, basis: Basis) -> Verification {
        let found = self.verified(names).await;
        assert_eq!((found.trust, found.basis), (trust, basis), "{found:?}\n{}", self.raw);
        found
    }
}
