//! Making one of two, and two of one.

use super::access::{Mergeable, Undoable};
use super::model::Moved;
use super::store;
use crate::accounts::{self, AccountState};
use crate::error::Refused;
use crate::events::{self, By, Object};
use crate::id::{MergeId, PersonId, TicketId};
use crate::notify::{self, AccountMail};
use crate::{Sudo, addresses, directories, search, second_factors, sessions};
use atiende_db::{DbError, Tx};
use serde_json::json;

/// Gives all that the account has which goes to the one that is kept, and closes it. Its address opens the kept one.
/// Coordination is not inherited: that is a right somebody grants. Errors: `Conflict` when a second factor guards the one
/// that goes and none the one that stays, or when directories keep both. Both are told by the one mail to the kept address.
pub async fn merge(tx: &mut Tx, mergeable: &Mergeable<'_>, _sudo: Sudo<'_>) -> Result<MergeId, Refused> {
    let Mergeable { kept, gone, by } = mergeable;
    // The address and the accounts elsewhere that come along would open without the factor that guarded them.
    if second_factors::has(tx, gone.id).await? && !second_factors::has(tx, kept.id).await? {
        return Err(Refused::Conflict("merges-second-factor"));
    }
    // One person here would be two there, and each change of one undo the other's.
    if directories::keeps(tx, gone.id).await? && directories::keeps(tx, kept.id).await? {
        return Err(Refused::Conflict("merges-two-users"));
    }
    let id = store::insert(tx, (kept.id, gone.id), (&gone.email, gone.state), by.actor().id).await?;
    for &kind in Moved::ALL {
        for row in store::give(tx, kind, gone.id, kept.id).await? {
            store::note(tx, id, kind, row).await?;
            follow(tx, (kind, row), (gone.id, kept.id)).await?;
        }
    }
    sessions::end_all(tx, gone.id).await?;
    // The unique index wants the address free before another row has it.
    store::set_person(tx, gone.id, &format!("{}@merged.invalid", gone.id), AccountState::Disabled).await?;
    let address = addresses::store::insert(tx, kept.id, &gone.email).await?;
    store::note(tx, id, Moved::Address, address.0).await?;
    addresses::store::fold(tx, kept.id).await?;
    let by = By::from(by.actor());
    let data = json!({ "from": gone.name, "email": gone.email, "to": kept.name });
    events::record(tx, &by, (Object::Person, gone.id.0), "merged_away", &data).await?;
    let event = events::record(tx, &by, (Object::Person, kept.id.0), "merged", &data).await?;
    notify::account(tx, event, kept.id, &AccountMail::Merged { email: gone.email.clone() }).await?;
    Ok(id)
}

/// Gives back what moved and is still where it moved to; what came later stays with the kept account.
/// Errors: `Conflict` when the address was taken meanwhile.
pub async fn undo(tx: &mut Tx, undoable: &Undoable<'_>, _sudo: Sudo<'_>) -> Result<(), Refused> {
    let merge = &undoable.merge;
    let state = store::state_before(tx, merge.id).await?;
    let mut own = false;
    for &kind in Moved::ALL {
        for row in store::noted(tx, merge.id, kind).await? {
            if kind == Moved::Address && is_of(tx, merge.kept, row, &merge.gone_email).await? {
                addresses::store::delete(tx, crate::id::AddressId(row)).await?;
                own = true;
                continue;
            }
            store::give_back(tx, (kind, row), merge.kept, merge.gone).await?;
            follow(tx, (kind, row), (merge.kept, merge.gone)).await?;
        }
    }
    if !own || accounts::access::by_email(tx, &merge.gone_email).await?.is_some() {
        return Err(Refused::Conflict("merges-address-taken"));
    }
    store::set_person(tx, merge.gone, &merge.gone_email, state).await?;
    store::undone(tx, merge.id).await?;
    for person in [merge.kept, merge.gone] {
        addresses::store::fold(tx, person).await?;
    }
    let data = json!({ "from": merge.gone_name, "to": merge.kept_name });
    let by = By::from(undoable.by.actor());
    for person in [merge.kept, merge.gone] {
        events::record(tx, &by, (Object::Person, person.0), "unmerged", &data).await?;
    }
    Ok(())
}

/// Whether the further address is this one.
async fn is_of(tx: &Tx, person: PersonId, row: i64, email: &str) -> Result<bool, DbError> {
    let all = addresses::store::of_person(tx, person).await?;
    Ok(all.iter().any(|address| address.id.0 == row && address.email == email))
}

/// Search knows whose a ticket is; and what a directory wants goes with whom it knows.
async fn follow(tx: &mut Tx, (kind, row): (Moved, i64), (from, to): (PersonId, PersonId)) -> Result<(), DbError> {
    if kind == Moved::Ticket {
        return search::index_ticket(tx, TicketId(row)).await;
    }
    match store::source_of(tx, kind, row).await? {
        Some(source) => directories::hand_over(tx, &source, from, to).await,
        None => Ok(()),
    }
}
