//! What the desk does by itself at night.

use super::set_state;
use crate::events::By;
use crate::live;
use crate::settings::{self, Conversation};
use crate::tickets::model::{Next, State};
use crate::tickets::{open_counts, store};
use atiende_db::{DbError, Tx};
use jiff::SignedDuration;

/// Closed in one transaction at the most.
const BATCH: i64 = 200;

/// Closes what was solved long enough ago and not answered; how many. Call again until 0.
pub async fn close_solved(tx: &mut Tx) -> Result<usize, DbError> {
    let conversation: Conversation = settings::get(tx).await?;
    let before = tx.now() - SignedDuration::from_hours(24 * i64::from(conversation.close_after_days));
    let due = store::solved_before(tx, before, BATCH).await?;
    for &id in &due {
        if let Some(ticket) = store::find(tx, id).await? {
            set_state::write(tx, &By::desk(), &ticket, Next::to(State::Closed)).await?;
            live::ticket(tx, id, ticket.organization, ticket.requester);
        }
    }
    Ok(due.len())
}

/// Verifies the counters of open tickets; how many were wrong and are now right.
pub async fn recount_open(tx: &mut Tx) -> Result<u64, DbError> {
    let wrong = open_counts::verify(tx).await?;
    if wrong > 0 {
        tracing::error!(wrong, "counters of open tickets were wrong and have been corrected");
    }
    Ok(wrong)
}
