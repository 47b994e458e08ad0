//! Whoever wrote it, what a message is and what follows from it agree.

#![no_main]

use atiende_mime::classify::{Kind, Own, classify};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|raw: &[u8]| {
    let addresses = ["soporte@desk.example".to_owned()];
    let own = Own { addresses: &addresses, message_id_domain: "desk.example" };
    let message = atiende_mime::read(raw);
    for envelope in [None, Some(""), Some("ana@x.example")] {
        let kind = classify(&message, envelope, &own);
        assert!(!kind.is_answerable() || kind.reopens(), "who is answered is heard: {kind:?}");
        assert!(!kind.reopens() || kind.opens_ticket(), "who wakes a ticket may open one: {kind:?}");
        assert!(envelope != Some("") || !kind.is_answerable(), "nobody answers the null sender: {kind:?}");
        let is_own = message.from.iter().any(|from| own.is(&from.address));
        assert!(!is_own || !kind.is_answerable(), "nobody answers oneself: {kind:?}");
        if let Kind::Bounce(report) = &kind {
            for recipient in &report.recipients {
                assert!(!recipient.diagnostic.contains(['\n', '\r', '\0']), "a reason is one line");
            }
        }
    }
});
