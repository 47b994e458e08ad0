//! Whole messages, as programs and attackers write them.

use super::{is_message, read};
use crate::message::{Message, Note};
use proptest::prelude::*;

fn multipart(kind: &str, parts: &[&str]) -> String {
    let parts: String = parts.iter().map(|part| format!("--limite\n{part}\n")).collect::<Vec<_>>().concat();
    format!("Subject: a\nContent-Type: multipart/{kind}; boundary=limite\n\naviso\n{parts}--limite--\n")
}

fn shown(kind: &str, parts: &[&str]) -> Message {
    read(multipart(kind, parts).as_bytes())
}

fn names(message: &Message) -> Vec<&str> {
    message.files.iter().map(|file| file.name.as_str()).collect()
}

const PLAIN: &str = "Content-Type: text/plain\n\nHola";
const HTML: &str = "Content-Type: text/html\n\n<p>Hola <b>Ana</b></p>";
const IMAGE: &str = "Content-Type: image/png; name=a.png\nContent-Disposition: inline\nContent-ID: <a@b>\n\nPNG";
const PDF: &str = "Content-Type: application/pdf\nContent-Disposition: attachment; filename=a.pdf\n\
    Content-Transfer-Encoding: base64\n\nJVBERg==";

#[test]
fn an_ordinary_message_is_read() {
    let raw = "Message-ID: <1@uni.es>\r\nIn-Reply-To: <0@uni.es>\r\nReferences: <a@uni.es> <0@uni.es>\r\n\
        From: Ana Ruiz <ana@uni.es>\r\nTo: soporte@uni.es, Luis <luis@uni.es>\r\nCc: x@uni.es\r\n\
        Reply-To: otra@uni.es\r\nDate: Mon, 23 Nov 2026 09:30:00 +0100\r\nSubject: No =?utf-8?Q?a=C3=B1ade?=\r\n\r\n\
        Hola\r\n";
    let message = read(raw.as_bytes());
    assert_eq!(message.message_id.as_deref(), Some("1@uni.es"));
    assert_eq!((message.in_reply_to, message.references.len()), (vec!["0@uni.es".to_owned()], 2));
    assert_eq!(message.from.unwrap().name, "Ana Ruiz");
    assert_eq!((message.to.len(), message.cc.len(), message.reply_to.len()), (2, 1, 1));
    assert_eq!((message.date, message.subject.as_str()), (Some(1_795_422_600), "No añade"));
    assert_eq!((message.text.as_str(), message.html, message.files), ("Hola", None, vec![]));
    assert_eq!(message.headers.first("cc"), Some("x@uni.es"));
}

#[test]
fn the_words_are_found_in_either_form() {
    let message = shown("alternative", &[PLAIN, HTML]);
    assert_eq!((message.text.as_str(), message.html.as_deref()), ("Hola", Some("<p>Hola <b>Ana</b></p>")));
    assert_eq!(shown("alternative", &[HTML]).text, "Hola Ana");
    assert_eq!(shown("alternative", &["Content-Type: text/plain\n\n \n", HTML]).text, "Hola Ana");
    assert_eq!(read(HTML.as_bytes()).text, "Hola Ana");
    assert_eq!(shown("mixed", &[PLAIN, PDF, PLAIN]).text, "Hola\nHola");
    assert_eq!(shown("mixed", &["Content-Type: text/markdown\n\n*Hola*"]).text, "*Hola*");
    assert_eq!(read(b"Content-Type: text/html\n\n<meta charset=iso-8859-1>a\xF1o").text, "año");
    let flowed = "Content-Type: text/plain; format=flowed\n\nuno \ndos\n-- \nAna";
    assert_eq!(read(flowed.as_bytes()).text, "uno dos\n-- \nAna");
}

