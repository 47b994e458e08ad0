//! What can be done with a session; one file a verb.

pub(crate) mod begin;
pub mod end;
pub mod forget;
pub mod impersonate;
pub mod prove;
pub mod remember;
pub mod renew;
