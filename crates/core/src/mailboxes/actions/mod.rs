//! What happens to mailboxes that are fetched.

pub mod consent;
pub mod fare;
pub mod fetch;
pub mod hurry;
pub mod lease;
