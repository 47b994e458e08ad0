//! Machine-readable bounces.

use super::*;

const HEAD: &str = "From: Mail Delivery System <MAILER-DAEMON@mx.cole.es>
To: soporte@uni.es
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: text/plain

No se pudo entregar.
";

const RETURNED: &str = "--b
Content-Type: text/rfc822-headers

From: soporte@uni.es
To: Ana <ana@cole.es>, =?utf-8?q?Jos=C3=A9?= <jose@cole.es>
Message-ID: <e7.p3@desk.uni.es>
";

fn report(status: &str) -> Report {
    bounce(&format!("{HEAD}--b\nContent-Type: message/delivery-status\n\n{status}{RETURNED}--b--\n"))
}

#[test]
fn all_that_a_server_tells() {
    let report = report(
        "Reporting-MTA: dns; mx.cole.es

Final-Recipient: rfc822; ana@mx.cole.es
Original-Recipient: rfc822;ana@cole.es
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 <ana@mx.cole.es>:
    Recipient address rejected

Final-Recipient: rfc822; jose@cole.es
Action: Delayed (will try)
Status: 4.4.7 (too long)

",
    );
    let words = "550 5.1.1 <ana@mx.cole.es>: Recipient address rejected";
    assert_eq!(
        told(&report),
        [
            ("ana@mx.cole.es", Action::Failed, "5.1.1".into(), words),
            ("jose@cole.es", Action::Delayed, "4.4.7".into(), "")
        ]
    );
    assert_eq!(report.recipients[0].original.as_deref(), Some("ana@cole.es"));
    assert_eq!(report.original.message_id.as_deref(), Some("e7.p3@desk.uni.es"));
    assert_eq!(report.original.to, ["ana@cole.es", "jose@cole.es"]);
}

#[test]
fn every_action() {
    for (word, action) in [
        ("failed", Action::Failed),
        ("delayed", Action::Delayed),
        ("delivered", Action::Delivered),
        ("relayed (to another)", Action::Relayed),
        ("expanded", Action::Expanded),
        ("???", Action::Failed),
    ] {
        let report = report(&format!("\nFinal-Recipient: rfc822;a@x.es\nAction: {word}\n\n"));
        assert_eq!(told(&report), [("a@x.es", action, String::new(), "")], "{word}");
    }
}

#[test]
fn what_is_missing_follows_from_the_rest() {
    let one = |lines: &str| {
        let report = report(&format!("\nFinal-Recipient: rfc822;a@x.es\n{lines}\n\n"));
        let found = told(&report).into_iter().next().map(|(_, action, status, _)| (action, status));
        found.unwrap()
    };
    assert_eq!(one("Status: 4.2.2"), (Action::Delayed, "4.2.2".into()));
    assert_eq!(one("Status: 2.0.0"), (Action::Delivered, "2.0.0".into()));
    assert_eq!(
        one("Action: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; 550 5.7.1 no"),
        (Action::Failed, "5.7.1".into())
    );
    assert_eq!(
        one("Action: failed\nStatus: 5.2.0\nDiagnostic-Code: smtp; 550 5.7.1 no"),
        (Action::Failed, "5.2.0".into())
    );
    assert_eq!(one("Status: 4.0.0\nDiagnostic-Code: smtp; 550 5.7.1 no"), (Action::Delayed, "4.0.0".into()));
    assert_eq!(one("Diagnostic-Code: X-Unix; 550 no such user"), (Action::Failed, "5.0.0".into()));
    assert_eq!(one("X-Nothing: 1"), (Action::Failed, String::new()));
}

#[test]
fn addresses_in_every_dress() {
    for (written, address) in [
        ("rfc822; ana@x.es", "ana@x.es"),
        ("RFC822;<ana@x.es>", "ana@x.es"),
        ("ana@x.es", "ana@x.es"),
        ("rfc822;ana+b@x.es (Ana)", "ana+b@x.es"),
        ("utf-8;\\x{F1}u\\x{1F600}@x.es", "ñu😀@x.es"),
        ("utf-8; ñu@peña.es", "ñu@peña.es"),
        ("utf-8;a\\x{zz}b@x.es", "a\\x{zz}b@x.es"),
        ("utf-8;a\\x{D800}\\x{9@x.es", "a\\x{D800}\\x{9@x.es"),
    ] {
        let report = report(&format!("\nFinal-Recipient: {written}\nAction: failed\n\n"));
        assert_eq!(report.recipients[0].address, address, "{written}");
    }
    for written in ["rfc822; ana", "x400; /c=es/s=ana/", "", "rfc822;@x.es", "utf-8;a\\x{A}b@x.es"] {
        let report = report(&format!("\nFinal-Recipient: {written}\nAction: failed\n\n"));
        assert_eq!(report.recipients, [], "{written}");
    }
}

