//! Jobs in the same database as the data: enqueued by the transaction that wants them, run
//! after its commit, at least once. A job says itself whether to retry or to fail.
//!
//! This crate knows nothing of the product: a kind is a word, a payload is JSON.

mod lease;
mod queue;
mod worker;

pub use lease::{LEASE, keeping};
pub use queue::{Counts, Job, Listed, counts, enqueue, enqueue_at, list, set_back};
pub use worker::{Outcome, Ran, Registry, Worker};
