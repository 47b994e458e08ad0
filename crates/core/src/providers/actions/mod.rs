//! Setting providers up: each verb is its own file.

pub mod add;
pub mod change;
pub mod remove;
pub mod switch;
