//! Making one of two, and two of one.

use super::access::{Mergeable, Undoable};
use super::model::{Merge, Moved};
use super::store;
use crate::accounts::{self, AccountState};
use crate::error::Refused;
use crate::events::{self, By, Object};
use crate::id::{MergeId, OrganizationId, PersonId, TicketId};
use crate::notify::{self, AccountMail};
use crate::orgs::actions::members;
use crate::{Denied, Sudo, addresses, directories, search, second_factors, sessions};
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
    let by = By::from(by.actor());
    for &kind in Moved::ALL {
        for row in store::give(tx, kind, gone.id, kept.id).await? {
            if kind == Moved::Membership {
                members::put(tx, &by, kept.id, OrganizationId(row.id), false).await?;
            }
            store::note(tx, id, kind, &row).await?;
            follow(tx, (kind, row.id), (gone.id, kept.id)).await?;
        }
    }
    sessions::end_all(tx, gone.id).await?;
    accounts::actions::readdress::void_all_links(tx, gone.id).await?;
    // The unique index wants the address free before another row has it.
    store::set_person(tx, gone.id, &format!("{}@merged.invalid", gone.id), AccountState::Disabled).await?;
    let address = addresses::store::insert(tx, kept.id, &gone.email).await?;
    store::note(tx, id, Moved::Address, &store::Row { id: address.0, name: gone.email.clone() }).await?;
    addresses::store::fold(tx, kept.id).await?;
    let data = json!({ "from": gone.name, "email": gone.email, "to": kept.name });
    events::record(tx, &by, (Object::Person, gone.id.0), "merged_away", &data).await?;
    let event = events::record(tx, &by, (Object::Person, kept.id.0), "merged", &data).await?;
    notify::account(tx, event, kept.id, &AccountMail::Merged { email: gone.email.clone() }).await?;
    Ok(id)
}

/// Gives back what moved and is still where it moved to; what came later, or was removed, stays so.
/// Errors: `Conflict` while somebody has the address, or mails to the kept account go to one that moved: they prefer
/// another first.
pub async fn undo(tx: &mut Tx, undoable: &Undoable<'_>, _sudo: Sudo<'_>) -> Result<(), Refused> {
    let merge = &undoable.merge;
    let by = By::from(undoable.by.actor());
    let state = store::state_before(tx, merge.id).await?;
    free(tx, merge).await?;
    for &kind in Moved::ALL {
        for row in store::noted(tx, merge.id, kind).await? {
            if kind == Moved::Membership {
                members::remove(tx, &by, merge.kept, OrganizationId(row.id)).await?;
            }
            store::give_back(tx, (kind, &row), merge.kept, merge.gone).await?;
            follow(tx, (kind, row.id), (merge.kept, merge.gone)).await?;
        }
    }
    store::set_person(tx, merge.gone, &merge.gone_email, state).await?;
    store::undone(tx, merge.id).await?;
    for person in [merge.kept, merge.gone] {
        addresses::store::fold(tx, person).await?;
    }
    let data = json!({ "from": merge.gone_name, "to": merge.kept_name });
    for person in [merge.kept, merge.gone] {
        // Whoever of the two is signed in to the account that was kept may be the other.
        sessions::end_all(tx, person).await?;
        let event = events::record(tx, &by, (Object::Person, person.0), "unmerged", &data).await?;
        notify::account(tx, event, person, &AccountMail::Unmerged { email: merge.gone_email.clone() }).await?;
    }
    Ok(())
}

/// Frees the address that the account had before.
async fn free(tx: &mut Tx, merge: &Merge) -> Result<(), Refused> {
    let kept = accounts::access::by_id(tx, merge.kept).await?.ok_or(Denied::NotFound)?;
    let moved = store::noted(tx, merge.id, Moved::Address).await?;
    let is_preferred = moved.iter().any(|row| row.name == kept.email);
    // Whoever signed up with it since and never proved it stands in nobody's way.
    if is_preferred || !accounts::actions::sign_up::make_way(tx, &merge.gone_email, Some(kept.id)).await? {
        return Err(Refused::Conflict("merges-address-taken"));
    }
    let held = addresses::store::of_person(tx, kept.id).await?;
    if let Some(own) = held.iter().find(|address| address.email == merge.gone_email) {
        addresses::store::delete(tx, own.id).await?;
    }
    Ok(())
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
