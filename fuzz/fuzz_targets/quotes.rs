//! Folding deletes nothing, whatever a mail looks like, and what was folded comes apart again.

#![no_main]

use atiende_text::mail_html::{folded, to_text};
use atiende_text::quotes::{forwarded, split, to_html, unfold};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let parts = split(text);
    assert_eq!(parts.chunks.iter().map(|chunk| chunk.text).collect::<String>(), text, "nothing is deleted");
    assert!(parts.chunks.windows(2).all(|two| two[0].kind != two[1].kind), "neighbours differ");
    assert!(text.trim().is_empty() || !parts.said().is_empty(), "something is said");
    forwarded("Fwd: x", text);
    for html in [to_html(text), folded(text)] {
        let unfolded = unfold(&html);
        assert!(!unfolded.html.contains("<details data-fold=\"quote\">"), "{}", unfolded.html);
        to_text(&html);
    }
});
