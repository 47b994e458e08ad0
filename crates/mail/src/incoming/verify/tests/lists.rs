//! Mails that went by others, and others whose word counts.

use super::*;
use atiende_core::inbound::Finding;
use mail_auth::arc::ArcSealer;
use mail_auth::{AuthenticatedMessage, AuthenticationResults};

/// A mailing list adds its footer and sends on: nothing tells it from a forger, and a person has to look.
#[tokio::test]
async fn a_list_that_breaks_the_signature_is_held() {
    let names =
        rejecting().txt("list.es", &format!("v=spf1 ip4:{EVIL} -all")).txt("s1._domainkey.list.es", &RSA.public);
    let genuine = Signing::by("lapaz.es").sign(&letter("ana@lapaz.es"));
    let listed = genuine.replace("Subject: ", "Subject: [lista] ") + "-- \r\nLista\r\n";
    let listed = Signing::by("list.es").sign(&listed);
    let mail = |raw: &str| Mail::new("ana@lapaz.es", handed_over(EVIL, raw)).by_envelope("lista@list.es");
    let found = mail(&listed).is(&names, Trust::Fail, Basis::Refused).await;
    let results: Vec<_> = found.dkim.iter().map(|check| (check.domain.as_str(), check.result)).collect();
    assert_eq!(results, [("lapaz.es", Finding::Fail), ("list.es", Finding::Pass)]);
    // One that changes nothing sends on what is still hers.
    mail(&genuine).is(&names, Trust::Pass, Basis::Dmarc).await;
}

/// A seal of who passed it on is shown, and believed by nobody: anybody seals.
#[tokio::test]
async fn a_seal_is_shown_and_not_believed() {
    let names = rejecting().txt("s1._domainkey.list.es", &RSA.public);
    let raw = letter("ana@lapaz.es");
    let message = AuthenticatedMessage::parse(raw.as_bytes()).unwrap();
    let results = AuthenticationResults::new("list.es");
    let sealer = ArcSealer::from_key(RsaKey::<Sha256>::from_key_der(pkcs8(RSA.private.clone())).unwrap());
    let sealer = sealer.domain("list.es").selector("s1").headers(["From", "To", "Subject"]);
    let verifier = mail_auth::ArcOutput::default();
    let seal = sealer.seal(&message, &results, &verifier).unwrap().to_header();
    let found = Mail::new("ana@lapaz.es", format!("{seal}{raw}")).is(&names, Trust::Fail, Basis::Refused).await;
    let arc = found.arc.unwrap();
    assert_eq!((arc.result, arc.domain.as_str()), (Finding::Pass, "list.es"));
}

/// The server of a mailbox is believed where the configuration says so, and only its own newest word.
#[tokio::test]
async fn a_server_is_believed_by_its_name() {
    let names = rejecting();
    let word = "Authentication-Results: mx.provider.es; spf=pass smtp.mailfrom=ana@lapaz.es;\r\n dmarc=pass header.from=lapaz.es\r\n";
    let raw = format!("{word}{}", letter("ana@lapaz.es"));
    let at = |server, raw: &str| Mail { via: Via::Imap, server, ..Mail::new("ana@lapaz.es", raw) };
    at(Some("mx.provider.es"), &raw).is(&names, Trust::Pass, Basis::Provider).await;
    at(None, &raw).is(&names, Trust::Fail, Basis::Refused).await;
    at(Some("mx.other.es"), &raw).is(&names, Trust::Fail, Basis::Refused).await;
    let below = format!("Authentication-Results: mx.other.es; none\r\n{raw}");
    at(Some("mx.provider.es"), &below).is(&names, Trust::Fail, Basis::Refused).await;
    let anothers = raw
        .replace("dmarc=pass header.from=lapaz.es", "dmarc=pass header.from=evil.es")
        .replace("ana@lapaz.es;", "x@evil.es;");
    at(Some("mx.provider.es"), &anothers).is(&names, Trust::Fail, Basis::Refused).await;
    // By LMTP it is the own server that counts, and anybody writes such a field.
    Mail { server: Some("mx.provider.es"), ..Mail::new("ana@lapaz.es", raw.clone()) }
        .is(&names, Trust::Fail, Basis::Refused)
        .await;
    // What the server saw of SPF and DKIM is judged like what we see.
    let spf = raw.replace("\r\n dmarc=pass header.from=lapaz.es", "");
    at(Some("mx.provider.es"), &spf).is(&names, Trust::Pass, Basis::Dmarc).await;
    // Its word needs no name server.
    let found = at(Some("mx.provider.es"), &raw).asked(&Verifier::new(NameServers::Off)).await.unwrap();
    assert_eq!((found.trust, found.basis), (Trust::Pass, Basis::Provider));
    assert!(at(None, &raw).asked(&Verifier::new(NameServers::Off)).await.is_none(), "nobody to ask");
    let twice = format!("{word}From: jefe@lapaz.es\r\n{}", letter("ana@lapaz.es"));
    let doubled = at(Some("mx.provider.es"), &twice).asked(&Verifier::new(NameServers::Off)).await.unwrap();
    assert_eq!(doubled.trust, Trust::None);
}