#[test]
fn servers_forget_empty_lines_and_write_prose() {
    let report = report(
        "This message was not delivered because:
Reporting-MTA: dns; x
Final-Recipient: rfc822;a@x.es
Action: failed
Final-Recipient: rfc822;b@x.es
Action: delayed
",
    );
    let people: Vec<_> = report.recipients.iter().map(|one| (&*one.address, one.action)).collect();
    assert_eq!(people, [("a@x.es", Action::Failed), ("b@x.es", Action::Delayed)]);
}

#[test]
fn the_mail_it_is_about() {
    let status = "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: x\n\nFinal-Recipient: rfc822;a@x.es\n";
    let whole =
        "--b\nContent-Type: message/rfc822\n\nReceived: x\nMessage-Id:\n <e8@desk.uni.es>\nTo: a@x.es\n\nHola\n";
    let global = "--b\nContent-Type: message/global-headers\n\nMessage-ID: <e9@desk.uni.es>\nTo: ñu@x.es\n\n";
    let of = |head: &str, parts: &str| bounce(&format!("{head}{parts}--b--\n")).original;
    assert_eq!(of(HEAD, &format!("{status}{whole}")).message_id.as_deref(), Some("e8@desk.uni.es"));
    let original = of(HEAD, &format!("{status}{global}"));
    assert_eq!(original, Original { message_id: Some("e9@desk.uni.es".into()), to: vec!["ñu@x.es".into()] });
    assert_eq!(of(HEAD, status), Original::default());
    let bare = whole.replace(" <e8@desk.uni.es>", " e8@desk.uni.es");
    assert_eq!(of(HEAD, &bare).message_id.as_deref(), Some("e8@desk.uni.es"));

    let told = status.replace("Reporting-MTA: x", "X-Original-Message-ID: <e1@desk.uni.es>");
    assert_eq!(of(HEAD, &told).message_id.as_deref(), Some("e1@desk.uni.es"));
    let answers = format!("In-Reply-To: <e2@desk.uni.es>\n{HEAD}");
    assert_eq!(of(&answers, status).message_id.as_deref(), Some("e2@desk.uni.es"));
    assert_eq!(of(&answers, &told).message_id.as_deref(), Some("e1@desk.uni.es"));
    let refers = format!("References: <t4@desk.uni.es> <e3@desk.uni.es>\n{HEAD}");
    assert_eq!(of(&refers, status).message_id.as_deref(), Some("e3@desk.uni.es"));
}

#[test]
fn a_bounce_is_known_by_its_type_or_its_sender() {
    let parts = "\n--b\nContent-Type: text/plain\n\nx\n--b\nContent-Type: message/delivery-status\n\nFinal-Recipient: rfc822;a@x.es\nAction: failed\n\n--b--\n";
    let mail =
        |from: &str, kind: &str| super::kind(&format!("From: {from}\nContent-Type: {kind}; boundary=b\n{parts}"));
    let report = "multipart/report; report-type=delivery-status";
    assert!(matches!(mail("ana@x.es", report), Kind::Bounce(_)));
    assert!(matches!(mail("ana@x.es", "Multipart/Report; Report-Type=\"Delivery-Status\""), Kind::Bounce(_)));
    assert!(matches!(mail("ana@x.es", "multipart/report"), Kind::Bounce(_)));
    assert!(matches!(mail("postmaster@x.es", "multipart/mixed"), Kind::Bounce(_)));
    assert!(matches!(mail("soporte@uni.es", report), Kind::Bounce(_)), "our own server's");
    // A person sends on what they got.
    assert_eq!(mail("ana@x.es", "multipart/mixed"), Kind::Person);
}

#[test]
fn a_forwarded_bounce_is_a_persons() {
    let inner = HEAD.replace("boundary=b", "boundary=c").replace("--b", "--c");
    let raw = format!(
        "From: ana@cole.es\nSubject: RV: Undelivered Mail Returned to Sender\nContent-Type: multipart/mixed; boundary=b\n
--b\nContent-Type: text/plain\n\nMe ha llegado esto.\n--b\nContent-Type: message/rfc822\n\n{inner}--c--\n\n--b--\n"
    );
    assert_eq!(kind(&raw), Kind::Person);
}

#[test]
fn exchange_says_dsn() {
    let raw = "From: System Administrator <x@cole.es>\nContent-Class: urn:content-classes:dsn\nSubject: No entregado\n
El mensaje no llegó a ana@cole.es\n";
    assert_eq!(bounce(raw).recipients[0].address, "ana@cole.es");
}
