//! From rows to a mail server and back.

use super::desk::Desk;
use super::smtp::{Play, Smtp};
use crate::outgoing::{CheckError, Delivered};
use atiende_core::notify;
use atiende_core::tickets::Visibility;
use atiende_db::Tx;
use jiff::SignedDuration;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

atiende_testing::on_both![
    a_mail_arrives_once,
    a_temporary_refusal_is_tried_again_with_the_same_bytes,
    a_link_is_in_the_outbox_only_until_it_is_sent,
    a_link_that_is_good_no_more_is_not_sent,
    a_lost_answer_means_the_same_mail_again,
    a_final_refusal_fails_at_once,
    a_refusal_of_the_desk_fails_no_mail,
    after_two_days_without_a_server_to_be_reached_it_fails,
    one_bad_address_stops_no_other_mail,
    without_a_server_mails_are_composed_and_wait_untried,
    the_check_says_whether_the_server_answers,
    a_conversation_is_one_thread_for_each_reader,
    a_note_reaches_staff_and_nobody_else,
    what_a_server_rambles_on_is_kept_short,
    a_killed_workers_mail_is_taken_over_when_its_lease_ends,
    a_running_deliverer_hears_of_new_mail_and_stops,
    the_work_may_move_between_threads,
];

/// For how long a reply may be taken back, and news of one ticket wait for more.
const UNDO: SignedDuration = SignedDuration::from_secs(10);
const DIGEST: SignedDuration = SignedDuration::from_secs(60);
const SENT: Delivered = Delivered { sent: 1, retried: 0, failed: 0 };
const RETRIED: Delivered = Delivered { sent: 0, retried: 1, failed: 0 };
const FAILED: Delivered = Delivered { sent: 0, retried: 0, failed: 1 };
const NOTHING: Delivered = Delivered { sent: 0, retried: 0, failed: 0 };

async fn desk_with_a_mail() -> Desk {
    let desk = Desk::new().await;
    desk.test_mail("maria@x.es").await;
    desk
}

async fn a_mail_arrives_once() {
    let (desk, smtp) = (desk_with_a_mail().await, Smtp::start([]).await);
    assert_eq!(desk.round(Some(&smtp.url)).await, SENT);
    assert_eq!(desk.round(Some(&smtp.url)).await, NOTHING);
    let [mail] = &smtp.arrived()[..] else { panic!("{:?}", smtp.arrived()) };
    assert_eq!((mail.from.as_str(), mail.to.as_str()), ("FROM:<>", "TO:<maria@x.es>"), "automatic: null sender");
    let row = desk.only_mail().await;
    assert_eq!((row.state.as_str(), row.attempts, row.last_error.as_str()), ("sent", 1, ""));
    assert_eq!((mail.message_id(), row.message_id.as_str()), ("<e0.test@x.es>", "e0.test@x.es"));
    assert_eq!(row.subject, "Correo de prueba de Atiende");
    assert_eq!(smtp.greetings(), ["x.es"], "the desk greets with its own name");
}

async fn a_temporary_refusal_is_tried_again_with_the_same_bytes() {
    let (desk, smtp) = (desk_with_a_mail().await, Smtp::start([Play::Refuse("451 4.7.1 greylisted")]).await);
    assert_eq!(desk.round(Some(&smtp.url)).await, RETRIED);
    let first = desk.only_mail().await;
    assert_eq!((first.state.as_str(), first.last_error.as_str()), ("queued", "451: 4.7.1 greylisted"));
    assert_eq!(first.next_at, desk.now() + SignedDuration::from_mins(1));
    assert_eq!(desk.round(Some(&smtp.url)).await, NOTHING, "not before its time");
    desk.later(SignedDuration::from_mins(1));
    assert_eq!(desk.round(Some(&smtp.url)).await, SENT);
    let second = desk.only_mail().await;
    assert_eq!((second.mime, second.message_id), (first.mime, first.message_id));
}

async fn a_link_is_in_the_outbox_only_until_it_is_sent() {
    let (desk, smtp) = (Desk::new().await, Smtp::start([Play::Refuse("451 4.7.1 greylisted")]).await);
    desk.school().await;
    let link = desk.forgets_password("Maria").await;
    let holds = async |desk: &Desk| {
        let row = desk.only_mail().await;
        (row.data.contains(&link), row.mime.is_some_and(|mime| String::from_utf8_lossy(&mime).contains(&link)))
    };
    assert_eq!(desk.round(Some(&smtp.url)).await, RETRIED);
    assert_eq!(holds(&desk).await, (true, true), "the same bytes will be tried again");
    desk.later(SignedDuration::from_mins(1));
    assert_eq!(desk.round(Some(&smtp.url)).await, SENT);
    assert!(smtp.arrived().last().unwrap().data.contains(&link), "its reader has it");
    assert_eq!(holds(&desk).await, (false, false));
    let row = desk.only_mail().await;
    assert_eq!((row.state.as_str(), row.subject.as_str()), ("sent", "Elige una contraseña nueva"));
}

