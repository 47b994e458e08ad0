//! Receipts, complaints and other reports.

use super::*;

fn report(kind: &str, part: &str) -> String {
    format!(
        "From: ana@cole.es\nContent-Type: multipart/report; report-type={kind}; boundary=b\n
--b\nContent-Type: text/plain\n\nLeído.\n--b\n{part}--b--\n"
    )
}

#[test]
fn a_receipt() {
    let part = "Content-Type: message/disposition-notification\n
Reporting-UA: x\nFinal-Recipient: rfc822;ana@cole.es\nOriginal-Message-ID: <e7@desk.uni.es>
Disposition: manual-action/MDN-sent-manually; Displayed/error\n\n";
    let expected = Receipt {
        recipient: Some("ana@cole.es".into()),
        disposition: "displayed".into(),
        original: Original { message_id: Some("e7@desk.uni.es".into()), to: vec![] },
    };
    assert_eq!(kind(&report("disposition-notification", part)), Kind::Receipt(expected.clone()));
    assert_eq!(kind(&report("x", part)), Kind::Receipt(expected), "by its part");
    assert_eq!(kind(&report("disposition-notification", "\n")), Kind::Receipt(Receipt::default()));
    let mixed = report("x", part).replace("multipart/report", "multipart/mixed");
    assert_eq!(kind(&mixed), Kind::Person, "sent on by a person");
}

#[test]
fn a_receipt_of_exchange() {
    assert!(matches!(with("Content-Class: urn:content-classes:mdn"), Kind::Receipt(_)));
}

#[test]
fn who_asks_for_a_receipt_sends_none() {
    assert_eq!(with("Disposition-Notification-To: ana@cole.es"), Kind::Person);
}

#[test]
fn a_complaint() {
    let part = "Content-Type: message/feedback-report\n
Feedback-Type: Abuse\nVersion: 1\nOriginal-Rcpt-To: <ana@cole.es>\nOriginal-Rcpt-To: luis@cole.es\n
--b\nContent-Type: message/rfc822\n\nMessage-ID: <e7@desk.uni.es>\nTo: ana@cole.es\n\nHola\n";
    let expected = Complaint {
        about: "abuse".into(),
        recipients: vec!["ana@cole.es".into(), "luis@cole.es".into()],
        original: Original { message_id: Some("e7@desk.uni.es".into()), to: vec!["ana@cole.es".into()] },
    };
    assert_eq!(kind(&report("feedback-report", part)), Kind::Complaint(expected));
}

#[test]
fn other_reports_are_only_automatic() {
    let part = "Content-Type: application/tlsrpt+gzip\n\nx\n";
    assert_eq!(kind(&report("tlsrpt", part)), Kind::Automatic(Why::OtherReport));
}
