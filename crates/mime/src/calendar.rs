//! The meeting that a calendar part (RFC 5545, RFC 5546) is about: enough to say it in words; the calendar stays a file.

/// No value that is shown is longer.
const LONGEST: usize = 500;

/// A meeting as it was written. Times are as in the calendar: `2026-11-23 09:30`, or only the day.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Invitation {
    /// What is asked, in small letters: `request`, `cancel`, `reply`; `publish` where nothing is.
    pub method: String,
    pub summary: String,
    pub start: String,
    pub end: String,
    /// The time zone of the start: its name, or `UTC`; empty where times float.
    pub zone: String,
    pub location: String,
    /// The name, or else the address.
    pub organizer: String,
}

impl Invitation {
    /// The first event of a calendar.
    pub(crate) fn parse(calendar: &str) -> Option<Self> {
        let mut invitation = Self { method: "publish".to_owned(), ..Self::default() };
        let mut inside: Vec<String> = Vec::new();
        let mut found = false;
        for line in unfold(calendar) {
            let Some((property, value)) = split(&line) else { continue };
            let (name, params) = property.split_once(';').unwrap_or((&property, ""));
            match (name.to_ascii_uppercase().as_str(), inside.last().map(String::as_str)) {
                ("BEGIN", _) if inside.len() < 20 => inside.push(value.trim().to_ascii_uppercase()),
                ("END", Some("VEVENT")) => break,
                ("END", _) => drop(inside.pop()),
                ("METHOD", _) => invitation.method = plain(value).to_ascii_lowercase(),
                (name, Some("VEVENT")) => {
                    found = true;
                    invitation.set(name, params, value);
                }
                _ => {}
            }
        }
        found.then_some(invitation)
    }

    fn set(&mut self, name: &str, params: &str, value: &str) {
        match name {
            "SUMMARY" => self.summary = plain(value),
            "LOCATION" => self.location = plain(value),
            "DTEND" => self.end = moment(value).0,
            "DTSTART" => {
                let zone = param(params, "TZID");
                let (start, utc) = moment(value);
                (self.start, self.zone) = (start, if utc { "UTC".to_owned() } else { zone });
            }
            "ORGANIZER" => {
                let (name, address) = (param(params, "CN"), plain(value));
                let bare = if address.to_ascii_lowercase().starts_with("mailto:") { address.get(7..) } else { None };
                self.organizer = if name.is_empty() { bare.unwrap_or(&address).to_owned() } else { name };
            }
            _ => {}
        }
    }

    /// What there is to say, line by line, where the message says nothing else: values alone, which need no language.
    pub(crate) fn words(&self) -> String {
        let day = |time: &str| time.split(' ').next().unwrap_or_default().to_owned();
        let end =
            if day(&self.end) == day(&self.start) { self.end.rsplit(' ').next() } else { Some(self.end.as_str()) };
        let end = end.filter(|end| !end.is_empty()).map(|end| format!(" – {end}")).unwrap_or_default();
        let when = format!("{}{end} {}", self.start, self.zone);
        let lines = [self.summary.as_str(), when.trim(), &self.location, &self.organizer];
        lines.into_iter().filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
    }
}

/// Long lines go on in the next, after a space (RFC 5545 3.1).
fn unfold(calendar: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in calendar.lines().take(20_000) {
        match (line.strip_prefix([' ', '\t']), lines.last_mut()) {
            (Some(rest), Some(last)) => last.push_str(rest),
            _ => lines.push(line.to_owned()),
        }
    }
    lines
}

/// The property with its parameters, and the value: parted by the first colon outside quotes.
fn split(line: &str) -> Option<(String, &str)> {
    let mut quoted = false;
    let (at, _) = line.char_indices().find(|(_, c)| {
        quoted ^= *c == '"';
        *c == ':' && !quoted
    })?;
    Some((line.get(..at)?.to_owned(), line.get(at + 1..)?))
}

fn param(params: &str, name: &str) -> String {
    let mut quoted = false;
    let params = params.split(|c| {
        quoted ^= c == '"';
        c == ';' && !quoted
    });
    let pairs = params.filter_map(|param| param.split_once('='));
    let found = pairs.filter(|(other, _)| other.eq_ignore_ascii_case(name)).map(|(_, value)| value).next();
    plain(found.unwrap_or_default().trim_matches('"'))
}

