//! Who wrote a mail that somebody passed on to the desk. It is the word of whoever passed it on: offered, never acted upon.

use super::store;
use atiende_db::{DbError, Tx};
use serde::{Deserialize, Serialize};

/// The author of a mail inside a mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Author {
    /// May be empty.
    pub name: String,
    /// Normalised.
    pub address: String,
}

impl Author {
    /// `Ana Ruiz <ana@x.es>`
    pub fn named(&self) -> String {
        if self.name.is_empty() { self.address.clone() } else { format!("{} <{}>", self.name, self.address) }
    }

    pub(super) fn to_json(&self) -> Option<String> {
        serde_json::to_string(self).ok()
    }
}

/// Whose the ticket may be in truth, as long as it is that of who passed the mail on.
pub(super) async fn of(tx: &Tx, ticket: &crate::tickets::Ticket) -> Result<Option<Author>, DbError> {
    let kept = store::passed_on(tx, ticket.id, ticket.requester).await?;
    let author: Option<Author> = kept.and_then(|json| serde_json::from_str(&json).ok());
    Ok(author.filter(|author| author.address != ticket.requester_email))
}
