//! A merge and what it moves.

use crate::id::{MergeId, PersonId};
use jiff::Timestamp;

text_enum! {
    /// What moves from one person to the other.
    Moved {
        Ticket = "ticket",
        Message = "message",
        Watcher = "watcher",
        Identity = "identity",
        Address = "address",
        Membership = "membership",
        /// What a SCIM directory keeps of the person; the row is the directory.
        DirectoryUser = "directory_user",
        /// A place in a group of a directory; the row is the group.
        DirectoryMember = "directory_member",
    }
}

/// One that was done, as either person's page tells it.
#[derive(Debug, Clone)]
pub struct Merge {
    pub id: MergeId,
    pub kept: PersonId,
    pub kept_name: String,
    pub gone: PersonId,
    pub gone_name: String,
    /// The address that the account had which is no more.
    pub gone_email: String,
    pub by: String,
    pub at: Timestamp,
}
atiende_db::from_row!(Merge { id, kept, kept_name, gone, gone_name, gone_email, by, at });

/// Somebody with whom another account could be one.
#[derive(Debug, Clone)]
pub struct Candidate {
    pub id: PersonId,
    pub name: String,
    pub email: String,
    pub organizations: Option<String>,
}
atiende_db::from_row!(Candidate { id, name, email, organizations });

/// What would move, counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moves {
    pub tickets: i64,
    pub messages: i64,
    pub identities: i64,
    /// With the one that mails go to.
    pub addresses: i64,
    /// Organizations of which only the account is a member that goes.
    pub memberships: i64,
}
atiende_db::from_row!(Moves { tickets, messages, identities, addresses, memberships });
