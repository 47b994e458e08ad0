//! A school, its people and their mails, for the tests of this crate.

mod delivery;
mod desk;
mod headers;
mod letters;
mod pace;
mod sessions;
mod smtp;
mod stubborn;
mod words;

use super::compose::Material;
use super::settings::{Letterhead, MailSettings};
use atiende_core::files::{Attachment, Scan, Scanning};
use atiende_core::id::{AttachmentId, MailId, OrganizationId, PersonId, TicketId};
use atiende_core::notify::{Facts, Letter, MailKind, Moved, Pending, Reason, Said};
use atiende_core::settings::Appearance;
use atiende_core::tickets::{State, Visibility, WaitingFor};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// Kinds that are about tickets.
pub(super) const ABOUT_TICKETS: [MailKind; 8] = [
    MailKind::TicketReceived,
    MailKind::TicketOpened,
    MailKind::TicketReplied,
    MailKind::TicketNoted,
    MailKind::TicketMoved,
    MailKind::TicketAssigned,
    MailKind::MailReturned,
    MailKind::TicketInfected,
];

pub(super) fn written_at() -> Timestamp {
    "2026-11-22T08:05:00Z".parse().unwrap()
}

/// Madrid's rules, written out: the tests need no time zone files.
pub(super) fn settings(smtp_url: Option<String>) -> MailSettings {
    MailSettings {
        smtp_url,
        leave: None,
        from: "Atiende <soporte@x.es>".into(),
        mail_domain: "x.es".into(),
        public_url: "https://soporte.x.es/".into(),
        retry_for: SignedDuration::from_hours(48),
        time_zone: TimeZone::posix("CET-1CEST,M3.5.0,M10.5.0/3").unwrap(),
        answers: None,
        dkim: None,
        attach_max: 10_000_000,
    }
}

pub(super) fn office() -> Letterhead {
    settings(None).letterhead().unwrap()
}

/// A mail to María, the requester of ticket 42.
pub(super) fn pending(kind: MailKind) -> Pending {
    let ticket = ABOUT_TICKETS.contains(&kind);
    Pending {
        id: MailId(9),
        kind,
        reason: if ticket { Reason::Requester } else { Reason::Account },
        person: Some(PersonId(3)),
        to_address: "maria@ceiplapaz.es".into(),
        to_name: "María López".into(),
        locale: "es".into(),
        ticket: ticket.then_some(TicketId(42)),
        ticket_message: None,
        data: r#"{"link":"s3cr3t","organization":"CEIP La Paz","reason":"No te conocen","applicant":"Ana Ruiz",
            "applicant_id":9,"email":"ana@x.es","phone":"600 000 000","claimed":"La Paz","via":"Google","held":"No imprime",
            "proposal":[4,"CEIP La Paz",true],"by":"Luis","question":"¿Dónde trabajas?","answer":"En La Paz"}"#.into(),
        message_id: "e7.p3".into(),
        subject: String::new(),
        mime: None,
        attempts: 1,
        created_at: written_at(),
    }
}

pub(super) fn file(id: i64, name: &str, size: i64) -> Attachment {
    Attachment {
        id: AttachmentId(id),
        sha256: id.to_string(),
        name: name.into(),
        size,
        content_type: "image/jpeg".into(),
        uploaded_by: None,
        ticket: Some(TicketId(42)),
        message: None,
        scan: Scan::Unscanned,
        scan_detail: None,
        created_at: written_at(),
    }
}

/// Ana, the technician, answers.
pub(super) fn letter() -> Letter {
    Letter {
        facts: Facts {
            ticket: TicketId(42),
            subject: "La impresora no imprime".into(),
            state: State::Waiting,
            waiting_for: Some(WaitingFor::Requester),
            requester: PersonId(3),
            requester_name: "María López".into(),
            organization_id: OrganizationId(4),
            organization: "CEIP La Paz".into(),
            technician: Some("Ana Ruiz".into()),
            device: "HP-203".into(),
            location: "Sala de profesores".into(),
        },
        author: Some("Ana Ruiz".into()),
        moved: None,
        said: Some(Said {
            visibility: Visibility::Public,
            html:
                "<p>¿Qué luz tiene? Mira la <a href=\"/ayuda/luces\">guía</a>.</p><ul><li>roja</li><li>verde</li></ul>"
                    .into(),
            omits: false,
            trail: Vec::new(),
            files: vec![file(7, "luces.jpg", 1_572_864)],
            scanning: Scanning::default(),
        }),
        also: Vec::new(),
        returned: None,
        infected: None,
        earlier: Vec::new(),
    }
}

pub(super) fn moved(state: State, waiting_for: Option<WaitingFor>) -> Letter {
    Letter { moved: Some(Moved { state, waiting_for }), said: None, ..letter() }
}

pub(super) fn material(letter: Option<Letter>) -> Material {
    let desk = Appearance { phone: "900 000 000".into(), ..Appearance::default() };
    Material { desk, letter }
}

/// A mail of any kind with what it needs.
pub(super) fn sample(kind: MailKind) -> (Pending, Material) {
    let mail = pending(kind);
    let letter = mail.ticket.map(|_| letter());
    (mail, material(letter))
}
