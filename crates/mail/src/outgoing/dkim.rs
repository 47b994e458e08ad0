//! The desk's signature (RFC 6376): whoever gets a mail can see that it is the domain's own.

use super::settings::SettingsError;
use mail_auth::common::crypto::{Ed25519Key, RsaKey, Sha256};
use mail_auth::common::headers::HeaderWriter as _;
use mail_auth::dkim::{Canonicalization, DkimSigner, Done};
use rustls_pki_types::PrivateKeyDer;
use rustls_pki_types::pem::PemObject as _;
use std::sync::Arc;

/// What a reader sees or a program acts on. Those that a mail lacks are signed as lacking (RFC 6376 5.4.2): nobody on the
/// way can add another subject, or another address to answer to.
const SIGNED: [&str; 14] = [
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "In-Reply-To",
    "References",
    "Reply-To",
    "Auto-Submitted",
    "List-Id",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
    "MIME-Version",
    "Content-Type",
];

/// The settings of signing. No `Debug`: it holds the key.
#[derive(Clone)]
pub struct Dkim {
    pub domain: String,
    pub selector: String,
    /// RSA (2048 bits or more) or Ed25519, as PEM: PKCS #8, or PKCS #1 for RSA.
    pub key: String,
}

/// Signs mails. Cheap to clone.
#[derive(Clone)]
pub(super) struct Signer(Arc<Keyed>);

enum Keyed {
    Rsa(DkimSigner<RsaKey<Sha256>, Done>),
    Ed25519(DkimSigner<Ed25519Key, Done>),
}

impl Signer {
    /// Errors: a key that is none.
    pub(super) fn new(dkim: &Dkim) -> Result<Self, SettingsError> {
        let der =
            PrivateKeyDer::from_pem_slice(dkim.key.as_bytes()).map_err(|_| SettingsError::Dkim("it is no PEM"))?;
        let ed25519 = match &der {
            PrivateKeyDer::Pkcs8(pkcs8) => Ed25519Key::from_pkcs8_maybe_unchecked_der(pkcs8.secret_pkcs8_der()).ok(),
            _ => None,
        };
        if let Some(key) = ed25519 {
            return Ok(Self(Arc::new(Keyed::Ed25519(signer(key, dkim)))));
        }
        let key = RsaKey::<Sha256>::from_key_der(der)
            .map_err(|_| SettingsError::Dkim("it is neither RSA of 2048 bits or more nor Ed25519"))?;
        Ok(Self(Arc::new(Keyed::Rsa(signer(key, dkim)))))
    }

    /// The field that goes before the mail's first one; `None` if it cannot be signed, and then it goes without.
    pub(super) fn field(&self, mail: &[u8]) -> Option<String> {
        let signature = match &*self.0 {
            Keyed::Rsa(signer) => signer.sign(mail),
            Keyed::Ed25519(signer) => signer.sign(mail),
        };
        signature.inspect_err(|error| tracing::error!(%error, "a mail goes unsigned")).ok().map(|it| it.to_header())
    }
}

fn signer<K: mail_auth::common::crypto::SigningKey>(key: K, dkim: &Dkim) -> DkimSigner<K, Done> {
    DkimSigner::from_key(key)
        .domain(&dkim.domain)
        .selector(&dkim.selector)
        .headers(SIGNED)
        .header_canonicalization(Canonicalization::Relaxed)
        .body_canonicalization(Canonicalization::Relaxed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;

    fn dkim(key: String) -> Dkim {
        Dkim { domain: "x.es".into(), selector: "mesa".into(), key }
    }

    fn pem(der: &[u8]) -> String {
        format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", STANDARD.encode(der))
    }

    #[test]
    fn what_a_mail_has_is_signed_and_that_it_lacks_the_rest() {
        let desk = Signer::new(&dkim(pem(&Ed25519Key::generate_pkcs8().unwrap()))).ok().unwrap();
        let field = desk.field(b"From: a@x.es\r\nTo: b@y.es\r\nSubject: Hola\r\n\r\nAdi\xc3\xb3s\r\n").unwrap();
        let unfolded = field.replace("\r\n\t", "").replace("\r\n ", "");
        for tag in ["DKIM-Signature: v=1;", "a=ed25519-sha256", "d=x.es", "s=mesa", "c=relaxed/relaxed"] {
            assert!(unfolded.contains(tag), "{tag}: {unfolded}");
        }
        let list = unfolded.split("h=").nth(1).unwrap().split(';').next().unwrap();
        let signed: Vec<_> = list.split(':').collect();
        assert!(SIGNED.iter().all(|name| signed.contains(name)), "{unfolded}");
        assert!(field.ends_with("\r\n"), "{field:?}");
    }

    #[test]
    fn a_key_that_is_none_is_refused() {
        for key in [String::new(), "clave".into(), pem(b"clave"), pem(&[])] {
            assert!(matches!(Signer::new(&dkim(key.clone())), Err(SettingsError::Dkim(_))), "{key}");
        }
    }
}
