//! The applicant proves the address; from now on a person of staff decides.

use super::reset_password;
use crate::accounts::access::LinkHolder;
use crate::accounts::{AccountState, Person, Secret, store};
use crate::admission::Admission;
use crate::admission::actions::begin;
use crate::events::By;
use crate::id::PersonId;
use crate::identities;
use atiende_db::{DbError, Tx};

/// What the browser keeps that signed up, to be known when the mailed link is opened in it.
pub fn browser_key(link: &Secret) -> Secret {
    link.derive("signed up here")
}

/// Marks the address as proved, in the browser that signed up. Using the link again changes nothing.
pub async fn confirm(tx: &mut Tx, holder: &LinkHolder, admission: Admission, ip: &str) -> Result<PersonId, DbError> {
    let person = &holder.person;
    if person.state != AccountState::Unconfirmed {
        return Ok(person.id);
    }
    begin::begin(tx, person, admission, &By::person(person.id, ip)).await?;
    Ok(person.id)
}

/// The same in another browser: whoever reads the mailbox may not be who signed up, so nothing that was to open the account
/// stays, and `link` leads to a password of their own.
pub async fn elsewhere(
    tx: &mut Tx,
    holder: &LinkHolder,
    admission: Admission,
    link: &Secret,
    ip: &str,
) -> Result<(), DbError> {
    if holder.person.state == AccountState::Unconfirmed {
        by_mailbox(tx, &holder.person, admission, ip).await?;
        reset_password::give_link(tx, holder.person.id, link).await?;
    }
    Ok(())
}

/// The mailbox alone is proved: the password and the accounts elsewhere may be a stranger's.
pub(super) async fn by_mailbox(tx: &mut Tx, person: &Person, admission: Admission, ip: &str) -> Result<(), DbError> {
    store::void_password(tx, person.id).await?;
    identities::forget(tx, person.id).await?;
    begin::begin(tx, person, admission, &By::person(person.id, ip)).await
}
