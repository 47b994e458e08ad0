//! Pages of the clients' people, and what everybody sees.

pub(crate) mod accounts;
pub(crate) mod brand;
pub(crate) mod help;
pub(crate) mod home;
pub(crate) mod tickets;
