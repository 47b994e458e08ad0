//! What the desk does: no HTTP, no HTML, no SMTP.
//!
//! Each noun has the same files: `model` (types and pure decisions), `access` (the only way
//! to an object: what an actor may not see does not exist), `actions/<verb>` (the only callers of
//! writing statements; each records an event), `store` (SQL). Doors parse, access proves,
//! actions decide, store speaks SQL; others are told by rows that the same transaction wrote.

#[macro_use]
mod column_types;

pub mod accounts;
pub mod actor;
pub mod addresses;
pub mod admission;
pub mod articles;
pub mod assets;
pub mod audit;
pub mod clock;
pub mod directories;
pub mod error;
pub mod events;
pub mod files;
pub mod id;
pub mod idempotency;
pub mod identities;
pub mod inbound;
pub mod limits;
pub mod live;
pub mod mailboxes;
pub mod merges;
pub mod migrations;
mod networks;
pub mod notify;
pub mod orgs;
pub mod page;
pub mod providers;
pub mod roles;
pub mod routing;
pub mod search;
pub mod second_factors;
pub mod sessions;
pub mod settings;
pub mod tickets;

pub use actor::{Actor, Impersonator, Membership, Oneself, Sudo};
pub use error::{Denied, Problem, Refused};
pub use page::{Cursor, Page};
