//! Companies' directories: whom they send, and what their groups are here.
//!
//! With LDAP people bring their groups when they sign in (`Rules`, from the configuration); with SCIM 2.0 the directory
//! itself keeps people and groups (RFC 7643), and an administrator says what each group is. Either way `actions::grant`
//! gives roles and memberships, and takes back what that directory gave and nothing else.

pub mod access;
pub mod actions;
mod model;
mod query;
mod store;

pub use model::{Group, GroupChange, Meaning, NewUser, Rules, User, Wanted};
pub use query::{Field, Listed, Operator, Selection, Term, groups, users};
