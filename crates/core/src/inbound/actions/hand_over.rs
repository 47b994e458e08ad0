//! A mail that was passed on to the desk: by one click its ticket becomes that of who wrote it.

use crate::accounts::actions::sign_up;
use crate::accounts::{self, AccountState, NewAccount, Person};
use crate::admission::Admission;
use crate::error::Refused;
use crate::id::TicketId;
use crate::inbound::passed_on::{self, Author};
use crate::tickets::access::{self, Workable};
use crate::tickets::actions::hand_over;
use crate::{Actor, Denied};
use atiende_db::Tx;

use super::take_in::sender;

/// Makes the author of the passed-on mail the requester; who has no account gets one that waits for approval, as who
/// writes for the first time. `address`: as the page offered it. Errors: `Conflict` if that is offered no more, or is
/// somebody's whose this ticket may not be: one of another organization, or whose account is closed. Which of them is
/// not told: who works here need not see the other.
pub async fn hand_over(tx: &mut Tx, actor: &Actor, number: TicketId, address: &str) -> Result<(), Refused> {
    let workable = access::workable(tx, actor, number).await?;
    let offered = passed_on::of(tx, workable.ticket()).await?.filter(|author| author.address == address);
    let Some(author) = offered else { return Err(Refused::Conflict("inbound-offer-gone")) };
    if accounts::access::by_email(tx, &author.address).await?.is_none_or(|known| is_unproved(&known)) {
        invite_in(tx, &workable, &author).await?;
    }
    let Some(person) = fitting(tx, &workable, actor, &author).await? else {
        return Err(Refused::Conflict("inbound-offer-elsewhere"));
    };
    hand_over::hand_over(tx, &workable, &person).await
}

/// Somebody typed the address once and never proved it.
fn is_unproved(person: &Person) -> bool {
    person.state == AccountState::Unconfirmed
}

async fn invite_in(tx: &mut Tx, workable: &Workable<'_>, author: &Author) -> Result<(), Refused> {
    let forwarder = accounts::access::by_id(tx, workable.ticket().requester).await?.ok_or(Denied::NotFound)?;
    let new: NewAccount = sender::account((&author.name, &author.address), &forwarder.locale);
    sign_up::proved(tx, &new, Admission::Approval, "").await?;
    Ok(())
}

/// The owner of the address, if the ticket may be theirs: they are of its organization, or of another that who decides
/// attends as well; or they wait, and are of none yet.
async fn fitting(tx: &Tx, workable: &Workable<'_>, by: &Actor, author: &Author) -> Result<Option<Person>, Refused> {
    let Some(person) = accounts::access::by_email(tx, &author.address).await? else { return Ok(None) };
    let organization = workable.ticket().organization;
    let fits = match person.state {
        AccountState::Pending => true,
        AccountState::Active => {
            let theirs = accounts::access::actor(tx, &person, "").await?;
            theirs.belongs_to(organization)
                || theirs.attends(organization)
                || theirs.memberships.iter().any(|membership| by.attends(membership.organization))
        }
        AccountState::Unconfirmed | AccountState::Rejected | AccountState::Disabled => false,
    };
    Ok(fits.then_some(person))
}
