//! The block of headers that Outlook puts above what is answered, and every program above what is
//! passed on: De, Enviado, Para, Asunto, in the order and the language of whoever wrote it.

use super::line::{Key, Line, Role};

const MOST_LINES: usize = 24;
/// Recipients fill lines without a key.
const MOST_WRAPPED: usize = 6;

#[derive(Debug, Default)]
pub(super) struct Header<'t> {
    pub(super) from: Option<String>,
    pub(super) subject: Option<&'t str>,
    sent: Option<&'t str>,
    /// Whether "sent" is what it says of that.
    explicit: bool,
    to: bool,
    /// How many lines it takes.
    pub(super) length: usize,
}

impl<'t> Header<'t> {
    /// The block that begins with the first of these lines.
    pub(super) fn read(lines: &[Line<'t>]) -> Self {
        let mut header = Self::default();
        let mut wrapped = 0;
        let depth = lines.first().map_or(0, |line| line.depth);
        for (at, line) in lines.iter().enumerate().take(MOST_LINES).take_while(|(_, line)| line.depth == depth) {
            match line.role {
                Role::Key(key) => {
                    wrapped = 0;
                    header.take(key, line, lines.get(at + 1));
                    header.length = at + 1;
                }
                // Some programs double their line ends; a block goes on below one blank line at most.
                Role::Blank if lines.get(at + 1).is_some_and(|next| matches!(next.role, Role::Key(_))) => {}
                Role::Blank => break,
                _ if at == 0 || wrapped == MOST_WRAPPED => break,
                _ => {
                    wrapped += 1;
                    header.length = at + 1;
                }
            }
        }
        header
    }

    fn take(&mut self, key: Key, line: &Line<'t>, next: Option<&Line<'t>>) {
        let value = line.value();
        match key {
            Key::From if self.from.is_none() => {
                let wrapped = next.filter(|next| next.role == Role::Text && !value.contains('@'));
                self.from = Some(format!("{value} {}", wrapped.map_or("", |next| next.text)));
            }
            Key::Sent | Key::Date => {
                self.sent = self.sent.or(Some(value));
                self.explicit |= key == Key::Sent;
            }
            Key::To => self.to = true,
            Key::Subject => self.subject = self.subject.or(Some(value)),
            Key::From | Key::Other => {}
        }
    }

    fn is_signed(&self) -> bool {
        self.from.as_deref().is_some_and(|from| from.contains(char::is_alphabetic))
    }

    /// Enough to believe it where a separator stands above.
    pub(super) fn is_likely(&self) -> bool {
        self.is_signed() && (self.sent.is_some() || self.to || self.subject.is_some())
    }

    /// Enough by itself: a time, and an address or a word that forms do not have. A form has "De: Madrid",
    /// "Para: Sevilla" and "Fecha: 23/11".
    pub(super) fn is_sure(&self) -> bool {
        let sent = self.sent.unwrap_or_default();
        let timed = sent.as_bytes().windows(3).any(|three| {
            matches!(three, [before, b':' | b'.' | b'h', after] if before.is_ascii_digit() && after.is_ascii_digit())
        });
        let addressed = self.from.as_deref().is_some_and(|from| from.contains('@'));
        self.is_signed() && timed && (addressed || self.explicit) && (self.to || self.subject.is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::Header;
    use crate::quotes::line::Line;

    fn read(text: &str) -> Header<'_> {
        Header::read(&text.lines().map(Line::read).collect::<Vec<_>>())
    }

    #[test]
    fn outlook_is_known_in_each_order_and_language() {
        for text in [
            "De: Ana <ana@x.es>\nEnviado el: lunes, 23 de noviembre de 2026 9:12\nPara: Luis\nAsunto: Red",
            "From: Ana\nSent: Monday, November 23, 2026 9:12 AM\nTo: Luis\nSubject: Net",
            "Von: Ana\nGesendet: Montag, 23. November 2026 09:12\nAn: Luis\nBetreff: Netz",
            "De : Ana\nEnvoyé : lundi 23 novembre 2026 09:12\nÀ : Luis\nObjet : Réseau",
            "Nork: Ana\nBidalia: 2026(e)ko azaroaren 23a 9:12\nNori: Luis\nGaia: Sarea",
            "*De:* Ana\n\n*Enviado:* 23/11/2026 9:12\n\n*Para:* Luis;\nEva; Pau\n\n*Asunto:* Red",
            "Asunto: Red\nFecha: Mon, 23 Nov 2026 09:12:00 +0100\nDe: Ana <ana@x.es>\nPara: Luis",
        ] {
            let header = read(text);
            assert!(header.is_sure(), "{text}");
            assert_eq!(header.length, text.lines().count(), "{text}");
        }
    }

    #[test]
    fn forms_and_routes_are_no_headers() {
        for text in [
            "De: Madrid\nPara: Sevilla\nFecha: 23/11/2026",
            "De: Madrid\nA: Sevilla\nFecha: 23/11/2026 9:00\nAsunto: traslado",
            "De: 9:00\nEnviado: 23/11/2026 9:00\nPara: 14:00\nAsunto: horario",
            "De: ana@x.es\nPara: luis@x.es\nFecha: 23/11/2026\nAsunto: el correo que no encuentro",
            "De: Madrid Para: Sevilla",
            "Para: secretaría\nAsunto: vacaciones\nFecha: 23/11/2026 9:12",
            "Fecha: 23/11/2026 9:12\nAsunto: parte",
        ] {
            assert!(!read(text).is_sure(), "{text}");
        }
    }

    #[test]
    fn a_name_goes_on_in_the_next_line() {
        let header = read("De: Ana Ruiz\n<ana@x.es>\nAsunto: Red");
        assert_eq!(header.from.as_deref(), Some("Ana Ruiz <ana@x.es>"));
        assert_eq!((header.subject, header.length), (Some("Red"), 3));
    }
}
