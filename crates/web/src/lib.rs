//! Door 1: the site for browsers and the API for programs.
//!
//! Start at `routes.rs`: the whole site on one screen. A page is one file: its form, its
//! template's struct, its `get` and `post`. Handlers parse, ask `core` for a proof, call one action
//! and answer; they know no SQL and decide no rules.

mod admin;
mod agent;
mod api;
mod icon;
mod live;
mod ops;
mod portal;
mod routes;
mod scim;
mod settings;
mod shell;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;

pub use api::openapi;
pub use portal::accounts::elsewhere::known::provider_in_use;
pub use routes::site;
pub use settings::{DemoAccount, Live, Rate, RateLimits, Registration, Settings, SignInDirectory, SignInProvider};
pub use shell::state::State;
