//! When news about a ticket goes out: at once, unless it may still be taken back, or its reader had some a moment ago.

use jiff::{SignedDuration, Timestamp};

/// The newest mail of news that a reader of a ticket has, or will have.
#[derive(Debug, Clone, Copy)]
pub(super) struct Last {
    pub(super) created_at: Timestamp,
    pub(super) next_at: Timestamp,
    /// It did not leave yet: what comes now goes with it.
    pub(super) waits: bool,
}
atiende_db::from_row!(Last { created_at, next_at, waits });

/// The first news after a quiet `digest` goes at once; what follows it is one mail when that time ends.
pub(super) fn next_at(
    now: Timestamp,
    revocable_until: Option<Timestamp>,
    last: Option<Last>,
    digest: SignedDuration,
) -> Timestamp {
    let with_others =
        last.map_or(
            now,
            |last| {
                if last.waits { last.next_at } else { last.created_at.saturating_add(digest).unwrap_or(now) }
            },
        );
    now.max(with_others).max(revocable_until.unwrap_or(now))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(seconds).unwrap()
    }

    fn after(now: i64, until: Option<i64>, last: Option<(i64, i64, bool)>) -> i64 {
        let last = last.map(|(created, next, waits)| Last { created_at: at(created), next_at: at(next), waits });
        next_at(at(now), until.map(at), last, SignedDuration::from_secs(60)).as_second()
    }

    #[test]
    fn news_after_a_quiet_time_goes_at_once() {
        assert_eq!(after(1000, None, None), 1000);
        assert_eq!(after(1000, None, Some((900, 900, false))), 1000);
        assert_eq!(after(1000, None, Some((940, 940, false))), 1000);
    }

    #[test]
    fn more_within_a_minute_waits_for_its_end() {
        assert_eq!(after(1000, None, Some((980, 980, false))), 1040);
        assert_eq!(after(1010, None, Some((1000, 1040, true))), 1040, "the third goes with the second");
    }

    #[test]
    fn what_may_be_taken_back_waits_for_that() {
        assert_eq!(after(1000, Some(1010), None), 1010);
        assert_eq!(after(1002, None, Some((1000, 1010, true))), 1010, "the move goes with the reply");
        assert_eq!(after(1005, Some(1015), Some((1000, 1010, true))), 1015);
    }
}