#[test]
fn a_footer_stands_in_both_forms() {
    let alternative = format!("Content-Type: multipart/alternative; boundary=b\n\n--b\n{PLAIN}\n--b\n{HTML}\n--b--");
    let message = shown("mixed", &[&alternative, "Content-Type: text/plain\n\n--\nLista <b>"]);
    assert_eq!(message.text, "Hola\n--\nLista <b>");
    assert_eq!(message.html.unwrap(), "<p>Hola <b>Ana</b></p><div>--<br>Lista &lt;b&gt;</div>");
}

#[test]
fn images_stand_where_they_were_put() {
    let message =
        shown("mixed", &[PLAIN, IMAGE, "Content-Type: image/gif\nContent-Disposition: inline\n\nGIF", PLAIN, PDF]);
    assert_eq!(message.text, "Hola\n[cid:a@b]\n[cid:file-1]\nHola");
    assert_eq!(message.named("file-1").unwrap().content_type, "image/gif");
    assert_eq!(message.named("a@b").unwrap().name, "a.png");
    assert!(message.named("file-9").is_none() && message.named("x").is_none());
    let html = shown("mixed", &[HTML, IMAGE, HTML]).html.unwrap();
    assert_eq!(html, "<p>Hola <b>Ana</b></p><img src=\"cid:a@b\"><p>Hola <b>Ana</b></p>");
    let named = "Content-Type: text/html\n\n<p><img src=\"cid:a@b\">Hola</p>";
    assert_eq!(shown("mixed", &[named, IMAGE]).html.unwrap(), "<p><img src=\"cid:a@b\">Hola</p>");
    let related = shown("related", &[named, IMAGE]);
    assert_eq!((related.text.as_str(), related.files[0].inline), ("Hola", true));
    assert_eq!(shown("mixed", &[IMAGE]).text, "");
}

#[test]
fn files_keep_their_names_and_bytes() {
    let message = shown("mixed", &[PLAIN, PDF, PDF, "Content-Type: text/csv; name=\"../a;\u{F1}.csv\"\n\na;\u{F1}\n"]);
    assert_eq!(names(&message), ["a.pdf", "a.pdf", "../a;ñ.csv"]);
    assert_eq!(message.files[0].content, b"%PDF");
    assert_eq!(message.files[2].content, "a;ñ\n".as_bytes());
    let latin = [&multipart("mixed", &["Content-Type: text/csv; charset=iso-8859-1\n\na"]).into_bytes()[..]].concat();
    assert_eq!(read(&latin).files[0].content, b"a");
    assert_eq!(names(&read(b"Content-Type: image/png; name=a.png\n\nPNG")), ["a.png"]);
}

#[test]
fn uuencoded_files_are_taken_out_of_the_text() {
    let message = read(b"Subject: a\n\nHola:\nbegin 644 gato.txt\n#0V%T\n`\nend\nAdi\xC3\xB3s\n");
    assert_eq!(message.text, "Hola:\nAdiós");
    assert_eq!((names(&message), message.files[0].content.as_slice()), (vec!["gato.txt"], &b"Cat"[..]));
}

#[test]
fn a_winmail_dat_is_unpacked() {
    let mut raw = b"Subject: a\nContent-Type: application/ms-tnef; name=winmail.dat\n\n".to_vec();
    raw.extend(crate::tnef::tests::winmail());
    let message = read(&raw);
    assert_eq!((message.text.as_str(), names(&message)), ("Le adjunto el año", vec!["Año nuevo.pdf", "Año.txt"]));
    raw.truncate(raw.len() - 1);
    assert_eq!(names(&read(&raw)), ["Año nuevo.pdf", "Año.txt", "winmail.dat"]);
}

