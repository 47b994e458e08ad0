//! How often one client may try what could be abused: a cheap first line of this node, and the count of all nodes.

use super::error::WebError;
use super::state::State;
use super::visitor::Visitor;
use crate::{Rate, RateLimits};
use atiende_core::limits::{self, Attempt, Counted, Kind, Wait, Why, actions};
use atiende_db::{DbError, Tx};
use atiende_i18n::{Locale, key};
use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use jiff::SignedDuration;
use std::num::NonZeroU32;
use std::time::Duration;

/// One bucket per client address or token; of this node. Tokens are no guesses, so what two nodes allow together hurts
/// nobody, and the API is asked too often to write down each time that it was.
pub(crate) struct Limiters {
    pub(crate) api: Limiter,
    /// What one address may ask of this node before anything is looked up: as much as its whole network (decision 0010).
    pub(crate) flood: Limiter,
}

pub(crate) struct Limiter(DefaultKeyedRateLimiter<String>);

/// The client tried too often; free again after this long.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TooOften(pub(crate) Duration);

impl Limiters {
    pub(crate) fn new(rates: &RateLimits) -> Self {
        Self {
            api: Limiter::new(rates.api),
            flood: Limiter::new(Rate { times: rates.login.times.saturating_mul(TEN), ..rates.login }),
        }
    }
}

const TEN: NonZeroU32 = NonZeroU32::MIN.saturating_add(9);

/// A try that was counted before it was made.
pub(crate) struct Try {
    attempt: Attempt,
    counted: Counted,
}

impl State {
    /// Counts a try for this account, address and network. Errors: `TooOften`; then it is not to be made, however it would
    /// have ended.
    pub(crate) async fn count(&self, kind: Kind, account: &str, visitor: &Visitor) -> Result<Try, WebError> {
        self.limiters().flood.check(&visitor.client.ip)?;
        let rates = &self.settings().rates;
        let rate = match kind {
            Kind::Login => rates.login,
            Kind::Reset => rates.reset,
            // No form asks for an automatic answer.
            Kind::Register | Kind::AutoReply | Kind::Refusal | Kind::Returned => rates.register,
        };
        let attempt = Attempt {
            kind,
            account: account.to_owned(),
            ip: visitor.client.ip.clone(),
            device: visitor.client.device.clone(),
            rate: limits::Rate {
                times: rate.times.get(),
                within: SignedDuration::try_from(rate.within).unwrap_or(SignedDuration::MAX),
            },
        };
        let given = attempt.clone();
        let counted = self.db().write(async move |tx| actions::attempt(tx, &given).await).await?;
        counted.map(|counted| Try { attempt, counted }).map_err(WebError::from)
    }
}

impl Try {
    /// It ended well; in the transaction that follows from it.
    pub(crate) async fn succeeded(&self, tx: &mut Tx) -> Result<(), DbError> {
        actions::succeeded(tx, &self.attempt, self.counted).await
    }

    /// The same in a transaction of its own.
    pub(crate) async fn passed(&self, state: &State) -> Result<(), WebError> {
        let (attempt, counted) = (self.attempt.clone(), self.counted);
        Ok(state.db().write(async move |tx| actions::succeeded(tx, &attempt, counted).await).await?)
    }

    /// Puts the failure on record.
    pub(crate) async fn failed(&self, state: &State, why: Why) -> Result<(), WebError> {
        let (attempt, counted) = (self.attempt.clone(), self.counted);
        Ok(state.db().write(async move |tx| actions::failed(tx, &attempt, counted, why).await).await?)
    }
}

impl From<Wait> for WebError {
    fn from(Wait(wait): Wait) -> Self {
        TooOften(wait.unsigned_abs()).into()
    }
}

/// How long to wait, in words.
pub(crate) fn sentence(t: Locale, seconds: u64) -> String {
    let whole = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    if seconds < 90 {
        t.with(key!("limits-wait-seconds"), "seconds", whole(seconds))
    } else {
        t.with(key!("limits-wait-minutes"), "minutes", whole(seconds.div_ceil(60)))
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
