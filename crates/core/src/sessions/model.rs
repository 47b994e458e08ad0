//! What lists show of a session, and how long things last.

use crate::id::SessionId;
use jiff::{SignedDuration, Timestamp};

/// How long who has shown who they are need not do so again before what is dangerous.
pub const PROVED_FOR: SignedDuration = SignedDuration::from_mins(15);

/// Whether the beginning of a session is a proof of who sits there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Proof {
    Given,
    /// Nothing was asked: an open session at a provider may be somebody else's by now.
    Owed,
}

/// An administrator looks on as somebody else for this long at the most.
pub(super) const IMPERSONATED_FOR: SignedDuration = SignedDuration::from_mins(30);

/// A browser that nobody has used for so long is known no more; its cookie lives no longer either (RFC 6265bis 5.5).
pub(super) const DEVICE_LIFE: SignedDuration = SignedDuration::from_hours(400 * 24);

/// Browsers of one person that are known: more have nobody who uses them.
pub(super) const DEVICES_MAX: i64 = 50;

/// A live session as its owner sees it.
#[derive(Debug, Clone)]
pub struct Listed {
    pub id: SessionId,
    pub created_at: Timestamp,
    pub seen_at: Timestamp,
    pub ip: String,
    pub user_agent: String,
}
atiende_db::from_row!(Listed { id, created_at, seen_at, ip, user_agent });

/// Somebody of the administration looked on as this person.
#[derive(Debug, Clone)]
pub struct Impersonation {
    pub at: Timestamp,
    pub by: String,
    pub reason: String,
}
