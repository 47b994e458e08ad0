//! When a mail that could not be handed over is tried again: pure.

use atiende_core::notify::Pending;
use jiff::{SignedDuration, Timestamp};

/// Minutes after the first, second, .. attempt; the last one from then on.
const PAUSES: [i64; 7] = [1, 2, 5, 10, 20, 40, 60];

/// The next attempt, or `None` when the mail has been tried for `retry_for`. The last attempt is
/// made when that time ends.
pub(super) fn next_try(mail: &Pending, retry_for: SignedDuration, now: Timestamp) -> Option<Timestamp> {
    let end = mail.created_at.checked_add(retry_for).unwrap_or(Timestamp::MAX);
    let next = now.checked_add(pause(mail.attempts)).unwrap_or(Timestamp::MAX);
    (now < end).then_some(next.min(end))
}

fn pause(attempts: i64) -> SignedDuration {
    let [.., longest] = PAUSES;
    let nth = usize::try_from(attempts.max(1) - 1).unwrap_or(usize::MAX);
    SignedDuration::from_mins(PAUSES.get(nth).copied().unwrap_or(longest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outgoing::tests::{pending, written_at};
    use atiende_core::notify::MailKind;

    fn after(attempts: i64, minutes: i64) -> Option<i64> {
        let mail = Pending { attempts, ..pending(MailKind::Test) };
        let now = written_at() + SignedDuration::from_mins(minutes);
        let next = next_try(&mail, SignedDuration::from_hours(48), now)?;
        Some(next.duration_since(now).as_mins())
    }

    #[test]
    fn pauses_grow_to_an_hour() {
        let pauses: Vec<_> = (1..=9).filter_map(|attempts| after(attempts, 0)).collect();
        assert_eq!(pauses, [1, 2, 5, 10, 20, 40, 60, 60, 60]);
        assert_eq!(after(0, 0), Some(1), "a mail that was put back by hand");
        assert_eq!(after(1000, 0), Some(60));
    }

    #[test]
    fn after_two_days_it_is_over() {
        let two_days = 48 * 60;
        assert_eq!(after(50, two_days - 61), Some(60));
        assert_eq!(after(50, two_days - 20), Some(20), "a last attempt at the very end");
        assert_eq!(after(50, two_days), None);
        assert_eq!(after(1, two_days + 1), None, "however few the attempts");
    }

    #[test]
    fn a_time_without_end_is_no_overflow() {
        let mail = pending(MailKind::Test);
        assert!(next_try(&mail, SignedDuration::MAX, written_at()).is_some());
    }
}
