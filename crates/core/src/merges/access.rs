//! Who may make one of two, and which two.

use super::model::{Candidate, Merge, Moves};
use super::store;
use crate::accounts::{self, AccountState, Person, Role};
use crate::actor::Admin;
use crate::id::{MergeId, PersonId};
use crate::{Actor, Denied};
use atiende_db::{DbError, Tx};
use atiende_text::fold;

/// Two accounts of clients' people that this administrator may make one.
#[derive(Debug)]
pub struct Mergeable<'a> {
    /// Goes on.
    pub kept: Person,
    /// Is no more afterwards.
    pub gone: Person,
    pub(super) by: Admin<'a>,
}

/// Errors: `NotFound` for who is not there, waits for approval, is staff (never by a merge does an account get or lose
/// the rights of staff), became another already, or is the same.
pub async fn mergeable<'a>(
    tx: &Tx,
    actor: &'a Actor,
    (kept, gone): (PersonId, PersonId),
) -> Result<Mergeable<'a>, Denied> {
    let by = actor.admin()?;
    if kept == gone {
        return Err(Denied::NotFound);
    }
    let (kept, gone) = (person(tx, kept).await?, person(tx, gone).await?);
    if kept.state != AccountState::Active {
        return Err(Denied::NotFound);
    }
    Ok(Mergeable { kept, gone, by })
}

async fn person(tx: &Tx, id: PersonId) -> Result<Person, Denied> {
    let person = accounts::access::by_id(tx, id).await?.ok_or(Denied::NotFound)?;
    let settled = matches!(person.state, AccountState::Active | AccountState::Disabled);
    let whole = person.role == Role::Requester && settled && !store::is_gone(tx, id).await?;
    if whole { Ok(person) } else { Err(Denied::NotFound) }
}

impl Mergeable<'_> {
    /// What would move.
    pub async fn moves(&self, tx: &Tx) -> Result<Moves, DbError> {
        store::moves(tx, self.gone.id, self.kept.id).await
    }
}

/// Who could be the same person: by these words, or by the name if there are none.
pub async fn candidates(tx: &Tx, _by: Admin<'_>, of: &Person, typed: &str) -> Result<Vec<Candidate>, DbError> {
    let words = if typed.trim().is_empty() { &of.name } else { typed };
    let words: Vec<String> =
        words.split_whitespace().take(4).map(|word| fold::fold(word).replace(['%', '_'], "")).collect();
    store::candidates(tx, of.id, &words).await
}

/// The merges of a person that stand.
pub async fn of_person(tx: &Tx, _by: Admin<'_>, person: PersonId) -> Result<Vec<Merge>, DbError> {
    store::of_person(tx, person).await
}

/// A merge that this administrator may undo.
#[derive(Debug)]
pub struct Undoable<'a> {
    pub merge: Merge,
    pub(super) by: Admin<'a>,
}

pub async fn undoable<'a>(tx: &Tx, actor: &'a Actor, id: MergeId) -> Result<Undoable<'a>, Denied> {
    let by = actor.admin()?;
    let merge = store::find(tx, id).await?.ok_or(Denied::NotFound)?;
    Ok(Undoable { merge, by })
}
