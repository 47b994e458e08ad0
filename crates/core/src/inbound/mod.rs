//! The ledger of what came by mail. Each message is kept as it came before anybody is told that it was taken; then it is
//! read, and ends as a ticket, as words in one, or as one of the other outcomes, of which each has its reason.

pub mod access;
pub mod actions;
mod model;
mod passed_on;
mod store;
mod verification;

pub use model::{Arrival, Arrived, Decision, Due, Entry, Outcome, Rules, Settled, Trust, Unknown, Via, Why};
pub use passed_on::Author;
pub use store::Filter;
pub use verification::{Basis, Check, Finding, Verification};
