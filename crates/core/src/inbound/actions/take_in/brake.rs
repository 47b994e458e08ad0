//! What ends a conversation of programs: the same sender says the same, or speaks as a program, again and again in one
//! ticket. It stays in the ledger, and nobody is told of it.

use super::{Incoming, Kind, Manner};
use crate::id::TicketId;
use crate::inbound::store;
use atiende_db::{DbError, Tx};
use jiff::SignedDuration;
use sha2::{Digest as _, Sha256};

/// So many of one sender's go into one ticket within this time; after a while more may.
const MOST: i64 = 3;
const WITHIN: SignedDuration = SignedDuration::from_hours(1);
/// Letters of what somebody says: people say "gracias" often, and mean it each time.
const ENOUGH: usize = 40;

/// By what the same words are known again; `None` for few words.
pub(super) fn digest(incoming: &Incoming) -> Option<String> {
    let said = incoming.body.stripped.as_ref().unwrap_or(&incoming.body.source);
    let words: Vec<&str> = said.split_whitespace().collect();
    let words = words.join(" ");
    (words.chars().count() >= ENOUGH).then(|| crate::files::hex(&Sha256::digest(words.as_bytes())))
}

pub(super) const fn is_program(incoming: &Incoming) -> bool {
    !matches!(incoming.kind, Kind::Written(Manner::Person | Manner::Quiet))
}

/// Whether this message goes round.
pub(super) async fn holds(tx: &Tx, incoming: &Incoming, (address, ticket): (&str, TicketId)) -> Result<bool, DbError> {
    let words = digest(incoming).unwrap_or_default();
    let since = tx.now() - WITHIN;
    Ok(store::repeated(tx, (ticket, address), (&words, is_program(incoming)), since).await? >= MOST)
}
