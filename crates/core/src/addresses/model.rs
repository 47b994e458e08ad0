//! An address beside the first.

use crate::id::AddressId;
use jiff::{SignedDuration, Timestamp};

/// A proved address.
#[derive(Debug, Clone)]
pub struct Address {
    pub id: AddressId,
    pub email: String,
    pub created_at: Timestamp,
}
atiende_db::from_row!(Address { id, email, created_at });

/// Nobody needs more, and each costs a mail.
pub(super) const MOST: usize = 8;
pub(super) const LINK_LIFE: SignedDuration = SignedDuration::from_hours(48);
