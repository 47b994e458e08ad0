//! No input panics, and none takes long.

use super::*;
use proptest::prelude::*;

const NAMES: [&str; 14] = [
    "auto-submitted",
    "precedence",
    "x-loop",
    "content-type",
    "content-class",
    "return-path",
    "list-post",
    "list-id",
    "x-failed-recipients",
    "x-auto-response-suppress",
    "delivered-to",
    "received",
    "x-autoreply",
    "x-atiende-ticket",
];
const TYPES: [&str; 5] = [
    "message/delivery-status",
    "message/disposition-notification",
    "message/feedback-report",
    "text/rfc822-headers",
    "message/rfc822",
];

prop_compose! {
    fn any_message()(
        fields in prop::collection::vec((prop::sample::select(&NAMES[..]), value()), 0..8),
        subject in any::<String>(),
        from in value(),
        text in prop_oneof![any::<String>(), lines()],
        files in prop::collection::vec((prop::sample::select(&TYPES[..]), content()), 0..3),
    ) -> Message {
        let file = |(kind, content): (&str, Vec<u8>)| File { content_type: kind.into(), content, ..File::default() };
        Message {
            headers: fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
            from: Some(Mailbox { name: from.clone(), address: from }),
            files: files.into_iter().map(file).collect(),
            subject,
            text,
            ..Message::default()
        }
    }
}

fn value() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[<>()@;:,. a-z\\\\{}x=\"]{0,30}",
        Just("multipart/report; report-type=delivery-status".to_owned()),
        Just("mailer-daemon@x.es".to_owned()),
        Just("auto-generated".to_owned()),
    ]
}

fn lines() -> impl Strategy<Value = String> {
    let line = prop_oneof![
        Just("Final-Recipient: rfc822;ana@cole.es".to_owned()),
        Just("Message-ID:".to_owned()),
        Just("<ana@cole.es>: 550 5.1.1".to_owned()),
        Just(String::new()),
        "[ <>@:;.a-z0-9-]{0,20}",
    ];
    prop::collection::vec(line, 0..12).prop_map(|lines| lines.join("\n"))
}

fn content() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![any::<Vec<u8>>(), lines().prop_map(String::into_bytes)]
}

proptest! {
    #[test]
    fn any_message_is_something(message in any_message(), envelope in prop::option::of(value())) {
        let addresses = addresses();
        let own = Own { addresses: &addresses, message_id_domain: "desk.uni.es" };
        let kind = classify(&message, envelope.as_deref(), &own);
        prop_assert!(!kind.is_answerable() || kind.reopens());
        prop_assert!(!kind.reopens() || kind.opens_ticket());
        if let Kind::Bounce(report) = kind {
            prop_assert!(report.recipients.iter().all(|one| one.address.contains('@') && one.diagnostic.len() <= 4_000));
        }
    }

    #[test]
    fn what_says_that_a_program_sent_it_is_never_answered(mut message in any_message(), word in "auto-[a-z]{1,9}") {
        let fields = message.headers.all("x-loop").map(|value| ("x-loop".to_owned(), value.to_owned())).collect::<Vec<_>>();
        message.headers = fields.into_iter().chain([("auto-submitted".to_owned(), word)]).collect();
        prop_assert!(!classify(&message, None, &Own::default()).is_answerable());
    }

    #[test]
    fn a_status_reads_as_it_is_written(class in prop::sample::select(&[2_u8, 4, 5][..]), subject in 0_u16..1000, detail in 0_u16..1000) {
        let status = Status { class, subject, detail };
        prop_assert_eq!(Status::find(&format!("x ({status}) 5.9.9")), Some(status));
    }

    #[test]
    fn any_text_has_a_status_or_none(text in any::<String>()) {
        Status::find(&text);
    }
}

#[test]
fn what_looks_like_a_status_and_is_none() {
    for text in ["", "5.1", "3.1.1", "5.1.1.1", "192.0.2.5", "5.1000.1", "5..1", "8.14.2", "25.1.1", "5.1.x"] {
        assert_eq!(Status::find(text), None, "{text}");
    }
    assert_eq!(Status::find("see 192.0.2.5: 550-5.7.26.").map(|s| s.to_string()).as_deref(), Some("5.7.26"));
}

/// Each of these took a while in something that reads mail.
#[test]
fn long_input_takes_no_long_time() {
    const N: usize = 300_000;
    let head = "From: MAILER-DAEMON@x.es\nSubject: x\n";
    let floods = [
        "(".repeat(N),
        "<a@b>: ".repeat(N / 5),
        "<a@b>:\n".repeat(N / 5),
        (0..N / 10).map(|n| format!("<a{n}@b>: no")).collect::<Vec<_>>().join("\n"),
        "Final-Recipient: rfc822;a@b\n".repeat(N / 20),
        "Message-ID:\n".repeat(N / 10),
        "utf-8;\\x{".repeat(N / 8),
        ">".repeat(N),
    ];
    let started = std::time::Instant::now();
    for flood in &floods {
        kind(&format!("{head}\n{flood}"));
        kind(&format!("{head}X-Failed-Recipients: {}\n\nx", flood.replace('\n', " ")));
        kind(&format!("{head}Auto-Submitted: {0}\nFrom: {0}\nX-Loop: {0}\n\nx", flood.replace('\n', " ")));
        kind(&format!(
            "{head}Content-Type: multipart/report; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\n{flood}\n--b--"
        ));
    }
    assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
}
