//! Whose certificates are believed.

use crate::entry::hex;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::{ClientConfig, RootCertStore, crypto};
use std::sync::Arc;

/// Believes the authorities in `pem` alone; without it, those of the machine. Errors: in words.
pub(crate) fn config(pem: Option<&[u8]>) -> Result<Arc<ClientConfig>, String> {
    let roots = match pem {
        Some(pem) => of_file(pem)?,
        None => of_machine()?,
    };
    let provider = Arc::new(crypto::aws_lc_rs::default_provider());
    let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let builder = builder.map_err(|error| error.to_string())?;
    Ok(Arc::new(builder.with_root_certificates(roots).with_no_client_auth()))
}

fn of_file(pem: &[u8]) -> Result<RootCertStore, String> {
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(pem) {
        let certificate = certificate.map_err(|error| error.to_string())?;
        roots.add(certificate).map_err(|error| error.to_string())?;
    }
    if roots.is_empty() { Err("holds no certificate (PEM)".to_owned()) } else { Ok(roots) }
}

fn of_machine() -> Result<RootCertStore, String> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    if roots.is_empty() { Err("this machine has no certificates of authorities".to_owned()) } else { Ok(roots) }
}

/// 256 bits that nobody guesses, in letters.
pub(crate) fn random() -> String {
    let mut bytes = [0; 32];
    // Were there no chance left, zeros would do as well: it only has to be nobody's password.
    drop(crypto::aws_lc_rs::default_provider().secure_random.fill(&mut bytes));
    hex(&bytes)
}