#[test]
fn signed_words_are_read_and_sealed_ones_kept() {
    let signature = "Content-Type: application/pgp-signature; name=signature.asc\n\nfirma";
    let message = shown("signed", &[PLAIN, signature]);
    assert_eq!((message.text.as_str(), names(&message), message.notes.len()), ("Hola", vec!["signature.asc"], 0));
    let sealed = shown(
        "encrypted",
        &[
            "Content-Type: application/pgp-encrypted\n\nVersion: 1",
            "Content-Type: application/octet-stream; name=encrypted.asc\n\nx",
        ],
    );
    assert_eq!((sealed.files.len(), sealed.notes), (2, vec![Note::Encrypted]));
    let sealed =
        read(b"Content-Type: application/pkcs7-mime; name=smime.p7m\nContent-Transfer-Encoding: base64\n\nMIAG");
    assert_eq!((names(&sealed), &sealed.notes), (vec!["smime.p7m"], &vec![Note::Encrypted]));
    assert_eq!(read(b"A: b\n\n-----BEGIN PGP MESSAGE-----\n").notes, [Note::Encrypted]);
}

#[test]
fn a_message_within_is_a_file_that_reads() {
    let inner =
        multipart("mixed", &[PLAIN, PDF]).replace("limite", "dentro").replace("Subject: a", "Subject: Lo de ayer");
    let message = shown("mixed", &[PLAIN, &format!("Content-Type: message/rfc822\n\n{inner}")]);
    assert_eq!((message.text.as_str(), names(&message)), ("Hola", vec!["Lo de ayer.eml"]));
    let within = read(&message.files[0].content);
    assert_eq!((within.text.as_str(), names(&within)), ("Hola", vec!["a.pdf"]));
    assert_eq!(names(&shown("digest", &["\nSubject: uno\n\nHola"])), ["uno.eml"]);
}

#[test]
fn a_meeting_is_told() {
    let calendar = "Content-Type: text/calendar; method=REQUEST; charset=utf-8\n\nBEGIN:VCALENDAR\nMETHOD:REQUEST\n\
        BEGIN:VEVENT\nSUMMARY:Reunión\nDTSTART:20261123T093000Z\nEND:VEVENT\nEND:VCALENDAR";
    let message = shown("alternative", &[PLAIN, calendar]);
    assert_eq!((message.text.as_str(), message.files.len()), ("Hola", 1));
    assert_eq!(message.invitation.unwrap().summary, "Reunión");
    assert_eq!(read(calendar.as_bytes()).text, "Reunión\n2026-11-23 09:30 UTC");
}

#[test]
fn broken_messages_are_read() {
    let cut = multipart("mixed", &[PLAIN, "Content-Type: image/png\nContent-Transfer-Encoding: base64\n\niVBORw0"]);
    assert_eq!(read(&cut.as_bytes()[..cut.len() - 12]).files[0].content, b"\x89PNG\r");
    let lost = "Content-Type: multipart/mixed; boundary=otra\n\n--limite\nContent-Type: text/plain\n\nHola\n--limite--";
    assert_eq!(read(lost.as_bytes()).text, "Hola");
    assert_eq!(read(b"Content-Type: multipart/mixed; boundary=b\n\nHola\n").text, "Hola");
    assert_eq!(read(b"Content-Type: multipart/mixed; boundary=b\n\n").files[0].content_type, "multipart/mixed");
    assert_eq!(read(b"Subject: a\r\rHola\rAna").text, "Hola\nAna");
    assert_eq!(read(b"Subject: a\0b\n\nHo\0la").text, "Hola");
    assert_eq!(read(b"Subject: a\0b\n\nHola").subject, "a b");
    let encoded =
        "Content-Type: multipart/mixed; boundary=b\nContent-Transfer-Encoding: base64\n\nLS1iCgpIb2xhCi0tYi0tCg==";
    assert_eq!(read(encoded.as_bytes()).text, "Hola");
}

#[test]
fn what_is_no_message_is_no_message() {
    assert!(!is_message(b"") && !is_message(b"\r\n\r\n") && !is_message(b"Hola\n"));
    assert!(is_message(b"a:") && is_message(b"From x\nSubject: a\n") && is_message(b"Subject : a"));
    assert_eq!(read(b""), Message::default());
    assert_eq!(read(b"Hola\n").text, "Hola");
    let bare = read(b"X-A: b\n\n");
    assert_eq!((bare.from, bare.subject.as_str(), bare.message_id, bare.date), (None, "", None, None));
}

