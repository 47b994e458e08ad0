//! Absence notices.

use super::*;

#[test]
fn alone_the_subject_keeps_us_from_answering() {
    for subject in [
        "Respuesta automática: [#42] La impresora",
        "RESPUESTA AUTOMATICA: hola",
        "Fuera de la oficina: La impresora",
        "Fuera de la oficina",
        "Aviso de ausencia: [#42] x",
        "Ausente: La impresora",
        "Automatic reply: La impresora",
        "Automatic reply : x",
        "Out of Office: x",
        "Out-of-Office AutoReply: x",
        "Auto: x",
        "[Auto-Reply] Re: x",
        "(Auto reply) x",
        "[EXTERNAL] [#42] Automatic reply: x",
        "Resposta automàtica: x",
        "Fora de l’oficina: x",
        "Resposta automática: x",
        "Fóra da oficina: x",
        "Ausente do escritório: x",
        "Erantzun automatikoa: x",
        "Réponse automatique : x",
        "Absence : x",
        "Automatische Antwort: x",
        "Abwesenheitsnotiz: x",
        "=?utf-8?q?Respuesta_autom=C3=A1tica=3A_x?=",
    ] {
        assert_eq!(with_subject(subject), Kind::Automatic(Why::Subject), "{subject}");
    }
}

#[test]
fn people_write_about_absence_too() {
    for subject in [
        "La impresora da respuesta automática: error 5",
        "Respuesta automática no se envía",
        "Re: Respuesta automática: La impresora",
        "Fwd: Automatic reply: x",
        "RV: Fuera de la oficina",
        "Fuera de la oficina no entro en la VPN",
        "Out of office does not work",
        "Ausencia",
        "Absence",
        "Auto",
        "Autobús averiado: x",
        "Automatic reply-to header is wrong",
        "[#42] La impresora",
        "[Aviso",
        "Configurar: respuesta automática",
        "",
    ] {
        assert_eq!(with_subject(subject), Kind::Person, "{subject}");
    }
}

#[test]
fn with_something_else_it_is_an_answer() {
    for more in [
        "Auto-Submitted: auto-generated",
        "X-Auto-Response-Suppress: All",
        "X-MS-Exchange-Inbox-Rules-Loop: ana@cole.es",
        "X-MS-Exchange-Generated-Message-Source: Mailbox Rules Agent",
        "Precedence: bulk",
        "Precedence: junk",
        "Return-Path: <>",
        "X-Loop: ana@cole.es",
    ] {
        let absence = with(&format!("Subject: Automatic reply: x\n{more}"));
        assert!(matches!(absence, Kind::AutoReply(_)), "{more}: {absence:?}");
        let other = with(&format!("Subject: La impresora\n{more}"));
        assert!(!matches!(other, Kind::AutoReply(_)), "{more}: {other:?}");
    }
}

#[test]
fn who_says_that_a_person_wrote_it_is_believed_against_the_subject() {
    assert_eq!(with("Subject: Automatic reply: x\nAuto-Submitted: no"), Kind::Person);
    assert_eq!(with("Subject: Automatic reply: x\nX-Auto-Response-Suppress: DR"), Kind::Automatic(Why::Subject));
}
