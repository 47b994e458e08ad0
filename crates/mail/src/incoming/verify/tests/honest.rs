//! Mails of who they say they are from.

use super::*;
use atiende_core::inbound::Finding;

#[tokio::test]
async fn every_way_of_signing_is_understood() {
    use Canonicalization::{Relaxed, Simple};
    let names = rejecting().txt("s1._domainkey.aula.lapaz.es", &ED25519.public);
    for (header, body) in [(Relaxed, Relaxed), (Simple, Simple), (Relaxed, Simple), (Simple, Relaxed)] {
        let rsa = Signing { header, body, ..SIGNING };
        let ed25519 = Signing { key: &ED25519, domain: "aula.lapaz.es", ..rsa };
        for signing in [rsa, ed25519] {
            let signed = signing.sign(&letter("Ana <ana@lapaz.es>"));
            let found = Mail::new("ana@lapaz.es", signed).is(&names, Trust::Pass, Basis::Dmarc).await;
            assert_eq!((found.dkim[0].result, found.dkim[0].domain.as_str()), (Finding::Pass, signing.domain));
            assert_eq!((found.dmarc.result, found.dmarc.detail.as_str()), (Finding::Pass, "p=reject"));
        }
    }
}

/// A pipe gives lines that end in LF alone, and may begin with the line that mailbox files part messages with.
#[tokio::test]
async fn a_signature_outlives_a_pipe() {
    let signed = Signing::by("lapaz.es").sign(&letter("ana@lapaz.es"));
    let piped = format!("From ana@lapaz.es  Mon Nov 23 09:00:00 2026\n{}", signed.replace("\r\n", "\n"));
    Mail::new("ana@lapaz.es", piped).is(&rejecting(), Trust::Pass, Basis::Dmarc).await;
}

#[tokio::test]
async fn a_server_of_the_domain_is_enough() {
    let names = rejecting();
    let raw = handed_over(SCHOOL, &letter("ana@lapaz.es"));
    let mail = Mail::new("ana@lapaz.es", raw.clone()).by_envelope("bounces@lapaz.es");
    let found = mail.is(&names, Trust::Pass, Basis::Dmarc).await;
    assert_eq!(
        (found.spf.result, found.spf.domain.as_str(), found.spf.detail.as_str()),
        (Finding::Pass, "lapaz.es", SCHOOL)
    );
    // A pipe tells the envelope's sender in the header.
    let piped = format!("Return-Path: <ana@lapaz.es>\r\n{raw}");
    Mail { via: Via::Pipe, ..Mail::new("ana@lapaz.es", piped) }.is(&names, Trust::Pass, Basis::Dmarc).await;
    // From this machine or from a mailbox elsewhere nobody knows whose server it was.
    for doubtful in [
        Mail::new("ana@lapaz.es", handed_over("127.0.0.1", &letter("ana@lapaz.es"))).by_envelope("ana@lapaz.es"),
        Mail { via: Via::Imap, ..Mail::new("ana@lapaz.es", raw).by_envelope("ana@lapaz.es") },
    ] {
        doubtful.is(&names, Trust::Fail, Basis::Refused).await;
    }
}

/// Without a DMARC record the domain's own signature or server counts, and nobody else's.
#[tokio::test]
async fn a_domain_without_a_record_answers_by_its_signature_or_server() {
    let names = NameServer::start()
        .txt("s1._domainkey.lapaz.es", &RSA.public)
        .txt("s1._domainkey.evil.es", &RSA.public)
        .txt("lapaz.es", &format!("v=spf1 ip4:{SCHOOL} -all"));
    let letter = || letter("ana@lapaz.es");
    let of = |raw: String| Mail::new("ana@lapaz.es", raw);
    of(Signing::by("lapaz.es").sign(&letter())).is(&names, Trust::Pass, Basis::Signature).await;
    let sent = of(handed_over(SCHOOL, &letter())).by_envelope("ana@lapaz.es");
    sent.is(&names, Trust::Pass, Basis::Server).await;
    of(Signing::by("evil.es").sign(&letter())).is(&names, Trust::None, Basis::Silent).await;
    of(handed_over(EVIL, &letter())).by_envelope("ana@lapaz.es").is(&names, Trust::None, Basis::Silent).await;
    of(letter()).is(&names, Trust::None, Basis::Silent).await;
}

/// What is beneath a domain follows its record, or the part of it that is meant for what is beneath.
#[tokio::test]
async fn a_subdomain_follows_its_domain() {
    let names = school("v=DMARC1; p=reject; sp=none")
        .txt("aula.lapaz.es", "v=spf1 -all")
        .a("aula.lapaz.es", [203, 0, 113, 9].into());
    let letter = letter("ana@aula.lapaz.es");
    let of = |raw: String| Mail::new("ana@aula.lapaz.es", raw);
    of(Signing::by("lapaz.es").sign(&letter)).is(&names, Trust::Pass, Basis::Dmarc).await;
    of(letter.clone()).is(&names, Trust::None, Basis::Lenient).await;
    let strict = school("v=DMARC1; p=none; sp=quarantine; adkim=s").a("aula.lapaz.es", [203, 0, 113, 9].into());
    of(Signing::by("lapaz.es").sign(&letter)).is(&strict, Trust::Fail, Basis::Refused).await;
}
