//! Following a ticket of one's own will, and stopping it with the link of any of its mails.

use crate::accounts::sealed::Key;
use crate::events::{self, By, Object};
use crate::id::{PersonId, TicketId};
use crate::live;
use atiende_db::{DbError, Tx, args, sql};
use serde_json::json;
use subtle::ConstantTimeEq;

const PURPOSE: &str = "unsubscribe";
/// Bytes of the signature, in hexadecimal twice as many letters.
const SIGNATURE: usize = 16;

/// What the link of somebody who follows a ticket carries: who needs no session to stop being mailed.
pub fn token(key: &Key, ticket: TicketId, person: PersonId) -> String {
    let mac = key.mac(PURPOSE, format!("{ticket}.{person}").as_bytes());
    let signature = mac.get(..SIGNATURE).map(crate::files::hex).unwrap_or_default();
    format!("{ticket}.{person}.{signature}")
}

/// Whose link it is, and of which ticket; `None` for one that the desk did not write.
pub fn read(key: &Key, said: &str) -> Option<(TicketId, PersonId)> {
    let mut parts = said.splitn(3, '.');
    let (ticket, person) = (TicketId(parts.next()?.parse().ok()?), PersonId(parts.next()?.parse().ok()?));
    let is_own = bool::from(token(key, ticket, person).as_bytes().ct_eq(said.as_bytes()));
    is_own.then_some((ticket, person))
}

/// Whether the person follows the ticket.
pub async fn follows(tx: &Tx, ticket: TicketId, person: PersonId) -> Result<bool, DbError> {
    let (follows,) = tx
        .one(
            sql!("SELECT EXISTS (SELECT 1 FROM watchers WHERE ticket_id = $1 AND person_id = $2)"),
            args![ticket, person],
        )
        .await?;
    Ok(follows)
}

/// Stops it, by whoever holds the link of a mail. Requesters and coordinators are no followers: nothing stops theirs.
pub async fn stop(tx: &mut Tx, ticket: TicketId, person: PersonId, ip: &str) -> Result<(), DbError> {
    let stopped =
        tx.execute(sql!("DELETE FROM watchers WHERE ticket_id = $1 AND person_id = $2"), args![ticket, person]).await?;
    if stopped > 0 {
        let data = json!({});
        events::record(tx, &By::person(person, ip), (Object::Ticket, ticket.0), "unfollowed", &data).await?;
        live::page(tx, ticket);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_desk_writes_links() {
        let key = Key::new("a key that is long enough for the test");
        let own = token(&key, TicketId(42), PersonId(7));
        assert_eq!(read(&key, &own), Some((TicketId(42), PersonId(7))));
        for forged in
            [own.replace("42.", "43."), own.replace(".7.", ".8."), own.to_uppercase(), String::new(), "42.7.".into()]
        {
            assert_eq!(read(&key, &forged), None, "{forged}");
        }
        assert_eq!(read(&Key::new("another key, as long as one must be"), &own), None);
    }
}
