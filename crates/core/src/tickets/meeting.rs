//! The meeting of a calendar part, and when it is: pure.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

text_enum! {
    /// What a calendar asks (RFC 5546 1.4).
    Asks {
        /// To come.
        Request = "request",
        Cancel = "cancel",
        /// Somebody answers an invitation.
        Reply = "reply",
        /// Nothing: it tells of a meeting.
        Publish = "publish",
    }
}

/// A meeting as a mail tells of it. Nothing of it is proved. Times are as written: `2026-11-23 09:30`, or only the day.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Meeting {
    /// One of `Asks`, or a word of another standard.
    pub method: String,
    pub summary: String,
    pub start: String,
    pub end: String,
    /// The time zone's name; empty: wherever one is.
    pub zone: String,
    pub location: String,
    pub organizer: String,
}

/// A beginning or an end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    At(Timestamp),
    /// All of the day.
    Day(Date),
    /// By clocks of a time zone that nobody here knows, or of none.
    Clock(DateTime),
}

impl Meeting {
    pub fn asks(&self) -> Asks {
        self.method.parse().unwrap_or(Asks::Publish)
    }

    pub fn starts(&self) -> Option<When> {
        when(&self.start, &self.zone)
    }

    pub fn ends(&self) -> Option<When> {
        when(&self.end, &self.zone)
    }
}

fn when(written: &str, zone: &str) -> Option<When> {
    if let Ok(clock) = DateTime::strptime("%Y-%m-%d %H:%M", written) {
        let at = time_zone(zone).and_then(|zone| zone.to_timestamp(clock).ok());
        return Some(at.map_or(When::Clock(clock), When::At));
    }
    Date::strptime("%Y-%m-%d", written).ok().map(When::Day)
}

/// By its name in the IANA's database, also behind a prefix (`/mozilla.org/2005/Europe/Madrid`), or as Windows calls it.
fn time_zone(name: &str) -> Option<TimeZone> {
    let windows = WINDOWS.iter().find(|(windows, _)| windows.eq_ignore_ascii_case(name)).map(|(_, iana)| *iana);
    let names = std::iter::successors(Some(name), |rest| rest.split_once('/').map(|(_, rest)| rest));
    windows.into_iter().chain(names).filter(|name| !name.is_empty()).find_map(|name| TimeZone::get(name).ok())
}

/// Outlook names time zones so; those of Europe and America (windowsZones of the Unicode CLDR).
const WINDOWS: [(&str, &str); 22] = [
    ("Romance Standard Time", "Europe/Paris"),
    ("W. Europe Standard Time", "Europe/Berlin"),
    ("Central Europe Standard Time", "Europe/Budapest"),
    ("Central European Standard Time", "Europe/Warsaw"),
    ("GMT Standard Time", "Europe/London"),
    ("Greenwich Standard Time", "Atlantic/Reykjavik"),
    ("E. Europe Standard Time", "Europe/Chisinau"),
    ("FLE Standard Time", "Europe/Kyiv"),
    ("GTB Standard Time", "Europe/Bucharest"),
    ("Russian Standard Time", "Europe/Moscow"),
    ("Turkey Standard Time", "Europe/Istanbul"),
    ("Morocco Standard Time", "Africa/Casablanca"),
    ("Azores Standard Time", "Atlantic/Azores"),
    ("Argentina Standard Time", "America/Buenos_Aires"),
    ("E. South America Standard Time", "America/Sao_Paulo"),
    ("SA Pacific Standard Time", "America/Bogota"),
    ("Central Standard Time (Mexico)", "America/Mexico_City"),
    ("Pacific SA Standard Time", "America/Santiago"),
    ("Eastern Standard Time", "America/New_York"),
    ("Central Standard Time", "America/Chicago"),
    ("Mountain Standard Time", "America/Denver"),
    ("Pacific Standard Time", "America/Los_Angeles"),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn starts(start: &str, zone: &str) -> Option<When> {
        Meeting { start: start.into(), zone: zone.into(), ..Meeting::default() }.starts()
    }

    #[test]
    fn each_program_names_time_zones_its_way() {
        let at = Some(When::At("2026-11-23T08:30:00Z".parse().unwrap()));
        for zone in ["Europe/Madrid", "/mozilla.org/20050126_1/Europe/Madrid", "Romance Standard Time", "europe/madrid"]
        {
            assert_eq!(starts("2026-11-23 09:30", zone), at, "{zone}");
        }
        assert_eq!(starts("2026-11-23 08:30", "UTC"), at);
        for zone in ["", "Mi zona", "/"] {
            assert!(matches!(starts("2026-11-23 09:30", zone), Some(When::Clock(_))), "{zone}");
        }
    }

    #[test]
    fn every_name_of_windows_leads_to_a_zone() {
        for (windows, _) in WINDOWS {
            assert!(time_zone(windows).is_some(), "{windows}");
        }
    }

    #[test]
    fn days_have_no_clock() {
        assert_eq!(starts("2026-11-23", "Europe/Madrid"), Some(When::Day(jiff::civil::date(2026, 11, 23))));
        for nothing in ["", "2026-13-40", "2026-11-23 99:99", "hoy"] {
            assert_eq!(starts(nothing, ""), None, "{nothing}");
        }
    }
}
