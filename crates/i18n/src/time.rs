//! How moments and stretches of time are written. The clock is never read here.

use std::borrow::Borrow;

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

use crate::{Locale, Whole, key};

const MONTHS: [&str; 12] = [
    key!("month-1"),
    key!("month-2"),
    key!("month-3"),
    key!("month-4"),
    key!("month-5"),
    key!("month-6"),
    key!("month-7"),
    key!("month-8"),
    key!("month-9"),
    key!("month-10"),
    key!("month-11"),
    key!("month-12"),
];

const SHORT_MONTHS: [&str; 12] = [
    key!("month-short-1"),
    key!("month-short-2"),
    key!("month-short-3"),
    key!("month-short-4"),
    key!("month-short-5"),
    key!("month-short-6"),
    key!("month-short-7"),
    key!("month-short-8"),
    key!("month-short-9"),
    key!("month-short-10"),
    key!("month-short-11"),
    key!("month-short-12"),
];

/// Monday first (ISO 8601).
const WEEKDAYS: [&str; 7] = [
    key!("weekday-1"),
    key!("weekday-2"),
    key!("weekday-3"),
    key!("weekday-4"),
    key!("weekday-5"),
    key!("weekday-6"),
    key!("weekday-7"),
];

/// The keys of one direction of time.
struct Away {
    minutes: &'static str,
    hours: &'static str,
    next_day: &'static str,
    days: &'static str,
}

const PAST: Away = Away {
    minutes: key!("time-minutes-ago"),
    hours: key!("time-hours-ago"),
    next_day: key!("time-yesterday"),
    days: key!("time-days-ago"),
};

const FUTURE: Away = Away {
    minutes: key!("time-in-minutes"),
    hours: key!("time-in-hours"),
    next_day: key!("time-tomorrow"),
    days: key!("time-in-days"),
};

impl Locale {
    /// How far `then` is from `now`, whose time zone says when a day ends: "ahora mismo" (under a
    /// minute), "hace 5 min", "hace 3 h" (today, or under 12 hours), "ayer", "hace 4 días" (to 6),
    /// then the date, with its year if it is another. The future likewise: "dentro de 5 min", "mañana".
    pub fn relative(self, then: impl Borrow<Timestamp>, now: &Zoned) -> String {
        let then = *then.borrow();
        let minutes = now.timestamp().duration_since(then).as_mins();
        let date = now.time_zone().to_datetime(then).date();
        let days = now.date().duration_since(date).as_hours() / 24;
        let away = if now.timestamp() < then { FUTURE } else { PAST };
        match (days.abs(), minutes.abs()) {
            (_, 0) => self.text("time-now").to_owned(),
            (_, minutes @ ..60) => self.with(away.minutes, "count", minutes),
            (0, minutes) | (_, minutes @ ..720) => self.with(away.hours, "count", minutes / 60),
            (1, _) => self.text(away.next_day).to_owned(),
            (days @ ..7, _) => self.with(away.days, "count", days),
            _ if date.year() == now.year() => self.day_and_month(date),
            _ => self.short_date(date),
        }
    }

    /// "22 nov 2026, 9:05"
    pub fn date_time(self, at: impl Borrow<Timestamp>, zone: &TimeZone) -> String {
        let local = zone.to_datetime(*at.borrow());
        self.with2("date-time", "date", self.short_date(local.date()), "time", clock(local.time()))
    }

    /// "22 nov 2026"
    pub fn date(self, at: impl Borrow<Timestamp>, zone: &TimeZone) -> String {
        self.short_date(zone.to_datetime(*at.borrow()).date())
    }

    /// "9:05", of 24 hours in both languages
    pub fn time(self, at: impl Borrow<Timestamp>, zone: &TimeZone) -> String {
        clock(zone.to_datetime(*at.borrow()).time())
    }

    /// "domingo, 22 de noviembre de 2026"
    pub fn long_date(self, at: impl Borrow<Timestamp>, zone: &TimeZone) -> String {
        let date = zone.to_datetime(*at.borrow()).date();
        let weekday = self.nth(&WEEKDAYS, date.weekday().to_monday_one_offset());
        let month = self.nth(&MONTHS, date.month());
        let (day, year) = (i64::from(date.day()), date.year().to_string());
        self.format(
            "date-long",
            &[("weekday", weekday.into()), ("day", day.into()), ("month", month.into()), ("year", year.into())],
        )
    }

    /// A stretch of seconds, as "45 s", "5 min", "2 h 5 min", "120 h". It never counts days:
    /// whether a day has 24 hours or a working day's depends on whose time it is. Below zero is zero.
    pub fn duration(self, seconds: impl Into<Whole>) -> String {
        let seconds = seconds.into().0.max(0);
        match (seconds / 3600, seconds / 60 % 60) {
            (0, 0) => self.with("duration-seconds", "count", seconds),
            (0, minutes) => self.with("duration-minutes", "count", minutes),
            (hours, 0) => self.with("duration-hours", "count", hours),
            (hours, minutes) => self.with2("duration-hours-minutes", "hours", hours, "minutes", minutes),
        }
    }

    fn short_date(self, date: Date) -> String {
        let month = self.nth(&SHORT_MONTHS, date.month());
        self.with3("date-with-year", "day", i64::from(date.day()), "month", month, "year", date.year().to_string())
    }

    fn day_and_month(self, date: Date) -> String {
        self.with2("date-in-year", "day", i64::from(date.day()), "month", self.nth(&SHORT_MONTHS, date.month()))
    }

