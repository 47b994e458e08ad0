//! Work that is taken for a short time, which is prolonged while somebody is at it: what a worker had that was killed is
//! free again in half a minute, and what takes an hour stays with who does it.

use jiff::SignedDuration;
use std::convert::Infallible;
use std::time::Duration;

/// For how long something is taken.
pub const LEASE: SignedDuration = SignedDuration::from_secs(30);
/// How often that is prolonged; twice may fail.
const RENEW: Duration = Duration::from_secs(10);

/// Does `work`, and prolongs its lease by `renew` every so often meanwhile.
pub async fn keeping<T, F: Future<Output = ()>>(work: impl Future<Output = T>, renew: impl Fn() -> F) -> T {
    tokio::select! {
        done = work => done,
        never = prolonging(renew) => match never {},
    }
}

async fn prolonging<F: Future<Output = ()>>(renew: impl Fn() -> F) -> Infallible {
    loop {
        tokio::time::sleep(RENEW).await;
        renew().await;
    }
}