async fn a_link_that_is_good_no_more_is_not_sent() {
    let (desk, smtp) = (Desk::new().await, Smtp::start([]).await);
    desk.school().await;
    desk.forgets_password("Maria").await;
    let forget = async |desk: &Desk| desk.db.write(async |tx| notify::forget_links(tx).await).await.unwrap();
    assert_eq!(forget(&desk).await, 0);
    desk.later(SignedDuration::from_hours(7 * 24 + 1));
    assert_eq!(forget(&desk).await, 1);
    assert_eq!(desk.round(Some(&smtp.url)).await, FAILED);
    assert_eq!(desk.only_mail().await.last_error, "its link is good no more");
    assert!(smtp.arrived().is_empty());
}

async fn a_lost_answer_means_the_same_mail_again() {
    let (desk, smtp) = (desk_with_a_mail().await, Smtp::start([Play::DropAfterData]).await);
    assert_eq!(desk.round(Some(&smtp.url)).await, RETRIED);
    desk.later(SignedDuration::from_mins(1));
    assert_eq!(desk.round(Some(&smtp.url)).await, SENT);
    let [lost, taken] = &smtp.arrived()[..] else { panic!("{:?}", smtp.arrived()) };
    assert_eq!((lost.taken, taken.taken), (false, true));
    assert_eq!((lost.message_id(), &lost.data), (taken.message_id(), &taken.data));
}

async fn a_final_refusal_fails_at_once() {
    let (desk, smtp) = (desk_with_a_mail().await, Smtp::start([Play::Refuse("550 5.1.1 no such user")]).await);
    assert_eq!(desk.round(Some(&smtp.url)).await, FAILED);
    let row = desk.only_mail().await;
    assert_eq!((row.state.as_str(), row.last_error.as_str()), ("failed", "550: 5.1.1 no such user"));
}

async fn a_refusal_of_the_desk_fails_no_mail() {
    let (desk, smtp) = (desk_with_a_mail().await, Smtp::start([Play::Unwelcome("554 5.7.1 go away")]).await);
    assert_eq!(desk.round(Some(&smtp.url)).await, RETRIED);
    assert_eq!(desk.only_mail().await.last_error, "554: 5.7.1 go away");
}

async fn after_two_days_without_a_server_to_be_reached_it_fails() {
    let (desk, nobody) = (desk_with_a_mail().await, "smtp://127.0.0.1:1?tls=none");
    assert_eq!(desk.round(Some(nobody)).await, RETRIED);
    desk.later(SignedDuration::from_hours(48));
    assert_eq!(desk.round(Some(nobody)).await, FAILED);
    assert_eq!(desk.only_mail().await.attempts, 2);
}

async fn one_bad_address_stops_no_other_mail() {
    let desk = Desk::new().await;
    for to in ["maria@x.es", "no address", "luis@x.es", "carmen@x.es", "ana@x.es", "juan@x.es"] {
        desk.test_mail(to).await;
    }
    let smtp = Smtp::start([]).await;
    assert_eq!(desk.round(Some(&smtp.url)).await, Delivered { sent: 5, retried: 0, failed: 1 });
    assert_eq!(smtp.arrived().len(), 5);
    assert!(desk.outbox().await[1].last_error.starts_with("no mail address"));
}

async fn without_a_server_mails_are_composed_and_wait_untried() {
    let desk = desk_with_a_mail().await;
    assert_eq!(desk.round(None).await, NOTHING);
    let row = desk.only_mail().await;
    assert_eq!((row.state.as_str(), row.attempts), ("queued", 0));
    assert!(row.mime.is_some() && row.subject == "Correo de prueba de Atiende");
    assert_eq!(row.last_error, "no mail server is set up (smtp_url)");
    assert_eq!(row.next_at, desk.now() + SignedDuration::from_mins(1));
    assert!(matches!(desk.deliverer(None).check().await, Err(CheckError::NoServer)));

    let smtp = Smtp::start([]).await;
    desk.later(SignedDuration::from_mins(1));
    assert_eq!(desk.round(Some(&smtp.url)).await, SENT, "once there is one, they go");
    assert_eq!(desk.only_mail().await.mime, row.mime);
}

async fn the_check_says_whether_the_server_answers() {
    let (desk, smtp) = (Desk::new().await, Smtp::start([]).await);
    assert!(desk.deliverer(Some(&smtp.url)).check().await.is_ok());
    let nobody = desk.deliverer(Some("smtp://127.0.0.1:1")).check().await;
    assert!(matches!(nobody, Err(CheckError::Server(why)) if why.contains("onnection")));
}