    /// The name of the `number`th month or weekday, counted from 1.
    fn nth(self, keys: &[&'static str], number: i8) -> &'static str {
        let place = usize::try_from(number).unwrap_or_default().wrapping_sub(1);
        keys.get(place).map_or("", |key| self.text(key))
    }
}

fn clock(time: Time) -> String {
    format!("{}:{:02}", time.hour(), time.minute())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Madrid's rules, written out: the tests need no time zone files.
    fn madrid() -> TimeZone {
        TimeZone::posix("CET-1CEST,M3.5.0,M10.5.0/3").unwrap()
    }

    fn at(local: &str) -> Timestamp {
        local.parse::<jiff::civil::DateTime>().unwrap().to_zoned(madrid()).unwrap().timestamp()
    }

    /// Sunday, noon.
    fn now() -> Zoned {
        at("2026-11-22T12:00").to_zoned(madrid())
    }

    #[track_caller]
    fn says(then: &str, spanish: &str, english: &str) {
        let said = Locale::ALL.map(|locale| locale.relative(at(then), &now()));
        assert_eq!(said, [spanish, english], "{then}");
    }

    #[test]
    fn the_near_past() {
        says("2026-11-22T12:00", "ahora mismo", "just now");
        says("2026-11-22T11:59:01", "ahora mismo", "just now");
        says("2026-11-22T11:59", "hace 1 min", "1 min ago");
        says("2026-11-22T11:00:01", "hace 59 min", "59 min ago");
        says("2026-11-22T11:00", "hace 1 h", "1 h ago");
        says("2026-11-22T00:00", "hace 12 h", "12 h ago");
        says("2026-11-21T23:59", "ayer", "yesterday");
        says("2026-11-21T00:00", "ayer", "yesterday");
        says("2026-11-20T23:59", "hace 2 días", "2 days ago");
        says("2026-11-16T00:00", "hace 6 días", "6 days ago");
    }

    #[test]
    fn the_far_past() {
        says("2026-11-15T23:59", "15 nov", "15 Nov");
        says("2026-03-12T09:00", "12 mar", "12 Mar");
        says("2025-03-12T09:00", "12 mar 2025", "12 Mar 2025");
        says("2025-12-31T23:59", "31 dic 2025", "31 Dec 2025");
    }

    #[test]
    fn the_future() {
        says("2026-11-22T12:00:30", "ahora mismo", "just now");
        says("2026-11-22T12:40", "dentro de 40 min", "in 40 min");
        says("2026-11-22T15:30", "dentro de 3 h", "in 3 h");
        says("2026-11-23T09:00", "mañana", "tomorrow");
        says("2026-11-26T09:00", "dentro de 4 días", "in 4 days");
        says("2026-12-24T09:00", "24 dic", "24 Dec");
        says("2027-01-08T09:00", "8 ene 2027", "8 Jan 2027");
    }

    #[test]
    fn after_midnight_the_evening_is_hours_away() {
        let now = at("2026-11-22T01:00").to_zoned(madrid());
        assert_eq!(Locale::Es.relative(at("2026-11-21T22:00"), &now), "hace 3 h");
        assert_eq!(Locale::Es.relative(at("2026-11-21T12:59"), &now), "ayer");
    }

    #[test]
    fn a_day_of_23_hours_is_a_day() {
        let now = at("2026-03-30T00:30").to_zoned(madrid());
        assert_eq!(Locale::Es.relative(at("2026-03-28T23:30"), &now), "hace 2 días");
    }

    #[test]
    fn dates_and_times() {
        let (at, zone) = (at("2026-11-22T09:05"), madrid());
        assert_eq!(Locale::Es.date_time(at, &zone), "22 nov 2026, 9:05");
        assert_eq!([at].each_ref().map(|at| Locale::En.date_time(at, &zone)), ["22 Nov 2026, 9:05"]);
        assert_eq!(Locale::ALL.map(|locale| locale.date(at, &zone)), ["22 nov 2026", "22 Nov 2026"]);
        assert_eq!(Locale::ALL.map(|locale| locale.time(at, &zone)), ["9:05", "9:05"]);
        assert_eq!(Locale::Es.long_date(at, &zone), "domingo, 22 de noviembre de 2026");
        assert_eq!(Locale::En.long_date(at, &zone), "Sunday, 22 November 2026");
        assert_eq!(Locale::Es.date_time(at, &TimeZone::UTC), "22 nov 2026, 8:05");
    }

    #[test]
    fn every_month_has_its_name() {
        let zone = TimeZone::UTC;
        let months = (1..=12).map(|month| format!("2026-{month:02}-05T10:00Z").parse::<Timestamp>().unwrap());
        let dates: Vec<_> =
            months.map(|at| format!("{} | {}", Locale::Es.long_date(at, &zone), Locale::Es.date(at, &zone))).collect();
        assert_eq!(dates[0], "lunes, 5 de enero de 2026 | 5 ene 2026");
        assert_eq!(dates[8], "sábado, 5 de septiembre de 2026 | 5 sep 2026");
        assert_eq!(dates[11], "sábado, 5 de diciembre de 2026 | 5 dic 2026");
    }

    #[test]
    fn durations() {
        let lengths = [-5, 0, 59, 60, 300, 3599, 3600, 7500, 90_000, 36_000_000];
        let spanish = ["0 s", "0 s", "59 s", "1 min", "5 min", "59 min", "1 h", "2 h 5 min", "25 h", "10.000 h"];
        assert_eq!(lengths.map(|seconds| Locale::Es.duration(seconds)), spanish);
        assert_eq!(Locale::En.duration(7500_u64), "2 h 5 min");
    }
}
