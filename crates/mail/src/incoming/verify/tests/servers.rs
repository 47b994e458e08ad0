//! Name servers that are slow or gone: nothing is proved then, nobody waits long, and no forger gets by.

use super::*;
use atiende_core::inbound::Finding;
use std::time::{Duration, Instant};

fn forged() -> Mail {
    Mail::new("ana@lapaz.es", handed_over(EVIL, &letter("ana@lapaz.es"))).by_envelope("x@evil.es")
}

#[tokio::test]
async fn without_an_answer_nothing_is_proved() {
    let names = rejecting();
    names.silence("lapaz.es");
    let signed = Mail::new("ana@lapaz.es", Signing::by("lapaz.es").sign(&letter("ana@lapaz.es")));
    let found = signed.is(&names, Trust::None, Basis::Unanswered).await;
    assert_eq!((found.dmarc.result, found.dkim[0].result), (Finding::TempError, Finding::TempError));
}

/// Whoever forges chooses other names that are asked about; that those never answer changes nothing.
#[tokio::test]
async fn being_slow_elsewhere_does_not_help() {
    let names = rejecting();
    names.silence("evil.es");
    let begun = Instant::now();
    let signature =
        "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=evil.es; s=s1; h=From; bh=AAAA; b=AAAA\r\n";
    let signed = Signing::by("evil.es").sign(&letter("ana@lapaz.es"));
    let raw = handed_over(EVIL, &format!("{}{signed}", signature.repeat(20)));
    Mail::new("ana@lapaz.es", raw).by_envelope("x@evil.es").is(&names, Trust::Fail, Basis::Refused).await;
    assert!(begun.elapsed() < Duration::from_secs(12), "{:?}", begun.elapsed());
}

/// After three messages in a row nobody is asked for a while; but not because of one domain.
#[tokio::test]
async fn nobody_waits_for_servers_that_are_gone() {
    let names = rejecting();
    let verifier = Verifier::new(NameServers::At(names.address));
    names.silence("lapaz.es");
    for _ in 0..4 {
        assert_eq!(forged().asked(&verifier).await.unwrap().trust, Trust::None);
    }
    let other = Mail::new("x@evil.es", Signing::by("evil.es").sign(&letter("x@evil.es")));
    assert_eq!(other.asked(&verifier).await.unwrap().trust, Trust::Pass, "others are asked about all the same");
    names.silence("");
    let stranger = |n: u32| {
        let address = format!("x@other{n}.es");
        Mail::new(&address, letter(&address))
    };
    for n in 0..3 {
        assert_eq!(stranger(n).asked(&verifier).await.unwrap().basis, Basis::Unanswered);
    }
    let (asked, begun) = (names.asked().len(), Instant::now());
    for n in 3..20 {
        assert_eq!(stranger(n).asked(&verifier).await.unwrap().basis, Basis::Unanswered);
    }
    assert_eq!(names.asked().len(), asked, "nobody was asked");
    assert!(begun.elapsed() < Duration::from_secs(1));
}

#[tokio::test]
async fn an_answer_is_remembered() {
    let names = rejecting();
    let verifier = Verifier::new(NameServers::At(names.address));
    forged().asked(&verifier).await.unwrap();
    let asked = names.asked().iter().filter(|name| *name == "_dmarc.lapaz.es").count();
    for _ in 0..5 {
        assert_eq!(forged().asked(&verifier).await.unwrap().trust, Trust::Fail);
    }
    assert_eq!((asked, names.asked().iter().filter(|name| *name == "_dmarc.lapaz.es").count()), (1, 1));
}
