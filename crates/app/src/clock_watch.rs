//! Sees when the machine's clock is set back: people would wait for what it had planned until it strikes again.

use atiende_core::clock;
use atiende_db::{Clock, Db};
use jiff::{SignedDuration, Timestamp};
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;

/// How often the two clocks are compared.
const LOOK: Duration = Duration::from_secs(2);
/// Less is a clock that is being adjusted, and moves nothing.
const NOTICED: SignedDuration = SignedDuration::from_secs(15);

/// What both clocks said at one instant: the one that people set, and the one that nobody can.
#[derive(Clone, Copy)]
struct Reading {
    wall: Timestamp,
    steady: Instant,
}

impl Reading {
    fn of(clock: &Clock) -> Self {
        Self { wall: clock(), steady: Instant::now() }
    }

    /// By how much the wall's clock was set between two readings: negative if back.
    fn step_to(self, later: Self) -> SignedDuration {
        let passed = SignedDuration::try_from(later.steady - self.steady).unwrap_or(SignedDuration::MAX);
        later.wall.duration_since(self.wall).saturating_sub(passed)
    }
}

/// Compares the clocks until told to stop; moves what was planned when one was set back.
pub(crate) async fn run(db: Db, clock: Clock, stop: CancellationToken) {
    let (mut last, mut back) = (Reading::of(&clock), SignedDuration::ZERO);
    while !stop.is_cancelled() {
        tokio::select! { () = stop.cancelled() => break, () = tokio::time::sleep(LOOK) => {} }
        let now = Reading::of(&clock);
        let jump = last.step_to(now);
        last = now;
        if jump.abs() > NOTICED {
            tracing::warn!(seconds = jump.as_secs(), "the clock was set");
            back += SignedDuration::ZERO.max(-jump);
        }
        if back.is_zero() {
            continue;
        }
        match db.write(async move |tx| clock::set_back(tx, back).await).await {
            Ok(moved) => {
                tracing::info!(moved, "what was planned comes when it would have come");
                back = SignedDuration::ZERO;
            }
            // Kept until it works.
            Err(error) => tracing::warn!(%error, "what was planned could not be moved"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_somebody_set_is_a_step() {
        let (wall, steady) = (Timestamp::UNIX_EPOCH, Instant::now());
        let after = |wall_seconds: i64, seconds: u64| {
            let later = Reading {
                wall: wall + SignedDuration::from_secs(wall_seconds),
                steady: steady + Duration::from_secs(seconds),
            };
            Reading { wall, steady }.step_to(later).as_secs()
        };
        assert_eq!(after(60, 60), 0);
        assert_eq!(after(3602, 2), 3600);
        assert_eq!(after(-3598, 2), -3600);
        assert_eq!(after(0, 90), -90, "a clock that stood still");
    }
}
