//! How often one client may try what could be abused.

use crate::{Rate, RateLimits};
use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use std::time::Duration;

/// One bucket per client address or account; of this node.
pub(crate) struct Limiters {
    pub(crate) login: Limiter,
    pub(crate) reset: Limiter,
    pub(crate) register: Limiter,
    pub(crate) api: Limiter,
}

pub(crate) struct Limiter(DefaultKeyedRateLimiter<String>);

/// The client tried too often; free again after this long.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TooOften(pub(crate) Duration);

impl Limiters {
    pub(crate) fn new(rates: &RateLimits) -> Self {
        Self {
            login: Limiter::new(rates.login),
            reset: Limiter::new(rates.reset),
            register: Limiter::new(rates.register),
            api: Limiter::new(rates.api),
        }
    }
}

impl Limiter {
    fn new(rate: Rate) -> Self {
        let between = rate.within / rate.times.get();
        let quota = Quota::with_period(between).unwrap_or_else(|| Quota::per_second(rate.times));
        Self(RateLimiter::keyed(quota.allow_burst(rate.times)))
    }

    /// Counts a try of this client.
    pub(crate) fn check(&self, key: &str) -> Result<(), TooOften> {
        if self.0.len() > 100_000 {
            self.0.retain_recent();
        }
        self.0.check_key(&key.to_owned()).map_err(|until| TooOften(until.wait_time_from(DefaultClock::default().now())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::num::NonZeroU32;

    #[test]
    fn a_client_is_stopped_and_others_are_not() {
        let limiter = Limiter::new(Rate { times: NonZeroU32::new(3).unwrap(), within: Duration::from_mins(1) });
        for _ in 0..3 {
            assert!(limiter.check("1.2.3.4").is_ok());
        }
        assert!(limiter.check("1.2.3.4").is_err());
        assert!(limiter.check("5.6.7.8").is_ok());
    }
}
