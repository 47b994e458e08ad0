//! Any HTML is made safe and into text.

#![no_main]

use atiende_text::mail_html::{sanitize, to_text};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|html: &str| {
    let clean = sanitize(html);
    for tag in clean.split('<').skip(1).filter_map(|tail| tail.split('>').next()) {
        assert!(!tag.starts_with("script") && !tag.starts_with("style") && !tag.starts_with("iframe"), "{clean}");
        assert!(!tag.contains(" src=\"") || tag.contains(" src=\"cid:"), "{clean}");
    }
    to_text(&clean);
});
