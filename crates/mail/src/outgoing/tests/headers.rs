//! What the mails carry.

use super::*;
use crate::incoming::reply_address;
use crate::outgoing::compose::ComposeError;
use crate::outgoing::mime;
use crate::outgoing::settings::{Answers, Letterhead};
use atiende_core::accounts::sealed::Key;
use atiende_core::notify::following;

/// The header's lines, unfolded.
fn headers((mail, material): &(Pending, Material)) -> Vec<String> {
    let mime = String::from_utf8(material.compose(&office(), mail, Vec::new()).unwrap().mime).unwrap();
    let (head, _) = mime.split_once("\r\n\r\n").unwrap();
    head.replace("\r\n ", " ").split("\r\n").map(str::to_owned).collect()
}

fn header(sample: &(Pending, Material), name: &str) -> Option<String> {
    let prefix = format!("{name}: ");
    headers(sample).iter().find_map(|line| line.strip_prefix(&prefix).map(str::to_owned))
}

#[test]
fn a_ticket_mail() {
    let sample = sample(MailKind::TicketMoved);
    insta::assert_snapshot!(headers(&sample).join("\n"), @r#"
    From: Atiende <soporte@x.es>
    To: =?utf-8?b?TWFyw61hIEzDs3Bleg==?= <maria@ceiplapaz.es>
    Subject: [#42] La impresora no imprime
    Date: Sun, 22 Nov 2026 08:05:00 +0000
    Message-ID: <e7.p3@x.es>
    In-Reply-To: <t42@x.es>
    References: <t42@x.es>
    Auto-Submitted: auto-generated
    X-Auto-Response-Suppress: All
    X-Atiende-Ticket: 42
    X-Loop: soporte@x.es
    List-Id: <centro-4.tickets.x.es>
    MIME-Version: 1.0
    Content-Type: multipart/alternative; boundary="=_atiende-9"
    "#);
}

/// Each reader of each ticket answers to an address of their own; a copy to a mere address, and an account, have none.
#[test]
fn answers_come_to_an_address_of_the_ticket() {
    let key = Key::new("a key that is long enough for the test");
    let answers = Some(Answers { mailbox: "soporte@x.es".into(), key: key.clone() });
    let office = Letterhead { answers, ..office() };
    let reply_to = |(mail, material): &(Pending, Material)| {
        let mime = String::from_utf8(material.compose(&office, mail, Vec::new()).unwrap().mime).unwrap();
        mime.lines().find_map(|line| line.strip_prefix("Reply-To: ").map(str::to_owned))
    };
    let own = reply_address("soporte@x.es", &key, TicketId(42), PersonId(3)).unwrap();
    let ticket = sample(MailKind::TicketReplied);
    assert_eq!(reply_to(&ticket), Some(format!("Atiende <{own}>")));
    let copy = (Pending { person: None, ..ticket.0 }, ticket.1);
    assert_eq!((reply_to(&copy), reply_to(&sample(MailKind::Approved))), (None, None));
}

#[test]
fn a_mail_about_an_account_is_in_no_thread() {
    let sample = sample(MailKind::Approved);
    let of = |name| header(&sample, name);
    assert_eq!((of("References"), of("In-Reply-To"), of("X-Atiende-Ticket")), (None, None, None));
    assert_eq!(of("Auto-Submitted").as_deref(), Some("auto-generated"));
}

#[test]
fn only_a_reply_is_a_persons_word() {
    for kind in MailKind::ALL {
        let sample = sample(*kind);
        let automatic = *kind != MailKind::TicketReplied;
        let sender = mime::envelope(&office(), &sample.0).unwrap().from().map(ToString::to_string);
        let whose = match kind {
            MailKind::TicketReplied => "no",
            MailKind::UnknownSender => "auto-replied",
            _ => "auto-generated",
        };
        assert_eq!(header(&sample, "Auto-Submitted").unwrap(), whose, "{kind}");
        assert_eq!(header(&sample, "X-Auto-Response-Suppress").unwrap(), "All");
        assert_eq!(sender, (!automatic).then(|| "soporte@x.es".to_owned()), "{kind}");
    }
}

#[test]
fn references_name_the_root_and_the_mails_before() {
    let earlier: Vec<_> = (1..=10).map(|n| format!("e{n}.p3@a-rather-long-domain-name.soporte.x.es")).collect();
    let sample = (pending(MailKind::TicketReplied), material(Some(Letter { earlier: earlier.clone(), ..letter() })));
    let expected: Vec<_> =
        std::iter::once("<t42@x.es>".to_owned()).chain(earlier.iter().map(|id| format!("<{id}>"))).collect();
    assert_eq!(header(&sample, "References").unwrap().split(' ').collect::<Vec<_>>(), expected);
    assert_eq!(header(&sample, "In-Reply-To").as_deref(), expected.last().map(String::as_str));
}

#[test]
fn what_the_desk_answers_is_named() {
    let answering = |id: &str| {
        let data = serde_json::json!({ "email": "eve@x.es", "answers": id }).to_string();
        let mail = Pending { data, person: None, ..pending(MailKind::UnknownSender) };
        let sample = (mail, material(None));
        (header(&sample, "In-Reply-To"), header(&sample, "References"))
    };
    let id = Some("<1@x.es>".to_owned());
    assert_eq!(answering("1@x.es"), (id.clone(), id));
    for wrong in ["", "1", "1@x.es>\r\nBcc: b@y.es", "a b@x.es", &"x".repeat(300)] {
        assert_eq!(answering(wrong), (None, None), "{wrong}");
    }
}

#[test]
fn words_carry_the_desks_that_they_have_been_at() {
    let mut letter = letter();
    assert_eq!(header(&sample(MailKind::Approved), "X-Loop").as_deref(), Some("soporte@x.es"));
    letter.said.as_mut().unwrap().trail = vec!["soporte@b.es".into(), "soporte@c.es".into()];
    let sample = (pending(MailKind::TicketReplied), material(Some(letter)));
    assert_eq!(header(&sample, "X-Loop").as_deref(), Some("soporte@x.es soporte@b.es soporte@c.es"));
}

#[test]
fn no_header_can_be_injected() {
    let evil = "x\r\nBcc: victim@y.es\r\n\r\nBody\u{2028}\0";
    let mut letter = letter();
    letter.facts.subject = evil.into();
    letter.author = Some(evil.into());
    let mail = Pending { to_name: evil.into(), ..pending(MailKind::TicketReplied) };
    let sample = (mail, material(Some(letter)));
    assert!(!headers(&sample).iter().any(|line| line.starts_with("Bcc")), "{:?}", headers(&sample));
    assert_eq!(header(&sample, "Subject").as_deref(), Some("[#42] x Bcc: victim@y.es Body"));

    let (mail, material) = super::sample(MailKind::Test);
    for address in ["a@x.es\r\nBcc: b@y.es", "a@x.es>\r\nRCPT TO:<b@y.es", "", "nobody"] {
        let mail = Pending { to_address: address.into(), ..mail.clone() };
        assert!(matches!(material.compose(&office(), &mail, Vec::new()), Err(ComposeError::Address(_))), "{address}");
    }
}

#[test]
fn no_part_can_be_injected() {
    let mut letter = letter();
    letter.said.as_mut().unwrap().html = "<p>--=_atiende-9\r\nContent-Type: text/html</p>".into();
    let sample = (pending(MailKind::TicketReplied), material(Some(letter)));
    let mime = String::from_utf8(sample.1.compose(&office(), &sample.0, Vec::new()).unwrap().mime).unwrap();
    assert_eq!(mime.matches("\r\n--=_atiende-9").count(), 3, "{mime}");
}

#[test]
fn any_relay_takes_the_bytes_and_they_are_always_the_same() {
    for kind in MailKind::ALL {
        let (mail, material) = sample(*kind);
        let mime = material.compose(&office(), &mail, Vec::new()).unwrap().mime;
        assert!(mime.is_ascii(), "{kind}");
        assert!(
            mime.split(|byte| *byte == b'\n').all(|line| line.len() <= 78 && line.ends_with(b"\r") || line.is_empty()),
            "{kind}"
        );
        assert_eq!(mime, material.compose(&office(), &mail, Vec::new()).unwrap().mime, "{kind}");
    }
}

/// Who follows a ticket of their own will can stop with one click (RFC 8058); who is always copied cannot.
#[test]
fn only_followers_are_told_how_to_stop() {
    let key = Key::new("a key that is long enough for the test");
    let answers = Some(Answers { mailbox: "soporte@x.es".into(), key: key.clone() });
    let office = Letterhead { answers, ..office() };
    let (mail, material) = sample(MailKind::TicketReplied);
    for reason in Reason::ALL.iter().filter(|reason| **reason != Reason::Watcher) {
        let mail = Pending { reason: *reason, ..mail.clone() };
        let mime = String::from_utf8(material.compose(&office, &mail, Vec::new()).unwrap().mime).unwrap();
        assert!(!mime.contains("List-Unsubscribe") && !mime.contains("seguimiento/baja"), "{reason}: {mime}");
    }
    let mail = Pending { reason: Reason::Watcher, ..mail };
    let read = atiende_mime::read(&material.compose(&office, &mail, Vec::new()).unwrap().mime);
    let url = format!("https://soporte.x.es/seguimiento/baja/{}", following::token(&key, TicketId(42), PersonId(3)));
    assert_eq!(read.headers.first("list-unsubscribe").map(str::trim), Some(format!("<{url}>").as_str()));
    assert_eq!(read.headers.first("list-unsubscribe-post").map(str::trim), Some("List-Unsubscribe=One-Click"));
    assert!(read.text.contains(&url), "{}", read.text);
}