#[test]
fn what_is_beyond_the_bounds_is_kept() {
    let parts = multipart("mixed", &vec!["\na"; 3_000]);
    let message = read(parts.as_bytes());
    assert_eq!((message.files.len(), &message.notes), (1, &vec![Note::Unread]));
    let kept =
        message.text.lines().count() + String::from_utf8_lossy(&message.files[0].content).matches("\n\na").count();
    assert!((2_999..=3_000).contains(&kept), "{kept}");

    let deep: String = (0..10_000)
        .map(|n| format!("Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n"))
        .collect::<Vec<_>>()
        .concat();
    let message = read(format!("{deep}\nHola").as_bytes());
    assert!(message.notes == [Note::Unread] && message.files[0].content.ends_with(b"Hola"));
    let same = read("Content-Type: multipart/mixed; boundary=b\n\n--b\n".repeat(10_000).as_bytes());
    assert_eq!(same.files.len(), 1_000);
    read("Content-Type: message/rfc822\n\n".repeat(100_000).as_bytes());

    let long = read(format!("A: b\n\n{}", "año ".repeat(500_000)).as_bytes());
    assert_eq!(
        (long.text.len() <= 1 << 20, long.files[0].content.len(), long.notes[0]),
        (true, 2_500_000, Note::Shortened)
    );
}

#[test]
fn many_parts_cost_no_more_than_one() {
    let html = format!("Content-Type: text/html\n\n<p>{}</p>", "Hola ".repeat(50_000));
    let message = shown("mixed", &vec![html.as_str(); 20]);
    assert!(message.html.unwrap().len() <= (1 << 20) + 1_000);
    assert_eq!((message.files.len(), message.notes), (16, vec![Note::Shortened]));
}

fn hostile() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop::sample::select(vec![
        &b"Subject: =?utf-8?Q?a"[..],
        b"From: \"a <",
        b"\r\n",
        b"\n",
        b"\r",
        b"\n\n",
        b"--b",
        b"--",
        b"\0",
        b"\xFF",
        b"Content-Type: multipart/mixed; boundary=b\n",
        b"Content-Type: multipart/alternative; boundary=c\n",
        b"Content-Type: text/html\n",
        b"Content-Type: message/rfc822\n",
        b"Content-Type: application/ms-tnef\n",
        b"Content-Transfer-Encoding: base64\n",
        b"Content-Transfer-Encoding: quoted-printable\n",
        b"\n--b\n",
        b"\n--c--\n",
        b"Content-Disposition: inline\n",
        b"Content-Disposition: attachment; filename*0*=''%\n",
        b"Content-ID: <a>\n",
        b"Content-Type: image/png\n",
        b"begin 644 a\n#0V%T\n",
        b"SG9sYQ==",
        b"=C3=B1=",
        b"<p>Hola<script>",
        b" ",
        b": ",
        b"Content-Type: text/calendar\n",
        b"BEGIN:VEVENT\nSUMMARY:a\n",
        b"Date: Mon, 99 Nov 99999 99:99:99 +9999\n",
        b"Content-Type: text/plain; charset=utf-7; format=flowed\n",
        b"\x78\x9F\x3E\x22",
        b"hola ",
    ]);
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn any_bytes_are_read(raw in any::<Vec<u8>>()) {
        read(&raw);
    }

    #[test]
    fn hostile_messages_are_read(raw in hostile()) {
        let message = read(&raw);
        prop_assert!(!message.subject.contains(['\n', '\0']) && !message.text.contains(['\0', '\r']));
        prop_assert!(!message.html.unwrap_or_default().contains("<script"));
    }

    #[test]
    fn any_date_is_answered(date in "[A-Za-z0-9 ,:+;()\\\\-]{0,40}") {
        read(format!("Date: {date}\n\n").as_bytes());
    }
}
