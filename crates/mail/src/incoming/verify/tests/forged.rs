//! Mails that say they are somebody else's.

use super::*;
use atiende_core::inbound::Finding;

#[tokio::test]
async fn the_domain_says_what_becomes_of_it() {
    for (policy, trust, basis) in [
        ("v=DMARC1; p=reject", Trust::Fail, Basis::Refused),
        ("v=DMARC1; p=quarantine", Trust::Fail, Basis::Refused),
        ("v=DMARC1; p=none", Trust::None, Basis::Lenient),
        ("v=DMARC1; p=reject; t=y", Trust::Fail, Basis::Refused),
        ("v=DMARC1; p=quarantine; t=y", Trust::None, Basis::Lenient),
        ("v=SOMETHING", Trust::None, Basis::Silent),
    ] {
        let names = school(policy);
        let raw = handed_over(EVIL, &letter("ana@lapaz.es"));
        Mail::new("ana@lapaz.es", raw).by_envelope("x@evil.es").is(&names, trust, basis).await;
    }
}

/// Another's valid signature, another's server, and what was changed or has run out prove nothing of Ana.
#[tokio::test]
async fn what_is_anothers_or_altered_does_not_help() {
    let names = rejecting();
    let genuine = Signing::by("lapaz.es").sign(&letter("ana@lapaz.es"));
    let forged = [
        Signing::by("evil.es").sign(&letter("ana@lapaz.es")),
        genuine.replace("No imprime.", "Dame la clave."),
        genuine.replace("Subject: No  imprime", "Subject: Urgente"),
        genuine.replace("From: ana@", "From: jefe@"),
        genuine.replace("s=s1", "s=s9"),
        genuine.replace("d=lapaz.es", "d=es"),
        Signing { key: &ED25519, ..SIGNING }.sign(&letter("ana@lapaz.es")),
        format!("DKIM-Signature: v=1; a=rsa-sha256; d=lapaz.es; s=s1; h=From; bh=; b=\r\n{}", letter("ana@lapaz.es")),
    ];
    for raw in forged {
        let mail = Mail::new("ana@lapaz.es", handed_over(EVIL, &raw)).by_envelope("x@evil.es");
        let found = mail.is(&names, Trust::Fail, Basis::Refused).await;
        assert_eq!(
            (found.spf.result, found.spf.domain.as_str()),
            (Finding::Pass, "evil.es"),
            "its own server is its own"
        );
    }
    let raw = handed_over(EVIL, &letter("ana@lapaz.es"));
    let found =
        Mail::new("ana@lapaz.es", raw).by_envelope("ana@lapaz.es").is(&names, Trust::Fail, Basis::Refused).await;
    assert_eq!(found.spf.result, Finding::Fail);
}

#[tokio::test]
async fn a_signature_that_ran_out_counts_no_more() {
    let signed = Signing { expires: 1, ..SIGNING }.sign(&letter("ana@lapaz.es"));
    tokio::time::sleep(std::time::Duration::from_millis(2100)).await;
    let found = Mail::new("ana@lapaz.es", signed).is(&rejecting(), Trust::Fail, Basis::Refused).await;
    assert_eq!(found.dkim[0].result, Finding::Fail);
    let holds = Signing { expires: 3_600, ..SIGNING }.sign(&letter("ana@lapaz.es"));
    Mail::new("ana@lapaz.es", holds).is(&rejecting(), Trust::Pass, Basis::Dmarc).await;
}

/// A name is not an address, whatever it looks like; a domain that looks alike is another.
#[tokio::test]
async fn a_name_is_no_address() {
    let names = rejecting();
    for name in ["\"Ana <ana@lapaz.es>\"", "ana@lapaz.es", "=?utf-8?Q?Ana_=3Cana=40lapaz.es=3E?=", "(ana@lapaz.es)"] {
        let raw = Signing::by("evil.es").sign(&letter(&format!("{name} <x@evil.es>")));
        let found = Mail::new("x@evil.es", raw).is(&names, Trust::Pass, Basis::Signature).await;
        assert_eq!(found.domain, "evil.es", "{name}");
    }
    let raw = Signing::by("evil.es").sign(&letter("ana@lapaz.es.evil.es"));
    Mail::new("ana@lapaz.es.evil.es", raw).is(&names, Trust::Pass, Basis::Signature).await;
    // As whom the desk takes it is what counts, also where that is not the author: the sender, or nobody.
    let raw = "Sender: ana@lapaz.es\r\nSubject: Hola\r\n\r\nHola\r\n";
    Mail::new("ana@lapaz.es", raw).is(&names, Trust::Fail, Basis::Refused).await;
    Mail::new("", "Subject: Hola\r\n\r\nHola\r\n").is(&names, Trust::None, Basis::Nameless).await;
}

/// A genuine message with another author set above it, and one that names two: nobody is believed.
#[tokio::test]
async fn of_several_authors_none_is_believed() {
    let names = rejecting();
    let genuine = Signing::by("lapaz.es").sign(&letter("ana@lapaz.es"));
    for above in ["From: jefe@lapaz.es\r\n", "From : jefe@lapaz.es\r\n", "FROM: \"x\" <jefe@lapaz.es>\r\n"] {
        let found = Mail::new("jefe@lapaz.es", format!("{above}{genuine}")).verified(&names).await;
        assert!(found.trust != Trust::Pass, "{above}: {found:?}");
    }
    Mail::new("ana@lapaz.es", format!("Subject: Otra cosa\r\n{genuine}"))
        .is(&names, Trust::None, Basis::Ambiguous)
        .await;
    let two = Signing::by("evil.es").sign(&letter("x@evil.es, ana@lapaz.es"));
    Mail::new("x@evil.es", two).is(&names, Trust::Fail, Basis::Refused).await;
    let colleagues = Signing::by("lapaz.es").sign(&letter("ana@lapaz.es, luis@lapaz.es"));
    Mail::new("ana@lapaz.es", colleagues).is(&names, Trust::None, Basis::Ambiguous).await;
}

/// Hostile headers end soon, and prove nothing.
#[tokio::test]
async fn floods_are_bounded() {
    let names = rejecting();
    let signature = "DKIM-Signature: v=1; a=rsa-sha256; d=evil.es; s=s1; h=From; bh=AAAA; b=AAAA\r\n";
    let fields: String = (0..3_000).map(|n| format!("X-{n}: y\r\n")).collect::<Vec<_>>().concat();
    let signed_fields: String = (0..20_000).map(|n| format!("X-{n}:")).collect::<Vec<_>>().concat();
    let many =
        format!("DKIM-Signature: v=1; a=rsa-sha256; d=lapaz.es; s=s1; h={signed_fields}From; bh=AAAA; b=AAAA\r\n");
    let begun = std::time::Instant::now();
    for head in [signature.repeat(500), fields.clone(), format!("{many}{fields}"), "From: ".repeat(50_000)] {
        let raw = format!("{head}{}", letter("ana@lapaz.es"));
        let found = Mail::new("ana@lapaz.es", raw).verified(&names).await;
        assert!(found.trust != Trust::Pass);
        assert!(found.dkim.len() <= 8, "{}", found.dkim.len());
    }
    assert!(begun.elapsed() < std::time::Duration::from_secs(20), "{:?}", begun.elapsed());
    assert!(names.asked().len() < 60, "{}", names.asked().len());
}
