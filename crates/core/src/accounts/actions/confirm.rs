//! The applicant proves the address; from now on a person of staff decides.

use crate::accounts::access::LinkHolder;
use crate::accounts::{AccountState, Person, store};
use crate::events::{self, By, Object};
use crate::id::PersonId;
use crate::notify::{self, AccountMail};
use atiende_db::{DbError, Tx};
use serde_json::json;

/// Whether a person has to approve accounts, or the address is enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Admission {
    Approval,
    Open,
}

/// Marks the address as proved. Using the link again changes nothing.
pub async fn confirm(tx: &mut Tx, holder: &LinkHolder, admission: Admission, ip: &str) -> Result<PersonId, DbError> {
    let person = &holder.person;
    if person.state != AccountState::Unconfirmed {
        return Ok(person.id);
    }
    admit(tx, person, admission, ip).await?;
    Ok(person.id)
}

/// Lets in, or makes wait, who has proved the address.
pub(super) async fn admit(tx: &mut Tx, person: &Person, admission: Admission, ip: &str) -> Result<(), DbError> {
    let state = match admission {
        Admission::Approval => AccountState::Pending,
        Admission::Open => AccountState::Active,
    };
    store::set_state(tx, person.id, state).await?;
    let by = By::person(person.id, ip);
    let event = events::record(tx, &by, (Object::Person, person.id.0), "confirmed", &json!({})).await?;
    if state == AccountState::Pending {
        notify::account(tx, event, person.id, &AccountMail::WaitsForApproval).await?;
        notify::staff_of_new_account(tx, event, person).await?;
        tx.announce("accounts");
    }
    Ok(())
}
