//! The kind answer to who is not known, where a mailbox takes nothing from them.

use super::{Incoming, Kind, Manner};
use crate::events::{self, By, Object};
use crate::inbound::store;
use crate::limits::{self, actions as counting};
use crate::notify;
use atiende_db::{DbError, Tx};
use jiff::SignedDuration;
use serde_json::json;

/// Anybody writes any sender: whoever that is gets no more than one of these in this time.
const ONCE_IN: SignedDuration = SignedDuration::from_hours(24);

/// Says once that the desk does not know the address. Never to programs, lists or who asked for no answer (RFC 3834 2);
/// who is forged or blocked does not come here.
pub(super) async fn answer(tx: &mut Tx, incoming: &Incoming, address: &str) -> Result<(), DbError> {
    if !matches!(incoming.kind, Kind::Written(Manner::Person))
        || !counting::once(tx, limits::Kind::Refusal, address, ONCE_IN).await?
        || !counting::may_auto_reply(tx, address, incoming.answers).await?
    {
        return Ok(());
    }
    let answered = store::entry(tx, incoming.id).await?.map(|entry| entry.message_id).unwrap_or_default();
    let object = (Object::Inbound, incoming.id.0);
    let event = events::record(tx, &By::desk(), object, "refused", &json!({ "name": address })).await?;
    notify::unknown_sender(tx, event, (address, &incoming.locale), &answered).await
}
