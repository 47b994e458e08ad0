//! News within a minute, replies that are taken back, and what travels with a mail.

use super::desk::Desk;
use super::smtp::{Play, Smtp};
use super::*;
use atiende_core::tickets::Next;

atiende_testing::on_both![
    what_follows_within_a_minute_is_one_mail,
    a_persons_words_lead_the_mail,
    a_reply_taken_back_is_mailed_to_nobody,
    a_reply_that_left_cannot_be_taken_back,
    files_travel_with_the_mail_and_large_ones_are_linked,
    who_sent_a_file_to_an_address_that_takes_nothing_hears_of_it,
];

const UNDO: SignedDuration = SignedDuration::from_secs(10);
const MINUTE: SignedDuration = SignedDuration::from_secs(60);

async fn school() -> (Desk, Smtp, TicketId) {
    let (desk, smtp) = (Desk::new().await, Smtp::start([]).await);
    desk.school().await;
    let ticket = desk.opens("Maria", "La impresora no imprime").await;
    assert_eq!(desk.round(Some(&smtp.url)).await.sent, 3);
    (desk, smtp, ticket)
}

fn to_maria(smtp: &Smtp) -> Vec<String> {
    let mails = smtp.arrived().into_iter().filter(|mail| mail.to == "TO:<maria@x.es>");
    mails.skip(1).map(|mail| mail.data).collect()
}

async fn what_follows_within_a_minute_is_one_mail() {
    let (desk, smtp, ticket) = school().await;
    desk.moves("Luis", ticket, Next::to(State::Open)).await;
    assert_eq!(desk.round(Some(&smtp.url)).await.sent, 2, "the first goes at once, to requester and coordinator");
    desk.says("Luis", ticket, Visibility::Public, "¿Qué luz tiene?").await;
    desk.moves("Luis", ticket, Next::waiting(WaitingFor::Requester)).await;
    desk.says("Luis", ticket, Visibility::Public, "¿Y el papel?").await;
    assert_eq!(desk.round(Some(&smtp.url)).await.sent, 0);
    desk.later(MINUTE);
    assert_eq!(desk.round(Some(&smtp.url)).await.sent, 2, "all three in one, to each");
    let [_, all] = &to_maria(&smtp)[..] else { panic!("{:?}", to_maria(&smtp)) };
    for words in ["luz tiene", "Necesitamos tu respuesta", "Y el papel"] {
        assert!(all.contains(words), "{words}: {all}");
    }
    let states: Vec<_> = desk.outbox().await.into_iter().map(|row| row.state).collect();
    assert!(states.iter().all(|state| state == "sent"), "what went with another was sent: {states:?}");
    assert_eq!(desk.round(Some(&smtp.url)).await.sent, 0);
}

async fn a_persons_words_lead_the_mail() {
    let (desk, smtp, ticket) = school().await;
    desk.moves("Luis", ticket, Next::to(State::Open)).await;
    desk.round(Some(&smtp.url)).await;
    desk.moves("Luis", ticket, Next::waiting(WaitingFor::Parts)).await;
    desk.says("Luis", ticket, Visibility::Public, "He pedido el fusor.").await;
    desk.later(MINUTE);
    assert_eq!(desk.round(Some(&smtp.url)).await.sent, 2);
    let [_, both] = &to_maria(&smtp)[..] else { panic!("{:?}", to_maria(&smtp)) };
    assert!(both.contains("Auto-Submitted: no\n"), "{both}");
    let (words, move_) = (both.find("fusor").unwrap(), both.find("espera una pieza").unwrap());
    assert!(words < move_, "{both}");
}

async fn a_reply_taken_back_is_mailed_to_nobody() {
    let (desk, smtp, ticket) = school().await;
    let reply = desk.writes("Luis", ticket, "Es la que no es.", Some(Next::to(State::Solved))).await;
    desk.takes_back("Luis", ticket, reply).await.unwrap();
    desk.later(MINUTE);
    assert_eq!(desk.round(Some(&smtp.url)).await.sent, 0);
    assert_eq!(desk.state_of(ticket).await, State::New, "the ticket stands as before");
    let words = desk.taken_back("Luis", ticket, reply).await.unwrap();
    assert_eq!(words.body, "Es la que no es.", "its author has the words");
    assert!(desk.taken_back("Maria", ticket, reply).await.is_none(), "and nobody else");
    assert!(!desk.words_of("Luis", ticket).await.contains(&"Es la que no es.".to_owned()));
    let next = desk.writes("Luis", ticket, "Es la del pasillo.", None).await;
    assert_ne!(next, reply, "no other message gets its number");
}

async fn a_reply_that_left_cannot_be_taken_back() {
    let (desk, smtp, ticket) = school().await;
    let reply = desk.writes("Luis", ticket, "Voy.", None).await;
    let others = desk.takes_back("Maria", ticket, reply).await;
    assert!(matches!(others, Err(atiende_core::Refused::Denied(atiende_core::Denied::NotFound))), "{others:?}");
    desk.later(UNDO);
    let late = desk.takes_back("Luis", ticket, reply).await;
    assert!(matches!(late, Err(atiende_core::Refused::Conflict(_))), "{late:?}");
    assert_eq!(desk.round(Some(&smtp.url)).await.sent, 2);
    assert!(desk.words_of("Maria", ticket).await.contains(&"Voy.".to_owned()));
}

async fn files_travel_with_the_mail_and_large_ones_are_linked() {
    let (desk, smtp, ticket) = school().await;
    let small = desk.uploads("Luis", "guía.txt", b"Quita el papel").await;
    let large = desk.uploads("Luis", "vídeo.mp4", &vec![b'x'; 10_000_001]).await;
    desk.writes_with("Luis", ticket, "Te mando la guía.", &[small, large]).await;
    desk.later(UNDO);
    assert_eq!(desk.round(Some(&smtp.url)).await.sent, 2);
    let [mail] = &to_maria(&smtp)[..] else { panic!("{:?}", to_maria(&smtp)) };
    let mail = atiende_mime::read(mail.as_bytes());
    let [file] = &mail.files[..] else { panic!("{:?}", mail.files) };
    assert_eq!((file.name.as_str(), file.content.as_slice()), ("guía.txt", &b"Quita el papel"[..]));
    assert!(mail.text.contains(&format!("vídeo.mp4 (9,5 MB): https://soporte.x.es/adjuntos/{large}")), "{}", mail.text);
    let kept = desk.outbox().await.into_iter().filter(|row| row.kind == "ticket_replied" && row.mime.is_some()).count();
    assert_eq!(kept, 0, "a file is kept once, not in each mail");
}

async fn who_sent_a_file_to_an_address_that_takes_nothing_hears_of_it() {
    let (desk, _, ticket) = school().await;
    let file = desk.uploads("Luis", "guía.txt", b"Quita el papel").await;
    desk.writes_with("Luis", ticket, "Te mando la guía.", &[file]).await;
    desk.later(UNDO);
    let smtp = Smtp::start([Play::Refuse("550 5.1.1 no such user")]).await;
    assert_eq!(desk.round(Some(&smtp.url)).await.failed, 1, "the first of requester and coordinator");
    desk.round(Some(&smtp.url)).await;
    let told: Vec<_> = smtp.arrived().into_iter().filter(|mail| mail.to == "TO:<luis@x.es>").collect();
    assert_eq!(told.len(), 1, "{told:?}");
}