/// A value in one line: escapes undone (RFC 5545 3.3.11).
fn plain(value: &str) -> String {
    let value = value.get(..value.floor_char_boundary(LONGEST)).unwrap_or(value);
    let value = value.replace("\\n", " ").replace("\\N", " ").replace("\\,", ",").replace("\\;", ";");
    value.replace("\\\\", "\\").trim().chars().filter(|c| !c.is_control()).collect()
}

/// `20261123T093000Z` as `2026-11-23 09:30`, and whether it is UTC.
fn moment(value: &str) -> (String, bool) {
    let value = value.trim();
    let digits: String = value.chars().filter(char::is_ascii_digit).take(14).collect();
    let piece = |from: usize, to: usize| digits.get(from..to).unwrap_or_default();
    let day = [piece(0, 4), piece(4, 6), piece(6, 8)].join("-");
    match digits.len() {
        8..12 => (day, false),
        12.. => (format!("{day} {}:{}", piece(8, 10), piece(10, 12)), value.ends_with('Z')),
        _ => (String::new(), false),
    }
}

#[cfg(test)]
mod tests {
    use super::Invitation;
    use proptest::prelude::*;

    const MEETING: &str = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VTIMEZONE\r\nTZID:Europe/Madrid\r\nBEGIN:STANDARD\r\n\
        DTSTART:19961027T030000\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\nBEGIN:VEVENT\r\n\
        ORGANIZER;CN=\"Ruiz; Ana\":mailto:ana@uni.es\r\nDTSTART;TZID=Europe/Madrid:20261123T093000\r\n\
        DTEND;TZID=Europe/Madrid:20261123T103000\r\nSUMMARY:Aula 2.14\\, proyec\r\n tor\r\nLOCATION:Edificio B\r\n\
        BEGIN:VALARM\r\nSUMMARY:no\r\nEND:VALARM\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:otra\r\nEND:VEVENT\r\n\
        END:VCALENDAR\r\n";

    #[test]
    fn a_meeting_is_said_in_words() {
        let meeting = Invitation::parse(MEETING).unwrap();
        assert_eq!((meeting.method.as_str(), meeting.zone.as_str()), ("request", "Europe/Madrid"));
        assert_eq!(
            meeting.words(),
            "Aula 2.14, proyector\n2026-11-23 09:30 – 10:30 Europe/Madrid\nEdificio B\nRuiz; Ana"
        );
    }

    #[test]
    fn days_zones_and_gaps() {
        let words = |event: &str| Invitation::parse(&format!("BEGIN:VEVENT\n{event}\nEND:VEVENT")).unwrap().words();
        assert_eq!(words("DTSTART;VALUE=DATE:20261123\nDTEND;VALUE=DATE:20261125"), "2026-11-23 – 2026-11-25");
        assert_eq!(words("DTSTART:20261123T093000Z\nDTEND:20261124T0930"), "2026-11-23 09:30 – 2026-11-24 09:30 UTC");
        assert_eq!(words("ORGANIZER:MAILTO:ana@uni.es\nSUMMARY:"), "ana@uni.es");
        assert_eq!(words("DTSTART:hoy\nUID:1"), "");
    }

    #[test]
    fn what_holds_no_event_is_none() {
        for calendar in ["", "BEGIN:VCALENDAR\nMETHOD:REPLY\nEND:VCALENDAR", "hola", "BEGIN:VEVENT\nEND:VEVENT"] {
            assert_eq!(Invitation::parse(calendar), None, "{calendar}");
        }
    }

    proptest! {
        #[test]
        fn any_lines_are_answered(lines in prop::collection::vec(prop::sample::select(vec![
            "BEGIN:VEVENT", "END:VEVENT", "BEGIN:X", "SUMMARY:a\\", " ñ", "DTSTART;TZID=\":2026", "DTEND:2026112",
            "ORGANIZER;CN=:mailto:", "ORGANIZER:ñññññ", ":", ";", "",
        ]), 0..20)) {
            if let Some(invitation) = Invitation::parse(&lines.join("\n")) {
                invitation.words();
            }
        }
    }
}
