//! Who wrote a mail that somebody passed on inside their own: the real requester, perhaps.

use super::header::Header;
use super::line::{Line, Role};
use super::wordings::FORWARD_SUBJECTS;
use super::{Kind, MOST_LINES, kinds};
use crate::address::normalise_email;
use crate::fold::fold;

/// A mail inside a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forwarded {
    /// As it was written; empty if only the address was.
    pub name: String,
    /// In the form of `address::normalise_email`.
    pub address: String,
    pub subject: Option<String>,
    /// What they wrote, without the `>` of programs that pass on so.
    pub body: String,
}

/// Whether a subject says that its mail passes another on: "RV:", "Fwd:", "WG:".
pub fn is_forward(subject: &str) -> bool {
    subject.split_once(':').is_some_and(|(prefix, _)| FORWARD_SUBJECTS.contains(&fold(prefix.trim()).as_str()))
}

/// The first mail that this one passes on, if its sender has an address. The claim is that of
/// whoever passed it on: offer it, do not act upon it. Outlook passes on and answers with the same
/// lines, so there the subject decides, or that nothing is said above.
pub fn forwarded(subject: &str, text: &str) -> Option<Forwarded> {
    let lines: Vec<Line> = text.split('\n').take(MOST_LINES).map(Line::read).collect();
    let history = kinds(&lines);
    let passes = |(line, kind): (&Line, &Kind)| line.role == Role::Forward && *kind != Kind::Quoted;
    let at = if let Some(at) = lines.iter().zip(&history).position(passes) {
        at + 1
    } else {
        unmarked(&lines, is_forward(subject))?
    };
    let at = at + lines.get(at..)?.iter().position(|line| line.role != Role::Blank)?;
    let header = Header::read(lines.get(at..)?);
    let (name, address) = sender(header.from.as_deref()?)?;
    let quoted = lines.get(at).is_some_and(|line| line.depth > 0);
    let subject = header.subject.map(str::to_owned).filter(|subject| !subject.is_empty());
    Some(Forwarded { name, address, subject, body: body(text, at + header.length, quoted) })
}

/// A block of headers without a word that it is passed on.
fn unmarked(lines: &[Line], passed_on: bool) -> Option<usize> {
    let is_key = |line: &Line| matches!(line.role, Role::Key(_)) && line.depth == 0;
    let sure = |at: &usize| Header::read(lines.get(*at..).unwrap_or_default()).is_sure();
    let at = (0..lines.len()).filter(|at| lines.get(*at).is_some_and(is_key)).find(sure)?;
    let alone = lines.get(..at)?.iter().all(|line| matches!(line.role, Role::Blank | Role::Rule | Role::Original));
    (passed_on || alone).then_some(at)
}

/// `Ana Ruiz <ana@x.es>`, `ana@x.es`, `"Ruiz, Ana" [mailto:ana@x.es]`, `*Ana* <ana@x.es<mailto:ana@x.es>>`.
fn sender(from: &str) -> Option<(String, String)> {
    let marks = |c: char| c.is_whitespace() || "<>()[],;\"'*".contains(c);
    let plain = |word: &str| normalise_email(word.trim_start_matches("mailto:"));
    let address = from.split(marks).find_map(plain)?;
    let end = from.find(['<', '[', '(']).unwrap_or(from.len());
    let name = from.get(..end).unwrap_or_default().trim_matches(marks);
    let name = if name.contains('@') { "" } else { name };
    Some((name.to_owned(), address))
}

fn body(text: &str, from: usize, quoted: bool) -> String {
    let lines = text.split('\n').skip(from);
    if !quoted {
        return lines.collect::<Vec<_>>().join("\n").trim().to_owned();
    }
    let bare = |line: &str| {
        let inner = line.strip_prefix('>').map(|inner| inner.strip_prefix(' ').unwrap_or(inner));
        inner.unwrap_or(line).to_owned()
    };
    lines.map(bare).collect::<Vec<_>>().join("\n").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::{Forwarded, forwarded, is_forward};
    use proptest::prelude::*;

    fn ana(subject: &str, body: &str) -> Forwarded {
        let subject = Some(subject.to_owned());
        Forwarded { name: "Ana Ruiz".into(), address: "ana@x.es".into(), subject, body: body.into() }
    }

    #[test]
    fn subjects_tell_what_is_passed_on() {
        for subject in ["RV: Red", "Fwd: Red", "fw: Red", "WG: Netz", "TR : Réseau", "ENC: Rede"] {
            assert!(is_forward(subject), "{subject}");
        }
        for subject in ["Re: Red", "Red", "Forward: no va", "rv", "I don't know: why"] {
            assert!(!is_forward(subject), "{subject}");
        }
    }

    #[test]
    fn each_program_names_the_sender() {
        for text in [
            "Mirad esto\n\n---------- Forwarded message ---------\nDe: *Ana Ruiz* <ana@x.es>\nDate: lun, 23 nov 2026 a las \
             9:12\nSubject: Red\nTo: <luis@x.es>\n\n\nNo va la red",
            "Inicio del mensaje reenviado:\n\n> De: Ana Ruiz <ana@x.es>\n> Asunto: Red\n> Fecha: 23 de noviembre de 2026\n> \
             Para: luis@x.es\n> \n> No va la red",
            "-------- Mensaje reenviado --------\nAsunto: \tRed\nFecha: \tMon, 23 Nov 2026 09:12:00 +0100\nDe: \tAna Ruiz \
             <ana@x.es>\nPara: \tluis@x.es\n\nNo va la red\n",
            "De: Ana Ruiz [mailto:Ana@X.es]\r\nEnviado el: lunes, 23 de noviembre de 2026 9:12\r\nPara: Luis\r\nAsunto: \
             Red\r\n\r\nNo va la red",
            "---------- Forwarded message ----------\nFrom: Ana Ruiz\n<ana@x.es<mailto:ana@x.es>>\nSubject: Red\n\nNo va la red",
        ] {
            assert_eq!(forwarded("Red", text), Some(ana("Red", "No va la red")), "{text}");
        }
    }

    #[test]
    fn outlook_passes_on_if_the_subject_says_so() {
        let text = "¿Lo miráis?\n\n________________________________\nDe: Ana Ruiz <ana@x.es>\nEnviado: 23/11/2026 9:12\n\
            Para: Luis\nAsunto: Red\n\nNo va";
        assert_eq!(forwarded("RV: Red", text), Some(ana("Red", "No va")));
        assert_eq!(forwarded("RE: Red", text), None);
    }

    #[test]
    fn what_the_history_passes_on_is_old() {
        let text = "Vale\n\nEl lun, 23 nov 2026 a las 9:12, Luis (<luis@x.es>) escribió:\n\n> ---------- Forwarded message \
            ---------\n> De: Ana Ruiz <ana@x.es>\n> Subject: Red\n>\n> No va";
        assert_eq!(forwarded("Re: Red", text), None);
    }

    #[test]
    fn without_an_address_nobody_is_offered() {
        assert_eq!(forwarded("RV: Red", "De: Ruiz, Ana\nEnviado: 23/11/2026 9:12\nAsunto: Red\n\nNo va"), None);
        assert_eq!(forwarded("Fwd: nada", "Hola"), None);
    }

    proptest! {
        #[test]
        fn any_text_is_answered(subject in any::<String>(), text in any::<String>()) {
            forwarded(&subject, &text);
        }
    }
}
