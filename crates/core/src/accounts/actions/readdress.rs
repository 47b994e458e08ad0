//! Mails go to another address from now on, or one opens the account no longer.

use super::invite::INVITATION;
use super::reset_password::RESET;
use super::sign_up::CONFIRM;
use crate::accounts::{AccountState, Person, store};
use crate::addresses;
use crate::id::{EventId, PersonId};
use crate::notify::{self, AccountMail};
use atiende_db::{DbError, Tx};

/// Links that were mailed so far are good no more: whoever reads the old mailbox need not be the person (it may have been
/// mistyped). The one that says "it was not me" stays: it gives nothing to who has it, and a thief would change the
/// address first.
pub(crate) async fn void_links(tx: &mut Tx, person: PersonId) -> Result<(), DbError> {
    for purpose in [CONFIRM, RESET, INVITATION] {
        store::delete_links(tx, person, purpose).await?;
    }
    Ok(())
}

/// Tells the address that mails went to until somebody else changed it: an administrator, or a directory. Not which one
/// it is now, as that mailbox may have been mistyped. One that was never proved is told nothing.
pub(super) async fn tell(tx: &mut Tx, event: EventId, before: &Person) -> Result<(), DbError> {
    if before.state == AccountState::Unconfirmed {
        return Ok(());
    }
    notify::account_at(tx, event, before.id, &before.email, &AccountMail::AddressReplaced).await
}

/// The account is no more: no link of any mail leads to it, nor brings it an address.
pub(crate) async fn void_all_links(tx: &mut Tx, person: PersonId) -> Result<(), DbError> {
    store::delete_all_links(tx, person).await?;
    addresses::store::delete_links_of_person(tx, person).await?;
    Ok(())
}
