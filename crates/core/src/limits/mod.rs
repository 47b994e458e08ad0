//! How often one may try what could be abused, counted for all nodes (decision 0010).
//!
//! A try is counted before it is known how it ends, so that many at once count as many; a success gives it back. An account
//! is never locked: after some failures in a row each further one only doubles the pause, and a browser in which its
//! person has signed in before is counted apart.

pub mod actions;
mod model;
mod store;

pub use model::{Attempt, Counted, Kind, Rate, Wait, Why};
