//! Companies' directories: whom they send, and what their groups are here.
//!
//! With LDAP people bring their groups when they sign in (`Rules`, from the configuration); with SCIM 2.0 the directory
//! itself keeps people and groups (RFC 7643), and an administrator says what each group is. Each directory is a source
//! of its own: `access::Source` for SCIM, which sees and changes what is its own; `ldap:` and its word for LDAP. What each
//! wants of somebody is stored, and `actions::grant` makes them the most of it and of what they have by hand (`standing`).

pub mod access;
pub mod actions;
mod model;
mod query;
mod standing;
mod store;

use crate::accounts::Person;
use crate::id::PersonId;
use crate::orgs;
use atiende_db::{DbError, Tx};
pub use model::{Group, GroupChange, Meaning, NewUser, Rules, User, Wanted, is_whole_name};

pub(crate) use store::scim;

pub use query::{Field, Listed, Operator, Selection, Term, groups, groups_of_each, members_of_each, users};

/// Somebody opened an account by hand that a directory had given up: the directory has it again.
pub(crate) async fn opened(tx: &mut Tx, person: PersonId) -> Result<(), DbError> {
    store::undelete(tx, person).await
}

/// Whether this person is staff by the word of a directory with whose password they sign in, and by no other.
pub(crate) async fn makes_staff(tx: &Tx, person: &Person) -> Result<bool, DbError> {
    let said = store::said_roles(tx, person.id).await?;
    Ok(standing::Standing::of(person.role, said).without(|source| source.starts_with("ldap:")) != person.role)
}

/// Whether a directory keeps this person by SCIM.
pub(crate) async fn keeps(tx: &Tx, person: PersonId) -> Result<bool, DbError> {
    store::keeps(tx, person).await
}

/// Who is known to this source is another person from now on: what it wants goes along, where it wants nothing yet.
pub(crate) async fn hand_over(tx: &mut Tx, source: &str, from: PersonId, to: PersonId) -> Result<(), DbError> {
    store::give_roles(tx, source, from, to).await?;
    store::give_places(tx, source, from, to).await
}

/// The names that these rules give organizations and that are not the name of exactly one in use.
pub async fn unknown(tx: &Tx, rules: &Rules) -> Result<Vec<String>, DbError> {
    let mut unknown = Vec::new();
    for name in rules.organization.iter().chain(rules.groups.iter().map(|(_, name)| name)) {
        if !unknown.contains(name) && orgs::access::by_name(tx, name).await?.is_none() {
            unknown.push(name.clone());
        }
    }
    Ok(unknown)
}