async fn a_conversation_is_one_thread_for_each_reader() {
    let (desk, smtp) = (Desk::new().await, Smtp::start([]).await);
    desk.school().await;
    let ticket = desk.opens("Maria", "La impresora no imprime").await;
    desk.says("Luis", ticket, Visibility::Public, "¿Qué luz tiene?").await;
    assert_eq!(desk.round(Some(&smtp.url)).await.sent, 3, "receipt, two copies");
    desk.later(UNDO);
    assert_eq!(desk.round(Some(&smtp.url)).await.sent, 2, "the reply, to requester and coordinator");

    let arrived = smtp.arrived();
    let to_maria: Vec<_> = arrived.iter().filter(|mail| mail.to == "TO:<maria@x.es>").collect();
    let [receipt, reply] = &to_maria[..] else { panic!("{to_maria:?}") };
    let (receipt, reply) = if receipt.from == "FROM:<>" { (receipt, reply) } else { (reply, receipt) };
    let root = format!("<t{ticket}@x.es>");
    assert!(receipt.data.contains(&format!("References: {root}\n")), "{}", receipt.data);
    assert!(reply.data.contains(&format!("In-Reply-To: {}", receipt.message_id())), "{}", reply.data);
    assert_eq!(reply.from, "FROM:<soporte@x.es>", "a person's word: its bounces are worth knowing");
    assert!(reply.data.contains("Auto-Submitted: no\n") && receipt.data.contains("Auto-Submitted: auto-generated\n"));
}

async fn a_note_reaches_staff_and_nobody_else() {
    let (desk, smtp) = (Desk::new().await, Smtp::start([]).await);
    desk.school().await;
    let ticket = desk.opens("Maria", "La impresora no imprime").await;
    desk.round(Some(&smtp.url)).await;
    let notes = |rows: Vec<super::desk::Row>| rows.into_iter().find(|row| row.kind == "ticket_noted");

    desk.admin_notes(ticket).await;
    desk.later(UNDO);
    assert_eq!(desk.round(Some(&smtp.url)).await, SENT);
    desk.later(DIGEST);
    assert_eq!(smtp.arrived().last().unwrap().to, "TO:<luis@x.es>");

    desk.admin_notes(ticket).await;
    desk.divert("ticket_noted", "Carmen").await;
    let before = smtp.arrived().len();
    desk.later(UNDO);
    assert_eq!(desk.round(Some(&smtp.url)).await, FAILED);
    assert_eq!(smtp.arrived().len(), before);
    let note = notes(desk.outbox().await.into_iter().rev().collect()).unwrap();
    assert_eq!((note.state.as_str(), note.last_error.as_str()), ("failed", "an internal note is for staff alone"));
    assert!(note.mime.is_none(), "not even composed");

    desk.admin_notes(ticket).await;
    desk.divert("ticket_noted", "Carmen").await;
    desk.disguise("ticket_noted", "ticket_replied").await;
    desk.later(DIGEST);
    assert_eq!(desk.round(Some(&smtp.url)).await, FAILED, "nor as any other mail");
}

async fn what_a_server_rambles_on_is_kept_short() {
    let desk = desk_with_a_mail().await;
    let fail = async move |tx: &mut Tx| {
        let taken = notify::claim(tx, 1, SignedDuration::from_secs(30)).await?;
        // Four bytes each, after one: a cut in the middle of a letter would show.
        notify::fail(tx, &taken[0], &format!("a{}", "🖨".repeat(5000)), None).await
    };
    desk.db.write(fail).await.unwrap();
    let mail = desk.only_mail().await;
    assert_eq!((mail.state.as_str(), mail.last_error.len()), ("failed", 997));
}

async fn a_killed_workers_mail_is_taken_over_when_its_lease_ends() {
    let (desk, smtp) = (desk_with_a_mail().await, Smtp::start([]).await);
    let lease = SignedDuration::from_secs(30);
    let taken = desk.db.write(async move |tx| notify::claim(tx, 1, lease).await).await.unwrap();
    let id = taken[0].id;
    desk.later(SignedDuration::from_secs(20));
    desk.db.write(async move |tx| notify::keep(tx, id, lease).await).await.unwrap();
    desk.later(SignedDuration::from_secs(20));
    assert_eq!(desk.round(Some(&smtp.url)).await, NOTHING, "it was kept");
    desk.later(SignedDuration::from_secs(10));
    assert_eq!(desk.round(Some(&smtp.url)).await, SENT);
}

async fn a_running_deliverer_hears_of_new_mail_and_stops() {
    let (desk, smtp) = (Desk::new().await, Smtp::start([]).await);
    let (deliverer, stop) = (desk.deliverer(Some(&smtp.url)), CancellationToken::new());
    let work = async {
        tokio::time::sleep(Duration::from_millis(50)).await;
        desk.test_mail("maria@x.es").await;
        while smtp.arrived().is_empty() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        stop.cancel();
    };
    let both = async { tokio::join!(deliverer.run(stop.clone()), work) };
    // Well under the poll's 5 s: the announcement woke it.
    tokio::time::timeout(Duration::from_secs(4), both).await.unwrap();
    assert_eq!(desk.only_mail().await.state, "sent");
}

/// `serve` spawns it.
async fn the_work_may_move_between_threads() {
    fn movable<T: Send>(work: T) -> T {
        work
    }
    let desk = Desk::new().await;
    let (deliverer, stop) = (desk.deliverer(None), CancellationToken::new());
    stop.cancel();
    movable(deliverer.run(stop)).await;
    movable(deliverer.round()).await.unwrap();
    assert!(movable(deliverer.check()).await.is_err());
}
