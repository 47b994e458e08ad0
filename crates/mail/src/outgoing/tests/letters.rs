//! What the mails say.

use super::*;
use crate::outgoing::compose::ComposeError;
use crate::outgoing::enclosed;
use atiende_i18n::Locale;

/// Subject and text part.
fn text((mail, material): (Pending, Material)) -> String {
    let parts = material.parts(&office(), &mail).unwrap();
    format!("{}\n\n{}", parts.subject, parts.text)
}

fn html((mail, material): &(Pending, Material)) -> String {
    material.parts(&office(), mail).unwrap().html
}

/// A mail of any kind with what it needs, changed as the test tells.
fn changed(kind: MailKind, change: impl FnOnce(&mut Pending, &mut Material)) -> (Pending, Material) {
    let (mut mail, mut material) = sample(kind);
    change(&mut mail, &mut material);
    (mail, material)
}

/// Who reads a mail, and why.
fn read_by(kind: MailKind, reason: Reason, person: Option<i64>) -> (Pending, Material) {
    changed(kind, |mail, _| (mail.reason, mail.person) = (reason, person.map(PersonId)))
}

#[test]
fn a_receipt() {
    insta::assert_snapshot!(text(sample(MailKind::TicketReceived)), @r"
    [#42] La impresora no imprime

    Hemos recibido tu ticket
    22 nov 2026, 9:05

    Ya lo tenemos. Te escribiremos en cuanto haya novedades. Esto es lo que nos has contado:

    ¿Qué luz tiene? Mira la guía (https://soporte.x.es/ayuda/luces).

    - roja
    - verde

    Archivos, en el ticket:
    - luces.jpg (1,5 MB): https://soporte.x.es/adjuntos/7

    #42 · Esperando tu respuesta
    La impresora no imprime
    CEIP La Paz · Sala de profesores · HP-203
    Lo atiende Ana Ruiz

    Ver el ticket: https://soporte.x.es/t/42

    -- 
    Recibes este correo porque el ticket está a tu nombre.
    Atiende · 900 000 000
    ");
}

#[test]
fn a_reply() {
    insta::assert_snapshot!(text(sample(MailKind::TicketReplied)), @r"
    [#42] La impresora no imprime

    Ana Ruiz ha respondido a tu ticket
    22 nov 2026, 9:05

    ¿Qué luz tiene? Mira la guía (https://soporte.x.es/ayuda/luces).

    - roja
    - verde

    #42 · Esperando tu respuesta
    La impresora no imprime
    CEIP La Paz · Sala de profesores · HP-203
    Lo atiende Ana Ruiz

    Ver el ticket: https://soporte.x.es/t/42

    -- 
    Recibes este correo porque el ticket está a tu nombre.
    Atiende · 900 000 000
    ");
}

#[test]
fn a_new_ticket_for_the_coordinator() {
    insta::assert_snapshot!(text(read_by(MailKind::TicketOpened, Reason::Coordinator, Some(5))), @r"
    [#42] La impresora no imprime

    Nuevo ticket de María López
    22 nov 2026, 9:05

    ¿Qué luz tiene? Mira la guía (https://soporte.x.es/ayuda/luces).

    - roja
    - verde

    #42 · Esperando al solicitante
    La impresora no imprime
    CEIP La Paz · Sala de profesores · HP-203
    Lo atiende Ana Ruiz

    Ver el ticket: https://soporte.x.es/t/42

    -- 
    Recibes este correo como responsable TIC de CEIP La Paz.
    Atiende · 900 000 000
    ");
}

#[test]
fn a_solved_ticket_in_english() {
    let solved = changed(MailKind::TicketMoved, |mail, material| {
        mail.locale = "en".into();
        material.letter = Some(moved(State::Solved, None));
    });
    insta::assert_snapshot!(text(solved), @r"
    [#42] La impresora no imprime

    Your ticket is solved
    22 Nov 2026, 9:05

    Is the problem still there? Say so in the ticket and we will reopen it.

    #42 · Solved
    La impresora no imprime
    CEIP La Paz · Sala de profesores · HP-203
    Ana Ruiz is on it

    See the ticket: https://soporte.x.es/t/42

    -- 
    You get this mail because the ticket is in your name.
    Atiende · 900 000 000
    ");
}

#[test]
fn malware_for_the_technician() {
    let told = changed(MailKind::TicketInfected, |mail, material| {
        (mail.reason, mail.person) = (Reason::Technician, Some(PersonId(7)));
        let infected = Some(("factura\r\n.exe".into(), "Win.Test.EICAR".into()));
        material.letter = Some(Letter { infected, said: None, ..letter() });
    });
    assert!(html(&told).contains("«factura .exe»"));
    insta::assert_snapshot!(text(told), @r"
    [#42] La impresora no imprime

    Hemos bloqueado un archivo en el ticket #42
    22 nov 2026, 9:05

    «factura .exe» contiene malware (Win.Test.EICAR). Nadie puede descargarlo. Avisa a quien lo envió: puede que su equipo esté infectado.

    #42 · Esperando al solicitante
    La impresora no imprime
    CEIP La Paz · Sala de profesores · HP-203
    Lo atiende Ana Ruiz

    Ver el ticket: https://soporte.x.es/t/42

    -- 
    Recibes este correo porque atiendes este ticket.
    Atiende · 900 000 000
    ");
}

#[test]
fn only_what_may_leave_goes_along() {
    let along = |scan: Scan, required: bool| {
        let scanning = Scanning { on: true, required };
        let files = vec![Attachment { scan, ..file(7, "luces.jpg", 5) }];
        let said = letter().said.map(|said| Said { files, scanning, ..said });
        enclosed::chosen(&Letter { said, ..letter() }, MailKind::TicketReplied, (1000, "x.es")).len()
    };
    let each = |required| Scan::ALL.iter().map(|scan| along(*scan, required)).collect::<Vec<_>>();
    assert_eq!(Scan::ALL, [Scan::Clean, Scan::Pending, Scan::Infected, Scan::Unscanned]);
    assert_eq!(each(false), [1, 0, 0, 1]);
    assert_eq!(each(true), [1, 0, 0, 0]);
}

#[test]
fn a_new_password() {
    insta::assert_snapshot!(text(sample(MailKind::ResetPassword)), @r"
    Elige una contraseña nueva

    Elige una contraseña nueva
    22 nov 2026, 9:05

    Hola, María López:

    Has pedido cambiar tu contraseña. El enlace vale para una vez, durante dos horas.

    Elegir contraseña:
    https://soporte.x.es/recuperar/s3cr3t

    Si no lo has pedido tú, no hagas nada: tu contraseña sigue siendo la misma.

    -- 
    Recibes este correo porque esta dirección se ha usado en Atiende.
    Atiende · 900 000 000
    ");
}

#[test]
fn an_invitation() {
    insta::assert_snapshot!(text(sample(MailKind::Invited)), @r"
    Tienes una cuenta en Atiende

    Tienes una cuenta en Atiende
    22 nov 2026, 9:05

    Hola, María López:

    Te hemos creado una cuenta en Atiende, donde podrás abrir tickets y seguirlos. Para entrar, elige tu contraseña. El enlace vale para una vez, durante siete días.

    Elegir contraseña:
    https://soporte.x.es/recuperar/s3cr3t

    Si el enlace ha caducado, pide otro al acceder, en «He olvidado mi contraseña». Si no esperabas este correo, no hagas nada.

    -- 
    Recibes este correo porque esta dirección se ha usado en Atiende.
    Atiende · 900 000 000
    ");
}

#[test]
fn a_refusal_gives_its_reason_and_a_phone() {
    insta::assert_snapshot!(text(sample(MailKind::Rejected)), @r"
    No hemos aprobado tu cuenta

    No hemos aprobado tu cuenta
    22 nov 2026, 9:05

    Hola, María López:

    Hemos revisado tu solicitud de cuenta en Atiende y no hemos podido aprobarla.

    Motivo: No te conocen

    Si crees que es un error, llámanos al 900 000 000.

    -- 
    Recibes este correo porque esta dirección se ha usado en Atiende.
    Atiende · 900 000 000
    ");
}

#[test]
fn every_mail_renders_in_every_language() {
    for locale in Locale::ALL {
        for kind in MailKind::ALL {
            let (mail, material) = changed(*kind, |mail, _| mail.locale = locale.as_str().into());
            let parts = material.parts(&office(), &mail).unwrap();
            let all = [&parts.subject, &parts.text, &parts.html];
            assert!(all.iter().all(|part| !part.contains("mail-") && !part.contains("{ $")), "{kind} {locale:?}");
            assert!(!parts.subject.is_empty() && !parts.text.contains("\n\n\n"), "{kind} {locale:?}\n{}", parts.text);
            assert!(parts.html.starts_with("<!doctype html>") && parts.html.trim_end().ends_with("</html>"));
            assert!(parts.html.contains(&format!("<html lang=\"{}\">", locale.as_str())));
        }
    }
}

#[test]
fn links_lead_to_the_public_url() {
    let leads = |kind, url: &str| {
        let sample = sample(kind);
        let url = format!("https://soporte.x.es{url}");
        assert!(html(&sample).contains(&format!("href=\"{url}\"")), "{kind}\n{}", html(&sample));
        assert!(text(sample).lines().any(|line| line.ends_with(&url)), "{kind}");
    };
    leads(MailKind::ConfirmAddress, "/crear-cuenta/confirmar/s3cr3t");
    leads(MailKind::ResetPassword, "/recuperar/s3cr3t");
    leads(MailKind::Invited, "/recuperar/s3cr3t");
    leads(MailKind::NewAccount, "/admin/cuentas/9?centro=4");
    leads(MailKind::ApplicantWaits, "/admin/cuentas/9");
    leads(MailKind::ApplicantAnswered, "/admin/cuentas/9");
    leads(MailKind::Asked, "/espera");
    leads(MailKind::Approved, "/acceder");
    for kind in ABOUT_TICKETS {
        leads(kind, "/t/42");
    }
    assert!(html(&sample(MailKind::TicketReplied)).contains("href=\"https://soporte.x.es/ayuda/luces\""));
}

#[test]
fn each_reader_is_told_why() {
    let why = |reason, person| {
        let text = text(read_by(MailKind::TicketReplied, reason, person));
        text.lines().skip_while(|line| *line != "-- ").nth(1).unwrap().to_owned()
    };
    let other = Some(8);
    assert_eq!(why(Reason::Coordinator, other), "Recibes este correo como responsable TIC de CEIP La Paz.");
    assert_eq!(why(Reason::Technician, other), "Recibes este correo porque atiendes este ticket.");
    assert_eq!(why(Reason::Copy, None), "Recibes este correo porque esta dirección tiene copia de cada ticket nuevo.");
}

#[test]
fn titles_know_whose_ticket_it_is() {
    let title = |kind, letter, person| {
        let (mail, _) = read_by(kind, Reason::Requester, Some(person));
        text((mail, material(Some(letter)))).lines().nth(2).unwrap().to_owned()
    };
    let (own, other) = (3, 8);
    let waits = || moved(State::Waiting, Some(WaitingFor::Requester));
    assert_eq!(title(MailKind::TicketReplied, letter(), own), "Ana Ruiz ha respondido a tu ticket");
    assert_eq!(title(MailKind::TicketReplied, letter(), other), "Ana Ruiz ha respondido en el ticket #42");
    assert_eq!(title(MailKind::TicketMoved, waits(), own), "Necesitamos tu respuesta");
    assert_eq!(title(MailKind::TicketMoved, waits(), other), "El ticket #42 espera al solicitante");
    let nobody = Letter { author: None, ..letter() };
    assert_eq!(title(MailKind::TicketReplied, nobody, own), "Atiende ha respondido a tu ticket");
}

#[test]
fn a_ticket_that_nobody_attends_is_for_the_administrators_to_assign() {
    let (mail, mut material) = read_by(MailKind::TicketOpened, Reason::Admin, Some(1));
    material.letter.as_mut().unwrap().facts.technician = None;
    let text = text((mail, material));
    assert!(text.contains("Nuevo ticket sin técnico") && text.contains("Todavía no lo atiende nadie"), "{text}");
}

#[test]
fn what_people_write_is_text() {
    let evil = "<script>alert(1)</script>\"'&";
    let mut hostile = letter();
    hostile.author = Some(evil.into());
    hostile.facts.subject = evil.into();
    hostile.facts.organization = evil.into();
    hostile.said.as_mut().unwrap().files = vec![file(8, evil, 1)];
    let mut material = material(Some(hostile));
    material.desk.name = evil.into();
    material.desk.color = "red;background:url(//evil.es)".into();
    let html = html(&(pending(MailKind::TicketReplied), material));
    assert!(!html.contains("<script") && !html.contains("evil.es"), "{html}");
    assert!(html.contains("&#60;script&#62;") && html.contains("background:#0b5cad"), "{html}");

    let data = format!(
        r#"{{"reason":{evil:?},"applicant":{evil:?},"link":{evil:?},"question":{evil:?},"answer":{evil:?},"by":{evil:?},
            "claimed":{evil:?},"via":{evil:?},"held":{evil:?},"proposal":[1,{evil:?},true]}}"#
    );
    let kinds = [MailKind::Rejected, MailKind::NewAccount, MailKind::ConfirmAddress];
    for kind in kinds.into_iter().chain([MailKind::Asked, MailKind::ApplicantAnswered, MailKind::ApplicantWaits]) {
        let mail = Pending { data: data.clone(), to_name: evil.into(), ..pending(kind) };
        assert!(!self::html(&(mail, super::material(None))).contains("<script"), "{kind}");
    }
}

#[test]
fn nothing_is_fetched() {
    for kind in MailKind::ALL {
        let html = html(&sample(*kind));
        assert!(["<img", "src=", "url(", "@import", "<link"].iter().all(|word| !html.contains(word)), "{kind}");
    }
}

#[test]
fn a_kind_without_its_ticket_is_no_mail() {
    let mail = pending(MailKind::TicketReplied);
    assert!(matches!(material(None).parts(&office(), &mail), Err(ComposeError::Kind(MailKind::TicketReplied))));
    let mail = pending(MailKind::Approved);
    assert!(matches!(material(Some(letter())).parts(&office(), &mail), Err(ComposeError::Kind(MailKind::Approved))));
}

#[test]
fn an_applicants_card() {
    insta::assert_snapshot!(text(sample(MailKind::NewAccount)), @r"
    Ana Ruiz pide una cuenta

    Ana Ruiz pide una cuenta
    22 nov 2026, 9:05

    Hola, María López:

    Ha confirmado su correo y espera a que alguien apruebe su cuenta.

    Ana Ruiz
    Correo: ana@x.es
    Ha llegado: con su cuenta de Google
    Dice ser de: La Paz
    Teléfono: 600 000 000
    Propuesta: CEIP La Paz, por el dominio de su correo
    Primer ticket: No imprime

    Aprobar en CEIP La Paz:
    https://soporte.x.es/admin/cuentas/9?centro=4

    Rechazar o preguntar antes:
    https://soporte.x.es/admin/cuentas/9

    El enlace no decide nada por sí solo: lleva a una página donde lo confirmas.

    -- 
    Recibes este correo porque esta dirección se ha usado en Atiende.
    Atiende · 900 000 000
");
}
