//! SQL of merges: one function per statement.

use super::model::{Candidate, Merge, Moved, Moves};
use crate::accounts::AccountState;
use crate::addresses;
use crate::directories;
use crate::id::{MergeId, OrganizationId, PersonId};
use atiende_db::{DbError, SqlBuilder, Tx, args, sql};

pub(super) async fn insert(
    tx: &mut Tx,
    (kept, gone): (PersonId, PersonId),
    (email, state): (&str, AccountState),
    by: PersonId,
) -> Result<MergeId, DbError> {
    let (id,) = tx
        .returning_one(
            sql!(
                "INSERT INTO merges (kept_id, gone_id, gone_email, gone_state, by_id, at)
                 VALUES ($1, $2, $3, $4, $5, $6) RETURNING id"
            ),
            args![kept, gone, email, state, by, tx.now()],
        )
        .await?;
    Ok(id)
}

/// A row that moved.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) id: i64,
    /// Of an address or an identity, which may have another number by the time it moves back; empty for others.
    pub(super) name: String,
}
atiende_db::from_row!(Row { id, name });

pub(super) async fn note(tx: &mut Tx, merge: MergeId, kind: Moved, row: &Row) -> Result<(), DbError> {
    tx.execute(
        sql!("INSERT INTO merged_rows (merge_id, kind, row_id, name) VALUES ($1, $2, $3, $4)"),
        args![merge, kind, row.id, row.name],
    )
    .await?;
    Ok(())
}

pub(super) async fn noted(tx: &Tx, merge: MergeId, kind: Moved) -> Result<Vec<Row>, DbError> {
    tx.all(
        sql!("SELECT row_id, name FROM merged_rows WHERE merge_id = $1 AND kind = $2 ORDER BY row_id"),
        args![merge, kind],
    )
    .await
}

/// Gives every row of this kind to the other person; which they were. Watching and membership are added, not moved:
/// both may have been before.
pub(super) async fn give(tx: &mut Tx, kind: Moved, from: PersonId, to: PersonId) -> Result<Vec<Row>, DbError> {
    let statement = match kind {
        Moved::Ticket => sql!("UPDATE tickets SET requester_id = $2 WHERE requester_id = $1 RETURNING id, ''"),
        Moved::Message => sql!("UPDATE messages SET author_id = $2 WHERE author_id = $1 RETURNING id, ''"),
        Moved::Identity => {
            sql!("UPDATE identities SET person_id = $2 WHERE person_id = $1 RETURNING id, issuer || ' ' || subject")
        }
        Moved::Address => sql!("UPDATE addresses SET person_id = $2 WHERE person_id = $1 RETURNING id, email"),
        Moved::Watcher => sql!(
            "INSERT INTO watchers (ticket_id, person_id) SELECT w.ticket_id, $2 FROM watchers w WHERE w.person_id = $1
                 AND NOT EXISTS (SELECT 1 FROM watchers o WHERE o.ticket_id = w.ticket_id AND o.person_id = $2)
             RETURNING ticket_id, ''"
        ),
        // The organizations alone: whoever puts members into them does the rest.
        Moved::Membership => sql!(
            "SELECT m.organization_id, '' FROM memberships m WHERE m.person_id = $1
                 AND NOT EXISTS (SELECT 1 FROM memberships o
                                 WHERE o.organization_id = m.organization_id AND o.person_id = $2)
             ORDER BY m.organization_id"
        ),
        Moved::DirectoryUser => sql!(
            "UPDATE provisioned_people SET person_id = $2 WHERE person_id = $1
                 AND NOT EXISTS (SELECT 1 FROM provisioned_people o WHERE o.person_id = $2) RETURNING source, ''"
        ),
        Moved::DirectoryMember => sql!(
            "UPDATE directory_members SET person_id = $2 WHERE person_id = $1 AND group_id NOT IN
                 (SELECT o.group_id FROM directory_members o WHERE o.person_id = $2) RETURNING group_id, ''"
        ),
    };
    tx.returning(statement, args![from, to]).await
}

/// Gives one row back, if the other person still has it.
pub(super) async fn give_back(
    tx: &mut Tx,
    (kind, row): (Moved, &Row),
    from: PersonId,
    to: PersonId,
) -> Result<u64, DbError> {
    let statement = match kind {
        Moved::Ticket => sql!("UPDATE tickets SET requester_id = $3 WHERE id = $1 AND requester_id = $2"),
        Moved::Message => sql!("UPDATE messages SET author_id = $3 WHERE id = $1 AND author_id = $2"),
        Moved::Identity => {
            sql!("UPDATE identities SET person_id = $3 WHERE issuer || ' ' || subject = $1 AND person_id = $2")
        }
        Moved::Address => sql!("UPDATE addresses SET person_id = $3 WHERE email = $1 AND person_id = $2"),
        Moved::Watcher => sql!("DELETE FROM watchers WHERE ticket_id = $1 AND person_id = $2 AND person_id <> $3"),
        // Members leave by the action of that name.
        Moved::Membership => return Ok(0),
        Moved::DirectoryUser => {
            sql!("UPDATE provisioned_people SET person_id = $3 WHERE source = $1 AND person_id = $2")
        }
        Moved::DirectoryMember => {
            sql!("UPDATE directory_members SET person_id = $3 WHERE group_id = $1 AND person_id = $2")
        }
    };
    if matches!(kind, Moved::Identity | Moved::Address) {
        tx.execute(statement, args![row.name, from, to]).await
    } else {
        tx.execute(statement, args![row.id, from, to]).await
    }
}

