//! What a mail brought beside its words: a meeting, and what its reader should know.

use crate::shell::Page;
use atiende_core::tickets::{Asks, Carried, Meeting, Note, When};
use atiende_i18n::key;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

/// A meeting in words.
pub(super) struct MeetingView {
    /// "Invitación a una reunión"
    pub(super) what: &'static str,
    pub(super) summary: String,
    pub(super) when: Option<String>,
    pub(super) place: String,
    pub(super) organizer: String,
}

pub(super) fn meeting(page: &Page, carried: &Carried) -> Option<MeetingView> {
    let meeting = carried.meeting.as_ref()?;
    let what = match meeting.asks() {
        Asks::Request => key!("meeting-request"),
        Asks::Cancel => key!("meeting-cancel"),
        Asks::Reply => key!("meeting-reply"),
        Asks::Publish => key!("meeting-publish"),
    };
    let summary =
        if meeting.summary.is_empty() { page.text("meeting-untitled").to_owned() } else { meeting.summary.clone() };
    Some(MeetingView {
        what: page.text(what),
        summary,
        when: when(page, meeting),
        place: meeting.location.clone(),
        organizer: meeting.organizer.clone(),
    })
}

pub(super) fn notes(page: &Page, carried: &Carried) -> Vec<&'static str> {
    let key = |note: &Note| match note {
        Note::Encrypted => key!("message-note-encrypted"),
        Note::Shortened => key!("message-note-shortened"),
        Note::Unread => key!("message-note-unread"),
    };
    carried.notes.iter().map(|note| page.text(key(note))).collect()
}

/// "23 nov 2026, 9:30 – 10:30", by the reader's clock.
fn when(page: &Page, meeting: &Meeting) -> Option<String> {
    let end = meeting.ends();
    Some(match meeting.starts()? {
        When::At(start) => at(page, start, end),
        When::Day(first) => days(page, first, end),
        When::Clock(start) => clock(page, start, &meeting.zone),
    })
}

fn at(page: &Page, start: Timestamp, end: Option<When>) -> String {
    let from = page.date_time(&start);
    match end {
        Some(When::At(end)) if end > start => {
            let to = if page.date(&start) == page.date(&end) { page.time(&end) } else { page.date_time(&end) };
            page.t.with2("meeting-from-to", "from", from, "to", to)
        }
        _ => from,
    }
}

/// A calendar's end is the first day after it (RFC 5545 3.6.1).
fn days(page: &Page, first: Date, end: Option<When>) -> String {
    let day = |day: Date| written(day.at(12, 0, 0, 0)).map_or_else(String::new, |at| page.t.date(at, &TimeZone::UTC));
    match end {
        Some(When::Day(end)) if end.saturating_sub(1.day()) > first => {
            page.t.with2("meeting-from-to", "from", day(first), "to", day(end.saturating_sub(1.day())))
        }
        _ => day(first),
    }
}

/// As it was written: nobody knows where that clock is.
fn clock(page: &Page, start: DateTime, zone: &str) -> String {
    let when = written(start).map_or_else(String::new, |at| page.t.date_time(at, &TimeZone::UTC));
    if zone.is_empty() {
        page.t.with("meeting-local", "when", when)
    } else {
        page.t.with2("meeting-in-zone", "when", when, "zone", zone)
    }
}

fn written(clock: DateTime) -> Option<Timestamp> {
    TimeZone::UTC.to_timestamp(clock).ok()
}
