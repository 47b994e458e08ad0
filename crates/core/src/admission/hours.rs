//! Time that people work: nobody is late for a night.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

/// The days and hours in which newcomers are attended to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkingHours {
    /// Monday first.
    pub days: [bool; 7],
    /// Full hours of the day, 0 to 23.
    pub opens: u8,
    /// 1 to 24.
    pub closes: u8,
}

impl Default for WorkingHours {
    fn default() -> Self {
        Self { days: [true, true, true, true, true, false, false], opens: 8, closes: 18 }
    }
}

/// Who waits for longer has been forgotten whatever the count says; and a loop over days ends.
const DAYS_COUNTED: i32 = 370;

impl WorkingHours {
    pub fn is_sound(&self) -> bool {
        self.opens < self.closes && self.closes <= 24
    }

    /// How much of the time between two instants was worked.
    pub fn between(&self, from: Timestamp, to: Timestamp, zone: &TimeZone) -> SignedDuration {
        let first = from.to_zoned(zone.clone()).date();
        let mut worked = SignedDuration::ZERO;
        for days in 0..DAYS_COUNTED {
            let date = first.saturating_add(days.days());
            let Some((opens, closes)) = self.of_day(date, zone) else { continue };
            if opens >= to {
                break;
            }
            let (begin, end) = (opens.max(from), closes.min(to));
            if begin < end {
                worked += end.duration_since(begin);
            }
        }
        worked
    }

    /// A day's opening and closing; `None` on a day of rest.
    fn of_day(&self, date: Date, zone: &TimeZone) -> Option<(Timestamp, Timestamp)> {
        let weekday = usize::try_from(date.weekday().to_monday_zero_offset()).ok()?;
        if !self.days.get(weekday).copied().unwrap_or_default() {
            return None;
        }
        let at = |hour: u8| {
            let day = if hour == 24 { date.saturating_add(1.days()) } else { date };
            zone.to_timestamp(day.at(i8::try_from(hour % 24).ok()?, 0, 0, 0)).ok()
        };
        Some((at(self.opens)?, at(self.closes)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn madrid() -> TimeZone {
        TimeZone::get("Europe/Madrid").unwrap()
    }

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn nights_and_weekends_do_not_count() {
        let hours = WorkingHours::default();
        let worked = |from, to| hours.between(at(from), at(to), &madrid()).as_mins();
        // Madrid is UTC+1 in winter. 2026-11-23 is a Monday.
        assert_eq!(worked("2026-11-23T08:00:00Z", "2026-11-23T10:30:00Z"), 150);
        assert_eq!(worked("2026-11-23T16:00:00Z", "2026-11-24T08:00:00Z"), 120, "an hour in the evening, one at eight");
        assert_eq!(worked("2026-11-20T16:30:00Z", "2026-11-23T07:30:00Z"), 60, "over a weekend");
        assert_eq!(worked("2026-11-21T00:00:00Z", "2026-11-22T22:00:00Z"), 0);
        assert_eq!(worked("2026-11-23T10:00:00Z", "2026-11-23T09:00:00Z"), 0, "backwards is nothing");
    }

    #[test]
    fn a_day_may_last_until_midnight_and_clocks_change() {
        let round = WorkingHours { days: [true; 7], opens: 0, closes: 24 };
        // 2026-10-25 has 25 hours in Madrid, 2026-03-29 has 23.
        assert_eq!(round.between(at("2026-10-24T22:00:00Z"), at("2026-10-25T23:00:00Z"), &madrid()).as_hours(), 25);
        assert_eq!(round.between(at("2026-03-28T23:00:00Z"), at("2026-03-29T22:00:00Z"), &madrid()).as_hours(), 23);
    }

    proptest! {
        /// Cutting a stretch in two changes nothing, and more time is never less work.
        #[test]
        fn work_adds_up(start in 0_i64..40_000_000, a in 0_i64..4_000_000, b in 0_i64..4_000_000) {
            let hours = WorkingHours::default();
            let from = at("2026-01-01T00:00:00Z") + SignedDuration::from_secs(start);
            let (middle, to) = (from + SignedDuration::from_secs(a), from + SignedDuration::from_secs(a + b));
            let whole = hours.between(from, to, &madrid());
            prop_assert_eq!(hours.between(from, middle, &madrid()) + hours.between(middle, to, &madrid()), whole);
            prop_assert!(whole <= SignedDuration::from_secs(a + b));
        }
    }
}