/// The word of the directory that knows the person by this row, among those that want something of them.
pub(super) async fn source_of(tx: &Tx, kind: Moved, row: i64) -> Result<Option<String>, DbError> {
    let found: Option<(String,)> = match kind {
        Moved::Identity => tx.opt(sql!("SELECT issuer FROM identities WHERE id = $1"), args![row]).await?,
        Moved::DirectoryUser => Some((directories::scim(PersonId(row)),)),
        Moved::DirectoryMember => {
            let of: Option<(PersonId,)> =
                tx.opt(sql!("SELECT source FROM directory_groups WHERE id = $1"), args![row]).await?;
            of.map(|(source,)| (directories::scim(source),))
        }
        _ => None,
    };
    Ok(found.map(|(source,)| source))
}

pub(super) async fn moves(tx: &Tx, gone: PersonId, kept: PersonId) -> Result<Moves, DbError> {
    tx.one(
        sql!(
            "SELECT (SELECT count(*) FROM tickets WHERE requester_id = $1),
                 (SELECT count(*) FROM messages WHERE author_id = $1),
                 (SELECT count(*) FROM identities WHERE person_id = $1),
                 (SELECT count(*) FROM addresses WHERE person_id = $1) + 1,
                 (SELECT count(*) FROM memberships m WHERE m.person_id = $1 AND NOT EXISTS (
                     SELECT 1 FROM memberships o WHERE o.organization_id = m.organization_id AND o.person_id = $2))"
        ),
        args![gone, kept],
    )
    .await
}

pub(super) async fn set_person(tx: &mut Tx, id: PersonId, email: &str, state: AccountState) -> Result<(), DbError> {
    addresses::store::guard(tx, email).await?;
    tx.execute(
        sql!("UPDATE people SET email = $2, state = $3, updated_at = $4 WHERE id = $1"),
        args![id, email, state, tx.now()],
    )
    .await?;
    Ok(())
}

/// The merges of a person that stand, the newest first.
pub(super) async fn of_person(tx: &Tx, person: PersonId) -> Result<Vec<Merge>, DbError> {
    tx.all(
        sql!(
            "SELECT m.id, k.id, k.name, g.id, g.name, m.gone_email, b.name, m.at FROM merges m
                 JOIN people k ON k.id = m.kept_id JOIN people g ON g.id = m.gone_id JOIN people b ON b.id = m.by_id
             WHERE (m.kept_id = $1 OR m.gone_id = $1) AND m.undone_at IS NULL ORDER BY m.id DESC LIMIT 50"
        ),
        args![person],
    )
    .await
}

pub(super) async fn find(tx: &Tx, id: MergeId) -> Result<Option<Merge>, DbError> {
    tx.opt(
        sql!(
            "SELECT m.id, k.id, k.name, g.id, g.name, m.gone_email, b.name, m.at FROM merges m
                 JOIN people k ON k.id = m.kept_id JOIN people g ON g.id = m.gone_id JOIN people b ON b.id = m.by_id
             WHERE m.id = $1 AND m.undone_at IS NULL"
        ),
        args![id],
    )
    .await
}

pub(super) async fn state_before(tx: &Tx, id: MergeId) -> Result<AccountState, DbError> {
    let (state,) = tx.one(sql!("SELECT gone_state FROM merges WHERE id = $1"), args![id]).await?;
    Ok(state)
}

pub(super) async fn undone(tx: &mut Tx, id: MergeId) -> Result<u64, DbError> {
    tx.execute(sql!("UPDATE merges SET undone_at = $2 WHERE id = $1 AND undone_at IS NULL"), args![id, tx.now()]).await
}

/// Somebody decided about a membership since it came by a merge: undoing that leaves it alone.
pub(crate) async fn settle(tx: &mut Tx, kept: PersonId, organization: OrganizationId) -> Result<(), DbError> {
    tx.execute(
        sql!(
            "DELETE FROM merged_rows WHERE kind = 'membership' AND row_id = $2
                 AND merge_id IN (SELECT id FROM merges WHERE kept_id = $1 AND undone_at IS NULL)"
        ),
        args![kept, organization],
    )
    .await?;
    Ok(())
}

/// Whether the account is no more, because it became another.
pub(crate) async fn is_gone(tx: &Tx, person: PersonId) -> Result<bool, DbError> {
    let (gone,) = tx
        .one(sql!("SELECT EXISTS (SELECT 1 FROM merges WHERE gone_id = $1 AND undone_at IS NULL)"), args![person])
        .await?;
    Ok(gone)
}

/// Requesters of whom all words are part of the name or an address.
pub(super) async fn candidates(tx: &Tx, but: PersonId, words: &[String]) -> Result<Vec<Candidate>, DbError> {
    let mut query = SqlBuilder::new(
        "SELECT p.id, p.name, p.email, (SELECT string_agg(o.name, ', ' ORDER BY o.name)
              FROM memberships m JOIN organizations o ON o.id = m.organization_id WHERE m.person_id = p.id)
         FROM people p WHERE p.role = 'requester' AND p.state IN ('active', 'disabled')
             AND NOT EXISTS (SELECT 1 FROM merges g WHERE g.gone_id = p.id AND g.undone_at IS NULL) AND p.id <> ",
    )
    .bind(but);
    for word in words {
        let like = format!("%{word}%");
        query = query.push(" AND p.folded LIKE ").bind(&like);
    }
    tx.all_built(&query.push(" ORDER BY p.name, p.id LIMIT 20")).await
}
