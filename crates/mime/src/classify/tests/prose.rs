//! Bounces in words.

use super::*;

#[test]
fn qmail() {
    let report = bounce(
        "Return-Path: <>
From: MAILER-DAEMON@correo.cole.es
To: soporte@uni.es
Subject: failure notice

Hi. This is the qmail-send program at correo.cole.es.
Your letter did not get through. For questions ask admin@correo.cole.es.

<ana@cole.es>:
192.0.2.7 does not like recipient.
Remote host said: 550 5.1.1 No such user
Giving up on 192.0.2.7.

<luis@cole.es>:
Sorry, no mailbox here by that name. (#5.1.1)

--- Below this line is a copy of the message.

Return-Path: <soporte@uni.es>
Message-ID: <e7.p3@desk.uni.es>
To: otra@cole.es

otra@cole.es: hola
",
    );
    let first = "192.0.2.7 does not like recipient. Remote host said: 550 5.1.1 No such user Giving up on 192.0.2.7.";
    assert_eq!(
        told(&report),
        [
            ("ana@cole.es", Action::Failed, "5.1.1".into(), first),
            ("luis@cole.es", Action::Failed, "5.1.1".into(), "Sorry, no mailbox here by that name. (#5.1.1)")
        ]
    );
    assert_eq!(report.original.message_id.as_deref(), Some("e7.p3@desk.uni.es"));
}

#[test]
fn exim() {
    let report = bounce(
        "From: Mail Delivery System <Mailer-Daemon@cole.es>
Subject: Mail delivery failed: returning message to sender
X-Failed-Recipients: ana@cole.es, luis@cole.es

This message was created automatically by mail delivery software.

  ana@cole.es
    host mx.cole.es [192.0.2.7]
    SMTP error from remote mail server after RCPT TO:<ana@cole.es>:
    550 no such user here

------ This is a copy of the message, including all the headers. ------

From: soporte@uni.es
Message-Id: <e7.p3@desk.uni.es>
",
    );
    let people: Vec<_> = told(&report).into_iter().map(|(who, _, status, _)| (who, status)).collect();
    assert_eq!(people, [("ana@cole.es", "5.0.0".to_owned()), ("luis@cole.es", String::new())]);
    assert_eq!(report.original.message_id.as_deref(), Some("e7.p3@desk.uni.es"));
}

#[test]
fn an_old_exchange() {
    let report = bounce(
        "Return-Path: <>
From: Administrador del sistema <postmaster@cole.es>
Subject: Undeliverable: [#42] La impresora

Your message did not reach some or all of the intended recipients.

      Subject:  [#42] La impresora
      Sent:     1/2/2024 10:00

The following recipient(s) could not be reached:

      'ana@cole.es' on 1/2/2024 10:01
            The e-mail address could not be found.  #5.1.1
",
    );
    let words = "on 1/2/2024 10:01 The e-mail address could not be found. #5.1.1";
    assert_eq!(told(&report), [("ana@cole.es", Action::Failed, "5.1.1".into(), words)]);
}

#[test]
fn running_words() {
    let raw = "Return-Path: <>
From: Correo <correo@x.es>
Subject: Aviso
In-Reply-To: <e7.p3@desk.uni.es>

No se ha podido entregar su mensaje de soporte@uni.es a ana@cole.es porque su buzón está lleno.
Escriba a postmaster@x.es.
";
    let report = bounce(raw);
    assert_eq!(report.recipients[0].address, "ana@cole.es");
    assert_eq!(report.original.message_id.as_deref(), Some("e7.p3@desk.uni.es"));
}

#[test]
fn a_machine_readable_part_that_arrived_as_text() {
    let raw = "From: MAILER-DAEMON@x.es\nSubject: x\n\nReporting-MTA: dns; x\n\nFinal-Recipient: rfc822; ana@cole.es
Action: delayed\nStatus: 4.2.2\n\nMessage-ID:\n <e7@desk.uni.es>\n";
    let report = bounce(raw);
    assert_eq!(told(&report), [("ana@cole.es", Action::Delayed, "4.2.2".into(), "")]);
    assert_eq!(report.original.message_id.as_deref(), Some("e7@desk.uni.es"));
}

#[test]
fn delays() {
    let action = |subject: &str, text: &str| {
        let raw =
            format!("From: MAILER-DAEMON@x.es\nSubject: {subject}\n\n{text}\n\n  ana@cole.es\n    451 4.4.7 later\n");
        bounce(&raw).recipients[0].action
    };
    assert_eq!(action("Warning: message 1abc delayed 24 hours", "x"), Action::Delayed);
    assert_eq!(action("Entrega retrasada", "x"), Action::Delayed);
    assert_eq!(action("Returned mail", "Your mail server will keep trying."), Action::Delayed);
    assert_eq!(action("Returned mail", "Gave up."), Action::Failed);
}

#[test]
fn a_daemon_in_an_unknown_tongue_still_bounces() {
    let report = bounce("From: Mailer-Daemon@x.es\nSubject: ???\n\n???\n");
    assert_eq!(report, Report::default());
}

#[test]
fn what_bounces_say_is_a_persons_in_a_persons_mail() {
    let text =
        "Mail delivery failed: returning message to sender\n\n<ana@cole.es>:\n550 5.1.1 no\n\nMessage-ID: <1@x.es>";
    let from = |head: &str| kind(&format!("From: {head}\n\n{text}\n"));
    assert_eq!(from("Ana <ana@cole.es>\nSubject: Undeliverable: x"), Kind::Person);
    assert_eq!(from("Ana <ana@cole.es>\nSubject: Fwd: failure notice\nReturn-Path: <ana@cole.es>"), Kind::Person);
    assert!(matches!(from("Ana <ana@cole.es>\nSubject: failure notice\nReturn-Path: <>"), Kind::Bounce(_)));
    assert!(matches!(from("Ana <ana@cole.es>\nSubject: Hola\nX-Failed-Recipients: ana@cole.es"), Kind::Bounce(_)));
}

#[test]
fn a_postmaster_is_a_person_unless_it_bounces() {
    let mail = |head: &str, text: &str| kind(&format!("From: postmaster@cole.es\n{head}\n\n{text}\n"));
    assert!(matches!(mail("Subject: Delivery Status Notification (Failure)", "ana@cole.es"), Kind::Bounce(_)));
    assert!(matches!(mail("Subject: x", "Your message to ana@cole.es couldn't be delivered."), Kind::Bounce(_)));
    assert_eq!(mail("Subject: Nuestro servidor", "No va."), Kind::Quiet(Why::SenderName));
    assert_eq!(mail("Subject: Re: x", "Ya va.\n> Your message could not be delivered"), Kind::Quiet(Why::SenderName));
}

#[test]
fn an_absence_notice_from_nobody_is_no_bounce() {
    let raw =
        "From: ana@cole.es\nReturn-Path: <>\nSubject: Automatic reply: x\n\nYour mail could not be delivered to me.\n";
    assert_eq!(kind(raw), Kind::AutoReply(Why::Subject));
}

#[test]
fn nobody_of_ours_failed() {
    let raw = "From: MAILER-DAEMON@x.es\nSubject: x\n\n<soporte+k7@uni.es>: no\n\n<postmaster@x.es>: no\n\n<ana@cole.es>: no\n<ANA@cole.es>: no\n";
    assert_eq!(told(&bounce(raw)), [("ana@cole.es", Action::Failed, String::new(), "no")]);
}
