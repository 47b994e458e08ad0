//! The applicant proves the address; from now on a person of staff decides.

use crate::accounts::AccountState;
use crate::accounts::access::LinkHolder;
use crate::admission::Admission;
use crate::admission::actions::begin;
use crate::events::By;
use crate::id::PersonId;
use atiende_db::{DbError, Tx};

/// Marks the address as proved. Using the link again changes nothing.
pub async fn confirm(tx: &mut Tx, holder: &LinkHolder, admission: Admission, ip: &str) -> Result<PersonId, DbError> {
    let person = &holder.person;
    if person.state != AccountState::Unconfirmed {
        return Ok(person.id);
    }
    begin::begin(tx, person, admission, &By::person(person.id, ip)).await?;
    Ok(person.id)
}
