//! Who wrote the mail that this one passes on, within its words or as a file of it: pure.

use atiende_core::inbound::Author;
use atiende_mime::{self as mime, File, Message};
use atiende_text::address::normalise_email;
use atiende_text::quotes;

const MAIL: &str = "message/rfc822";
/// Characters of a name.
const NAME_MAX: usize = 120;

/// `said`: what of the words was written now.
pub(super) fn author(message: &Message, said: &str) -> Option<Author> {
    let within = || quotes::forwarded(&message.subject, &message.text).map(|found| (found.name, found.address));
    let (name, address) = within().or_else(|| attached(message, said))?;
    let name: String = name.chars().filter(|c| !c.is_control()).take(NAME_MAX).collect();
    let by = message.from.as_ref().and_then(|from| normalise_email(&from.address));
    (by.as_deref() != Some(&*address)).then(|| Author { name: name.trim().to_owned(), address })
}

/// A mail is attached also to speak about it ("is this spam?"): only the one file of a mail that says to pass it on, or
/// says nothing.
fn attached(message: &Message, said: &str) -> Option<(String, String)> {
    if !quotes::is_forward(&message.subject) && !said.trim().is_empty() {
        return None;
    }
    let mut mails = message.files.iter().filter(|file| file.content_type == MAIL);
    let only: &File = mails.next().filter(|_| mails.next().is_none())?;
    let inner = mime::read(head(&only.content));
    let from = inner.from.or(inner.sender)?;
    let address = normalise_email(&from.address)?;
    Some((from.name, address))
}

/// Up to the first empty line: its words and files are not read again.
fn head(mail: &[u8]) -> &[u8] {
    let end = (0..mail.len()).find(|at| {
        let rest = mail.get(*at..).unwrap_or_default();
        rest.starts_with(b"\n\n") || rest.starts_with(b"\n\r\n")
    });
    mail.get(..end.map_or(mail.len(), |end| end + 1)).unwrap_or(mail)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passed_on(raw: &str) -> Option<(String, String)> {
        let message = mime::read(raw.as_bytes());
        let said = quotes::split(&message.text).said();
        author(&message, &said).map(|author| (author.name, author.address))
    }

    fn with_mails(subject: &str, words: &str, mails: &[&str]) -> String {
        let parts: String = mails
            .iter()
            .map(|mail| format!("--b\r\nContent-Type: message/rfc822\r\n\r\n{mail}\r\n"))
            .collect::<Vec<_>>()
            .concat();
        format!(
            "From: Luis <luis@desk.es>\r\nSubject: {subject}\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\
             Content-Type: text/plain\r\n\r\n{words}\r\n{parts}--b--\r\n"
        )
    }

    const ANA: &str =
        "From: =?utf-8?Q?Ana_Ru=C3=ADz?= <Ana@X.es>\r\nSubject: No va\r\n\r\nFrom: otra@x.es\r\n\r\nNo va la red";

    #[test]
    fn a_mail_passed_on_has_its_author() {
        let ana = Some(("Ana Ruíz".to_owned(), "ana@x.es".to_owned()));
        assert_eq!(passed_on(&with_mails("RV: No va", "¿Lo miráis?", &[ANA])), ana);
        assert_eq!(passed_on(&with_mails("No va", "", &[ANA])), ana, "nothing else is said");
        let inline = "From: luis@desk.es\r\nSubject: Fwd: No va\r\n\r\n---------- Forwarded message ---------\r\n\
                      De: Ana Ruíz <ana@x.es>\r\nAsunto: No va\r\n\r\nNo va";
        assert_eq!(passed_on(inline), ana);
    }

    #[test]
    fn what_is_only_spoken_about_has_none() {
        assert_eq!(passed_on(&with_mails("¿Es una estafa?", "Me ha llegado esto.", &[ANA])), None);
        assert_eq!(passed_on(&with_mails("RV: dos", "", &[ANA, ANA])), None, "which of them?");
        assert_eq!(passed_on(&with_mails("RV: nadie", "", &["Subject: a\r\n\r\nb"])), None);
        let own = ANA.replace("Ana@X.es", "luis@desk.es");
        assert_eq!(passed_on(&with_mails("RV: lo mío", "", &[&own])), None, "it is the sender's own");
    }
}
