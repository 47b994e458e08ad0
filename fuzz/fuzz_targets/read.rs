//! Any bytes are read: no panic, no time or memory out of proportion, and what comes out keeps its promises.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|raw: &[u8]| {
    let message = atiende_mime::read(raw);
    assert!(!message.subject.contains(['\n', '\r', '\0']), "a subject is one line");
    assert!(!message.text.contains(['\r', '\0']), "a text has one kind of line ending");
    let people = message.to.iter().chain(&message.cc).chain(&message.reply_to).chain(&message.from);
    for person in people {
        assert!(!person.name.contains('\n') && !person.address.contains('\n'), "nobody writes a header by a name");
    }
    let kept: usize = message.files.iter().map(|file| file.content.len()).sum();
    assert!(kept <= raw.len() * 10 + 1024, "files keep in proportion");
    for file in &message.files {
        assert!(!atiende_text::filename::safe(&file.name).is_empty(), "a name can be made fit");
    }
    assert!(!message.html.unwrap_or_default().contains("<script"), "no script is shown");
    atiende_mime::body_digest(raw);
});
